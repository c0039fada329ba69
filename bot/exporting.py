"""Workbooks of submissions for a chat: read from the database, written in a helper process of their own."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlmodel import Session

from bot.core.refusal import Refusal
from bot.i18n.translator import Translator
from bot.questionnaires.submissions.layout import Options
from bot.questionnaires.submissions.submission import spool
from bot.reports.process import HelperProcess
from bot.reports.workbooks import EXPORTING, write_workbook
from bot.storage import blobs
from bot.storage.database import Database
from bot.storage.errors import FileTooLarge
from bot.usecases.submissions import CONTEXT, Exported, exportable
from bot.usecases.work import Actor, ActorKind, Work


async def workbook(database: Database, translator: Translator, wanted: Mapping[str, Any]) -> bytes:
    """The right to it was checked when it was asked for, and is once more. Raises FileTooLarge, JobProblem, MisfitError,
    PermissionError."""
    language = wanted["language"] if wanted["labels"] else ""
    options = Options(wanted["labels"], language, context=CONTEXT)
    with TemporaryDirectory() as folder:
        spooled, into = Path(folder, "submissions"), Path(folder, "workbook")

        def job(session: Session) -> Exported:
            asked_by = Actor(ActorKind.PERSON, wanted["person"])
            work = Work(session, datetime.now(UTC), asked_by, translator, lambda _channel, _account: None)
            found = exportable(work, wanted["publication"])
            if isinstance(found, Refusal):
                raise PermissionError(wanted["publication"])
            with spooled.open("wb") as lines:
                spool(found.submissions(work), lines)
            return found

        found = await database.read(job)
        async with HelperProcess(limits=EXPORTING) as helper:
            await write_workbook(helper, spooled, into, found.forms, options)
        return await asyncio.to_thread(_bytes_of, into)


def _bytes_of(file: Path) -> bytes:
    size = file.stat().st_size
    if size > blobs.LARGEST:
        raise FileTooLarge(size, blobs.LARGEST)
    return file.read_bytes()
