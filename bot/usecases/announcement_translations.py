"""Announcements among the things that volunteers translate."""

from collections.abc import Collection

from sqlalchemy import and_, or_
from sqlmodel import col, select

from bot.core.outcome import Act
from bot.i18n.phrase import LanguageName, Words, _, _p
from bot.storage.announcements import KIND, TEXT, Announcement, AnnouncementState
from bot.storage.broadcasts import Broadcast
from bot.usecases.announcement_revising import revise
from bot.usecases.notify import Notice, tell
from bot.usecases.translations import Fulfilled, Kind
from bot.usecases.work import Work

LONGEST = 3500  # signs of the text
LONGEST_CHOICE, LONGEST_DESCRIPTION = 60, 300


def go_on_with(number: int) -> Act:
    """Back to the draft."""
    return Act("begin", f"draft:{number}", _p("button", "Go on with it"))


def _called(_work: Work, number: int) -> Words:
    return _("announcement {number}", number=str(number))


def _field(field: str) -> Words:
    if field == TEXT:
        return _("The text")
    if field.startswith("alt:"):
        return _("What the picture shows")
    return _("Choice {number}", number=field.partition(":")[2])


def _longest(field: str) -> int:
    if field == TEXT:
        return LONGEST
    return LONGEST_DESCRIPTION if field.startswith("alt:") else LONGEST_CHOICE


def _still(work: Work, numbers: Collection[int]) -> list[int]:
    drafts = select(Announcement.id).where(
        col(Announcement.id).in_(numbers),
        or_(
            and_(col(Announcement.state) == AnnouncementState.DRAFT, col(Announcement.submitted_at).is_(None)),
            col(Announcement.state) == AnnouncementState.SENT,  # what does not fit its original any more
        ),
    )
    return list(work.session.exec(drafts))


def _read_anew(_work: Work, _number: int) -> None:
    """A draft is read by nobody but its author, and copies that are out change when all of a language is there."""


def _complete(work: Work, done: Fulfilled) -> None:
    announcement = work.session.get_one(Announcement, done.number, with_for_update=True, populate_existing=True)
    if announcement.state is AnnouncementState.SENT and announcement.broadcast_id is not None:
        _correct_copies(work, announcement, done)
    elif announcement.submitted_at is None and announcement.author_id != work.actor.person_id:
        _tell_author(work, announcement, done)


def _correct_copies(work: Work, announcement: Announcement, done: Fulfilled) -> None:
    broadcast = work.session.get_one(Broadcast, announcement.broadcast_id)
    revise(work, announcement, broadcast, [done.language], announcement.author_id)
    if announcement.author_id is not None:
        words = _(
            "Announcement {number} fits in {language} again: translated anew, and looked over by a second person. I change it where it stands.",
            number=str(done.number),
            language=LanguageName(done.language),
        )
        tell(work, [announcement.author_id], Notice(done.key, words))


def _tell_author(work: Work, announcement: Announcement, done: Fulfilled) -> None:
    if announcement.author_id is None:
        return
    words = _(
        "Your announcement {number} is there in {language} now: translated, and looked over by a second person.",
        number=str(done.number),
        language=LanguageName(done.language),
    )
    tell(work, [announcement.author_id], Notice(done.key, words, acts=(go_on_with(done.number),)))


ANNOUNCEMENTS = Kind(KIND, _called, _field, _longest, _still, _read_anew, _complete)
