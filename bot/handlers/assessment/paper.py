"""The report of a centre as a paper, drawn when it is sent."""

from collections.abc import Callable

from bot.core.messages import Attachment
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _
from bot.reports import centre_pages
from bot.reports.centre_report import CentreReport


def paper(found: CentreReport, language: str, render: Callable[[Words], str]) -> Attachment:
    described = _("The report of the self-assessment, as a paper: {centre}, {day}.", centre=found.centre, day=found.day)
    return Attachment(
        name="report.pdf",
        media_type="application/pdf",
        description=plain(render(described)),
        job="report",
        arguments=centre_pages.document(found, language, render).as_data(),
    )
