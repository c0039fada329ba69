"""One filling-in of a form: what is asked, what an answer leads to, what is kept. Knows no chat and no clock."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.questionnaires.form import Control, Form, Itemset, Kind, Part, SetValue, Template, Wording, tag_of
from bot.questionnaires.lists import Lists
from bot.questionnaires.live import LiveDocument, LiveNode, find, grown, is_awake, path_of
from bot.questionnaires.plan import Agenda, Effect, Plan, Rule
from bot.questionnaires.refused import Reason, Refused
from bot.questionnaires.values import cast, is_within, normalised
from bot.questionnaires.xpath import moments
from bot.questionnaires.xpath.errors import XPathError
from bot.questionnaires.xpath.expression import Expression
from bot.questionnaires.xpath.moments import Moment
from bot.questionnaires.xpath.nodes import Node, string_value
from bot.questionnaires.xpath.rows import Row
from bot.questionnaires.xpath.surroundings import Surroundings
from bot.questionnaires.xpath.values import Value

T = TypeVar("T")

MOST_ROUNDS = 500  # of one repeat
MOST_NODES = 50_000  # of one interview
LONGEST_ANSWER = 20_000  # characters
_NOTHING: Value = ""
_DEEPEST_CHAIN = 8  # of answers that set answers


class TooManyRoundsError(Exception):
    """A number of rounds that no conversation can hold; `path` is that of the repeat, without numbers."""

    def __init__(self, path: str) -> None:
        super().__init__(f"too many rounds of {path}")
        self.path = path


@dataclass
class _Kept:
    """Places by path: what they hold, what was left empty on purpose, what was only filled in beforehand."""

    values: dict[str, str] = field(default_factory=dict)
    rounds: dict[str, int] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)  # rounds that somebody said yes to
    closed: list[str] = field(default_factory=list)  # repeats to which nothing is to be added


@dataclass(frozen=True)
class Consequences:
    """What an answer would do to answers given before: asleep until it is changed back, and emptied for good."""

    asleep: int
    emptied: int


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    image: str = ""


class Interview:
    """`begin` or `restore` it, then answer. Every change takes the moment at which it happens (aware, in the respondent's zone)."""

    def __init__(self, plan: Plan, lists: Lists, *, moment: datetime, language: str = "", seed: str = "") -> None:
        self.plan = plan
        self.form: Form = plan.form
        self.language = self.form.language(language) or self.form.languages[0]
        self._lists = lists
        self._seed = seed
        self.problems: dict[str, str] = {}  # expression → what went wrong when it was last worked out
        self._plant()
        self._surroundings = self._around(moment)

    # -- beginning, keeping, coming back -------------------------------------------------------------------------------
    @classmethod
    def begin(cls, plan: Plan, lists: Lists, *, moment: datetime, language: str = "", seed: str = "") -> "Interview":
        """Raises TooManyRoundsError."""
        interview = cls(plan, lists, moment=moment, language=language, seed=seed)
        interview._begin()
        return interview

    @classmethod
    def restore(cls, plan: Plan, lists: Lists, kept: Mapping[str, Any], *, language: str = "") -> "Interview":
        """From what `kept` gave. Values at places that the form no longer has are left out."""
        moment = datetime.fromisoformat(kept["at"])
        interview = cls(plan, lists, moment=moment, language=language, seed=kept["seed"])
        interview._restore(kept)
        return interview

    def kept(self) -> dict[str, Any]:
        """Everything that cannot be worked out anew, as plain JSON."""
        kept = _Kept()
        self._keep(self.root, f"/{self.root.part.name}", kept)
        return {"at": self.moment.isoformat(), "seed": self._seed, **vars(kept)}

    @property
    def moment(self) -> datetime:
        return self._surroundings.now

    def speak(self, language: str) -> None:
        """From here on in this language, as far as the form knows it."""
        spoken = self.form.language(language) or self.form.languages[0]
        if spoken != self.language:
            self.language = spoken
            self._surroundings = self._around(self.moment)
            self._follow_all()

    # -- what is asked -------------------------------------------------------------------------------------------------
    def asked(self) -> Iterator[LiveNode]:
        """Questions and notes, in the form's order."""
        return (node for node in self.root.awake() if node.part.is_asked)

    @property
    def varies(self) -> bool:
        """What is asked depends on the answers."""
        return self.plan.varies

    def node(self, path: str) -> LiveNode | None:
        return find(self.root, path)

    def can_answer(self, node: LiveNode) -> bool:
        return not node.part.is_told and not self._holds(node.part.readonly, node)

    def is_required(self, node: LiveNode) -> bool:
        return self._holds(node.part.required, node)

    def label(self, node: LiveNode) -> str:
        return self.text(node.part.label, node)

    def wording(self, name: str) -> Wording:
        """In the respondent's language, or else in the form's first."""
        texts = self.form.texts.get(name, {})
        for language in (self.language, self.form.languages[0], *texts):
            if language in texts:
                return texts[language]
        return Wording()

    def text(self, name: str, node: LiveNode) -> str:
        """The text of that name as it reads at this node, `${…}` filled in."""
        return self.filled(self.wording(name).text, node)

    def filled(self, template: Template, node: LiveNode, typed: Callable[[str], str] = str) -> str:
        """`typed` is what becomes of values: what people typed must not be taken for markup."""
        return "".join(
            piece if isinstance(piece, str) else typed(self._string(piece.expression, node)) for piece in template
        )

    def choices(self, node: LiveNode) -> list[Choice]:
        """On offer at present, each value once."""
        itemset = node.part.itemset
        if itemset is None:
            return []
        found: dict[str, Choice] = {}
        for item in self._items(itemset, node):
            value = _child(item, itemset.value)
            if value and value not in found:
                found[value] = self._choice(item, itemset, value, node)
        return list(found.values())

    # -- what changes --------------------------------------------------------------------------------------------------
    def answer(self, path: str, text: str, moment: datetime) -> Refused | None:
        """An empty text takes the answer back."""
        node = find(self.root, path)
        if node is None or not is_awake(node) or not node.part.is_asked:
            return Refused(path, Reason.NOT_ASKED)
        if not self.can_answer(node):
            return Refused(path, Reason.TOLD)
        if not text.strip():
            if self.is_required(node):
                return Refused(path, Reason.REQUIRED, self.text(node.part.required_message, node))
            return self._or_as_before(path, moment, lambda: self._given(node, ""))
        value = self._fitting(node, text)
        if isinstance(value, Reason):
            own_words = value not in {Reason.TYPE, Reason.LENGTH}
            message = self.text(node.part.constraint_message, node) if own_words else ""
            return Refused(path, value, message)
        return self._or_as_before(path, moment, lambda: self._given(node, value))

    def consequences(self, path: str, text: str, moment: datetime) -> Consequences:
        """A dry run: nothing changes here."""
        tried = Interview.restore(self.plan, self._lists, self.kept(), language=self.language)
        before = {path_of(node) for node in tried.asked() if node.settled and node.text}
        tried.answer(path, text, moment)
        after = {path_of(node): node.text for node in tried.asked()}
        gone = [each for each in before if each not in after]
        emptied = [each for each in before if after.get(each) == "" and each != path]
        return Consequences(len(gone), len(emptied))

    def add_repeat(self, path: str, moment: datetime) -> Refused | None:
        """`path` without the last number: `/data/person`, or `/data/household[2]/person`."""
        above, _slash, name = path.rpartition("/")
        parent = find(self.root, above)
        part = None if parent is None else _repeat_in(parent.part, name)
        if parent is None or part is None or not is_awake(parent) or not self._would_count(parent, part):
            return Refused(path, Reason.NOT_ASKED)
        if part.count:
            return Refused(path, Reason.TOLD)
        return self._or_as_before(path, moment, lambda: self._add(parent, part))

    def remove_repeat(self, path: str, moment: datetime) -> Refused | None:
        """`path` with its number: `/data/person[2]`; those behind it move up."""
        node = find(self.root, path)
        if node is None or node.part.kind is not Kind.REPEAT or not is_awake(node):
            return Refused(path, Reason.NOT_ASKED)
        if node.part.count:
            return Refused(path, Reason.TOLD)
        return self._or_as_before(path, moment, lambda: self._remove(node))

    def finish(self, moment: datetime) -> None:
        """When it is handed in: fills in when it ended."""
        self._surroundings = self._around(moment)
        for node in self.root.walk():
            if node.part.preload == "timestamp" and node.part.preload_of == "end":
                node.text = moments.written(Moment(moment, with_time=True))
        self._follow_all()

    # -- planting ------------------------------------------------------------------------------------------------------
    def _plant(self) -> None:
        self._document = LiveDocument()
        self.root = grown(self.form.root, self._document)
        self._document.children = [self.root]
        self._late: list[tuple[SetValue, LiveNode]] = []  # defaults that wait
        self._nodes: dict[str, list[LiveNode]] = {path: [] for path in self.form.parts}
        self._enter(self.root)

    def _enter(self, node: LiveNode) -> None:
        for each in node.walk():
            self._nodes[each.part.path].append(each)

    def _begin(self) -> None:
        for node in self.root.walk():
            self._preload(node)
        for action in self.form.at_first:
            for node in list(self._nodes.get(action.target, ())):
                self._act(action, node)
        self._follow_all()

    def _act(self, action: SetValue, node: LiveNode) -> None:
        """A default; what it looks at may have to be worked out before."""
        if action in self.plan.late:
            self._late.append((action, node))
        else:
            node.text = self._worked_out(action, node, node)

    def _preload(self, node: LiveNode) -> None:
        match node.part.preload, node.part.preload_of:
            case "timestamp", "start":
                node.text = moments.written(Moment(self.moment, with_time=True))
            case "date", "today":
                node.text = self.moment.date().isoformat()

    def _restore(self, kept: Mapping[str, Any]) -> None:
        for path, count in kept["rounds"].items():
            above, _slash, name = path.rpartition("/")
            parent = find(self.root, above)
            part = None if parent is None else _repeat_in(parent.part, name)
            if parent is not None and part is not None:
                self._set_rounds(parent, part, count)
        for path, text in kept["values"].items():
            node = find(self.root, path)
            if node is not None and node.part.kind is Kind.LEAF:
                node.text = text
        for node in self.root.walk():
            node.settled = bool(node.text) and node.part.is_asked
        for path in kept["suggested"]:
            self._settle(path, settled=False)
        for path in (*kept["skipped"], *kept["wanted"]):
            self._settle(path, settled=True)
        for path in kept["closed"]:
            above, _slash, name = path.rpartition("/")
            parent = find(self.root, above)
            if parent is not None:
                parent.closed.add(name)
        self._follow_all()

    def _settle(self, path: str, *, settled: bool) -> None:
        node = find(self.root, path)
        if node is not None:
            node.settled = settled

    def _set_rounds(self, parent: LiveNode, part: Part, count: int) -> None:
        rounds = parent.rounds_of(part.name)
        for node in rounds[count:]:
            self._drop(node)
        for _round in range(count - len(rounds)):
            self._grow(parent, part)
        parent.wake()

    def _keep(self, node: LiveNode, path: str, kept: "_Kept") -> None:
        for part in node.part.children:  # before what is in them: it can only come back where there is a round
            if part.kind is Kind.REPEAT and len(node.rounds_of(part.name)) != part.rounds:
                kept.rounds[f"{path}/{part.name}"] = len(node.rounds_of(part.name))
        counted: dict[str, int] = {}
        for member in node.members:
            part = member.part
            below = f"{path}/{part.name}"
            if part.kind is Kind.REPEAT:
                counted[part.name] = counted.get(part.name, 0) + 1
                below = f"{below}[{counted[part.name]}]"
            if part.kind is not Kind.LEAF:
                kept.wanted += [below] if member.settled else []
                self._keep(member, below, kept)
                continue
            if member.text != part.default and (not part.calculate or part.path in self.plan.remembers):
                kept.values[below] = member.text
            if member.settled and not member.text:
                kept.skipped.append(below)
            elif member.text and part.is_asked and not member.settled:
                kept.suggested.append(below)
        kept.closed += [f"{path}/{name}" for name in sorted(node.closed)]

    # -- answers -------------------------------------------------------------------------------------------------------
    def _fitting(self, node: LiveNode, text: str) -> str | Reason:
        part = node.part
        if len(text) > LONGEST_ANSWER:
            return Reason.LENGTH
        value = normalised(part, text)
        if value is None:
            return Reason.TYPE
        if part.itemset is not None:
            chosen = _chosen(part, value)
            offered = self._offered(node)
            if not offered.issuperset(chosen) or not chosen:
                return Reason.CHOICE
            if part.control is Control.RANK and set(chosen) != offered:
                return Reason.CHOICE
            value = " ".join(chosen)
        if part.bounds is not None and not is_within(part.bounds, value):
            return Reason.BOUNDS
        return value if self._is_admitted(node, value) else Reason.CONSTRAINT

    def _is_admitted(self, node: LiveNode, value: str) -> bool:
        if not node.part.constraint:
            return True
        before, node.text = node.text, value
        try:
            return self._holds(node.part.constraint, node, otherwise=True)
        finally:
            node.text = before

    def _or_as_before(self, path: str, moment: datetime, change: Callable[[], None]) -> Refused | None:
        # Only what counts rounds can fail in the middle; a round too many that is added by hand fails before any change.
        before, then = self.kept() if self.plan.counts_rounds else None, self.moment
        self._surroundings = self._around(moment)
        try:
            change()
        except TooManyRoundsError:
            self._surroundings = self._around(then)
            if before is not None:
                self._plant()
                self._restore(before)
            return Refused(path, Reason.ROUNDS)
        return None

    def _given(self, node: LiveNode, text: str) -> None:
        node.settled = True
        self._change(node, text)

    def _change(self, node: LiveNode, text: str, depth: int = 0) -> None:
        """With all that follows from it; the actions of the question come after what the form works out."""
        agenda = self._agenda()
        agenda.add(self.plan.by_the_clock)
        changed = node.text != text
        if changed:
            node.text = text
            agenda.add(self.plan.after_value(node.part.place))
        self._follow(agenda)
        if changed and depth < _DEEPEST_CHAIN:
            for action in node.part.on_change:
                for target in self._targets(node, action.target):
                    self._change(target, self._worked_out(action, node, target), depth + 1)

    def _targets(self, node: LiveNode, path: str) -> list[LiveNode]:
        """Those of the same rounds as the node."""
        wanted = path.split("/")[1:]
        above: LiveNode = node
        while list(above.part.place) != wanted[: len(above.part.place)]:
            assert isinstance(above.parent, LiveNode), "everything stands below the root"
            above = above.parent
        found = [above]
        for name in wanted[len(above.part.place) :]:
            found = [member for each in found for member in each.members if member.part.name == name]
        return found

    def _worked_out(self, action: SetValue, node: LiveNode, target: LiveNode) -> str:
        if not action.expression:
            return ""
        return cast(self._value(action.expression, node, ""), target.part.type, self._surroundings.zone)

    # -- rounds --------------------------------------------------------------------------------------------------------
    def _would_count(self, parent: LiveNode, part: Part) -> bool:
        """Whether a round more would be relevant."""
        return not part.relevant or self._holds(part.relevant, LiveNode(part, parent), otherwise=True)

    def _add(self, parent: LiveNode, part: Part) -> None:
        node = self._grow(parent, part)
        parent.wake()
        self._act_in(node)
        self._follow_round(part)

    def _remove(self, node: LiveNode) -> None:
        assert isinstance(node.parent, LiveNode), "a repeat stands in something"
        parent = node.parent
        self._drop(node)
        parent.wake()
        self._follow_round(node.part)

    def _grow(self, parent: LiveNode, part: Part) -> LiveNode:
        if len(parent.rounds_of(part.name)) >= MOST_ROUNDS or sum(map(len, self._nodes.values())) >= MOST_NODES:
            raise TooManyRoundsError(part.path)
        node = grown(part, parent)
        parent.put(node)
        self._enter(node)
        return node

    def _drop(self, node: LiveNode) -> None:
        assert isinstance(node.parent, LiveNode), "a repeat stands in something"
        node.parent.take(node)
        for each in node.walk():
            self._nodes[each.part.path].remove(each)

    def _act_in(self, node: LiveNode) -> None:
        below = {id(each): each for each in node.walk()}.values()
        for action in self.form.in_new_round:
            for target in [each for each in below if each.part.path == action.target]:
                self._act(action, target)

    def _follow_round(self, part: Part) -> None:
        agenda = self._agenda()
        agenda.add(self.plan.by_the_clock)
        agenda.add(self.plan.inside(part) | self.plan.after_structure(part.place))
        self._follow(agenda)

    # -- rules ---------------------------------------------------------------------------------------------------------
    def _follow_all(self) -> None:
        agenda = self._agenda()
        agenda.add(range(len(self.plan.rules)))
        self._follow(agenda)

    def _agenda(self) -> Agenda:
        """Enough turns to carry something from the first round of a repeat to its last."""
        return Agenda(most_times=max((len(self._nodes[path]) for path in self.plan.repeats), default=0) + 4)

    def _follow(self, agenda: Agenda) -> None:
        while True:
            while (order := agenda.next()) is not None:
                self._follow_rule(order, agenda)
            if not self._late:
                return
            action, node = self._late.pop(0)
            node.text = self._worked_out(action, node, node)
            agenda.add(self.plan.after_value(node.part.place))

    def _follow_rule(self, order: int, agenda: Agenda) -> None:
        rule = self.plan.rules[order]
        apply = self._rule_for(rule.effect)
        if apply(rule):
            place = rule.part.place
            structural = rule.effect in {Effect.RELEVANT, Effect.COUNT}
            later = self.plan.after_structure(place) if structural else self.plan.after_value(place)
            if structural:
                later |= self.plan.inside(rule.part)
            agenda.add(later - {order})

    def _rule_for(self, effect: Effect) -> Callable[[Rule], bool]:
        return {
            Effect.RELEVANT: self._decide_relevance,
            Effect.COUNT: self._decide_rounds,
            Effect.CALCULATE: self._calculate,
            Effect.CHOICES: self._empty_what_is_not_offered,
        }[effect]

    def _decide_relevance(self, rule: Rule) -> bool:
        changed = False
        for node in self._nodes[rule.part.path]:
            relevant = self._evaluated(rule.expression, node, Expression.boolean, otherwise=True)
            if relevant != node.relevant:
                node.relevant = relevant
                changed = True
                if isinstance(node.parent, LiveNode):
                    node.parent.wake()
        return changed

    def _decide_rounds(self, rule: Rule) -> bool:
        changed = False
        for parent in list(self._nodes[rule.part.path.rpartition("/")[0]]):
            beside = LiveNode(rule.part, parent)  # the expression is written as seen from a round
            number = self._evaluated(rule.expression, beside, Expression.number, otherwise=0.0)
            changed = self._have_rounds(parent, rule.part, int(number) if number > 0 else 0) or changed
        return changed

    def _have_rounds(self, parent: LiveNode, part: Part, count: int) -> bool:
        if count > MOST_ROUNDS:
            raise TooManyRoundsError(part.path)
        rounds = parent.rounds_of(part.name)
        before = sum(not node.surplus for node in rounds)
        new = [self._grow(parent, part) for _round in range(count - len(rounds))]
        for number, node in enumerate((*rounds, *new)):
            node.surplus = number >= count
        parent.wake()
        for node in new:
            self._act_in(node)
        return before != count

    def _calculate(self, rule: Rule) -> bool:
        """What sleeps is worked out when it wakes."""
        changed = False
        for node in filter(is_awake, self._nodes[rule.part.path]):
            value: Value = self._evaluated(rule.expression, node, Expression.value, otherwise=_NOTHING)
            text = cast(value, rule.part.type, self._surroundings.zone)
            if text != node.text:
                node.text = text
                changed = True
        return changed

    def _empty_what_is_not_offered(self, rule: Rule) -> bool:
        changed = False
        for node in self._nodes[rule.part.path]:
            if node.text and is_awake(node):
                offered = self._offered(node)
                left = " ".join(value for value in _chosen(rule.part, node.text) if value in offered)
                if left != node.text:
                    node.text = left
                    node.settled = bool(left)
                    changed = True
        return changed

    def _offered(self, node: LiveNode) -> set[str]:
        itemset = node.part.itemset
        assert itemset is not None, "only choices have this rule"
        return {_child(item, itemset.value) for item in self._items(itemset, node)} - {""}

    # -- expressions ---------------------------------------------------------------------------------------------------
    def _around(self, moment: datetime) -> Surroundings:
        return Surroundings(
            root=self._document,
            now=moment,
            language=tag_of(self.language),
            seed=self._seed,
            version=self.form.version,
            instances=self._lists.instances,
            itext=lambda name: self.text(name, self.root),
            choice_name=self._choice_name,
            pulldata=self._lists.cell,
            as_in_forms=True,
        )

    def _evaluated(
        self,
        expression: Expression,
        node: LiveNode,
        how: Callable[[Expression, Node, Surroundings], T],
        *,
        otherwise: T,
    ) -> T:
        try:
            return how(expression, node, self._surroundings)
        except XPathError as error:
            self.problems[expression.text] = error.message
            return otherwise

    def _value(self, text: str, node: LiveNode, otherwise: Value) -> Value:
        expression = self.plan.expressions.get(text)
        if expression is None:
            return otherwise
        return self._evaluated(expression, node, Expression.value, otherwise=otherwise)

    def _string(self, text: str, node: LiveNode) -> str:
        expression = self.plan.expressions.get(text)
        return "" if expression is None else self._evaluated(expression, node, Expression.string, otherwise="")

    def _holds(self, text: str, node: LiveNode, *, otherwise: bool = False) -> bool:
        """`otherwise`: where it cannot be worked out."""
        if text in {"", "false()"}:
            return False
        if text == "true()":
            return True
        expression = self.plan.expressions.get(text)
        if expression is None:
            return otherwise
        return self._evaluated(expression, node, Expression.boolean, otherwise=otherwise)

    # -- choices -------------------------------------------------------------------------------------------------------
    def _items(self, itemset: Itemset, node: LiveNode) -> tuple[Node, ...]:
        found = self._value(itemset.nodeset, node, ())
        return found if isinstance(found, tuple) else ()

    def _choice(self, item: Node, itemset: Itemset, value: str, node: LiveNode) -> Choice:
        label = _child(item, itemset.label)
        if not itemset.label_is_name:
            translations = (
                _child(item, f"{itemset.label}::{name}") for name in (self.language, self.form.languages[0])
            )
            return Choice(value, label or next(filter(None, translations), value))
        wording = self.wording(label)
        return Choice(value, self.filled(wording.text, node) or value, wording.image)

    def _choice_name(self, value: str, path: str) -> str:
        """Of any choice of the question's list, whatever is filtered out at present."""
        part = self.form.parts.get(path)
        nodes = self._nodes.get(path)
        if part is None or part.itemset is None or not nodes:
            return ""
        everything = replace(part.itemset, nodeset=part.itemset.unfiltered)
        for itemset in (part.itemset, everything):
            for item in self._items(itemset, nodes[0]):
                if _child(item, itemset.value) == value:
                    return self._choice(item, itemset, value, nodes[0]).label
        return ""


def _child(item: Node, name: str) -> str:
    if isinstance(item, Row):
        return item.columns.get(name, "")
    return next((string_value(child) for child in item.children if child.name == name), "")


def _chosen(part: Part, value: str) -> list[str]:
    return [value] if part.control is Control.SELECT_ONE else list(dict.fromkeys(value.split()))


def _repeat_in(part: Part, name: str) -> Part | None:
    return next((below for below in part.children if below.name == name and below.kind is Kind.REPEAT), None)
