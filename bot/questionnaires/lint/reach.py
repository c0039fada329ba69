"""Questions that nobody is ever asked."""

from collections.abc import Iterator, Mapping

from bot.questionnaires.answers import MOST_ROUNDS
from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.constants import impossible, known
from bot.questionnaires.lint.contradictions import contradicting
from bot.questionnaires.lint.expressions import HERE, Formula
from bot.questionnaires.lint.similar import did_you_mean
from bot.questionnaires.xpath.tree import Tree

MOST_NESTED = 5  # repeats inside each other

_LOOKED_AT = {"relevant", "constraint", "calculation", "choice_filter", "required", "read_only", "repeat_count"}


_NEVER_MET = "the condition can never be met"
_TOLD = "told already, with the value that is no choice"

Rules = Mapping[tuple[Question | None, str], Formula]  # by question and column


def findings(book: Book, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    for formula in formulas:
        if formula.tree is not None and formula.column in _LOOKED_AT:
            yield from _no_choice(book, formula)
    yield from _never_asked(book, formulas)
    yield from _never_accepted(formulas, book)
    yield from _rounds(formulas)
    yield from _nesting(book)


def _no_choice(book: Book, formula: Formula) -> Iterator[Finding]:
    assert formula.tree is not None
    here = formula.question if formula.column == "constraint" else None
    for one in dict.fromkeys(impossible(formula.tree, book, here)):
        hint = did_you_mean(one.value, book.offered(one.question) or ())
        told = f"“{one.value}” is no choice of ${{{one.question.name}}} (list {one.question.list}), so this never fits.{hint}"
        yield formula.finding(told)


def _never_asked(book: Book, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    """In the form's order, so that what hangs on a question that is never asked is found too."""
    rules: Rules = {(formula.question, formula.column): formula for formula in formulas}
    never: set[Question] = set()
    for question in book.questions:
        if question.above in never:
            never.add(question)
            continue
        relevant = rules.get((question, "relevant"))
        reason = ""
        if question.row.cell("relevant").lower() in {"no", "false"}:
            reason = _NEVER_MET
        elif relevant is not None and relevant.tree is not None:
            reason = _why_not(question, relevant.tree, rules, book, never)
        if reason:
            never.add(question)
            if reason != _TOLD:
                inside = f", nor what is in the {question.kind}" if question.is_group else ""
                yield question.finding(f"nobody is ever asked this{inside}: {reason}.", "relevant", Weight.WARNING)
        rounds = _number(question.row.cell("repeat_count"))
        if rounds is not None and rounds <= 0:
            never.add(question)
            yield question.finding("nobody is ever asked this: there are no rounds.", "repeat_count", Weight.WARNING)


def _why_not(question: Question, own: Tree, rules: Rules, book: Book, never: set[Question]) -> str:
    said = known(own, book, never)
    if said is not None and not said:
        return _TOLD if next(impossible(own, book), None) else _NEVER_MET
    around = [
        tree for one in question.parents() if (one, "relevant") in rules and (tree := rules[one, "relevant"].tree)
    ]
    name = contradicting([own, *around], book, question)
    if not name:
        return ""
    where = "" if contradicting([own], book, question) else " here and in the group around it"
    return f"the conditions for ${{{name}}}{where} contradict each other"


def _never_accepted(formulas: tuple[Formula, ...], book: Book) -> Iterator[Finding]:
    for formula in formulas:
        if formula.column == "constraint" and formula.tree is not None and formula.question is not None:
            is_no = known(formula.tree, book) is False
            if is_no or contradicting([formula.tree], book, formula.question) == HERE:
                yield formula.finding("no answer can ever meet this: it contradicts itself.")


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
