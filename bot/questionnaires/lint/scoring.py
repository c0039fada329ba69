"""The columns `bind::passerelle:…`: what would not count, or would count otherwise than meant."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.rows import PASSERELLE
from bot.questionnaires.lint.similar import did_you_mean
from bot.questionnaires.scoring import (
    AREA,
    INDICATOR,
    KIND,
    LEVEL,
    NO,
    RELEVANCE,
    REVERSE,
    SCALE,
    STEP,
    WEIGHT,
    YES,
    readable_weight,
    whole_number,
)

AREAS = ("wbl", "entrepreneurship", "pedagogy", "specialisation", "digital", "autonomy", "green", "inclusion")
STEPS = ("plan", "do", "check", "act")
KINDS = (LEVEL, RELEVANCE, "offer", "evidence", "story", "name", "step", "action", "wish")
_ENDS_OF_A_SCALE = 2


@dataclass(frozen=True)
class _Marked:
    """A question with what stands in those columns, and the heading of each."""

    question: Question
    marks: Mapping[str, str]
    headings: Mapping[str, str]

    @cached_property
    def rates(self) -> bool:
        kind = self.marks.get(KIND, "")
        return kind == LEVEL or (not kind and AREA in self.marks and self.question.kind in {"select_one", "range"})

    @cached_property
    def indicator(self) -> str:
        return self.marks.get(INDICATOR, self.question.name)

    @cached_property
    def is_repeated(self) -> bool:
        return any(above.kind == "repeat" for above in self.question.parents())

    def finding(self, message: str, column: str, weight: Weight = Weight.MEND) -> Finding:
        return self.question.finding(message, self.headings.get(column, ""), weight)


def findings(book: Book) -> Iterator[Finding]:
    headings = {
        heading.rpartition(":")[2]: heading
        for heading in book.survey.headings
        if heading.startswith(f"bind::{PASSERELLE}:")
    }
    marked = [_marked(question, headings) for question in book.questions] if headings else []
    for one in marked:
        yield from _words(one)
        yield from _numbers(one)
        yield from _scale(book, one)
    yield from _twice(marked)
    yield from _about_nothing(marked)


def _marked(question: Question, headings: Mapping[str, str]) -> _Marked:
    cells = {mark: question.row.cell(heading) for mark, heading in headings.items()}
    return _Marked(question, {mark: text for mark, text in cells.items() if text}, headings)


def _words(one: _Marked) -> Iterator[Finding]:
    if one.marks.get(AREA, AREAS[0]) not in AREAS:
        yield one.finding(_unknown("area", one.marks[AREA], AREAS), AREA)
    if one.marks.get(STEP, STEPS[0]) not in STEPS:
        yield one.finding(_unknown("step", one.marks[STEP], STEPS), STEP)
    if one.marks.get(KIND, LEVEL) not in KINDS:
        told = f"{_unknown('kind', one.marks[KIND], KINDS)} This one counts in nothing."
        yield one.finding(told, KIND, Weight.WARNING)


def _unknown(what: str, written: str, known: Collection[str]) -> str:
    hint = did_you_mean(written, known)
    return f"there is no {what} “{written}”.{hint}" if hint else f"there is no {what} “{written}”: {', '.join(known)}."


def _numbers(one: _Marked) -> Iterator[Finding]:
    weight, reverse = one.marks.get(WEIGHT, "1"), one.marks.get(REVERSE, "")
    if readable_weight(weight) is None:
        yield one.finding(f"a weight is a number above zero, such as 2 or 0.5, not “{weight}”.", WEIGHT)
    if reverse.lower() not in YES | NO:
        yield one.finding(
            f"write yes where the lowest level is the best, and nothing elsewhere; not “{reverse}”.", REVERSE
        )


def _scale(book: Book, one: _Marked) -> Iterator[Finding]:
    scale = one.marks.get(SCALE, "")
    if scale and scale not in book.lists:
        told = f"there is no list “{scale}” on the sheet choices.{did_you_mean(scale, book.lists)}"
        yield one.finding(told, SCALE, Weight.WARNING)
    if not one.rates:
        return
    if one.question.kind not in {"select_one", "range"}:
        told = f"a level is chosen, as in select_one or range; this {one.question.kind} counts in no mean."
        yield one.finding(told, KIND, Weight.WARNING)
        return
    offered = book.offered(one.question)
    levels = {name for name in offered or () if whole_number(name) is not None}
    if offered is not None and len(levels) < _ENDS_OF_A_SCALE:
        told = "fewer than two of its choices are whole numbers, so it counts in no mean; name the levels 1, 2, 3…"
        yield one.finding(told, KIND, Weight.WARNING)


def _twice(marked: list[_Marked]) -> Iterator[Finding]:
    first: dict[str, _Marked] = {}
    for one in marked:
        if one.rates and not one.is_repeated:
            before = first.setdefault(one.indicator, one)
            if before is not one:
                told = f"“{one.indicator}” is rated in row {before.question.row.number} already; of two answers the first one counts."
                yield one.finding(told, INDICATOR, Weight.WARNING)


def _about_nothing(marked: list[_Marked]) -> Iterator[Finding]:
    rated = {one.indicator for one in marked if one.rates}
    for one in marked:
        if one.marks.get(KIND) == RELEVANCE and one.indicator not in rated:
            told = f"no question rates “{one.indicator}”, so its relevance counts in nothing.{did_you_mean(one.indicator, rated)}"
            yield one.finding(told, INDICATOR, Weight.WARNING)
