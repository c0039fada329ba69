"""Submissions as the rows of tables, values as they are stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.questionnaires.form import Form, Part
from bot.questionnaires.submissions.layout import Column, Table
from bot.questionnaires.submissions.places import rounds
from bot.questionnaires.submissions.submission import Submission, file_names, form_of


@dataclass(frozen=True)
class Row:
    """`place` is that of the round, or the root's; `above` the place of the row to which it belongs."""

    table: Table
    place: str
    above: str


@dataclass(frozen=True)
class Rows:
    """Of one submission, each before those below it."""

    submission: Submission
    form: Form
    rows: Sequence[Row]
    files: Mapping[str, str]  # names of attached files by path

    def part(self, column: Column) -> Part | None:
        return column.parts.get(self.submission.version)

    def value(self, row: Row, column: Column) -> str:
        """As stored; of a single choice: 1, 0, or nothing where the question has no answer."""
        path = row.place + column.path[len(row.table.path) :]
        text = self.submission.values.get(path, "")
        if column.choice is None:
            return self.files.get(path, text) if text else ""
        return "" if not text else "1" if column.choice in text.split() else "0"


def rows(submission: Submission, tables: Sequence[Table], forms: Mapping[str, Form]) -> Rows:
    """`forms` by version. Raises MisfitError, and ValueError where a number of a round is none."""
    form = form_of(submission, forms)
    counts = rounds(submission.values)
    return Rows(submission, form, tuple(_below(tables[0], tables[0].path, "", tables, counts)), file_names(submission))


def _below(table: Table, place: str, above: str, tables: Sequence[Table], counts: Mapping[str, int]) -> Iterator[Row]:
    yield Row(table, place, above)
    for other in tables:
        if other.above == table.path and other is not table:
            at = place + other.path[len(table.path) :]
            for number in range(1, counts.get(at, 0) + 1):
                yield from _below(other, f"{at}[{number}]", place, tables, counts)
