"""Photos, voice notes and short videos of peer visits: kept without their place, told with their size, sent on request."""

from collections.abc import Collection

from sqlmodel import col, select

from bot.core.messages import Attachment, FileKind, FileReference, Priority
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _
from bot.i18n.translator import Reader
from bot.storage.visit_files import VisitFile
from bot.storage.wanted_files import WantedFile
from bot.usecases import file_names, wanted_files
from bot.usecases.notify import Notice, tell_at
from bot.usecases.people import person_of
from bot.usecases.work import Work

PURPOSE = "visit"
KINDS = (FileKind.PHOTO, FileKind.VOICE, FileKind.VIDEO)
MOST_AT_ONCE = 5  # files in one go: whoever asks for them pays for them


def want(work: Work, visit_id: int, file: FileReference, address_id: int, *, entry_id: int | None = None) -> VisitFile:
    """`address_id` is where it was sent from."""
    row = VisitFile(
        visit_id=visit_id,
        entry_id=entry_id,
        by_id=work.person_id,
        kind=file.kind,
        media_type=file_names.media_type(file.kind, file.media_type),
        size=file.size,
        at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    wanted_files.want(work, file, address_id, key=f"{PURPOSE}:{row.id}", purpose=PURPOSE, subject_id=row.id)
    return row


def arrived(work: Work, row: WantedFile, size: int) -> None:
    file = work.session.get(VisitFile, row.subject_id)
    if file is None:  # its owner was forgotten meanwhile, or the time for files is over
        return
    file.sha256, file.size = row.sha256, size
    work.session.add(file)


def lost(work: Work, row: WantedFile) -> None:
    file = work.session.get(VisitFile, row.subject_id)
    if file is None:
        return
    file.is_lost = True
    work.session.add(file)
    words = _(
        "I could not get one of the files that you sent for visit {number}. All else has arrived; please send that one once more.",
        number=str(file.visit_id),
    )
    tell_at(work, row.person_id, row.address_id, Notice(f"file:{row.id}", words, priority=Priority.REPLY))


def of_entries(work: Work, entries: Collection[int]) -> dict[int, list[VisitFile]]:
    """By entry of a diary, what came with it and is not lost."""
    found: dict[int, list[VisitFile]] = {number: [] for number in entries}
    wanted = select(VisitFile).where(col(VisitFile.entry_id).in_(list(entries)), ~col(VisitFile.is_lost))
    for file in work.session.exec(wanted.order_by(col(VisitFile.id))):
        assert file.entry_id is not None, "asked for"
        found[file.entry_id].append(file)
    return found


def attachment(work: Work, file: VisitFile, described: Words) -> Attachment:
    """Of one whose bytes are here, for the person who asks."""
    assert file.sha256 is not None, "it has arrived"
    person = person_of(work)
    reader = Reader(work.translator.spoken(person.language), person.zone or "UTC")
    description = plain(work.translator.render(described, reader))
    name = file_names.named(file.kind, file.media_type, file.id)
    return Attachment(name, file.media_type, description, sha256=file.sha256)
