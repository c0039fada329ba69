"""Questions that nobody is ever asked."""

from collections.abc import Iterator

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.constants import impossible, known
from bot.questionnaires.lint.expressions import Formula
from bot.questionnaires.lint.similar import did_you_mean

MOST_ROUNDS = 500  # of one repeat: an interview refuses more
MOST_NESTED = 5  # repeats inside each other

_LOOKED_AT = {"relevant", "constraint", "calculation", "required", "read_only", "repeat_count"}


def findings(book: Book, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    for formula in formulas:
        if formula.tree is not None and formula.column in _LOOKED_AT:
            yield from _no_choice(book, formula)
    yield from _never_asked(book, formulas)
    yield from _rounds(formulas)
    yield from _nesting(book)


def _no_choice(book: Book, formula: Formula) -> Iterator[Finding]:
    assert formula.tree is not None
    for one in dict.fromkeys(impossible(formula.tree, book)):
        hint = did_you_mean(one.value, book.offered(one.question) or ())
        told = f"“{one.value}” is no choice of ${{{one.question.name}}} (list {one.question.list}), so this never fits.{hint}"
        yield formula.finding(told)


def _never_asked(book: Book, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """In the form's order, so that what hangs on a question that is never asked is found too."""
    rules = {(formula.question, formula.column): formula for formula in formulas}
    never: dict[Question, None] = {}
    for question in book.questions:
        if question.above in never:
            never[question] = None
            continue
        relevant = rules.get((question, "relevant"))
        written = question.row.cell("relevant").lower()
        is_no = written in {"no", "false"}
        if is_no or (relevant is not None and relevant.tree is not None and _is_no(relevant, book, never)):
            never[question] = None
            if relevant is not None and relevant.tree is not None and next(impossible(relevant.tree, book), None):
                continue  # told already, with the reason
            inside = f", nor what is in the {question.kind}" if question.is_group else ""
            told = f"nobody is ever asked this{inside}: the condition can never be met."
            yield question.finding(told, "relevant", Weight.WARNING)
        count = question.row.cell("repeat_count")
        if count and _number(count) is not None and (_number(count) or 0) <= 0:
            never[question] = None
            yield question.finding("nobody is ever asked this: there are no rounds.", "repeat_count", Weight.WARNING)


def _is_no(relevant: Formula, book: Book, never: dict[Question, None]) -> bool:
    assert relevant.tree is not None
    said = known(relevant.tree, book, never)
    return said is not None and not said


def _rounds(formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    for formula in formulas:
        rounds = _number(formula.text) if formula.column == "repeat_count" else None
        if rounds is not None and rounds > MOST_ROUNDS:
            yield formula.finding(f"{formula.text} rounds are too many for anybody; {MOST_ROUNDS} are the most.")


def _nesting(book: Book) -> Iterator[Finding]:
    for question in book.questions:
        if question.kind == "repeat":
            depth = 1 + sum(parent.kind == "repeat" for parent in question.parents())
            if depth == MOST_NESTED + 1:
                told = f"this is the {depth}th repeat inside another; few people find their way through more than two."
                yield question.finding(told, "type", Weight.WARNING)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
