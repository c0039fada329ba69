"""A list of centres or people read from a workbook. Runs in the helper process: openpyxl is big, and files may be bombs."""

import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_from_string

from bot.questionnaires.submissions.formulas import as_typed
from bot.questionnaires.troubles import Trouble
from bot.questionnaires.workbook import ERRORS, MOST_EMPTY, as_text, merged, not_worked_out, pieces, refused
from bot.reports.list_troubles import MOST_COLUMNS, Wrong

HEADINGS_WITHIN = 20  # filled rows: above the headings there may be a title
SHOWN = 50  # of what is wrong with cells, of each kind


def read_list(*, source: bytes, needed: Sequence[str], most_rows: int) -> dict[str, Any]:
    """
    `trouble` (`Trouble` or `Wrong`) with the file as a whole; else `rows`, each a number and its cells, from the headings
    on, and `wrong`, each (`Wrong`, row, what stands there). The sheet is the first that has the `needed` headings.
    """
    if trouble := refused(source):
        return {"trouble": trouble}
    try:
        return _read(source, frozenset(needed), most_rows)
    except MemoryError:
        raise
    except _TooBigError as error:
        return {"trouble": error.what}
    except Exception:  # noqa: BLE001  what strangers send makes readers of files raise anything
        return {"trouble": Trouble.DAMAGED}


class _TooBigError(Exception):
    def __init__(self, what: Wrong) -> None:
        self.what = what


def _read(source: bytes, needed: frozenset[str], most_rows: int) -> dict[str, Any]:
    book = load_workbook(BytesIO(source), read_only=True, data_only=True, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        return {"rows": [], "wrong": []}
    sheet = next((one for one in sheets if _begins(_rows(one, HEADINGS_WITHIN), needed) is not None), sheets[0])
    begins = _begins(_rows(sheet, HEADINGS_WITHIN), needed) or 0
    rows: list[tuple[int, list[str]]] = []
    for number, cells in _rows(sheet):
        if number < begins:
            continue
        if len(rows) > most_rows:
            raise _TooBigError(Wrong.ROWS)
        rows.append((number, cells))
    book.close()
    last = rows[-1][0] if rows else 0
    with zipfile.ZipFile(BytesIO(source)) as archive:
        wrong = list(_unseen(pieces(archive, sheet._worksheet_path), begins, last))  # noqa: SLF001  not read by openpyxl
    return {"rows": rows, "wrong": [*wrong, *_errors(rows)]}


def _rows(sheet: Any, at_most: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Those with anything in them."""
    sheet.reset_dimensions()  # what the file tells of its size is not believed
    filled = empty = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        width = next((at for at in range(len(row), 0, -1) if row[at - 1] is not None), 0)
        if width > MOST_COLUMNS:
            raise _TooBigError(Wrong.COLUMNS)
        cells = [as_typed(as_text(value)) for value in row[:width]]
        if any(cells):
            filled, empty = filled + 1, 0
            yield number, cells
            if filled == at_most:
                return
        else:
            empty += 1
            if empty > MOST_EMPTY:
                return


def _begins(rows: Iterator[tuple[int, list[str]]], needed: frozenset[str]) -> int | None:
    """The row of the headings."""
    return next((number for number, cells in rows if needed <= {"".join(cell.split()).lower() for cell in cells}), None)


def _unseen(parts: Iterator[str], begins: int, last: int) -> Iterator[tuple[Wrong, int, str]]:
    """What openpyxl passes over in silence: blocks that look like one cell, and formulas without their results."""
    blocks: list[tuple[Wrong, int, str]] = []
    formulas: list[tuple[Wrong, int, str]] = []
    for part in parts:
        found = ((_row(first), f"{first}:{end}") for first, end in merged(part))
        blocks += [(Wrong.MERGED, row, cells) for row, cells in found if begins <= row <= last]
        found = ((_row(cell), cell) for cell in not_worked_out(part))
        formulas += [(Wrong.FORMULA, row, cell) for row, cell in found if row >= begins]
    yield from (*blocks[:SHOWN], *formulas[:SHOWN])


def _errors(rows: Sequence[tuple[int, list[str]]]) -> list[tuple[Wrong, int, str]]:
    return [(Wrong.ERROR, number, cell) for number, cells in rows for cell in cells if cell in ERRORS][:SHOWN]


def _row(cell: str) -> int:
    row: int = coordinate_from_string(cell)[1]
    return row
