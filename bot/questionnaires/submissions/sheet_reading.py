"""Submissions from a workbook whose rows the helper process has read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from bot.i18n.phrase import _
from bot.questionnaires.form import Form
from bot.questionnaires.submissions import sheets
from bot.questionnaires.submissions.formulas import as_typed
from bot.questionnaires.submissions.layout import layout
from bot.questionnaires.submissions.outcomes import Candidate
from bot.questionnaires.submissions.table_reading import Dialect, Sheet, put_together
from bot.questionnaires.submissions.unreadable import UnreadableSubmissionError

DIALECT = Dialect(
    sheets.STYLE,
    public_id=sheets.UUID,
    key=sheets.INDEX,
    above=sheets.ABOVE,
    owner=sheets.OWNER,
    version=sheets.VERSION,
    language=sheets.LANGUAGE,
    started=sheets.STARTED,
    finished=sheets.FINISHED,
    as_typed=as_typed,
)


def read_sheets(
    rows: Mapping[str, Sequence[Sequence[str]]], forms: Sequence[Form], received: datetime
) -> Iterator[Candidate]:
    """`rows` by the titles of the sheets, headings first. Raises UnreadableSubmissionError."""
    titles = sheets.titles(layout(forms), forms[-1])
    found = {path: Sheet(title, rows[title]) for path, title in titles.items() if title in rows}
    root = forms[-1].root.path
    if root not in found:
        raise UnreadableSubmissionError(_("The workbook has no sheet “{name}”.", name=titles[root]))
    return put_together(found, forms, DIALECT, received)
