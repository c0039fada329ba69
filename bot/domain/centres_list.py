"""The list of centres as people keep it: which columns it has, what its rows say, and the same written out again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.centres import CentreRow
from bot.domain.centres_values import COLUMNS, NAME_IN, NEEDED, read_row
from bot.domain.sheets import Columns, Line, SheetProblem, Unreadable, read_rows
from bot.domain.sheets_csv import csv_lines, written_csv
from bot.i18n.languages import LANGUAGES, primary
from bot.i18n.phrase import Phrase, _

_BASE: Final = "en"


@dataclass(frozen=True)
class CentreSheet:
    """All of the rows, or all of the problems and no row. A column that is not there says nothing about any centre."""

    columns: frozenset[str] = frozenset()
    rows: tuple[CentreRow, ...] = ()
    problems: tuple[SheetProblem, ...] = ()


def read_centres(data: bytes) -> CentreSheet:
    """From a CSV file."""
    try:
        return centre_sheet(csv_lines(data))
    except Unreadable as unreadable:
        return CentreSheet(problems=unreadable.problems)


def write_centres(centres: Iterable[CentreRow]) -> bytes:
    """As a CSV file."""
    return written_csv(centre_table(centres))


def centre_sheet(lines: Sequence[Line]) -> CentreSheet:
    try:
        headings, rows = read_rows(lines, CENTRE_COLUMNS, read_row, _twice)
    except Unreadable as unreadable:
        return CentreSheet(problems=unreadable.problems)
    return CentreSheet(frozenset(filter(None, headings)), rows)


def centre_table(centres: Iterable[CentreRow]) -> list[tuple[str, ...]]:
    """The headings, and a row for each; a column for each language in which any has a name."""
    rows = list(centres)
    tags = [language.tag for language in LANGUAGES if any(language.tag in row.names for row in rows)]
    after_name = COLUMNS.index("name") + 1
    written = [(*COLUMNS[:after_name], *(NAME_IN + tag for tag in tags), *COLUMNS[after_name:])]
    for row in rows:
        local = [row.names.get(tag, "") for tag in tags]
        lists = [" ".join(row.languages), row.zone, " ".join(row.areas), " ".join(row.networks)]
        written.append((row.code, row.country, row.name, *local, row.city, *lists, row.state))
    return written


def _name_in_a_language(word: str) -> str | Phrase | None:
    if not word.startswith(NAME_IN):
        return None
    if word == NAME_IN + _BASE:
        return _("The English name stands in the column “name”: please remove “{column}”.", column=word)
    tag = primary(word.removeprefix(NAME_IN))
    if tag == _BASE or not tag:
        return _("“{column}” is not one of our languages. Name a language like this: name:fr.", column=word[:40])
    return NAME_IN + tag


def _unknown(heading: str) -> Phrase:
    return _(
        "There is no column “{column}”. These are: {columns}, and names in other languages such as name:fr.",
        column=heading,
        columns=", ".join(COLUMNS),
    )


CENTRE_COLUMNS: Final = Columns(COLUMNS, NEEDED, _unknown, _name_in_a_language)


def _twice(rows: Iterable[CentreRow]) -> Iterator[SheetProblem]:
    first: dict[str, int] = {}
    for row in rows:
        before = first.setdefault(row.code.casefold(), row.row)
        if before != row.row:
            yield SheetProblem(
                _(
                    "The code {code} stands in row {row} too. Every centre needs one of its own.",
                    code=row.code,
                    row=before,
                ),
                row.row,
                "code",
            )
