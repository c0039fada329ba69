"""Submissions as a zip of CSV files, as ODK Central gives them: one for the form, one for each repeat."""

import csv
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from io import TextIOWrapper
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from bot.questionnaires.form import Form
from bot.questionnaires.submissions.archive import Content, add_files
from bot.questionnaires.submissions.cells import text_cell
from bot.questionnaires.submissions.formulas import defused_in_csv
from bot.questionnaires.submissions.layout import (
    Column,
    Options,
    Style,
    Table,
    choice_labels,
    context_heading,
    layout,
    named,
    shown,
)
from bot.questionnaires.submissions.questions import chosen
from bot.questionnaires.submissions.rows import Row, Rows, rows
from bot.questionnaires.submissions.spelling import spelled
from bot.questionnaires.submissions.submission import Submission

FINISHED, STARTED, LANGUAGE = "SubmissionDate", "Started", "Language"
KEY, ABOVE, VERSION = "KEY", "PARENT_KEY", "FormVersion"
STYLE = Style("-", frozenset({FINISHED, STARTED, LANGUAGE, KEY, ABOVE, VERSION}))


def write_csv(
    submissions: Iterable[Submission],
    forms: Sequence[Form],
    options: Options,
    into: BinaryIO,
    content: Content | None = None,
) -> int:
    """`forms` are the versions, the oldest first; with `content` of attached files, they come along in media/.
    Gives how many submissions were written.

    Rows wait in temporary files, one for each table, because a zip takes its files one after the other: however many
    submissions there are, the memory is that of one. Raises MisfitError.
    """
    tables = layout(forms)
    by_version = {form.version: form for form in forms}
    with ExitStack() as stack:
        sheets = {
            table.path: _Sheet(table, by_version, options, stack.enter_context(TemporaryFile())) for table in tables
        }
        archive = stack.enter_context(zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED))
        count = 0
        for submission in submissions:
            found = rows(submission, tables, by_version)
            for row in found.rows:
                sheets[row.table.path].add(found, row)
            if content is not None:
                add_files(archive, f"media/{submission.id}", submission, content)
            count += 1
        for sheet in sheets.values():
            with archive.open(file_name(forms[-1].id, sheet.table), "w", force_zip64=True) as file:
                copyfileobj(sheet.finished(), file)
    return count


def file_name(form: str, table: Table) -> str:
    """Of letters, digits and the like only: the form's author wrote them."""
    name = f"{form}-{table.name}" if table.name else form
    return "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in name).lstrip(".") + ".csv"


def moment(at: datetime) -> str:
    """In UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class _Sheet:
    def __init__(self, table: Table, forms: Mapping[str, Form], options: Options, file: Any) -> None:
        self.table = table
        self._options = options
        self._columns = shown(table, options.several)
        self._labels = choice_labels(self._columns, forms, options.language) if options.labels else {}
        self._file = TextIOWrapper(file, "utf-8-sig" if options.byte_order_mark else "utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(self._headings(forms))

    def add(self, found: Rows, row: Row) -> None:
        cells = [self._cell(found, row, column) for column in self._columns]
        one = found.submission
        root = found.form.root.path
        key = one.instance_id + row.place[len(root) :]
        if row.above:
            above = one.instance_id + row.above[len(root) :]
            self._writer.writerow([*cells, above, key])
            return
        about = [_safe(one.context.get(name, "")) for name in self._options.context]
        told = [moment(one.finished), one.started.isoformat(timespec="milliseconds"), _safe(one.language)]
        self._writer.writerow([*about, *told, *cells, key, _safe(one.version)])

    def finished(self) -> Any:
        self._file.flush()
        raw = self._file.detach()
        raw.seek(0)
        return raw

    def _headings(self, forms: Mapping[str, Form]) -> list[str]:
        found = named(self.table, forms, STYLE, self._options)
        columns = [found[column] for column in self._columns]
        if self.table.above:
            return [*map(_safe, columns), ABOVE, KEY]
        about = [context_heading(name) for name in self._options.context]
        return [*map(_safe, about), FINISHED, STARTED, LANGUAGE, *map(_safe, columns), KEY, VERSION]

    def _cell(self, found: Rows, row: Row, column: Column) -> str:
        text = found.value(row, column)
        part = found.part(column)
        if part is None or not text or column.choice is not None:
            return text
        labels = self._labels.get((column.path, found.form.version))
        return _safe(chosen(part, text, labels)) if labels else text_cell(part, text, defused_in_csv)


def _safe(text: str) -> str:
    return defused_in_csv(spelled(text))
