"""Photos, documents, voice notes and short videos of a practice: kept without their place, told with their size."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlmodel import col, select

from bot.core.messages import Attachment, FileKind, FileReference, Priority
from bot.core.refusal import Refusal
from bot.domain.documents import document_type, is_document
from bot.domain.practice_files import LONGEST_ALT, MOST_FILES
from bot.domain.practices import KIND
from bot.i18n.phrase import Words, _
from bot.storage import blobs
from bot.storage.practices import Practice, PracticeFile, drop_file, files_of
from bot.storage.wanted_files import WantedFile
from bot.usecases import audit, file_names, wanted_files
from bot.usecases.files_in_words import with_size
from bot.usecases.notify import Notice, tell_at
from bot.usecases.work import Work

PURPOSE: Final = "practice"
SHOWS_PEOPLE: Final = frozenset({FileKind.PHOTO, FileKind.VIDEO})


def add(work: Work, practice: Practice, given: Sequence[tuple[FileReference, str]], address_id: int) -> Refusal | int:
    """Each with the words that came with it: they tell what is on it. They come from their platform a moment later.

    The id of the first. Whoever calls it has checked that the practice may be changed.
    """
    if len(files_of(work.session, practice.id)) + len(given) > MOST_FILES:
        return Refusal(_("A practice has room for {count} files. Please take one away first.", count=MOST_FILES))
    rows = []
    for file, words in given:
        if file.kind is FileKind.DOCUMENT and not is_document(file.name):
            return Refusal(_("I cannot take a file of this kind, and nothing of it is kept."))
        row = PracticeFile(
            practice_id=practice.id,
            added_by_id=work.person_id,
            kind=file.kind,
            name=(file.name or file.kind.value)[-file_names.LONGEST_NAME :],
            media_type=_media_type(file),
            size=file.size,
            alt=words[:LONGEST_ALT],
            at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        wanted_files.want(work, file, address_id, key=f"{PURPOSE}:{row.id}", purpose=PURPOSE, subject_id=row.id)
        rows.append(row.id)
    audit.note(work, "add files", KIND, practice.id, count=len(given))
    return rows[0]


def describe(work: Work, practice: Practice, file: int, words: str) -> Refusal | None:
    """What there is to see, for those who do not see it."""
    row = work.session.get(PracticeFile, file)
    if row is None or row.practice_id != practice.id:
        return Refusal(_("This file is taken away already."))
    row.alt = words[:LONGEST_ALT]
    work.session.add(row)
    return None


def remove(work: Work, practice: Practice, file: int) -> Refusal | None:
    row = work.session.get(PracticeFile, file)
    if row is None or row.practice_id != practice.id:
        return Refusal(_("This file is taken away already."))
    drop_file(work.session, row)
    audit.note(work, "remove file", KIND, practice.id)
    return None


def attachments(work: Work, practice_id: int, chosen: Collection[int] | None = None) -> tuple[Attachment, ...]:
    """Those that are here, or the chosen ones of them; whoever calls it has checked the right to see them."""
    return tuple(
        Attachment(_sent_as(one), one.media_type, one.alt or one.name, sha256=one.sha256)
        for one in files_of(work.session, practice_id)
        if one.sha256 is not None and (chosen is None or one.id in chosen)
    )


def label(file: PracticeFile) -> Words:
    """What it is, and its size."""
    return with_size(file.alt or file.name, [file])


def _media_type(file: FileReference) -> str:
    """Of a document what its name says: what a platform, or whoever sent it, claims may be anything."""
    if file.kind is FileKind.DOCUMENT:
        return document_type(file.name)
    return file_names.media_type(file.kind, file.media_type)


def _sent_as(file: PracticeFile) -> str:
    """Its name, or one that a phone knows how to open."""
    if file.kind is FileKind.DOCUMENT:
        return file_names.tidy(file.name)
    return file_names.named(file.kind, file.media_type, file.id)


# -- as files arrive ---------------------------------------------------------------------------------------------------
def arrived(work: Work, row: WantedFile, size: int) -> None:
    file = work.session.get(PracticeFile, row.subject_id)
    if file is None:  # it was taken away meanwhile
        assert row.sha256 is not None, "it is stored"
        sha256, row.sha256 = row.sha256, None
        work.session.add(row)
        work.session.flush()
        blobs.drop_unused(work.session, [sha256])
        return
    file.sha256, file.size = row.sha256, size
    work.session.add(file)


def lost(work: Work, row: WantedFile) -> None:
    file = work.session.get(PracticeFile, row.subject_id)
    if file is None:
        return
    file.is_lost = True
    work.session.add(file)
    words = _(
        "I could not get one of the files that you sent for practice {number}. All else is there; please send that one once more.",
        number=str(file.practice_id),
    )
    tell_at(work, row.person_id, row.address_id, Notice(f"file:{row.id}", words, priority=Priority.REPLY))


def latest_that_shows_people(work: Work, practice_id: int) -> int | None:
    """The last photo or video that came, if there is one: what was said of people has to be as young."""
    wanted = select(PracticeFile.id).where(
        PracticeFile.practice_id == practice_id,
        ~col(PracticeFile.is_lost),
        col(PracticeFile.kind).in_(SHOWS_PEOPLE),
    )
    return work.session.exec(wanted.order_by(col(PracticeFile.id).desc())).first()
