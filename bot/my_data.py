"""What is kept about somebody, as files for a chat: read when they are sent, on a connection for reading, and stored nowhere."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from sqlmodel import Session

from bot.i18n.translator import Reader, Translator
from bot.reports import my_data_pages
from bot.reports.document import Document
from bot.reports.process import HelperProcess
from bot.storage import blobs
from bot.storage.database import Database
from bot.usecases import my_data_paper, my_files, mydata
from bot.usecases.work import Actor, ActorKind, Work

JOBS = frozenset((mydata.PDF_JOB, mydata.JSON_JOB, my_files.JOB))
Record = dict[str, list[dict[str, Any]]]
Bytes = list[tuple[str, bytes]]


class NothingKeptError(Exception):
    """Since it was asked for, the person was forgotten."""


async def written(
    helper: HelperProcess, database: Database, translator: Translator, job: str, wanted: Mapping[str, Any]
) -> bytes:
    """As `usecases.mydata` asked for it. Raises NothingKeptError, JobProblem."""

    def read(session: Session) -> Document | Record | Bytes:
        actor = Actor(ActorKind.PERSON, wanted["person"])
        now = datetime.fromisoformat(wanted["at"])
        work = Work(session, now, actor, translator, lambda _channel, _account: None)
        if not mydata.is_known(work):
            raise NothingKeptError
        if job == my_files.JOB:
            return _files(work, wanted["archive"])
        return mydata.record(work) if job == mydata.JSON_JOB else _paper(work, translator, wanted)

    match await database.read(read):
        case Document() as document:
            drawn = await helper.call("report", data=document.as_data())
        case dict() as record:
            drawn = await helper.call("mydata", data=record)
        case files:
            drawn = await asyncio.to_thread(_archived, files)
    assert isinstance(drawn, bytes), "files are bytes"
    return drawn


def _paper(work: Work, translator: Translator, wanted: Mapping[str, Any]) -> Document:
    paper = my_data_paper.paper(work)
    if paper is None:
        raise NothingKeptError
    language = wanted["language"]
    return my_data_pages.document(paper, language, translator.bound(Reader(language, wanted["zone"])))


def _files(work: Work, archive: int) -> Bytes:
    archives = my_files.archives(my_files.given(work))
    if archive > len(archives):
        raise NothingKeptError
    return [(name, blobs.load(work.session, file.sha256)) for name, file in my_files.names_in(archives[archive - 1])]


def _archived(files: Bytes) -> bytes:
    """Photos and voices are pressed already: once more would take time and save nothing."""
    into = BytesIO()
    with ZipFile(into, "w", ZIP_STORED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return into.getvalue()
