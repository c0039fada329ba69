"""Pictures and files of announcements: kept with their size, and sent to whoever asks for them, because that is who pays."""

from collections.abc import Callable, Collection, Mapping, Sequence

from sqlmodel import Session, col, func, select

from bot.core.messages import Attachment, FileKind, FileReference, Priority
from bot.core.outcome import Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.documents import document_type, is_document
from bot.i18n.markup import plain
from bot.i18n.phrase import Variants, Words, _, _n
from bot.i18n.translator import Reader
from bot.storage import blobs
from bot.storage.announcements import KIND, Announcement, AnnouncementAttachment, AnnouncementState, attachments_of
from bot.storage.variants import texts_of_fields
from bot.storage.wanted_files import WantedFile, WantedState
from bot.usecases import announcement_readers, announcement_states, file_names, variants, wanted_files
from bot.usecases.announcement_translations import go_on_with
from bot.usecases.notify import Notice, tell_at
from bot.usecases.people import person_of
from bot.usecases.translation_deeds import original_language
from bot.usecases.work import Work

PURPOSE = "announcement"
MOST = 10  # of one announcement
KINDS = (FileKind.PHOTO, FileKind.DOCUMENT, FileKind.VIDEO, FileKind.VOICE)


def want(work: Work, row: Announcement, files: Sequence[FileReference], address_id: int, description: str) -> None:
    for number, file in enumerate(files, 1):
        key = f"{PURPOSE}:{row.id}:{number}"
        wanted_files.want(work, file, address_id, key=key, purpose=PURPOSE, subject_id=row.id, place=description)


def submit(work: Work, row: Announcement) -> None:
    """It goes its way as soon as its files are here."""
    if _waits(work, row.id):
        row.submitted_at = work.now
        work.session.add(row)
    else:
        announcement_states.submit(work, row)


# -- as files arrive ---------------------------------------------------------------------------------------------------
def arrived(work: Work, row: WantedFile, size: int) -> None:
    announcement = work.session.get(Announcement, row.subject_id)
    if announcement is None or row.sha256 is None:  # a draft that was thrown away
        return
    media_type = _media_type(row)
    kept = AnnouncementAttachment(
        announcement_id=announcement.id,
        kind=row.kind,
        sha256=row.sha256,
        name=file_names.tidy(row.name or file_names.named(row.kind, media_type)),
        media_type=media_type,
        size=size,
        added_by_id=work.actor.person_id,
        at=work.now,
    )
    work.session.add(kept)
    work.session.flush()
    original = original_language(work, KIND, announcement.id)
    if row.place and original is not None and row.kind is FileKind.PHOTO:
        variants.write(work, KIND, announcement.id, kept.field, {original: row.place}, original)
    is_draft = announcement.state is AnnouncementState.DRAFT
    if announcement.submitted_at is not None and is_draft and not _waits(work, announcement.id, but=row.id):
        announcement_states.submit(work, announcement)


def _media_type(row: WantedFile) -> str:
    """Of a document what its name says: what a platform, or whoever sent it, claims may be anything."""
    if row.kind is FileKind.DOCUMENT and is_document(row.name):
        return document_type(row.name)
    return file_names.media_type(row.kind, row.media_type)


def lost(work: Work, row: WantedFile) -> None:
    """It is not sent without it: its author decides."""
    announcement = work.session.get(Announcement, row.subject_id)
    if announcement is None or announcement.state is not AnnouncementState.DRAFT:
        return
    announcement.submitted_at = None
    work.session.add(announcement)
    words = _(
        "I could not get one of the files that you sent for announcement {number}. Nothing was sent: it is kept as a draft. "
        "Send it without that file, or write it anew.",
        number=str(announcement.id),
    )
    notice = Notice(f"file:{row.id}", words, acts=(go_on_with(announcement.id),), priority=Priority.REPLY)
    tell_at(work, row.person_id, row.address_id, notice)


# -- for readers -------------------------------------------------------------------------------------------------------
def send(work: Work, argument: str) -> Told | Refusal:
    """To whom the announcement was meant for."""
    announcement = announcement_readers.mine(work, argument)
    if announcement is None:
        return Refusal(announcement_readers.NOT_YOURS)
    files = attachments_of(work.session, [announcement.id])
    if not files:
        return Refusal(_("No files belong to this announcement."))
    told = descriptions(work.session, files)
    render = work.translator.bound(Reader(work.translator.spoken(person_of(work).language)))
    sent = tuple(shown(one, called(one, told[one.id]), render) for one in files)
    words = _n("{count} file", "{count} files", len(files))
    of = _("Of announcement {number}:", number=str(announcement.id))
    return Told(of, after=(Saying(words, attachments=sent),), stays=True)


def forget(session: Session, number: int) -> None:
    """With a draft that is thrown away."""
    rows = attachments_of(session, [number])
    for one in rows:
        session.delete(one)
    session.flush()
    blobs.drop_unused(session, [one.sha256 for one in rows])


def descriptions(session: Session, files: Collection[AnnouncementAttachment]) -> dict[int, Mapping[str, str]]:
    """By file, of those that are described: by language."""
    numbers = sorted({one.announcement_id for one in files})
    told = texts_of_fields(session, KIND, numbers, {one.field for one in files})
    return {one.id: told.get(one.announcement_id, {}).get(one.field, {}) for one in files}


def called(file: AnnouncementAttachment, described: Mapping[str, str]) -> Words:
    """What it shows, in the reader's language where it is said in that; else its name."""
    return Variants(described) if described else file.name


def shown(file: AnnouncementAttachment, words: Words, render: Callable[[Words], str]) -> Attachment:
    return Attachment(file.name, file.media_type, plain(render(words)), sha256=file.sha256, shows=file.shows)


def _waits(work: Work, number: int, but: int = 0) -> bool:
    waiting = select(func.count()).where(
        WantedFile.purpose == PURPOSE,
        WantedFile.subject_id == number,
        col(WantedFile.state).in_([WantedState.WANTED, WantedState.STORED]),
        WantedFile.id != but,
    )
    return work.session.exec(waiting).one() > 0
