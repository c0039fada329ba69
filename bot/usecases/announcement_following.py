"""What changes beside the text of an announcement that is out: another file where the former is shown; a short correction that follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, delete

from bot.core.messages import Attachment, FileReference, Priority
from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.delivery import amendments, shown_files
from bot.i18n.phrase import _
from bot.i18n.translator import Reader
from bot.storage import blobs
from bot.storage.announcements import KIND, Announcement, AnnouncementAttachment, attachments_of
from bot.storage.variants import TextVariant
from bot.storage.wanted_files import WantedFile
from bot.usecases import (
    announcement_corrections,
    announcement_files,
    announcement_offers,
    audit,
    file_names,
    translation_deeds,
    variants,
    wanted_files,
)
from bot.usecases.announcement_revising import BUTTONS, FILE, NOTE
from bot.usecases.notify import Notice, tell_at
from bot.usecases.work import Work

PURPOSE = "announcement correction"
LONGEST = 500  # signs


@dataclass(frozen=True)
class File:
    number: int
    name: str


def files(work: Work, argument: str) -> tuple[File, ...]:
    """Of one that the person may correct."""
    found = announcement_corrections.correctable(work, argument)
    if isinstance(found, Refusal):
        return ()
    return tuple(File(one.id, one.name) for one in attachments_of(work.session, [found[0].id]))


def note(work: Work, argument: str, told: Mapping[str, str]) -> int | Refusal:
    """`told` by language, the original first: it stands in for those that are missing."""
    found = announcement_corrections.correctable(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, broadcast = found
    if any(len(text) > LONGEST for text in told.values()):
        return Refusal(_("There is room for {at_most} characters. Please shorten it.", at_most=LONGEST), key="note")
    audit.note(work, "add a correction", KIND, announcement.id, languages=sorted(told))
    amendments.start(work.session, NOTE, broadcast, work.actor.person_id, work.now, words=told)
    return announcement.id


def replace_file(
    work: Work, argument: str, number: int, sent: Sequence[FileReference], address_id: int, description: str | None
) -> int | Refusal:
    """Nobody is told before the new file is here."""
    found = announcement_corrections.correctable(work, argument)
    if isinstance(found, Refusal):
        return found
    announcement, _broadcast = found
    former = work.session.get(AnnouncementAttachment, number)
    if former is None or former.announcement_id != announcement.id:
        return Refusal(_("No files belong to this announcement."))
    if refusal := wanted_files.too_large(sent[0]):
        return refusal
    key = f"{PURPOSE}:{number}:{work.now.isoformat()}"
    place = description or ""
    wanted_files.want(work, sent[0], address_id, key=key, purpose=PURPOSE, subject_id=number, place=place)
    return announcement.id


def arrived(work: Work, row: WantedFile, size: int) -> None:
    kept = work.session.get(AnnouncementAttachment, row.subject_id)
    if kept is None or row.sha256 is None:
        return
    found = announcement_corrections.correctable(work, str(kept.announcement_id))
    if isinstance(found, Refusal):  # withdrawn meanwhile, or no longer theirs
        _say(work, row, found)
        return
    announcement, broadcast = found
    former, media_type = kept.sha256, file_names.media_type(row.kind, row.media_type)
    button = _button(work, announcement)
    kept.kind, kept.sha256, kept.media_type, kept.size = row.kind, row.sha256, media_type, size
    kept.name = file_names.tidy(row.name or file_names.named(row.kind, media_type))
    kept.added_by_id, kept.at = work.actor.person_id, work.now
    work.session.add(kept)
    _describe(work, announcement, kept, row.place)
    work.session.flush()
    described = announcement_files.descriptions(work.session, [kept])[kept.id]

    def shown(language: str) -> Attachment:
        words = announcement_files.called(kept, described)
        return announcement_files.shown(kept, words, work.translator.bound(Reader(language)))

    shown_files.replace_waiting(work.session, kept.shows, shown)
    blobs.drop_unused(work.session, [former])
    audit.note(work, "replace a file", KIND, announcement.id)
    announcement_corrections.stop(work, broadcast, (FILE,), shows=kept.shows)
    start = (work.session, FILE, broadcast, work.actor.person_id, work.now)
    amendments.start(*start, words={"": kept.name}, shows=kept.shows)
    if _button(work, announcement) != button:
        announcement_corrections.stop(work, broadcast, (BUTTONS,))
        amendments.start(work.session, BUTTONS, broadcast, None, work.now)  # nobody has to be told of it


def _button(work: Work, announcement: Announcement) -> tuple[Act, ...]:
    """Below each copy, for all files: it says what they are, and what they cost."""
    return announcement_offers.of_files(announcement.id, attachments_of(work.session, [announcement.id]))


def lost(work: Work, row: WantedFile) -> None:
    _say(
        work,
        row,
        Refusal(_("I could not get the new file. The announcement is as it was; please send the file again.")),
    )


def _say(work: Work, row: WantedFile, refusal: Refusal) -> None:
    notice = Notice(f"file:{row.id}", refusal.why, priority=Priority.REPLY)
    tell_at(work, row.person_id, row.address_id, notice)


def _describe(work: Work, announcement: Announcement, kept: AnnouncementAttachment, description: str) -> None:
    """What was said of the former picture does not hold for this one."""
    work.session.connection().execute(
        delete(TextVariant).where(
            col(TextVariant.subject_kind) == KIND,
            col(TextVariant.subject_id) == announcement.id,
            col(TextVariant.field) == kept.field,
        )
    )
    original = translation_deeds.original_language(work, KIND, announcement.id)
    if description and original is not None:
        variants.write(work, KIND, announcement.id, kept.field, {original: description}, original)
