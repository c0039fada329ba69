"""What of a form depends on what: worked out once for each version, and shared by all its interviews."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from heapq import heapify, heappop, heappush

from bot.questionnaires.form import Form, Kind, Part, SetValue
from bot.questionnaires.xpath.errors import XPathSyntaxError
from bot.questionnaires.xpath.expression import Expression, compile_expression
from bot.questionnaires.xpath.references import Place, references
from bot.questionnaires.xpath.tree import Call, walk

_BY_THE_CLOCK = {"now", "today"}


class Effect(StrEnum):
    """What a rule decides of its part; in the order in which rules of one part are followed."""

    RELEVANT = "relevant"
    COUNT = "count"
    CALCULATE = "calculate"
    CHOICES = "choices"  # an answer that is no longer on offer is emptied


_CHANGES_STRUCTURE = {Effect.RELEVANT, Effect.COUNT}


@dataclass(frozen=True)
class Rule:
    """`order` is its turn: whatever it looks at has been decided before, unless the form goes round in circles."""

    effect: Effect
    part: Part
    expression: Expression
    order: int
    by_the_clock: bool
    looks_at_itself: bool


@dataclass(frozen=True)
class Plan:
    """`expressions` has every other expression of the form by its text; those that cannot be read are left out."""

    form: Form
    rules: tuple[Rule, ...]
    expressions: Mapping[str, Expression]
    _by_value: Mapping[Place, tuple[int, ...]]  # rules that look at just this place
    _by_beneath: Mapping[Place, tuple[int, ...]]  # at anything beneath it
    _by_prefix: Mapping[Place, tuple[int, ...]]  # at this place or one beneath it
    _of_part: Mapping[str, tuple[int, ...]]

    @cached_property
    def remembers(self) -> frozenset[str]:
        """Paths of calculations that look at what they gave before: they cannot be worked out anew."""
        return frozenset(
            rule.part.path for rule in self.rules if rule.effect is Effect.CALCULATE and rule.looks_at_itself
        )

    @cached_property
    def by_the_clock(self) -> tuple[int, ...]:
        return tuple(rule.order for rule in self.rules if rule.by_the_clock)

    @cached_property
    def repeats(self) -> tuple[str, ...]:
        return tuple(path for path, part in self.form.parts.items() if part.kind is Kind.REPEAT)

    @cached_property
    def counts_rounds(self) -> bool:
        """An answer decides how many rounds there are."""
        return any(rule.effect is Effect.COUNT for rule in self.rules)

    @cached_property
    def varies(self) -> bool:
        """How much is asked depends on the answers."""
        open_ended = any(part.kind is Kind.REPEAT for part in self.form.parts.values())
        return open_ended or any(rule.effect is Effect.RELEVANT for rule in self.rules)

    @cached_property
    def late(self) -> frozenset[SetValue]:
        """Defaults that look at what is worked out, or at other defaults of this kind: they wait for it."""
        known = {part.place for part in self.form.parts.values() if part.calculate}
        waiting = dict.fromkeys((*self.form.at_first, *self.form.in_new_round))
        late: set[SetValue] = set()
        while found := [action for action in waiting if action not in late and self._looks_at(action, known)]:
            late.update(found)
            known.update(self.form.parts[action.target].place for action in found if action.target in self.form.parts)
        return frozenset(late)

    def _looks_at(self, action: SetValue, places: Collection[Place]) -> bool:
        expression = self.expressions.get(action.expression)
        part = self.form.parts.get(action.target)
        if expression is None or part is None:
            return False
        looks = references(expression.tree, part.place)
        beneath = any(place[: len(above)] == above for above in looks.below for place in places)
        return beneath or not looks.exact.isdisjoint(places)

    def after_value(self, place: Place) -> set[int]:
        """The rules to follow when the value at a place has changed."""
        found = set(self._by_value.get(place, ()))
        for length in range(len(place) + 1):
            found.update(self._by_beneath.get(place[:length], ()))
        return found

    def after_structure(self, place: Place) -> set[int]:
        """When it has fallen asleep or woken, or there are more or fewer rounds of it."""
        return self.after_value(place) | set(self._by_prefix.get(place, ()))

    def inside(self, part: Part) -> set[int]:
        """The rules of a part and all below it."""
        return {order for below in part.walk() for order in self._of_part.get(below.path, ())}


@dataclass(slots=True)
class Agenda:
    """Rules to follow, in their turn; a rule that comes back after its turn is followed again, but not for ever."""

    most_times: int  # that a rule is followed at one event: an end for what goes round in circles
    waiting: list[int] = field(default_factory=list)
    queued: set[int] = field(default_factory=set)
    followed: dict[int, int] = field(default_factory=dict)

    def add(self, orders: Iterable[int]) -> None:
        for order in orders:
            if order not in self.queued and self.followed.get(order, 0) < self.most_times:
                self.queued.add(order)
                heappush(self.waiting, order)

    def next(self) -> int | None:
        if not self.waiting:
            return None
        order = heappop(self.waiting)
        self.queued.discard(order)
        self.followed[order] = self.followed.get(order, 0) + 1
        return order


def plan(form: Form) -> Plan:
    compiled: dict[str, Expression] = {}
    drafts = [
        draft for part in form.root.walk() for effect in Effect if (draft := _draft(part, effect, compiled)) is not None
    ]
    looked_at = [references(draft.expression.tree, draft.part.place) for draft in drafts]
    readers = _Readers()
    for number, looks in enumerate(looked_at):
        readers.add(number, looks.exact, looks.below)
    inside = _Inside()
    for number, draft in enumerate(drafts):
        inside.add(number, draft)
    later = [(readers.after(draft) | inside.of(draft)) - {number} for number, draft in enumerate(drafts)]
    turns = _turns(later)
    rules = tuple(
        Rule(
            drafts[number].effect,
            drafts[number].part,
            drafts[number].expression,
            order,
            _is_by_the_clock(drafts[number].expression),
            drafts[number].part.place in looked_at[number].exact,
        )
        for order, number in enumerate(turns)
    )
    order_of = {number: order for order, number in enumerate(turns)}
    of_part: dict[str, list[int]] = {}
    for rule in rules:
        of_part.setdefault(rule.part.path, []).append(rule.order)
    return Plan(
        form,
        rules,
        _others(form, compiled),
        readers.ordered(readers.by_value, order_of),
        readers.ordered(readers.by_beneath, order_of),
        readers.ordered(readers.by_prefix, order_of),
        {path: tuple(orders) for path, orders in of_part.items()},
    )


@dataclass(frozen=True)
class _Draft:
    effect: Effect
    part: Part
    expression: Expression


def _draft(part: Part, effect: Effect, compiled: dict[str, Expression]) -> _Draft | None:
    text = {
        Effect.RELEVANT: part.relevant,
        Effect.COUNT: part.count if part.kind is Kind.REPEAT else "",
        Effect.CALCULATE: part.calculate,
        Effect.CHOICES: part.itemset.nodeset if part.itemset is not None else "",
    }[effect]
    expression = _compiled(text, compiled)
    if expression is None:
        return None
    if effect is Effect.CHOICES and not _looks_at_answers(expression, part):
        return None
    return _Draft(effect, part, expression)


@dataclass
class _Inside:
    """What is there at all, and how often, is decided before what is in it."""

    by_place: dict[Place, set[int]] = field(default_factory=dict)
    counts: dict[Place, int] = field(default_factory=dict)

    def add(self, number: int, draft: _Draft) -> None:
        place = draft.part.place
        for length in range(1, len(place) + 1):
            self.by_place.setdefault(place[:length], set()).add(number)
        if draft.effect is Effect.COUNT:
            self.counts[place] = number

    def of(self, draft: _Draft) -> set[int]:
        """A repeat's rounds are counted before it is decided which of them are relevant."""
        if draft.effect is Effect.COUNT:
            return self.by_place[draft.part.place]
        if draft.effect is Effect.RELEVANT:
            return self.by_place[draft.part.place] - {self.counts.get(draft.part.place)}
        return set()


def _looks_at_answers(expression: Expression, part: Part) -> bool:
    looks = references(expression.tree, part.place)
    return bool(looks.exact or looks.below)


def _compiled(text: str, compiled: dict[str, Expression]) -> Expression | None:
    """The lint tells authors of what cannot be read; an interview goes on without it."""
    if not text:
        return None
    if text not in compiled:
        try:
            compiled[text] = compile_expression(text)
        except XPathSyntaxError:
            return None
    return compiled[text]


def _others(form: Form, compiled: dict[str, Expression]) -> Mapping[str, Expression]:
    for part in form.root.walk():
        for text in (part.constraint, part.required, part.readonly, *(one.expression for one in part.on_change)):
            _compiled(text, compiled)
        if part.itemset is not None:
            _compiled(part.itemset.nodeset, compiled)
            _compiled(part.itemset.unfiltered, compiled)  # for jr:choice-name
            if part.itemset.first is not None:
                _compiled(part.itemset.first.nodeset, compiled)
    for action in (*form.at_first, *form.in_new_round):
        _compiled(action.expression, compiled)
    for texts in form.texts.values():
        for wording in texts.values():
            for piece in (*wording.text, *wording.guidance):
                if not isinstance(piece, str):
                    _compiled(piece.expression, compiled)
    return compiled


def _is_by_the_clock(expression: Expression) -> bool:
    return any(isinstance(tree, Call) and tree.name in _BY_THE_CLOCK for tree, _depth in walk(expression.tree))


@dataclass
class _Readers:
    by_value: dict[Place, set[int]] = field(default_factory=dict)
    by_beneath: dict[Place, set[int]] = field(default_factory=dict)
    by_prefix: dict[Place, set[int]] = field(default_factory=dict)

    def add(self, number: int, exact: Iterable[Place], below: Iterable[Place]) -> None:
        for place in exact:
            self.by_value.setdefault(place, set()).add(number)
        for place in below:
            self.by_beneath.setdefault(place, set()).add(number)
        for place in (*exact, *below):
            for length in range(1, len(place) + 1):
                self.by_prefix.setdefault(place[:length], set()).add(number)

    def after(self, draft: _Draft) -> set[int]:
        place = draft.part.place
        found = set(self.by_value.get(place, ()))
        for length in range(len(place) + 1):
            found |= self.by_beneath.get(place[:length], set())
        if draft.effect in _CHANGES_STRUCTURE:
            found |= self.by_prefix.get(place, set())
        return found

    @staticmethod
    def ordered(readers: Mapping[Place, set[int]], order_of: Mapping[int, int]) -> Mapping[Place, tuple[int, ...]]:
        return {place: tuple(sorted(order_of[number] for number in numbers)) for place, numbers in readers.items()}


def _turns(later: Sequence[set[int]]) -> list[int]:
    """Numbers so that each stands before those that look at it, in the form's order where that leaves a choice.

    Those that go round in circles take their turns where the circle is first met.
    """
    before = [0] * len(later)
    for followers in later:
        for follower in followers:
            before[follower] += 1
    ready = [number for number, count in enumerate(before) if count == 0]
    heapify(ready)
    turns: list[int] = []
    settled: set[int] = set()
    while len(turns) < len(later):
        if not ready:
            heappush(ready, next(number for number in range(len(later)) if number not in settled))
        number = heappop(ready)
        if number in settled:
            continue
        settled.add(number)
        turns.append(number)
        for follower in later[number]:
            before[follower] -= 1
            if before[follower] == 0:
                heappush(ready, follower)
    return turns
