"""CSV files as spreadsheets write and open them: in UTF-8, with any of their delimiters, and no cell that runs."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Final

from bot.domain.sheets import Cells, Line, SheetProblem, Unreadable, whole_file
from bot.i18n.phrase import Phrase, _

LARGEST: Final = 5_000_000
MOST_ROWS: Final = 50_000
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS: Final = ",;\t"
_SEPARATOR_LINE: Final = re.compile(r"sep=([,;\t])(?:\r\n?|\n|$)", re.IGNORECASE)  # Excel's own first line
_FORMULA: Final = re.compile(r"'*[=+\-@＝＋－＠]")
_DEFUSED: Final = re.compile(r"'+[=+\-@＝＋－＠]")


def csv_lines(data: bytes) -> tuple[Line, ...]:
    """Those with anything in them. Raises Unreadable."""
    text = _decoded(data)
    announced = _SEPARATOR_LINE.match(text)
    body = text[announced.end() :] if announced else text
    delimiter = announced[1] if announced else _delimiter(body)
    number = 1 if announced else 0  # as a spreadsheet counts: a cell may hold several lines of text
    lines: list[Line] = []
    kept = Cells()
    try:
        for cells in csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True):
            number += 1
            if any(cell.strip() for cell in cells):
                lines.append(kept.line(number, map(as_typed, cells)))
    except csv.Error as error:
        raise Unreadable([SheetProblem(_broken(error), row=number + 1)]) from None
    if len(lines) > MOST_ROWS + 1:
        raise whole_file(too_many_rows())
    return tuple(lines)


def written_csv(rows: Iterable[Iterable[str]]) -> bytes:
    """Starts with a byte order mark: without it, spreadsheets show other scripts as rubbish."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow(map(_defused, row))
    return _BYTE_ORDER_MARK + text.getvalue().encode("utf-8")


def refuse_large(data: bytes) -> None:
    """Raises Unreadable."""
    if len(data) > LARGEST:
        raise whole_file(_("The file is larger than 5 MB. A list is much smaller: is it the right file?"))


def too_many_rows() -> Phrase:
    return _(
        "The list has more than {rows} rows. Please divide it into several files, each with the headings.",
        rows=MOST_ROWS,
    )


def as_typed(cell: str) -> str:
    """What a spreadsheet would have run was written with an apostrophe before it."""
    return cell[1:] if _DEFUSED.match(cell) else cell


def _defused(cell: str) -> str:
    """A spreadsheet runs what begins like a formula; an apostrophe before it makes it a text again."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _decoded(data: bytes) -> str:
    refuse_large(data)
    if data.startswith(_UTF_16):
        raise whole_file(_("This file is written in UTF-16. Please save it as “CSV UTF-8”."))
    try:
        return data.removeprefix(_BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(_not_utf_8(data)) from None


def _not_utf_8(data: bytes) -> Iterator[SheetProblem]:
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield SheetProblem(
                _("This line of the file is not written in UTF-8. Please save the file as “CSV UTF-8”."), row=number
            )


def _delimiter(text: str) -> str:
    """The one which the headings use most; what stands in quotation marks does not count."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(_DELIMITERS, key=bare.count)


def _broken(error: csv.Error) -> Phrase:
    if "field larger" in str(error):
        return _("A cell of this row is far too long. Is a quotation mark missing at its end?")
    return _("A quotation mark opens a cell and does not close it. Write a quotation mark inside a cell twice.")
