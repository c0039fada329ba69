"""The expressions in the cells of a form: read, and looked at one by one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyxform.utils import default_is_dynamic

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import TRANSLATED, Book, Question
from bot.questionnaires.lint.patterns import in_words, rewritten
from bot.questionnaires.lint.similar import did_you_mean
from bot.questionnaires.sheets import SETTINGS, SURVEY
from bot.questionnaires.xpath.errors import XPathSyntaxError
from bot.questionnaires.xpath.functions.by_name import FUNCTIONS
from bot.questionnaires.xpath.grammar import parse
from bot.questionnaires.xpath.problems import Problem, ProblemKind, problems_in
from bot.questionnaires.xpath.tree import Axis, Call, NodeType, Path, Step, Text, Tree, walk

COLUMNS = (
    "relevant", "constraint", "calculation", "choice_filter", "required", "read_only", "repeat_count", "default",
)  # fmt: skip
HERE = "."
ROOT = "_"  # `${name}` is read as the path /_/name: just as long, so that places in the text stay right

_PLAIN = {
    "required": {"yes", "no", "true", "false"},
    "read_only": {"yes", "no", "true", "false"},
    "relevant": {"yes", "no", "true", "false"},
}
_REFERENCE = re.compile(r"\$\{([^${}]*)\}")
_EARLIER = "last-saved#"  # of the submission before
_ITSELF = Path((Step(Axis.SELF, NodeType.NODE),))
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class Formula:
    """A cell that holds an expression. There is a tree unless it cannot be read; `error` says why."""

    row: int
    column: str
    text: str
    question: Question | None = None
    tree: Tree | None = None
    error: Problem | None = None
    sheet: str = SURVEY

    def finding(self, message: str, weight: Weight = Weight.MEND) -> Finding:
        return Finding(self.sheet, self.row, message, self.column, weight)


@dataclass(frozen=True)
class Mention:
    """`${name}` in a cell, an expression or a text."""

    sheet: str
    row: int
    column: str
    name: str
    question: Question | None = None


def formulas(book: Book) -> tuple[Formula, ...]:
    keeps_curls = book.setting("clean_text_values").lower() in {"no", "false", "false()"}
    return tuple(_formulas(book, {} if keeps_curls else _STRAIGHT))


def _formulas(book: Book, straight: Mapping[int, int]) -> Iterator[Formula]:
    """`straight` is what pyxform makes of the quotation marks of word processors."""
    for question in book.questions:
        for column in COLUMNS:
            text = question.row.cell(column).translate(straight)
            if text and _is_expression(column, text, question.kind):
                yield _formula(question.row.number, column, text, question)
    if name := book.setting("instance_name").translate(straight):
        yield _formula(book.settings.rows[0].number, "instance_name", name, None, SETTINGS)


def _is_expression(column: str, text: str, kind: str) -> bool:
    if column == "default":
        return bool(default_is_dynamic(text, kind))
    return text.lower() not in _PLAIN.get(column, ())


def _formula(row: int, column: str, text: str, question: Question | None, sheet: str = SURVEY) -> Formula:
    try:
        return Formula(row, column, text, question, parse(readable(text)), sheet=sheet)
    except XPathSyntaxError as error:
        problem = Problem(ProblemKind.SYNTAX, _in_words(text, error), error.position)
        return Formula(row, column, text, question, error=problem, sheet=sheet)


def readable(text: str) -> str:
    """Every `${name}` as a path of the same length; those of an earlier submission as others."""

    def path(found: re.Match[str]) -> str:
        name = found[1].strip()
        root = "last-saved" if name.startswith(_EARLIER) else ROOT
        return f"/{root}/{name.removeprefix(_EARLIER)}".ljust(len(found[0])) if name else found[0]

    return _REFERENCE.sub(path, text)


def named(tree: Tree) -> str:
    """`name` for the tree of `${name}`; empty for every other."""
    if isinstance(tree, Path) and tree.absolute and len(tree.steps) == 2:  # noqa: PLR2004  /_/name
        root, step = tree.steps
        if root.test == ROOT and isinstance(step.test, str) and not step.predicates:
            return step.test
    return ""


def subject(tree: Tree) -> str:
    """`name` for `${name}`, and `.` for the question itself."""
    return HERE if tree == _ITSELF else named(tree)


def begins_with(tree: Tree) -> str:
    """`name` for every path that leads on from `${name}`."""
    if isinstance(tree, Path) and tree.absolute and len(tree.steps) > 1 and tree.steps[0].test == ROOT:
        test = tree.steps[1].test
        return test if isinstance(test, str) else ""
    return ""


def mentions(book: Book) -> Iterator[Mention]:
    """Every `${…}` there is, in whatever cell."""
    for question in book.questions:
        for column, text in question.row.cells.items():
            for name in _names_in(text):
                yield Mention(SURVEY, question.row.number, column, name, question)
    for sheet in (book.choices, book.settings):
        for row in sheet.rows:
            for column, text in row.cells.items():
                if column.partition("::")[0] in {*TRANSLATED, "instance_name"}:
                    for name in _names_in(text):
                        yield Mention(sheet.name, row.number, column, name)


def _names_in(text: str) -> Iterator[str]:
    if "${" in text:
        names = (found.strip().removeprefix(_EARLIER) for found in _REFERENCE.findall(text))
        yield from dict.fromkeys(filter(None, names))


def findings(all_formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    for formula in all_formulas:
        if formula.error is not None:
            yield formula.finding(formula.error.message)
        if formula.tree is not None:
            for problem in problems_in(formula.tree):
                yield _told(formula, problem)


def _told(formula: Formula, problem: Problem) -> Finding:
    advice = ""
    weight = Weight.MEND
    message = problem.message
    if problem.kind is ProblemKind.PATTERN:
        message = in_words(message)
        advice = _advice(formula, problem)
    elif problem.kind is ProblemKind.UNKNOWN_FUNCTION:
        advice = _similar_function(formula, problem)
    elif problem.kind is ProblemKind.UNANCHORED:
        weight = Weight.WARNING
    return formula.finding(f"{message.removesuffix('.')}{_place(problem.position)}.{advice}", weight)


def _place(position: int) -> str:
    return f" (character {position + 1})"


def _call_at(formula: Formula, position: int) -> Call | None:
    assert formula.tree is not None
    parts = (part for part, _depth in walk(formula.tree) if isinstance(part, Call) and part.position == position)
    return next(parts, None)


def _advice(formula: Formula, problem: Problem) -> str:
    call = _call_at(formula, problem.position)
    if call is None or not isinstance(call.arguments[1], Text):
        return ""
    subject = formula.text[problem.position :].partition("(")[2].partition(",")[0].strip()
    better = rewritten(subject, call.arguments[1].value)
    return f" Write instead: {better}" if better else ""


def _similar_function(formula: Formula, problem: Problem) -> str:
    call = _call_at(formula, problem.position)
    return did_you_mean(call.name.lower(), FUNCTIONS, "{}()") if call is not None else ""


def _in_words(text: str, error: XPathSyntaxError) -> str:
    place = _place(error.position)
    if open_bracket := _unbalanced(text):
        return open_bracket
    rest = text[error.position :]
    if rest.startswith("${"):
        name, closed, _behind = rest.partition("}")
        if not closed:
            return f"“{name[:40]}” lacks its closing “}}”{place}."
        if not _REFERENCE.match(rest) or name == "${":
            return f"“{name}}}” names no question{place}."
        return f"something is missing before “{name}}}”, such as =, +, and{place}."
    if not rest:
        return f"the expression ends too early: something is missing at its end{place}."
    return f"{error.message.removesuffix('.')}{place}."


def _unbalanced(text: str) -> str:
    """The first bracket without its other half, in words; quotation marks hide brackets."""
    opened: list[tuple[str, int]] = []
    quoted = ""
    for position, sign in enumerate(text):
        if quoted:
            quoted = "" if sign == quoted else quoted
        elif sign in "\"'":
            quoted = sign
        elif sign in _PAIRS.values():
            opened.append((sign, position))
        elif sign in _PAIRS:
            if not opened or opened[-1][0] != _PAIRS[sign]:
                return f"the bracket “{sign}” was never opened{_place(position)}."
            opened.pop()
    if quoted or not opened:
        return ""
    sign, position = opened[-1]
    return f"the bracket “{sign}” is never closed{_place(position)}."
