"""The list of centres as a CSV file: written so that a spreadsheet opens it, read with a word for every mistake."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from bot.domain.centres import CentreRow
from bot.domain.centres_values import COLUMNS, NAME_IN, NEEDED, SheetProblem, read_row, shown
from bot.i18n.languages import LANGUAGES, primary
from bot.i18n.phrase import Phrase, _

LARGEST: Final = 5_000_000
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_ZIPPED: Final = b"PK\x03\x04"  # what .xlsx and .ods files are
_DELIMITERS: Final = ",;\t"
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t])(?:\r\n?|\n|$)", re.IGNORECASE)  # Excel's own first line
_FORMULA: Final = re.compile(r"'*[=+\-@＝＋－＠]")
_DEFUSED: Final = re.compile(r"'+[=+\-@＝＋－＠]")
_BASE: Final = "en"


@dataclass(frozen=True)
class CentreSheet:
    """All of the rows, or all of the problems and no row. A column that is not there says nothing about any centre."""

    columns: frozenset[str] = frozenset()
    rows: tuple[CentreRow, ...] = ()
    problems: tuple[SheetProblem, ...] = ()


class _Unreadable(Exception):  # noqa: N818 - a file that a person chose is no error of the program
    def __init__(self, problems: Iterable[SheetProblem]) -> None:
        self.problems = tuple(problems)


def read_centres(data: bytes) -> CentreSheet:
    try:
        lines = _lines(_decoded(data))
        headings = _headings(lines[0]) if lines else _no_headings()
        return _sheet(headings, lines[1:])
    except _Unreadable as unreadable:
        return CentreSheet(problems=unreadable.problems)


def write_centres(centres: Iterable[CentreRow]) -> bytes:
    """Starts with a byte order mark: without it, spreadsheets show other scripts as rubbish."""
    rows = list(centres)
    tags = [language.tag for language in LANGUAGES if any(language.tag in row.names for row in rows)]
    after_name = COLUMNS.index("name") + 1
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*COLUMNS[:after_name], *(NAME_IN + tag for tag in tags), *COLUMNS[after_name:]])
    for row in rows:
        local = [row.names.get(tag, "") for tag in tags]
        lists = [" ".join(row.languages), row.zone, " ".join(row.areas), " ".join(row.networks)]
        writer.writerow(map(_defused, [row.code, row.country, row.name, *local, row.city, *lists, row.state]))
    return _BYTE_ORDER_MARK + text.getvalue().encode("utf-8")


def _defused(cell: str) -> str:
    """A spreadsheet runs what begins like a formula; an apostrophe before it makes it a text again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _as_typed(cell: str) -> str:
    return cell[1:] if _DEFUSED.match(cell) else cell


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise _whole_file(_("The file is larger than 5 MB. A list of centres is much smaller: is it the right file?"))
    if data.startswith(_ZIPPED):
        raise _whole_file(_("This is a spreadsheet file. Please save it as “CSV UTF-8” and use that file."))
    if data.startswith(_UTF_16):
        raise _whole_file(_("This file is written in UTF-16. Please save it as “CSV UTF-8”."))
    try:
        return data.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError:
        raise _Unreadable(_not_utf_8(data)) from None


def _whole_file(says: Phrase) -> _Unreadable:
    return _Unreadable([SheetProblem(says)])


def _not_utf_8(data: bytes) -> Iterator[SheetProblem]:
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield SheetProblem(
                _("This line of the file is not written in UTF-8. Please save the file as “CSV UTF-8”."), row=number
            )


@dataclass(frozen=True)
class _Line:
    number: int  # as a spreadsheet counts: a cell may hold several lines of text
    cells: tuple[str, ...]


def _lines(text: str) -> list[_Line]:
    """Those with anything in them."""
    announced = _SEPARATOR_LINE.match(text)
    body = text[announced.end() :] if announced else text
    delimiter = announced[1] if announced else _delimiter(body)
    number = 1 if announced else 0
    lines = []
    try:
        for cells in csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True):
            number += 1
            if any(cell.strip() for cell in cells):
                lines.append(_Line(number, tuple(_as_typed(cell) for cell in cells)))
    except csv.Error as error:
        raise _Unreadable([SheetProblem(_broken(error), row=number + 1)]) from None
    return lines


def _delimiter(text: str) -> str:
    """The one which the headings use most; what stands in quotation marks does not count."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=bare.count)


def _broken(error: csv.Error) -> Phrase:
    if "field larger" in str(error):
        return _("A cell of this row is far too long. Is a quotation mark missing at its end?")
    return _("A quotation mark opens a cell and does not close it. Write a quotation mark inside a cell twice.")


def _no_headings() -> tuple[str, ...]:
    raise _whole_file(
        _("The file is empty. Its first line must hold the headings: {columns}.", columns=", ".join(COLUMNS))
    )


def _headings(line: _Line) -> tuple[str, ...]:
    """The columns in the order of the file; an empty one holds nothing that we need."""
    found = tuple(_heading(cell) for cell in line.cells)
    problems = [
        SheetProblem(_unknown(cell), line.number)
        for cell, heading in zip(line.cells, found, strict=True)
        if heading is None
    ]
    known = [heading for heading in found if heading]
    problems += [
        SheetProblem(_("There are two columns “{column}”. Please keep one.", column=heading), line.number)
        for heading in dict.fromkeys(known)
        if known.count(heading) > 1
    ]
    problems += [
        SheetProblem(_("The column “{column}” is missing. Please add it.", column=needed), line.number)
        for needed in NEEDED
        if needed not in known
    ]
    if problems:
        raise _Unreadable(problems)
    return tuple(heading or "" for heading in found)


def _heading(cell: str) -> str | None:
    word = re.sub(r"\s", "", cell).lower()
    if word.startswith(NAME_IN):
        tag = primary(word.removeprefix(NAME_IN))
        return NAME_IN + tag if tag and tag != _BASE else None
    return word if not word or word in COLUMNS else None


def _unknown(cell: str) -> Phrase:
    word = re.sub(r"\s", "", cell).lower()
    if word == NAME_IN + _BASE:
        return _("The English name stands in the column “name”: please remove “{column}”.", column=cell.strip())
    if word.startswith(NAME_IN):
        return _(
            "“{column}” is not one of our languages. Name a language like this: name:fr.", column=shown(cell.strip())
        )
    close = get_close_matches(word, COLUMNS, n=1, cutoff=0.7)
    if close:
        return _("There is no column “{column}”. Did you mean “{close}”?", column=shown(cell.strip()), close=close[0])
    return _(
        "There is no column “{column}”. These are: {columns}, and names in other languages such as name:fr.",
        column=shown(cell.strip()),
        columns=", ".join(COLUMNS),
    )


def _sheet(headings: Sequence[str], lines: Iterable[_Line]) -> CentreSheet:
    rows: list[CentreRow] = []
    problems: list[SheetProblem] = []
    for line in lines:
        problems += _beside(headings, line)
        padded = [*line.cells, *[""] * (len(headings) - len(line.cells))]
        row = read_row(line.number, {heading: cell for heading, cell in zip(headings, padded, strict=False) if heading})
        if isinstance(row, CentreRow):
            rows.append(row)
        else:
            problems += row
    problems += _twice(rows)
    if problems:
        return CentreSheet(problems=tuple(sorted(problems, key=lambda problem: problem.row or 0)))
    return CentreSheet(frozenset(filter(None, headings)), tuple(rows))


def _beside(headings: Sequence[str], line: _Line) -> Iterator[SheetProblem]:
    """Values in columns without a heading: most often a delimiter too many further left."""
    for place, cell in enumerate(line.cells):
        if cell.strip() and (place >= len(headings) or not headings[place]):
            yield SheetProblem(
                _(
                    "“{value}” stands in column {place}, which has no heading. Does an earlier cell need quotation marks?",
                    value=shown(cell.strip()),
                    place=place + 1,
                ),
                line.number,
            )


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
