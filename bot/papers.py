"""Reports for a chat: read from the database on a connection for reading, drawn in the helper process."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from bot.core.refusal import Refusal
from bot.i18n.phrase import Words
from bot.i18n.translator import Reader, Translator
from bot.reports import centre_pages, round_report
from bot.reports.document import Document
from bot.reports.process import HelperProcess
from bot.storage.database import Database
from bot.usecases import centre_reports, round_reports
from bot.usecases.editions import Editions
from bot.usecases.papers import CENTRE_JOB, ROUND_JOB
from bot.usecases.work import Actor, ActorKind, Work

Render = Callable[[Words], str]


class NoLongerAllowedError(Exception):
    """Since it was asked for, the person has lost the right, or what it tells of is gone."""


def _of_centre(work: Work, wanted: Mapping[str, Any], render: Render) -> Document:
    found = centre_reports.report(work, Editions(), wanted["assessment"])
    if isinstance(found, Refusal):
        raise NoLongerAllowedError(wanted)
    return centre_pages.document(found, wanted["language"], render)


def _of_round(work: Work, wanted: Mapping[str, Any], render: Render) -> Document:
    found = round_reports.report(work, Editions(), wanted["round"])
    if isinstance(found, Refusal):
        raise NoLongerAllowedError(wanted)
    return round_report.document(found, wanted["language"], render)


WRITERS: Mapping[str, Callable[[Work, Mapping[str, Any], Render], Document]] = {
    CENTRE_JOB: _of_centre,
    ROUND_JOB: _of_round,
}


async def paper(
    helper: HelperProcess, database: Database, translator: Translator, job: str, wanted: Mapping[str, Any]
) -> bytes:
    """As `usecases.papers` asked for it. Raises NoLongerAllowedError, JobProblem."""

    def read(session: Session) -> Document:
        actor = Actor(ActorKind.PERSON, wanted["person"])
        work = Work(session, datetime.now(UTC), actor, translator, lambda _channel, _account: None)
        return WRITERS[job](work, wanted, translator.bound(Reader(wanted["language"], wanted["zone"])))

    document = await database.read(read)
    drawn = await helper.call("report", data=document.as_data())
    assert isinstance(drawn, bytes), "a paper is bytes"
    return drawn
