"""One filling-in of a form: what is asked, what an answer leads to, what is kept. Knows no chat and no clock."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.questionnaires.answers import Answers, TooManyRoundsError
from bot.questionnaires.following import Following
from bot.questionnaires.form import Control, Form, Kind, Part, Template, Wording
from bot.questionnaires.keeping import bring_back, kept
from bot.questionnaires.lists import Lists
from bot.questionnaires.live import LiveNode, find, is_awake, path_of
from bot.questionnaires.plan import Plan
from bot.questionnaires.refused import Reason, Refused
from bot.questionnaires.values import is_within, normalised
from bot.questionnaires.view import Choice, View, chosen

LONGEST_ANSWER = 20_000  # characters


@dataclass(frozen=True)
class Consequences:
    """What an answer would do to answers given before: asleep until it is changed back, and emptied for good."""

    asleep: int
    emptied: int


class Interview:
    """`begin` or `restore` it, then answer. Every change takes the moment at which it happens (aware, in the respondent's zone)."""

    def __init__(self, plan: Plan, lists: Lists, *, moment: datetime, language: str = "", seed: str = "") -> None:
        self.plan = plan
        self.form: Form = plan.form
        self._answers = Answers(self.form)
        self._view = View(plan, lists, self._answers, moment=moment, language=language, seed=seed)
        self._following = Following(plan, self._answers, self._view)

    # -- beginning, keeping, coming back -------------------------------------------------------------------------------
    @classmethod
    def begin(cls, plan: Plan, lists: Lists, *, moment: datetime, language: str = "", seed: str = "") -> "Interview":
        """Raises TooManyRoundsError."""
        interview = cls(plan, lists, moment=moment, language=language, seed=seed)
        interview._following.begin()
        return interview

    @classmethod
    def restore(cls, plan: Plan, lists: Lists, kept: Mapping[str, Any], *, language: str = "") -> "Interview":
        """From what `kept` gave. Values at places that the form no longer has are left out."""
        moment = datetime.fromisoformat(kept["at"])
        interview = cls(plan, lists, moment=moment, language=language, seed=kept["seed"])
        interview._bring_back(kept)
        return interview

    def kept(self) -> dict[str, Any]:
        """Everything that cannot be worked out anew, as plain JSON."""
        return {"at": self.moment.isoformat(), "seed": self._view.seed, **vars(kept(self.plan, self._answers))}

    @property
    def root(self) -> LiveNode:
        return self._answers.root

    @property
    def moment(self) -> datetime:
        return self._view.surroundings.now

    @property
    def language(self) -> str:
        return self._view.language

    @property
    def problems(self) -> Mapping[str, str]:
        """By expression: what went wrong when it was last worked out."""
        return self._view.problems

    def speak(self, language: str) -> None:
        """From here on in this language, as far as the form knows it."""
        before = self.language
        self._view.look(self.moment, language)
        if self.language != before:
            self._following.all()

    # -- what is asked -------------------------------------------------------------------------------------------------
    def asked(self) -> Iterator[LiveNode]:
        """Questions and notes, in the form's order."""
        return (node for node in self.root.awake() if node.part.is_asked)

    @property
    def varies(self) -> bool:
        """What is asked depends on the answers."""
        return self.plan.varies

    @property
    def passed_over(self) -> frozenset[str]:
        """Parts at the top that are left to others, by name."""
        return self._answers.passed_over

    def node(self, path: str) -> LiveNode | None:
        return find(self.root, path)

    def can_answer(self, node: LiveNode) -> bool:
        return not node.part.is_told and not self._view.holds(node.part.readonly, node)

    def is_required(self, node: LiveNode) -> bool:
        return self._view.holds(node.part.required, node)

    def label(self, node: LiveNode) -> str:
        return self.text(node.part.label, node)

    def wording(self, name: str) -> Wording:
        """In the respondent's language, or else in the form's first."""
        return self._view.wording(name)

    def text(self, name: str, node: LiveNode) -> str:
        """The text of that name as it reads at this node, `${…}` filled in."""
        return self._view.text(name, node)

    def filled(self, template: Template, node: LiveNode, typed: Callable[[str], str] = str) -> str:
        """`typed` is what becomes of values: what people typed must not be taken for markup."""
        return self._view.filled(template, node, typed)

    def choices(self, node: LiveNode) -> list[Choice]:
        """On offer at present, each value once."""
        return self._view.choices(node)

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
            message = self._said_of(node, text) if own_words else ""
            return Refused(path, value, message)
        return self._or_as_before(path, moment, lambda: self._given(node, value))

    def leave(self, path: str, moment: datetime) -> Refused | None:
        """Goes on without an answer, though it may be required: whoever leads the talk comes back to it, or lets it stay so."""
        node = find(self.root, path)
        if node is None or not is_awake(node) or not node.part.is_asked:
            return Refused(path, Reason.NOT_ASKED)
        return self._or_as_before(path, moment, lambda: self._given(node, ""))

    def consequences(self, path: str, text: str, moment: datetime) -> Consequences:
        """A dry run: nothing changes here."""
        tried = Interview.restore(self.plan, self._view.lists, self.kept(), language=self.language)
        before = {path_of(node) for node in tried.asked() if node.settled and node.text}
        tried.answer(path, text, moment)
        after = {path_of(node): node.text for node in tried.asked()}
        gone = [each for each in before if each not in after]
        emptied = [each for each in before if after.get(each) == "" and each != path]
        return Consequences(len(gone), len(emptied))

    def add_repeat(self, path: str, moment: datetime) -> Refused | None:
        """`path` without the last number: `/data/person`, or `/data/household[2]/person`."""
        place = self._answers.repeat(path)
        if place is None or not is_awake(place[0]) or not self._would_count(*place):
            return Refused(path, Reason.NOT_ASKED)
        if place[1].count:
            return Refused(path, Reason.TOLD)
        return self._or_as_before(path, moment, lambda: self._following.add(*place))

    def remove_repeat(self, path: str, moment: datetime) -> Refused | None:
        """`path` with its number: `/data/person[2]`; those behind it move up."""
        node = find(self.root, path)
        if node is None or node.part.kind is not Kind.REPEAT or not is_awake(node):
            return Refused(path, Reason.NOT_ASKED)
        if node.part.count:
            return Refused(path, Reason.TOLD)
        return self._or_as_before(path, moment, lambda: self._following.remove(node))

    def suggest(self, values: Mapping[str, str], moment: datetime) -> None:
        """What stands there before anybody answers, by path: it may be kept or changed, and is asked in any case.

        What does not fit is left out, and so is what stands in a round.
        """
        self._or_as_before(path_of(self.root), moment, lambda: self._suggested(values))

    def pass_over(self, names: Collection[str], moment: datetime) -> Refused | None:
        """Exactly these parts, by name, are left to others: as if they were not relevant, and nothing in them is lost."""
        if self._answers.passed_over == frozenset(names):
            return None
        change = self._answers.pass_over
        return self._or_as_before(path_of(self.root), moment, lambda: self._following.woken_or_asleep(change(names)))

    def finish(self, moment: datetime) -> None:
        """When it is handed in: fills in when it ended."""
        self._view.look(moment)
        self._following.end(moment)

    def _bring_back(self, kept: Mapping[str, Any]) -> None:
        bring_back(kept, self._answers)
        self._following.all()

    # -- whether it fits -----------------------------------------------------------------------------------------------
    def _fitting(self, node: LiveNode, text: str) -> str | Reason:
        part = node.part
        if len(text) > LONGEST_ANSWER:
            return Reason.LENGTH
        value = normalised(part, text)
        if value is None:
            return Reason.TYPE
        if part.itemset is not None:
            values = chosen(part, value)
            offered = self._view.offered(node)
            if not offered.issuperset(values) or not values:
                return Reason.CHOICE
            if part.control is Control.RANK and set(values) != offered:
                return Reason.CHOICE
            value = " ".join(values)
        if part.bounds is not None and not is_within(part.bounds, value):
            return Reason.BOUNDS
        return value if self._is_admitted(node, value) else Reason.CONSTRAINT

    def _said_of(self, node: LiveNode, text: str) -> str:
        """The form's own words about an answer that does not fit, as if it stood there."""
        before, node.text = node.text, text
        try:
            return self.text(node.part.constraint_message, node)
        finally:
            node.text = before

    def _is_admitted(self, node: LiveNode, value: str) -> bool:
        if not node.part.constraint:
            return True
        before, node.text = node.text, value
        try:
            return self._view.holds(node.part.constraint, node, otherwise=True)
        finally:
            node.text = before

    def _would_count(self, parent: LiveNode, part: Part) -> bool:
        """Whether a round more would be relevant."""
        return not part.relevant or self._view.holds(part.relevant, LiveNode(part, parent), otherwise=True)

    def _or_as_before(self, path: str, moment: datetime, change: Callable[[], None]) -> Refused | None:
        # Only what counts rounds can fail in the middle; a round too many that is added by hand fails before any change.
        before, then = self.kept() if self.plan.counts_rounds else None, self.moment
        self._view.look(moment)
        try:
            change()
        except TooManyRoundsError:
            self._following.forget()
            if before is not None:
                self._answers.plant()
            self._view.look(then)
            if before is not None:
                self._bring_back(before)
            return Refused(path, Reason.ROUNDS)
        return None

    def _suggested(self, values: Mapping[str, str]) -> None:
        for path, text in values.items():
            node = find(self.root, path)
            if node is None or not node.part.is_asked or node.part.is_told or node.part.control is Control.UPLOAD:
                continue
            value = self._fitting(node, text)
            if not isinstance(value, Reason) and path_of(node) == path.replace("[1]", ""):
                node.text = value
        self._following.all()

    def _given(self, node: LiveNode, text: str) -> None:
        node.settled = True
        self._following.change(node, text)
