"""Names: what `${…}` points to, and what stands twice."""

import re
from collections.abc import Iterator

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import TRANSLATED, Book, Question
from bot.questionnaires.lint.expressions import Mention, mentions
from bot.questionnaires.lint.similar import did_you_mean
from bot.questionnaires.sheets import Sheet

_XML_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_UNCLOSED = re.compile(r"\$\{(?:[^${}\s]*[\s$]|[^${}\s]*\Z|\s*\})[^}]{0,20}\}?")
_PROPOSALS = 50  # each looks at all names there are
_OUR_OWN = {"start", "end", "today", "deviceid", "username", "audit"}  # types that may go without a name of their own


def findings(book: Book) -> Iterator[Finding]:
    meant: dict[str, str] = {}
    for mention in mentions(book):
        yield from _pointing(book, mention, meant)
    for sheet in (book.survey, book.choices):
        yield from _unclosed(sheet)
    yield from _missing(book)
    yield from _twice(book)
    yield from _pairs_by_case(book)


def _pointing(book: Book, mention: Mention, meant: dict[str, str]) -> Iterator[Finding]:
    """`meant` keeps what was proposed for a name."""
    there = book.by_name.get(mention.name, ())
    if len(there) == 1 or (mention.sheet != "survey" and there):
        return
    if not there:
        if mention.name not in meant and len(meant) < _PROPOSALS:
            meant[mention.name] = did_you_mean(mention.name, book.by_name, "${{{}}}")
        told = f"${{{mention.name}}} points to no question.{meant.get(mention.name, '')}"
    else:
        rows = " and ".join(str(question.row.number) for question in there[:3])
        told = f"${{{mention.name}}} could be the question of row {rows}; give them different names."
    yield Finding(mention.sheet, mention.row, told, mention.column)


def _unclosed(sheet: Sheet) -> Iterator[Finding]:
    """In texts; expressions are read anyway."""
    for row in sheet.rows:
        for column, text in row.cells.items():
            if "${" in text and column.partition("::")[0] in TRANSLATED:
                for found in _UNCLOSED.finditer(text):
                    told = (
                        f"“{found[0][:40]}” names no question; write ${{name}}, with both brackets and without spaces."
                    )
                    yield Finding(sheet.name, row.number, told, column)


def _missing(book: Book) -> Iterator[Finding]:
    for question in book.questions:
        if not question.name:
            if question.kind not in {*_OUR_OWN, "note", "group"}:
                yield question.finding(f"this {question.kind} needs a name.", "name")
        elif not _XML_NAME.fullmatch(question.name):
            told = f"“{question.name}” cannot be a name: letters, digits, - and _ only, a letter first, no spaces."
            yield question.finding(told, "name")


def _twice(book: Book) -> Iterator[Finding]:
    first: dict[tuple[Question | None, str], Question] = {}
    for question in book.questions:
        before = first.setdefault((question.above, question.name), question)
        if before is not question and question.name:
            told = f"the name “{question.name}” stands in row {before.row.number} already; it needs another one."
            yield question.finding(told, "name")


def _pairs_by_case(book: Book) -> Iterator[Finding]:
    first: dict[str, Question] = {}
    for question in book.questions:
        before = first.setdefault(question.name.casefold(), question)
        if before.name != question.name:
            told = f"“{question.name}” and “{before.name}” in row {before.row.number} differ in capitals only; tables will mix them up."
            yield question.finding(told, "name", Weight.WARNING)
