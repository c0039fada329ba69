"""Workbooks of submissions, written and read in the helper process."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from bot.i18n.phrase import Phrase, _
from bot.questionnaires.form import Form
from bot.questionnaires.submissions.layout import Options
from bot.questionnaires.submissions.sheets import MOST_COLUMNS_READ, MOST_ROWS_READ, Problem
from bot.questionnaires.submissions.unreadable import UnreadableSubmissionError
from bot.questionnaires.submissions.written import Written
from bot.reports.process import HelperProcess, Limits

# For a helper process of its own, so that nobody's picture waits for the table of all centres.
EXPORTING = Limits(memory_mib=512, seconds=900, idle_seconds=1, file_mib=4096)
_OPTIONS = TypeAdapter(Options)


async def write_workbook(
    helper: HelperProcess, spool: Path, into: Path, forms: Sequence[Form], options: Options
) -> Written:
    """`spool` is a file written by `submissions.submission.spool`, `into` is to be one; both in a folder of the
    caller's own, which takes all temporary files as well, so that its removal leaves nothing. Raises JobProblem."""
    assert spool.is_absolute(), "the helper process works in another folder"
    assert into.is_absolute(), "the helper process works in another folder"
    plain = await helper.call(
        "write_workbook",
        source=str(spool),
        target=str(into),
        forms=[form.to_json() for form in forms],
        options=_OPTIONS.dump_python(options, mode="json"),
    )
    return Written.from_json(plain)


async def read_workbook(helper: HelperProcess, source: bytes) -> Mapping[str, Sequence[Sequence[str]]]:
    """Rows of text by the titles of the sheets. Raises UnreadableSubmissionError, JobProblem."""
    result = await helper.call("read_workbook", source=source)
    if "problem" in result:
        raise UnreadableSubmissionError(_why(Problem(result["problem"]), result.get("where", "")))
    rows: Mapping[str, Sequence[Sequence[str]]] = result["sheets"]
    return rows


def _why(problem: Problem, sheet: str) -> Phrase:
    match problem:
        case Problem.UNPACKED:
            return _("The workbook is too big once unpacked.")
        case Problem.SHEET:
            return _(
                "The sheet “{name}” has more than {rows} rows or {columns} columns.",
                name=sheet,
                rows=MOST_ROWS_READ,
                columns=MOST_COLUMNS_READ,
            )
        case Problem.UNREADABLE:
            return _("The file is no workbook that can be read.")
