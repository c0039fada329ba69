"""Lists of centres and people as files, in either way: CSV here, workbooks by the helper process."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from bot.domain.sheets import Cells, Line, SheetProblem, Unreadable, whole_file
from bot.domain.sheets_csv import MOST_ROWS, csv_lines, refuse_large, too_many_rows
from bot.i18n.phrase import Phrase, _
from bot.questionnaires.troubles import OLD_EXCEL, Trouble
from bot.reports.list_troubles import MOST_COLUMNS, Wrong
from bot.reports.process import JobCrashed
from bot.reports.written_tables import Written

_ZIPPED: Final = b"PK\x03\x04"  # what .xlsx and .ods files are

Call = Callable[..., Awaitable[Any]]
"""Does a job of the helper process: its name, and its arguments by name."""


def is_workbook(name: str) -> bool:
    """Whether a file of this name is to be written as one."""
    return PurePath(name).suffix.lower() == ".xlsx"


async def list_lines(call: Call, data: bytes, needed: Sequence[str]) -> tuple[Line, ...]:
    """What it is, the file says itself, whatever its name. From the headings on, rows with anything in them.

    Raises Unreadable, JobProblem.
    """
    if not data.startswith((_ZIPPED, OLD_EXCEL)):
        return csv_lines(data)
    refuse_large(data)
    try:
        result: Mapping[str, Any] = await call("read_list", source=data, needed=list(needed), most_rows=MOST_ROWS)
    except JobCrashed:
        raise whole_file(_TROUBLES[Trouble.TOO_BIG]) from None
    if "trouble" in result:
        raise whole_file(_against(result["trouble"]))
    if result["wrong"]:
        raise Unreadable(SheetProblem(_wrong(Wrong(what), found), row) for what, row, found in result["wrong"])
    kept = Cells()
    return tuple(kept.line(number, cells) for number, cells in result["rows"])


async def written_list(call: Call, title: str, rows: Iterable[Sequence[str]], *others: Written) -> bytes:
    """A workbook of a list and, behind it, whatever explains it. Raises JobProblem."""
    tables = (Written(title, tuple(map(tuple, rows))), *others)
    written: bytes = await call("write_tables", tables=[table.as_data() for table in tables])
    return written


def _against(trouble: str) -> Phrase:
    match trouble:
        case Wrong.ROWS:
            return too_many_rows()
        case Wrong.COLUMNS:
            return _("A row of the list has more than {columns} columns. Is it the right file?", columns=MOST_COLUMNS)
        case _:
            return _TROUBLES[Trouble(trouble)]


_DAMAGED: Final = _("The file is damaged and could not be read. Please save it anew.")
_TROUBLES: Final[Mapping[Trouble, Phrase]] = {
    Trouble.LOCKED: _("The file is protected by a password. Please save it without one."),
    Trouble.OLD: _("This is a file of an old Excel (.xls). Please save it as .xlsx."),
    Trouble.NO_SPREADSHEET: _DAMAGED,
    Trouble.DAMAGED: _DAMAGED,
    Trouble.TOO_BIG: _("The file is too big once unpacked. Please take pictures and other sheets out of it."),
    Trouble.MACROS: _("The file holds macros. Please save it as .xlsx, without them."),
    Trouble.NOT_EXCEL: _("This is not a workbook of Excel. Please save it as .xlsx or as “CSV UTF-8”."),
    Trouble.ENTITIES: _DAMAGED,
}


def _wrong(what: Wrong, found: str) -> Phrase:
    if what is Wrong.MERGED:
        return _(
            "The cells {cells} are merged, and only the first of them counts. Please unmerge them and fill in each.",
            cells=found,
        )
    if what is Wrong.FORMULA:
        return _(
            "The formula in {cell} was saved without its result. Please open the file in a spreadsheet program and save it again.",
            cell=found,
        )
    return _("A formula in this row gives an error, {error}. Please mend it or write the value.", error=found)
