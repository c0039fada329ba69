"""A spreadsheet file taken apart into sheets of cells, and what its author could not see in them.

Nothing of the file is believed: sizes are looked at before anything is unpacked, definitions of entities are refused.
"""

import re
import zipfile
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_from_string

from bot.questionnaires.findings import Finding, Weight
from bot.questionnaires.tables import MOST_COLUMNS, Cells, Grids
from bot.questionnaires.troubles import OLD_EXCEL, Trouble

LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 2_000
MOST_EMPTY = 1_000  # rows between filled ones; beyond that nothing is looked for
ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}

# What reading a part raises where it is damaged, encrypted, or packed in odd ways.
_DAMAGES = (expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
_AT_A_TIME = 2**20  # bytes of a part
_HEAD = 2**20  # bytes of a part in which its first element must begin
_MERGED = re.compile(r'<mergeCell\s+ref="([A-Z]{1,3}[0-9]{1,7}):([A-Z]{1,3}[0-9]{1,7})"')
# A cell with a formula and without what it gave when the file was saved.
_NOT_WORKED_OUT = re.compile(
    r'<c\b[^>]*\br="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f\b(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def refused(source: bytes) -> Trouble | None:
    if source.startswith(OLD_EXCEL):
        return Trouble.LOCKED if "EncryptedPackage".encode("utf-16-le") in source else Trouble.OLD
    try:
        archive = zipfile.ZipFile(BytesIO(source))
    except zipfile.BadZipFile:
        return Trouble.NO_SPREADSHEET
    except (NotImplementedError, ValueError):  # of a list of parts with impossible versions or names
        return Trouble.DAMAGED
    with archive:
        return next(_against(archive), None)


def _against(archive: zipfile.ZipFile) -> Iterator[Trouble]:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        yield Trouble.TOO_BIG
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        yield Trouble.MACROS
    if not any(name.startswith("xl/workbook") for name in names):
        yield Trouble.NOT_EXCEL
    try:
        if any(_defines(head) for name in sorted(names) if _is_xml(name, head := _head(archive, name))):
            yield Trouble.ENTITIES
    except _DAMAGES:
        yield Trouble.DAMAGED


def sheets(source: bytes, wanted: set[str]) -> tuple[Grids, list[Finding]]:
    """The sheets with these names (in small letters), or the only one; booleans, dates and numbers as people write them."""
    book = load_workbook(BytesIO(source), read_only=True, data_only=True, keep_links=False)
    with zipfile.ZipFile(BytesIO(source)) as archive:
        grids: Grids = {}
        findings: list[Finding] = []
        for sheet in book.worksheets:
            name = sheet.title.strip().lower()
            if name in wanted or len(book.worksheets) == 1:
                sheet.reset_dimensions()  # what the file says of its own size may be wrong
                grids[sheet.title] = list(_rows(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True)))
                part = archive.read(sheet._worksheet_path)  # noqa: SLF001  openpyxl does not read these two otherwise
                findings += _unseen(name, part.decode("utf-8", "replace"), grids[sheet.title])
    book.close()
    return grids, findings


def _head(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_HEAD)


def _is_xml(name: str, head: bytes) -> bool:
    """By its name or by its look: a workbook may call its parts as it likes."""
    return name.endswith((".xml", ".rels")) or head.lstrip().startswith(
        (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
    )


def _defines(head: bytes) -> bool:
    """Whether there is a DOCTYPE, in any encoding; it stands before the first element. Raises ExpatError."""
    parser = expat.ParserCreate()
    found = False

    def doctype(*_told: Any) -> None:
        nonlocal found
        found = True
        raise _EnoughError

    def element(*_told: Any) -> None:
        raise _EnoughError

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = element
    try:
        parser.Parse(head, False)
    except _EnoughError:
        return found
    raise expat.ExpatError(f"no element begins in the first {_HEAD} bytes")


class _EnoughError(Exception):
    """The first element begins: nothing can be defined any more."""


def _rows(rows: Iterator[tuple[Any, ...]]) -> Iterator[Cells]:
    empty = 0
    for row in rows:
        cells = [as_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield from ([] for _ in range(empty))
            empty = 0
            yield cells
        else:
            empty += 1
            if empty > MOST_EMPTY:
                return


def as_text(value: Any) -> str:
    """As people write it: booleans in capitals, whole numbers without decimals, days without a clock."""
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value).strip()


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    """A sheet's XML some rows at a time, so that a long list is never in memory as a whole."""
    decoder, waiting = getincrementaldecoder("utf-8")("replace"), ""
    with archive.open(name) as part:
        while read := part.read(_AT_A_TIME):
            waiting += decoder.decode(read)
            cut = max(waiting.rfind("</row>"), waiting.rfind("<mergeCell"))  # no cell and no block goes across
            if cut > 0:
                yield waiting[:cut]
                waiting = waiting[cut:]
    yield waiting + decoder.decode(b"", final=True)


def merged(part: str) -> list[tuple[str, str]]:
    """The first and the last cell of each block that looks like one cell, such as ("A2", "B3"); `part` is a sheet's XML."""
    return _MERGED.findall(part)


def not_worked_out(part: str) -> list[str]:
    """Cells with a formula whose result the file does not hold."""
    return _NOT_WORKED_OUT.findall(part)


def _unseen(sheet: str, part: str, grid: list[Cells]) -> Iterator[Finding]:
    headings = grid[0] if grid else []
    for first, last in merged(part):
        row, column = _place(first, headings)
        if row <= len(grid):
            told = f"the cells {first} to {last} are merged, and only the first of them counts; please unmerge them."
            yield Finding(sheet, row, told, column, Weight.WARNING)
    for cell in not_worked_out(part):
        row, column = _place(cell, headings)
        told = f"the formula in {cell} was saved without its result; open the file in a spreadsheet program and save it again."
        yield Finding(sheet, row, told, column)
    for number, row_of_cells in enumerate(grid, start=1):
        for at, text in enumerate(row_of_cells):
            if text in ERRORS:
                column = headings[at] if at < len(headings) else ""
                yield Finding(
                    sheet, number, f"the formula in this cell gives an error, {text}; please mend it.", column
                )


def _place(cell: str, headings: Cells) -> tuple[int, str]:
    """The row and the heading above."""
    letters, row = coordinate_from_string(cell)
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return row, headings[column - 1] if column <= len(headings) else ""
