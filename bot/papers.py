"""Reports and tables for a chat: read from the database on a connection for reading, written in a helper process."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Words
from bot.i18n.translator import Reader, Translator
from bot.reports import action_plan_pages as plan_on_paper
from bot.reports import centre_pages, compendium_pages, round_report, transfer_pages, visit_pages
from bot.reports.document import Document
from bot.reports.process import HelperProcess, Limits
from bot.reports.results_tables import results_tables
from bot.reports.workbooks import EXPORTING
from bot.reports.written_tables import Written
from bot.storage.database import Database
from bot.usecases import (
    action_plan_paper,
    centre_reports,
    compendium,
    round_reports,
    round_tables,
    transfer_lists,
    visit_report_sources,
)
from bot.usecases.editions import Editions
from bot.usecases.papers import (
    CENTRE_JOB,
    COMPENDIUM_JOB,
    CSV_JOB,
    PLAN_JOB,
    ROUND_JOB,
    TRANSFER_JOB,
    VISIT_JOB,
    WORKBOOK_JOB,
)
from bot.usecases.work import Actor, ActorKind, Work

Render = Callable[[Words], str]
Tables = tuple[Written, ...]
# Contents and index need the numbers of all pages: 500 practices take 1.2 GB for some seconds.
BINDING = Limits(memory_mib=3072, seconds=900, idle_seconds=1)
Book = dict[str, Any]  # `compendium_pages.as_data()`


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


def _of_visit(work: Work, wanted: Mapping[str, Any], render: Render) -> Document:
    found = visit_report_sources.report(work, wanted["visit"])
    if isinstance(found, Refusal):
        raise NoLongerAllowedError(wanted)
    return visit_pages.document(found, wanted["language"], render)


def _of_transfer(work: Work, wanted: Mapping[str, Any], render: Render) -> Document:
    found = transfer_lists.paper(work, wanted["transfer"])
    if isinstance(found, Refusal):
        raise NoLongerAllowedError(wanted)
    return transfer_pages.document(found, wanted["language"], render)


def _of_plan(work: Work, wanted: Mapping[str, Any], render: Render) -> Document:
    found = action_plan_paper.paper(work, wanted["centre"])
    if isinstance(found, Refusal):
        raise NoLongerAllowedError(wanted)
    return plan_on_paper.document(found, wanted["language"], render)


def _of_centres(work: Work, wanted: Mapping[str, Any], render: Render) -> Tables:
    found = round_tables.table(work, wanted["round"], named=wanted["named"])
    if isinstance(found, Refusal):
        raise NoLongerAllowedError(wanted)
    return results_tables(found, wanted["language"], render)


def _of_compendium(work: Work, wanted: Mapping[str, Any], render: Render) -> Book:
    found = compendium.contents(work, wanted["language"], wanted["edition"])
    if isinstance(found, Refusal):
        raise NoLongerAllowedError(wanted)
    area = PriorityArea(wanted["area"]) if wanted["area"] else None
    return compendium_pages.as_data(found if area is None else found.only(area), render)


WRITERS: Mapping[str, Callable[[Work, Mapping[str, Any], Render], Document]] = {
    CENTRE_JOB: _of_centre,
    ROUND_JOB: _of_round,
    VISIT_JOB: _of_visit,
    TRANSFER_JOB: _of_transfer,
    PLAN_JOB: _of_plan,
}


# What the helper process does with the rows.
TABLES: Mapping[str, str] = {WORKBOOK_JOB: "write_tables", CSV_JOB: "write_csv_tables"}
JOBS = frozenset((*WRITERS, *TABLES, COMPENDIUM_JOB))


async def paper(
    helper: HelperProcess, database: Database, translator: Translator, job: str, wanted: Mapping[str, Any]
) -> bytes:
    """As `usecases.papers` asked for it. Raises NoLongerAllowedError, JobProblem."""

    def read(session: Session) -> Document | Tables | Book:
        actor = Actor(ActorKind.PERSON, wanted["person"])
        work = Work(session, datetime.now(UTC), actor, translator, lambda _channel, _account: None)
        render = translator.bound(Reader(wanted["language"], wanted["zone"]))
        if job == COMPENDIUM_JOB:
            return _of_compendium(work, wanted, render)
        return _of_centres(work, wanted, render) if job in TABLES else WRITERS[job](work, wanted, render)

    match await database.read(read):
        case Document() as document:
            drawn = await helper.call("report", data=document.as_data())
        case dict() as book:
            drawn = await helper.call("compendium", data=book)
        case tables:
            drawn = await in_a_file(TABLES[job], tables)
    assert isinstance(drawn, bytes), "a paper is bytes"
    return drawn


async def bound(book: Book, pictures: str = "") -> bytes:
    """A compendium of any length as a PDF; `pictures`: the folder of those that it shows. In a helper process of its own, too."""
    async with HelperProcess(limits=BINDING) as helper:
        written = await helper.call("compendium", data=book, pictures=pictures)
    assert isinstance(written, bytes), "a paper is bytes"
    return written


async def in_a_file(job: str, tables: Tables) -> bytes:
    """`job`: "write_tables" for a workbook, "write_csv_tables" for a .zip. In a helper process of its own: it may take a while."""
    async with HelperProcess(limits=EXPORTING) as helper:
        written = await helper.call(job, tables=[table.as_data() for table in tables])
    assert isinstance(written, bytes), "a file is bytes"
    return written
