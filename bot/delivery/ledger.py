"""What became of the copies of a broadcast: counted, explained, and checked when it is closed."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session

from bot.domain.subscriptions import ByChoice
from bot.storage.addresses import Address, AddressState
from bot.storage.beside import beside
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxRow, OutboxState

FEW = 2_000  # copies that are counted within a transaction: that takes a fraction of a millisecond
log = logging.getLogger(__name__)

_broadcast = Broadcast.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # see above
_address = Address.__table__  # type: ignore[attr-defined] # see above
_WAITING = (
    select(_outbox.c.id)
    .where(
        _outbox.c.broadcast_id == bindparam("of_broadcast"),
        _outbox.c.state.in_([OutboxState.QUEUED, OutboxState.CLAIMED]),
    )
    .limit(1)
)
_BY_CHOICE = (
    select(func.count())
    .select_from(_outbox)
    .where(
        _outbox.c.broadcast_id == bindparam("of_broadcast"),
        _outbox.c.state == OutboxState.SKIPPED,
        _outbox.c.reason.in_([one.value for one in ByChoice]),
    )
)
"""Of those left out, who have chosen so: nothing is to be tried again."""


@dataclass(frozen=True)
class Tally:
    """Copies by what became of them; `waiting` are those of which nobody knows yet."""

    sent: int = 0
    failed: int = 0
    skipped: int = 0
    uncertain: int = 0
    waiting: int = 0
    copies_kept: bool = True  # False: the counts of the closing are all that is left

    @property
    def recipients(self) -> int:
        return self.settled + self.waiting

    @property
    def settled(self) -> int:
        return self.sent + self.failed + self.skipped + self.uncertain


@dataclass(frozen=True)
class Cause:
    """So many copies were not delivered, for the same reason."""

    state: OutboxState
    reason: str
    address: AddressState | None
    copies: int


_NAMES = {
    OutboxState.SENT: "sent",
    OutboxState.FAILED: "failed",
    OutboxState.SKIPPED: "skipped",
    OutboxState.DROPPED: "skipped",
    OutboxState.UNCERTAIN: "uncertain",
    OutboxState.QUEUED: "waiting",
    OutboxState.CLAIMED: "waiting",
}
_NOT_DELIVERED = [OutboxState.FAILED, OutboxState.SKIPPED, OutboxState.UNCERTAIN, OutboxState.DROPPED]
_CLOSED_AS = ("sent", "failed", "skipped", "uncertain")


def tallies(session: Session, broadcasts: Collection[int]) -> dict[int, Tally]:
    """A query or two for any number of them. Where no copy is kept any more, the counts of the closing stand."""
    counts: dict[int, dict[str, int]] = {broadcast: {} for broadcast in broadcasts}
    swept: set[int] = set()
    rows = session.connection().execute(
        select(_outbox.c.broadcast_id, _outbox.c.state, func.count())
        .where(_outbox.c.broadcast_id.in_(list(broadcasts)))
        .group_by(_outbox.c.broadcast_id, _outbox.c.state)
    )
    for broadcast, state, count in rows:
        name = _NAMES[OutboxState(state)]
        counts[broadcast][name] = counts[broadcast].get(name, 0) + count
    gone = [broadcast for broadcast, found in counts.items() if not found]
    if gone:
        closed = session.connection().execute(
            select(_broadcast.c.id, _broadcast.c.closing).where(
                _broadcast.c.id.in_(gone), _broadcast.c.closed_at.is_not(None)
            )
        )
        for broadcast, closing in closed:
            counts[broadcast] = {name: closing[name] for name in _CLOSED_AS}
            swept.add(broadcast)
    return {broadcast: Tally(**found, copies_kept=broadcast not in swept) for broadcast, found in counts.items()}


def tally(session: Session, broadcast: int) -> Tally:
    return tallies(session, [broadcast])[broadcast]


def tally_so_far(session: Session, broadcast: Broadcast) -> Tally:
    """Of one that is under way, as of a moment ago: very many copies are counted beside the transaction."""
    number = broadcast.id
    if broadcast.expanded and (broadcast.expected or 0) <= FEW:
        return tally(session, number)
    return beside(session, f"copies of broadcast {number}", lambda reading: tally(reading, number))


def read(session: Session, broadcast: int) -> int:
    """Copies of which their platform has told that they were read."""
    found = session.connection().execute(
        select(func.count()).select_from(_outbox).where(_outbox.c.broadcast_id == broadcast, _outbox.c.is_read)
    )
    return found.scalar_one()


def causes(session: Session, broadcast: int) -> list[Cause]:
    """Why copies were not delivered, or are to be later, the most frequent first."""
    copies = func.count()
    rows = session.connection().execute(
        select(_outbox.c.state, _outbox.c.reason, _address.c.state, copies)
        .outerjoin(_address, _address.c.id == _outbox.c.address_id)
        .where(
            _outbox.c.broadcast_id == broadcast,
            or_(
                _outbox.c.state.in_(_NOT_DELIVERED),
                # What waits for a moment only, as after a failure, is no news.
                (_outbox.c.state == OutboxState.QUEUED) & (_outbox.c.attempts == 0) & _outbox.c.reason.is_not(None),
            ),
        )
        .group_by(_outbox.c.state, _outbox.c.reason, _address.c.state)
        .order_by(copies.desc(), _outbox.c.state, _outbox.c.reason)
    )
    return [Cause(OutboxState(row[0]), row[1] or "", row[2], row[3]) for row in rows]


def close_if_finished(session: Session, broadcast: Broadcast, now: datetime) -> Tally | None:
    """When nothing waits any more: the ledger is checked and closed. None: it is still under way, or closed before.

    A cancelled one stays cancelled; `closed_at` tells that its ledger is complete.
    """
    if broadcast.closed_at is not None or not broadcast.expanded or broadcast.again:
        return None
    if session.connection().execute(_WAITING, {"of_broadcast": broadcast.id}).first() is not None:
        return None  # seen at once, where counting all of them would hold up replies
    found = tally(session, broadcast.id)
    adds_up = found.settled == broadcast.expected
    if not adds_up:
        log.error("broadcast %d: %d copies of %s", broadcast.id, found.settled, broadcast.expected)
    if broadcast.state is not BroadcastState.CANCELLED:
        broadcast.state = BroadcastState.CLOSED
    broadcast.closed_at = now
    broadcast.closing = {
        "sent": found.sent,
        "failed": found.failed,
        "skipped": found.skipped,
        "uncertain": found.uncertain,
        "by choice": session.connection().execute(_BY_CHOICE, {"of_broadcast": broadcast.id}).scalar_one(),
        "adds up": adds_up,
    }
    session.add(broadcast)
    return found
