"""Photos, recordings and documents given as answers: fetched once the answers are handed in, and kept with them."""

from collections.abc import Mapping
from typing import Any

from bot.core.messages import FileKind, FileReference, Priority
from bot.i18n.phrase import _
from bot.storage import blobs
from bot.storage.locked import locked_row
from bot.storage.questionnaires import Submission, titles_in_languages
from bot.storage.wanted_files import WantedFile
from bot.usecases import wanted_files
from bot.usecases.notify import Notice, tell_at
from bot.usecases.work import Work

PURPOSE = "answer"


def told(file: Mapping[str, Any]) -> dict[str, Any]:
    """What stays with the submission: neither what the person called it nor where it was sent from."""
    return {name: file[name] for name in ("kind", "media_type", "size")}


def want(work: Work, submission: Submission, files: Mapping[str, Any]) -> None:
    for path, file in files.items():
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
    assert row.sha256 is not None, "it is stored"
    submission = _noted(work, row, {"sha256": row.sha256})
    media_type = row.media_type or blobs.UNKNOWN
    blobs.hold(work.session, row.sha256, submission.answers.get(row.place, ""), media_type, work.now)


def lost(work: Work, row: WantedFile) -> None:
    """The person is told; all other answers are there."""
    submission = _noted(work, row, {"lost": True})
    title = titles_in_languages(work.session, [submission.version_id])[submission.version_id]
    words = _(
        "I could not get one of the files that you sent with your answers to *{title}*. All else has arrived. If the file matters, please send it to whoever asked you.",
        title=title,
    )
    notice = Notice(f"file:{row.id}", words, priority=Priority.REPLY)
    tell_at(work, row.person_id, row.address_id, notice)


def _noted(work: Work, row: WantedFile, what: dict[str, Any]) -> Submission:
    """Locked: several files of one submission arrive side by side."""
    assert row.subject_id is not None, "a file of a submission"
    submission = locked_row(work.session, Submission, row.subject_id)
    assert submission is not None, "its files arrive"
    submission.files = {**submission.files, row.place: {**submission.files[row.place], **what}}
    work.session.add(submission)
    return submission


def _reference(file: dict[str, Any]) -> FileReference:
    return FileReference(FileKind(file["kind"]), file["reference"], file["name"], file["media_type"], file["size"])
