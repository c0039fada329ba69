"""Submissions as a workbook, as KoboToolbox gives it: a sheet for the form and for each repeat, and a codebook.

Runs in the helper process: openpyxl is big.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from pydantic import TypeAdapter

from bot.i18n.translator import is_right_to_left
from bot.questionnaires.form import Form
from bot.questionnaires.submissions import sheets
from bot.questionnaires.submissions.cells import text_cell, typed_cell
from bot.questionnaires.submissions.codebook import codebook
from bot.questionnaires.submissions.formulas import defused
from bot.questionnaires.submissions.layout import (
    Column,
    Options,
    Table,
    choice_labels,
    context_heading,
    layout,
    named,
    shown,
)
from bot.questionnaires.submissions.questions import chosen, tag
from bot.questionnaires.submissions.rows import Row, Rows, rows
from bot.questionnaires.submissions.spelling import spelled
from bot.questionnaires.submissions.submission import MisfitError, Submission, spooled
from bot.questionnaires.submissions.written import CUT_HERE, LONGEST_CELL, Cut, Written

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a sheet, the headings included
_TOLD = 100
_NARROWEST, _WIDEST = 10, 40  # characters
_BOLD, _WRAPPED = Font(bold=True), Alignment(wrap_text=True, vertical="top")
_OPTIONS = TypeAdapter(Options)


def write_workbook(source: str, target: str, forms: list[Any], options: dict[str, Any]) -> dict[str, Any]:
    """A job of the helper process: `source` is a file made by `spool`; gives a `Written` as JSON.

    openpyxl's temporary files stand beside the target, where they are cleared away even if this process is killed.
    """
    before, tempfile.tempdir = tempfile.tempdir, str(Path(target).parent)
    try:
        with Path(source).open("rb") as spool, Path(target).open("wb") as into:
            known = [Form.from_json(form) for form in forms]
            return write(spooled(spool), known, _OPTIONS.validate_python(options), into).to_json()
    finally:
        tempfile.tempdir = before


def write(submissions: Iterable[Submission], forms: Sequence[Form], options: Options, into: BinaryIO) -> Written:
    """`forms` are the versions, the oldest first. Raises MisfitError."""
    book = Workbook(write_only=True)
    try:
        count, cuts = _write_sheets(book, submissions, forms, options)
        _write_codebook(book, forms)
        book.save(into)
    finally:
        for sheet in book.worksheets:
            if not sheet.closed:
                sheet.close()
    return Written(count, cuts.count, tuple(cuts.first))


def _write_sheets(
    book: Workbook, submissions: Iterable[Submission], forms: Sequence[Form], options: Options
) -> tuple[int, "_Cuts"]:
    tables = layout(forms)
    by_version = {form.version: form for form in forms}
    titles = sheets.titles(tables, forms[-1])
    cuts = _Cuts()
    made = {table.path: _Sheet(book, table, titles, by_version, options, cuts) for table in tables}
    count = 0
    for submission in submissions:
        found = rows(submission, tables, by_version)
        indices: dict[str, int] = {}  # of this submission's rows, by their places
        for row in found.rows:
            indices[row.place] = made[row.table.path].add(found, row, indices)
        count += 1
    return count, cuts


class _Cuts:
    def __init__(self) -> None:
        self.count = 0
        self.first: list[Cut] = []

    def fitting(self, text: str, submission: str, path: str) -> str:
        length = len(text.encode("utf-16-le")) // 2
        if length <= LONGEST_CELL:
            return text
        self.count += 1
        if len(self.first) < _TOLD:
            self.first.append(Cut(submission, path, length))
        kept = text.encode("utf-16-le")[: 2 * (LONGEST_CELL - len(CUT_HERE))]
        return kept.decode("utf-16-le", "ignore") + CUT_HERE  # half a character at the end is left out


class _Sheet:
    def __init__(
        self,
        book: Workbook,
        table: Table,
        titles: Mapping[str, str],
        forms: Mapping[str, Form],
        options: Options,
        cuts: _Cuts,
    ) -> None:
        self.table = table
        self._options = options
        self._cuts = cuts
        self._above = titles.get(table.above, "")
        self._columns = shown(table, options.several)
        self._labels = choice_labels(self._columns, forms, options.language) if options.labels else {}
        self._sheet = book.create_sheet(titles[table.path])
        self._rows = 0
        found = named(table, forms, sheets.STYLE, options)
        about = [] if table.above else [context_heading(name) for name in options.context]
        ours = sheets.BELOW if table.above else sheets.MAIN
        latest = list(forms.values())[-1]
        _begin(
            self._sheet,
            [*about, *(found[column] for column in self._columns), *ours],
            right_to_left=options.labels and is_right_to_left(tag(latest, options.language)),
        )

    def add(self, found: Rows, row: Row, indices: Mapping[str, int]) -> int:
        """Gives the number of the row, from 1, without the headings."""
        self._rows += 1
        if self._rows >= MOST_ROWS:
            raise MisfitError(f"a sheet holds at most {MOST_ROWS:,} rows; the CSV export has no such limit.")
        one = found.submission
        cells = [self._cell(found, row, column) for column in self._columns]
        number, finished = one.number or None, _moment(one.finished)
        if row.above:
            ours = [self._rows, self._above, indices[row.above], number, one.id, finished]
            self._sheet.append([*cells, *ours])
            return self._rows
        about = [self._text(one.context.get(name, ""), one, context_heading(name)) for name in self._options.context]
        told = [self._text(text, one, "") for text in (one.language, one.version)]
        self._sheet.append([*about, *cells, number, one.id, finished, _moment(one.started), *told, self._rows])
        return self._rows

    def _cell(self, found: Rows, row: Row, column: Column) -> Any:
        text, part = found.value(row, column), found.part(column)
        if not text or part is None:
            return None
        if column.choice is not None:
            return int(text)
        path = row.place + column.path[len(self.table.path) :]
        labels = self._labels.get((column.path, found.form.version))
        if labels:
            return self._text(chosen(part, text, labels), found.submission, path)
        typed = typed_cell(part, text)
        if typed is not None:
            return typed
        safe = text_cell(part, text, defused, returns=True)
        return _as_text(self._sheet, self._cuts.fitting(safe, found.submission.id, path))

    def _text(self, text: str, one: Submission, path: str) -> Any:
        return _as_text(self._sheet, self._cuts.fitting(_safe(text), one.id, path)) if text else None


def _begin(sheet: Any, texts: Sequence[str], *, right_to_left: bool = False) -> None:
    if len(texts) > MOST_COLUMNS:
        raise MisfitError(f"a sheet holds at most {MOST_COLUMNS:,} columns; the CSV export has no such limit.")
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = right_to_left
    cells = []
    for number, text in enumerate(texts, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = min(max(len(text) + 2, _NARROWEST), _WIDEST)
        cell = WriteOnlyCell(sheet, value=_safe(text)[:LONGEST_CELL])
        cell.font, cell.alignment = _BOLD, _WRAPPED
        cells.append(cell)
    sheet.append(cells)


def _write_codebook(book: Workbook, forms: Sequence[Form]) -> None:
    sheet: Any = book.create_sheet(sheets.CODEBOOK)
    texts = codebook(forms)
    _begin(sheet, next(texts))
    cuts = _Cuts()
    for row in texts:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=cuts.fitting(_safe(text), "", ""))
            cell.data_type, cell.alignment = "s", _WRAPPED
            cells.append(cell)
        sheet.append(cells)


def _as_text(sheet: Any, text: str) -> Any:
    """Also what looks like an error of a calculation."""
    if text not in ERROR_CODES:
        return text
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell


def _safe(text: str) -> str:
    return defused(spelled(text, returns=True))


def _moment(at: datetime) -> datetime:
    """In UTC: a spreadsheet knows no time zones."""
    return at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
