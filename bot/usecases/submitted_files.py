"""Photos, recordings and documents given as answers: fetched once the answers are handed in, and kept with them."""

from typing import Any

from sqlmodel import select

from bot.core.messages import FileKind, FileReference, Priority
from bot.i18n.phrase import _
from bot.storage.questionnaires import Submission, find_version
from bot.storage.wanted_files import WantedFile
from bot.usecases import wanted_files
from bot.usecases.notify import Notice, tell_at
from bot.usecases.work import Work

PURPOSE = "answer"


def want(work: Work, submission: Submission) -> None:
    for path, file in submission.files.items():
        wanted_files.want(
            work,
            _reference(file),
            file["address"],
            key=f"{PURPOSE}:{submission.public_id}:{path}",
            purpose=PURPOSE,
            subject_id=submission.id,
            place=path,
        )


async def read(_row: WantedFile, _data: bytes) -> None:
    """It is kept as it is."""


def arrived(work: Work, row: WantedFile, _result: None) -> None:
    _note(work, row, {"sha256": row.sha256})


def lost(work: Work, row: WantedFile) -> None:
    """The person is told; all other answers are there."""
    title = _note(work, row, {"lost": True})
    words = _(
        "I could not get one of the files that you sent with your answers to *{title}*. All else has arrived. If the file matters, please send it to whoever asked you.",
        title=title,
    )
    notice = Notice(f"file:{row.id}", words, priority=Priority.REPLY)
    tell_at(work, row.person_id, row.address_id, notice)


def _note(work: Work, row: WantedFile, what: dict[str, Any]) -> str:
    """The title of the questionnaire. Locked: several files of one submission arrive side by side."""
    submission = work.session.exec(select(Submission).where(Submission.id == row.subject_id).with_for_update()).one()
    submission.files = {**submission.files, row.place: {**submission.files[row.place], **what}}
    work.session.add(submission)
    version = find_version(work.session, submission.version_id)
    assert version is not None, "versions are kept"
    return version.title


def _reference(file: dict[str, Any]) -> FileReference:
    return FileReference(FileKind(file["kind"]), file["reference"], file["name"], file["media_type"], file["size"])
