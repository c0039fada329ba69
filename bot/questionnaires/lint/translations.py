"""Texts that some language lacks: its readers would meet another language in the middle of the talk."""

import re
from collections.abc import Iterator, Mapping

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.lint.book import TRANSLATED, Book
from bot.questionnaires.sheets import SETTINGS, SURVEY, Row, Sheet

_HAS_CODE = re.compile(r"\([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\)\s*$|^[a-z]{2,3}$")


def findings(book: Book) -> Iterator[Finding]:
    yield from _default(book)
    for language in book.languages:
        if language and not _HAS_CODE.search(language):
            told = f"the language “{language}” has no code; write “{language} (…)”, as in “French (fr)”, to have dates and our own words in it."
            yield Finding(SURVEY, 1, told, weight=Weight.WARNING)
    for sheet in (book.survey, book.choices):
        whole = _whole_columns(book, sheet)
        for column, languages in whole.items():
            told = f"there is no “{column}” in {', '.join(languages)}; readers see the text of another language."
            yield Finding(sheet.name, 1, told, column, Weight.WARNING)
        for row in sheet.rows:
            yield from _of_row(book, sheet, row, whole)
    yield from _without_label(book)


def _default(book: Book) -> Iterator[Finding]:
    default = book.setting("default_language")
    written = {heading.partition("::")[2] for heading in _text_headings(book)}
    if default and default not in written and any(written) and "" not in written:
        told = f"“{default}” is none of the languages of the texts ({', '.join(sorted(written))}); write it exactly as there."
        yield Finding(SETTINGS, book.settings.rows[0].number, told, "default_language")


def _text_headings(book: Book) -> Iterator[str]:
    for sheet in (book.survey, book.choices):
        yield from (heading for heading in sheet.headings if heading.partition("::")[0] in TRANSLATED)


def _whole_columns(book: Book, sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Which languages lack a column altogether, by the column; told once, at the headings."""
    found = {}
    for column in TRANSLATED:
        there = {_language(book, heading) for heading in sheet.headings if heading.partition("::")[0] == column}
        missing = tuple(language for language in _languages(book) if language not in there)
        if there and missing and any(row.texts(column) for row in sheet.rows):
            found[column] = missing
    return found


def _of_row(book: Book, sheet: Sheet, row: Row, told_already: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    missing: dict[tuple[str, ...], list[str]] = {}
    for column in TRANSLATED:
        texts = row.texts(column)
        there = {language or book.setting("default_language") for language in texts}
        lacking = tuple(
            language
            for language in (_languages(book) if texts else ())
            if language not in there and language not in told_already.get(column, ())
        )
        if lacking:
            missing.setdefault(lacking, []).append(column)
    if missing:
        told = "; ".join(f"{', '.join(columns)} in {', '.join(languages)}" for languages, columns in missing.items())
        yield Finding(sheet.name, row.number, f"a translation is missing: {told}.", weight=Weight.WARNING)


def _languages(book: Book) -> tuple[str, ...]:
    """None where the form has but one language, or texts that belong to no language yet."""
    return (
        book.languages if len(book.languages) > 1 and "" not in book.languages else tuple(filter(None, book.languages))
    )


def _language(book: Book, heading: str) -> str:
    return heading.partition("::")[2] or book.setting("default_language")


def _without_label(book: Book) -> Iterator[Finding]:
    """Questions that ask nothing in any language."""
    for question in book.questions:
        shown = ("label", "hint", "guidance_hint", "image", "audio", "video")
        if question.is_group or question.kind not in _ASKED or any(question.row.texts(column) for column in shown):
            continue
        if not question.row.cell("calculation") or question.is_select:
            yield question.finding("this question has no label, so nobody knows what it asks.", "label")
    asked = {question.list for question in book.questions if question.is_select}
    for name, rows in book.lists.items():
        for row in rows if name in asked else ():
            if row.cell("name") and not any(row.texts(column) for column in ("label", "image", "audio", "video")):
                yield Finding(book.choices.name, row.number, "this choice has no label.", "label")


_ASKED = {
    "text", "string", "integer", "int", "decimal", "range", "select_one", "select_multiple", "rank", "note", "geopoint", "geotrace",
    "geoshape", "date", "time", "dateTime", "datetime", "image", "photo", "audio", "video", "file", "barcode", "acknowledge",
}  # fmt: skip
