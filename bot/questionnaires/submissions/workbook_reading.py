"""A workbook read into rows of text. Runs in the helper process: openpyxl is big, and files may be bombs."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from bot.questionnaires.submissions.sheets import MOST_COLUMNS_READ, MOST_ROWS_READ, Problem

LARGEST_UNPACKED = 200 * 1024 * 1024


def read_workbook(source: bytes) -> dict[str, Any]:
    """A job of the helper process: rows of text by the titles of the sheets, or a `problem` (`Problem`, and where)."""
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            return {"problem": Problem.UNPACKED}
        book = load_workbook(BytesIO(source), read_only=True, data_only=True, keep_links=False)
        return {"sheets": {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}}
    except _TooBigError as error:
        return {"problem": Problem.SHEET, "where": str(error)}
    except Exception:  # noqa: BLE001  what strangers send makes readers of files raise anything
        return {"problem": Problem.UNREADABLE}


class _TooBigError(Exception):
    """More than any export of ours has."""


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what the file tells of its size is not believed
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > MOST_ROWS_READ or len(row) > MOST_COLUMNS_READ:
            raise _TooBigError(sheet.title)
        yield [as_text(value) for value in row]


def as_text(value: object) -> str:
    """As the value would be typed into a form: whole numbers without decimals, days without a clock."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat()
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)
