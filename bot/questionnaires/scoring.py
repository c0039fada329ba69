"""What the answers of a form count for: its indicators, by the author's columns `bind::passerelle:…`, and their levels."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.questionnaires.form import Bounds, Control, Form, Kind, Part
from bot.questionnaires.submissions.questions import list_of

NOT_APPLICABLE = "na"  # the name of the choice that is left out of every mean
# The columns
AREA, CRITERION, STEP, INDICATOR = "area", "criterion", "step", "indicator"
WEIGHT, SCALE, KIND, REVERSE = "weight", "scale", "kind", "reverse"
LEVEL, RELEVANCE = "level", "relevance"  # kinds

YES, NO = frozenset({"yes", "true", "true()"}), frozenset({"no", "false", "false()", ""})
_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
_LONGEST = 1000  # steps of a range that can be a scale
_WEIGHT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")


@dataclass(frozen=True)
class Relevance:
    """A question how much an indicator matters."""

    path: str
    lowest: int
    highest: int


@dataclass(frozen=True)
class Rated:
    """An indicator, and the question that rates it. Areas, criteria and steps as written, empty where there is none."""

    indicator: str
    path: str  # of the question; in several versions of a form the same indicator may stand elsewhere
    area: str
    criterion: str
    step: str
    weight: Fraction
    lowest: int
    highest: int
    reverse: bool
    relevance: Relevance | None


@dataclass(frozen=True)
class Said:
    """What somebody says of an indicator. No level, and yet applicable: they would rather not say."""

    level: int | None
    not_applicable: bool = False
    relevance: int | None = None


def rated(form: Form) -> tuple[Rated, ...]:
    """In the form's order, each indicator once: where two questions rate the same, the first one tells about it.

    Without what cannot be counted: ratings whose choices are not two numbers at least, and those in a repeat, which a
    centre adds as its own. Empty for a form without such columns.
    """
    relevances = {_indicator(part): part for part in _outside_repeats(form.root) if part.marks.get(KIND) == RELEVANCE}
    found: dict[str, Rated] = {}
    for part in _rating_parts(form):
        levels = whole_numbers(form, part)
        if len(levels) > 1:
            one = _rated(part, levels, _relevance(form, relevances.get(_indicator(part))))
            found.setdefault(one.indicator, one)
    return tuple(found.values())


def ratings(form: Form, values: Mapping[str, str]) -> dict[str, Said]:
    """By indicator, what was answered in a submission's values (by path). Nothing of what was skipped or not asked.

    Where two questions rate the same indicator, the first with an answer counts.
    """
    counted = {one.indicator: one for one in rated(form)}
    found: dict[str, Said] = {}
    for part in _rating_parts(form):
        answer, indicator = values.get(part.path, ""), _indicator(part)
        if answer and indicator in counted and indicator not in found:
            one = counted[indicator]
            level = _level(form, part, answer)
            found[indicator] = Said(
                level if level is not None and one.lowest <= level <= one.highest else None,
                answer == NOT_APPLICABLE,
                _relevance_given(form, one, values),
            )
    return found


def criteria(form: Form) -> dict[str, Part | None]:
    """Each criterion with the innermost group that holds all its ratings, for its label; None where only the form does."""
    above = {child.path: part for part in form.root.walk() for child in part.children}
    places: dict[str, list[Part]] = {}
    for one in rated(form):
        if one.criterion:
            places.setdefault(one.criterion, []).append(form.parts[one.path])
    return {criterion: _around(form, above, parts) for criterion, parts in places.items()}


def whole_numbers(form: Form, part: Part) -> tuple[int, ...]:
    """The levels that it offers, lowest first; empty where it offers no numbers, or nobody knows which."""
    return tuple(sorted({level for name in _offered(form, part) if (level := whole_number(name)) is not None}))


def whole_number(name: str) -> int | None:
    """The level that a choice of this name is; None: it is none, as `na` and `unsaid`."""
    return int(name) if _WHOLE_NUMBER.fullmatch(name) else None


def readable_weight(text: str) -> Fraction | None:
    """None: no number above zero."""
    weight = Fraction(text) if _WEIGHT.fullmatch(text) else Fraction()
    return weight or None


def rates(part: Part) -> bool:
    """Whether its answer is a level; a choice of one in an area is one without being called so."""
    if part.control not in {Control.SELECT_ONE, Control.RANGE} or part.is_told:
        return False
    kind = part.marks.get(KIND, "")
    return kind == LEVEL or (not kind and AREA in part.marks)


def _rating_parts(form: Form) -> Iterator[Part]:
    return (part for part in _outside_repeats(form.root) if rates(part))


def _outside_repeats(part: Part) -> Iterator[Part]:
    yield part
    for child in part.children:
        if child.kind is not Kind.REPEAT:
            yield from _outside_repeats(child)


def _rated(part: Part, levels: tuple[int, ...], relevance: Relevance | None) -> Rated:
    marks = part.marks
    return Rated(
        indicator=_indicator(part),
        path=part.path,
        area=marks.get(AREA, ""),
        criterion=marks.get(CRITERION, ""),
        step=marks.get(STEP, ""),
        weight=readable_weight(marks.get(WEIGHT, "")) or Fraction(1),
        lowest=levels[0],
        highest=levels[-1],
        reverse=marks.get(REVERSE, "").lower() in YES,
        relevance=relevance,
    )


def _relevance(form: Form, part: Part | None) -> Relevance | None:
    numbers = () if part is None else whole_numbers(form, part)
    if part is None or len(numbers) < 2:  # noqa: PLR2004  # a scale has two ends
        return None
    return Relevance(part.path, numbers[0], numbers[-1])


def _relevance_given(form: Form, one: Rated, values: Mapping[str, str]) -> int | None:
    if one.relevance is None:
        return None
    return _level(form, form.parts[one.relevance.path], values.get(one.relevance.path, ""))


def _level(form: Form, part: Part, answer: str) -> int | None:
    """None as well for what is not on offer."""
    level = whole_number(answer)
    return level if level in whole_numbers(form, part) else None


def _indicator(part: Part) -> str:
    return part.marks.get(INDICATOR) or part.name


def _offered(form: Form, part: Part) -> Iterable[str]:
    if part.bounds is not None:
        return _on_the_range(part.bounds)
    name = list_of(form, part)
    if name is None or part.itemset is None:
        return ()
    return (row.get(part.itemset.value, "") for row in form.lists[name])


def _on_the_range(bounds: Bounds) -> Iterable[str]:
    start, end, step = map(whole_number, (bounds.start, bounds.end, bounds.step or "1"))
    if start is None or end is None or not step:
        return ()
    way = 1 if end > start else -1
    steps = range(start, end + way, way * abs(step))
    return map(str, steps) if len(steps) <= _LONGEST else ()


def _around(form: Form, above: Mapping[str, Part], parts: list[Part]) -> Part | None:
    group = above[parts[0].path]
    while not all(part.path.startswith(f"{group.path}/") for part in parts):
        group = above[group.path]
    return None if group is form.root else group
