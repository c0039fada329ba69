"""What an author sees of announcements: the list, and one of them with its ledger."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, select

from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.delivery import ledger
from bot.delivery.ledger import Tally
from bot.domain.audiences import Audience
from bot.domain.subscriptions import ByChoice
from bot.i18n.phrase import Variants, Words
from bot.storage.announcements import KIND, TEXT, Announcement
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from bot.storage.variants import texts
from bot.usecases import announcement_acknowledging, announcement_corrections, announcement_polls
from bot.usecases.announcement_progress import (
    cause_words,
    nobody_got_it,
    offers,
    read_words,
    standing,
    state_words,
    tally_words,
)
from bot.usecases.announcements import rights_refused
from bot.usecases.rights import NO_RIGHT
from bot.usecases.work import Work

MOST_LISTED = 50
MOST_NAMES = 20


@dataclass(frozen=True)
class Listed:
    number: int
    text: Variants
    sent_at: datetime


@dataclass(frozen=True)
class Ledger:
    """How one announcement stands; names only of those within the reader's scope."""

    state: Words
    tally: Words | None  # None: nobody is to get it yet
    read: tuple[Words, ...]  # by how many, as far as anybody tells
    votes: tuple[Words, ...]  # of a poll
    confirmed: tuple[Words, ...]  # who has said that they have read it, where that was asked
    causes: tuple[Words, ...]
    names: tuple[str, ...]
    acts: tuple[Act, ...]
    text: Variants
    sent_at: datetime | None


def of_author(work: Work) -> tuple[Listed, ...]:
    """Newest first."""
    rows = work.session.exec(
        select(Announcement)
        .where(Announcement.author_id == work.person_id, col(Announcement.submitted_at).is_not(None))
        .order_by(col(Announcement.id).desc())
        .limit(MOST_LISTED)
    ).all()
    written = texts(work.session, KIND, [row.id for row in rows], TEXT)
    return tuple(Listed(row.id, Variants(written.get(row.id, {})), row.sent_at or row.created_at) for row in rows)


def ledger_of(work: Work, number: int) -> Ledger | Refusal:
    """Of one's own."""
    announcement = work.session.get(Announcement, number)
    if announcement is None or announcement.author_id != work.person_id:
        return Refusal(NO_RIGHT)
    broadcast, tally = standing(work, announcement)
    within = rights_refused(work, Audience.from_json(announcement.audience)) is None
    return Ledger(
        state=state_words(work, announcement, broadcast, tally),
        tally=None if broadcast is None else tally_words(tally),
        read=() if broadcast is None else read_words(work, broadcast),
        votes=announcement_polls.result(work, number),
        confirmed=announcement_acknowledging.standing_words(work, announcement, with_names=within),
        causes=() if broadcast is None else cause_words(ledger.causes(work.session, broadcast.id)),
        names=_names(work, broadcast.id) if within and broadcast is not None else (),
        acts=_acts(announcement, broadcast, tally) if within else (),
        text=Variants(texts(work.session, KIND, [number], TEXT).get(number, {})),
        sent_at=announcement.sent_at,
    )


def _acts(announcement: Announcement, broadcast: Broadcast | None, tally: Tally) -> tuple[Act, ...]:
    has_copies = tally.copies_kept and not nobody_got_it(announcement, tally)
    correcting = announcement_corrections.offer(announcement, copies_kept=has_copies)
    return (*offers(announcement, broadcast, tally), *correcting)


def _names(work: Work, broadcast_id: int) -> tuple[str, ...]:
    """Whom it did not reach."""
    found = work.session.exec(
        select(Person.name)
        .join(OutboxRow, col(OutboxRow.person_id) == col(Person.id))
        .where(
            OutboxRow.broadcast_id == broadcast_id,
            col(OutboxRow.state).in_([OutboxState.FAILED, OutboxState.UNCERTAIN, OutboxState.SKIPPED]),
            func.coalesce(OutboxRow.reason, "").not_in([one.value for one in ByChoice]),
        )
        .order_by(col(Person.name), col(Person.id))
        .limit(MOST_NAMES)
    )
    return tuple(name or "?" for name in found)
