"""Lists of choices: what is on offer, and what never is."""

import re
from collections.abc import Collection, Iterator

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import TRANSLATED, Book, Question
from bot.questionnaires.lint.expressions import Formula, named
from bot.questionnaires.lint.similar import did_you_mean
from bot.questionnaires.sheets import CHOICES, Row
from bot.questionnaires.xpath.tree import Axis, Chain, Path, Text, Tree, walk

BUTTON = 18  # characters of a label that still fits on a button
_REFERENCE = re.compile(r"\$\{[^}]*\}")
_WORD = re.compile(r"[\w.\-]+")
FILES = (".csv", ".xml", ".geojson")


def findings(book: Book, formulas: tuple[Formula, ...]) -> Iterator[Finding]:
    filters = {formula.question: formula for formula in formulas if formula.column == "choice_filter"}
    yield from _lists_of_questions(book)
    yield from _rows(book)
    yield from _unused(book)
    yield from _never_offered(book, filters)
    yield from _columns(book, filters)
    yield from _long_labels(book)


def _lists_of_questions(book: Book) -> Iterator[Finding]:
    known = {*book.lists, *(row.cell("list_name") for row in book.external.rows)}
    for question in book.questions:
        if not question.is_select or question.list.endswith(FILES) or question.list.startswith("${"):
            continue
        if not question.list:
            yield question.finding(f"a {question.kind} needs the name of its list: “{question.kind} colours”.", "type")
        elif question.list not in known and "file" not in question.row.cell("type"):
            hint = did_you_mean(question.list, known)
            yield question.finding(f"there is no list “{question.list}” in the sheet choices.{hint}", "type")


def _rows(book: Book) -> Iterator[Finding]:
    several = {question.list for question in book.questions if question.kind in {"select_multiple", "rank"}}
    allowed = book.setting("allow_choice_duplicates").lower() in {"yes", "true", "true()"}
    first: dict[tuple[str, str], int] = {}
    for row in book.choices.rows:
        name, of = row.cell("name"), row.cell("list_name")
        if not of or not name:
            missing = "list_name" if not of else "name"
            if of or name or row.texts("label"):
                yield Finding(CHOICES, row.number, f"this choice needs a {missing}.", missing)
            continue
        if " " in name:
            weight = Weight.MEND if of in several else Weight.WARNING
            told = f"“{name}” has a space in it; a value with spaces falls apart where several are chosen."
            yield Finding(CHOICES, row.number, told, "name", weight)
        before = first.setdefault((of, name), row.number)
        if before != row.number and not allowed:
            told = f"“{name}” stands in the list “{of}” already, in row {before}."
            yield Finding(CHOICES, row.number, told, "name")


def _unused(book: Book) -> Iterator[Finding]:
    """A list may be named in a type, in an expression, or in a column of the author's own."""
    used = {
        word
        for question in book.questions
        for column, text in question.row.cells.items()
        if column != "name" and column.partition("::")[0] not in TRANSLATED
        for word in _WORD.findall(_REFERENCE.sub("", text))
    }
    for name, rows in book.lists.items():
        if name not in used and not set(_WORD.findall(name)) <= used:
            yield Finding(CHOICES, rows[0].number, f"no question uses the list “{name}”.", "list_name", Weight.WARNING)


def _never_offered(book: Book, filters: dict[Question | None, Formula]) -> Iterator[Finding]:
    offered: set[int] = set()
    decided: set[str] = set()
    for question in book.questions:
        rows = book.lists.get(question.list, ()) if question.is_select else ()
        tree = filters[question].tree if question in filters else None
        conditions = list(_conditions(tree, book)) if tree is not None else []
        decided |= {question.list} if conditions and rows else set()
        offered |= {row.number for row in rows if all(row.cell(column) in values for column, values in conditions)}
    for name in sorted(decided):
        for row in book.lists[name]:
            if row.number not in offered:
                told = f"“{row.cell('name')}” is never offered: no answer fits what its choice_filter asks for."
                yield Finding(CHOICES, row.number, told, weight=Weight.WARNING)


def _conditions(tree: Tree, book: Book) -> Iterator[tuple[str, Collection[str]]]:
    """Which values a column must have for a choice to be offered, as far as that can be told."""
    if isinstance(tree, Chain) and tree.rest[0][0] == "and":
        for part in (tree.first, *(operand for _, operand in tree.rest)):
            yield from _conditions(part, book)
    elif isinstance(tree, Chain) and [sign for sign, _ in tree.rest] == ["="]:
        sides = (tree.first, tree.rest[0][1])
        for side, other in (sides, sides[::-1]):
            column = _column(side)
            if column and isinstance(other, Text):
                yield column, {other.value}
            elif column and (question := book.one(named(other))) is not None and question.kind == "select_one":
                values = book.offered(question)
                if values is not None:
                    yield column, values


def _column(tree: Tree) -> str:
    if isinstance(tree, Path) and not tree.absolute and tree.start is None and len(tree.steps) == 1:
        step = tree.steps[0]
        return step.test if step.axis is Axis.CHILD and isinstance(step.test, str) else ""
    return ""


def columns_in(tree: Tree) -> Iterator[str]:
    """The columns of a list that a choice_filter looks at."""
    yield from dict.fromkeys(column for part, _depth in walk(tree) if (column := _column(part)))


def _columns(book: Book, filters: dict[Question | None, Formula]) -> Iterator[Finding]:
    there = {heading.partition("::")[0] for heading in book.choices.headings} | {"itextId"}
    for question, formula in filters.items():
        if question is None or formula.tree is None or question.list not in book.lists:
            continue
        for column in columns_in(formula.tree):
            if column not in there:
                hint = did_you_mean(column, there)
                yield formula.finding(f"the sheet choices has no column “{column}”.{hint}")


def _long_labels(book: Book) -> Iterator[Finding]:
    asked = {question.list for question in book.questions if question.is_select}
    for name, rows in book.lists.items():
        long = [(row, longest) for row in rows if len(longest := _longest(row)) > BUTTON]
        if long and name in asked:
            row, label = max(long, key=lambda one: len(one[1]))
            told = f"labels of “{name}” are too long for buttons ({len(label)} characters here, {BUTTON} fit); the buttons carry numbers."
            yield Finding(CHOICES, row.number, told, "label", Weight.NOTE)


def _longest(row: Row) -> str:
    return max(row.texts("label").values(), key=len, default="")
