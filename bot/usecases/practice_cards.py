"""A practice as somebody reads it: in their language or as its author wrote it, with what others found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from bot.core.messages import Attachment, FileKind
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.practice_reading import Reading, reading
from bot.domain.practices import PracticeField
from bot.i18n.phrase import Country, Variants, Words
from bot.storage import blobs
from bot.storage.centres import Centre
from bot.storage.people import Person
from bot.storage.practice_reactions import MarkKind, PracticeComment, comments_of, marks_of, rated
from bot.storage.practices import Practice, PracticeFile, files_of
from bot.storage.variants import texts
from bot.usecases import practice_reactions, transfers
from bot.usecases.centre_report_sources import programme_name
from bot.usecases.practice_reactions import published
from bot.usecases.practice_texts import texts_of
from bot.usecases.work import Work

SMALL_PHOTO = "small_photo"  # the job that makes one for a chat
MOST_COMMENTS = 12  # shown: the latest
_PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp"})


@dataclass(frozen=True)
class File:
    """Of so many bytes; `alt` in the practice's language."""

    id: int
    name: str
    kind: FileKind
    size: int
    alt: str


@dataclass(frozen=True)
class Seen:
    """All that is shown of one practice. `useful` of `rated` people say so, counted by fives; `author` where they want to be named."""

    number: int
    reading: Reading
    original: str
    areas: tuple[PriorityArea, ...]
    centre: Variants
    country: Country
    programme: Words
    author: str | None
    licence: str
    published_at: datetime
    useful: int
    rated: int
    comments: int
    files: tuple[File, ...]
    photo: str | None  # sha256 of the first one that a chat can show
    is_saved: bool
    is_own: bool
    said: MarkKind | None
    may_try: bool

    def text(self, field: PracticeField) -> str:
        return self.reading.text(field)


@dataclass(frozen=True)
class Comment:
    id: int
    name: str
    text: str
    at: datetime
    is_own: bool


def seen(work: Work, number: str | int, languages: Collection[str]) -> Seen | None:
    """`languages`: in which to read it, the dearest first. None: there is none, or not any more."""
    practice = published(work, number)
    if practice is None or practice.published_at is None:
        return None
    told = texts_of(work, [practice.id])[practice.id]
    useful, counted = rated(work.session, practice.id)
    mine = marks_of(work.session, practice.id, work.person_id)
    stored = [one for one in files_of(work.session, practice.id) if one.sha256 is not None and one.size is not None]
    country = work.session.exec(select(Centre.country).where(Centre.id == practice.centre_id)).one()
    return Seen(
        number=practice.id,
        reading=reading(told, practice.language, languages),
        original=practice.language,
        areas=tuple(PriorityArea(one) for one in practice.areas),
        centre=Variants(texts(work.session, "centre", [practice.centre_id], "name").get(practice.centre_id, {})),
        country=Country(country),
        programme=programme_name(work, practice.centre_id),
        author=_author(work, practice),
        licence=practice.licence,
        published_at=practice.published_at,
        useful=useful,
        rated=counted,
        comments=_count_of_comments(work, practice.id),
        files=tuple(File(one.id, one.name, one.kind, one.size or 0, one.alt) for one in stored),
        photo=next((one.sha256 for one in stored if _is_photo(one)), None),
        is_saved=MarkKind.SAVED in mine,
        is_own=practice.author_id == work.person_id,
        said=next((one for one in (MarkKind.USEFUL, MarkKind.OF_NO_USE) if one in mine), None),
        may_try=not isinstance(transfers.offer(work, str(practice.id)), Refusal),
    )


def picture(card: Seen) -> tuple[Attachment, ...]:
    """Its first photo, made small: never more than a few seconds on a weak connection."""
    if card.photo is None:
        return ()
    alt = next((one.alt for one in card.files if one.kind is FileKind.PHOTO and one.alt), "")
    name = f"practice-{card.number}.jpg"
    return (
        Attachment(
            name, "image/jpeg", alt or card.text(PracticeField.TITLE), job=SMALL_PHOTO, arguments={"sha256": card.photo}
        ),
    )


def attachments(work: Work, number: int, chosen: Collection[str]) -> tuple[Attachment, ...]:
    """The files among those chosen, as long as the practice is published."""
    practice = published(work, number)
    if practice is None:
        return ()
    wanted = {int(one) for one in chosen}
    return tuple(
        Attachment(one.name, one.media_type or blobs.UNKNOWN, one.alt or one.name, sha256=one.sha256)
        for one in files_of(work.session, practice.id)
        if one.id in wanted and one.sha256 is not None
    )


def comments(work: Work, number: int) -> tuple[Comment, ...]:
    practice = published(work, number)
    if practice is None:
        return ()
    rows = comments_of(work.session, practice.id, MOST_COMMENTS)
    names = practice_reactions.names(work, {one.person_id for one in rows})
    return tuple(
        Comment(one.id, names.get(one.person_id, "?"), one.text, one.at, one.person_id == work.person_id)
        for one in rows
    )


def _author(work: Work, practice: Practice) -> str | None:
    if not practice.names_author or practice.author_id is None:
        return None
    return work.session.get_one(Person, practice.author_id).name


def _count_of_comments(work: Work, number: int) -> int:
    wanted = select(func.count()).where(
        PracticeComment.practice_id == number, col(PracticeComment.is_hidden).is_(False)
    )
    return work.session.exec(wanted).one()


def _is_photo(one: PracticeFile) -> bool:
    return one.kind is FileKind.PHOTO and one.media_type in _PHOTOS
