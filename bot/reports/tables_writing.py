"""Writes tables into a file; for the helper process, because openpyxl is large."""

import csv
import io
import zipfile
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.questionnaires.submissions.formulas import defused, defused_in_csv
from bot.questionnaires.submissions.spelling import spelled
from bot.questionnaires.submissions.written import LONGEST_CELL

NARROWEST, WIDEST = 10, 60  # characters
SAMPLE = 200  # rows that decide how wide a column is
A_DAY_LONG_AGO = (2000, 1, 1, 0, 0, 0)  # for the entries of the archive: the same data always make the same file
BOLD, WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")


def workbook(*, tables: list[dict[str, Any]]) -> bytes:
    """An .xlsx of tables given as `Written.as_data()`, a sheet each."""
    book = Workbook(write_only=True)
    for table in tables:
        sheet: Any = book.create_sheet(table["title"])
        sheet.freeze_panes = "A2"
        sheet.sheet_view.rightToLeft = table["right_to_left"]
        for number, cells in enumerate(zip(*table["rows"][:SAMPLE], strict=True), start=1):
            sheet.column_dimensions[get_column_letter(number)].width = _width(cells)
        for number, row in enumerate(table["rows"]):
            sheet.append([_cell(sheet, value, bold=number == 0) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def csv_files(*, tables: list[dict[str, Any]]) -> bytes:
    """A .zip of tables given as `Written.as_data()`, a .csv each, that spreadsheets recognise as UTF-8."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables:
            entry = zipfile.ZipInfo(f"{table['title']}.csv", A_DAY_LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _csv(table["rows"]).encode("utf-8-sig"))
    return written.getvalue()


def _csv(rows: list[list[Any]]) -> str:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([defused_in_csv(spelled(cell)) if isinstance(cell, str) else cell for cell in row])
    return file.getvalue()


def _cell(sheet: Any, value: Any, *, bold: bool) -> Any:
    if not isinstance(value, str):
        return value
    if not value:
        return None
    text = defused(spelled(value, returns=True))[:LONGEST_CELL]
    if not bold and len(text) <= WIDEST and text not in ERROR_CODES:
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"  # also what looks like an error of a calculation
    cell.alignment = WRAPPED
    if bold:
        cell.font = BOLD
    return cell


def _width(cells: tuple[Any, ...]) -> int:
    longest = max((len(line) for cell in cells if cell is not None for line in str(cell).split("\n")), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)
