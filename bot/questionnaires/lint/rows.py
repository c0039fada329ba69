"""Rows as such: types that there are, rules where nobody can break them, the settings a form should have."""

import re
from collections.abc import Iterator

from pyxform.constants import NSMAP
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.similar import similar
from bot.questionnaires.sheets import SETTINGS, SURVEY

_OF_TODAY = (
    "text", "integer", "decimal", "range", "select_one", "select_multiple", "select_one_from_file", "select_multiple_from_file",
    "rank", "note", "geopoint", "geotrace", "geoshape", "date", "time", "dateTime", "image", "audio", "video", "file", "barcode",
    "calculate", "acknowledge", "hidden", "csv-external", "xml-external", "start", "end", "today", "deviceid", "username",
    "phonenumber", "email", "audit", "start-geopoint", "background-audio", "begin_group", "end_group", "begin_repeat", "end_repeat",
)  # fmt: skip
PASSERELLE, OURS = "passerelle", "urn:passerelle:xlsform"
_PREFIXED = {"bind", "control", "body", "instance"}
_DECLARED = re.compile(r"([\w.\-]+)\s*=")
_NEVER_ANSWERED = {"note", "q note", "add note prompt"}
_NO = {"", "no", "false", "false()"}
_SELECT = ("select_", "select ", "rank ", "osm ", "audit", "background-")


def findings(book: Book) -> Iterator[Finding]:
    yield from book.unmatched
    if not any(question.row.cell("type") for question in book.questions):
        yield Finding(SURVEY, 0, "there are no questions; each needs a row with type, name and label.")
    for row in book.survey.rows:
        if not row.cell("type") and (row.cell("name") or row.texts("label")):
            yield Finding(SURVEY, row.number, "this row has no type, such as text or note.", "type")
    for question in book.questions:
        yield from _kind(question)
        yield from _note(question)
    yield from _prefixes(book)
    yield from _settings(book)


def _kind(question: Question) -> Iterator[Finding]:
    kind = question.kind
    if question.is_group or question.is_select or kind in QUESTION_TYPE_DICT or kind.startswith("osm"):
        return
    word, _, rest = kind.partition(" ")
    meant = similar(kind.replace(" ", "_"), _OF_TODAY) or similar(word, _OF_TODAY, 0.7)
    whole = f"{meant} {rest}" if rest and meant.startswith(_SELECT) else meant
    hint = f" Did you mean “{whole}”?" if meant else ""
    yield question.finding(f"there is no question type “{kind}”.{hint}", "type")


def _note(question: Question) -> Iterator[Finding]:
    if question.kind not in _NEVER_ANSWERED:
        return
    for column in ("constraint", "required"):
        if question.row.cell(column).lower() not in _NO:
            told = f"a note is only read, so “{column}” has no effect here; take it away."
            yield question.finding(told, column, Weight.WARNING)


def _prefixes(book: Book) -> Iterator[Finding]:
    """`bind::passerelle:area`: who the passerelle is that gives the column its meaning, the settings say."""
    declared = {*_DECLARED.findall(book.setting("namespaces")), *(key.rpartition(":")[2] for key in NSMAP)}
    for heading in book.survey.headings:
        pieces = heading.split("::")
        prefix, colon, _rest = pieces[-1].partition(":")
        if pieces[0] in _PREFIXED and len(pieces) > 1 and colon and prefix not in declared:
            meaning = OURS if prefix == PASSERELLE else "urn:…"
            told = f'the column “{heading}” needs the setting “namespaces”, with {prefix}="{meaning}" in it.'
            yield Finding(SURVEY, 1, told, heading)


def _settings(book: Book) -> Iterator[Finding]:
    row = book.settings.rows[0].number if book.settings.rows else 0
    if not book.setting("form_id"):
        told = "the form has no form_id, by which its answers are told from others; the name of the file is used."
        yield Finding(SETTINGS, row, told, "form_id", Weight.WARNING)
    elif not re.fullmatch(r"[\w.\-]+", book.setting("form_id")):
        told = f"“{book.setting('form_id')}” is better written with letters, digits, - and _ only."
        yield Finding(SETTINGS, row, told, "form_id", Weight.WARNING)
    if not book.setting("version"):
        told = "the form has no version; write one, such as 2026-05-04, and change it with every change of the form."
        yield Finding(SETTINGS, row, told, "version", Weight.WARNING)
    if len(book.settings.rows) > 1:
        told = "only the first row of settings counts."
        yield Finding(SETTINGS, book.settings.rows[1].number, told, weight=Weight.WARNING)
