"""One text for many: its recipients are written down in slices, its words are put when each copy is sent."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlmodel import Session

from bot.core.messages import Outgoing
from bot.delivery.claims import Claimed, give_up
from bot.delivery.results import Result, acknowledge
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxState


@dataclass(frozen=True)
class NotNow:
    """This copy waits until then, and is looked at again."""

    until: datetime
    why: str  # a constant, for the ledger


@dataclass(frozen=True)
class NotAtAll:
    """This copy is left out."""

    why: str


Compose = Callable[[Session, Sequence[Claimed], datetime], Mapping[int, Outgoing | NotNow | NotAtAll]]
"""What copies of broadcasts say to their recipients now, by row id; whom it leaves out is no longer to be told."""

NO_LONGER_ADDRESSED = "no longer among the recipients"
CANNOT_BE_COMPOSED = "its text could not be put together"
log = logging.getLogger(__name__)

_broadcast = Broadcast.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_SET_STATE = (
    update(_broadcast)
    .where(
        _broadcast.c.id.in_(bindparam("ids", expanding=True)),
        _broadcast.c.state.in_(bindparam("before", expanding=True, type_=_broadcast.c.state.type)),
    )
    .values(state=bindparam("becomes", type_=_broadcast.c.state.type), reason=bindparam("why"))
)


def composed(session: Session, rows: Sequence[Claimed], epoch: int, compose: Compose, now: datetime) -> list[Claimed]:
    """The same rows with words in them. A broadcast whose words cannot be found is paused, its copies wait."""
    copies = [row for row in rows if row.outgoing is None]
    if not copies:
        return list(rows)
    try:
        with session.begin_nested():
            found = compose(session, copies, now)
    except Exception:
        log.exception("broadcasts are paused: their text could not be put together")
        stuck = {row.broadcast_id for row in copies if row.broadcast_id is not None}
        _set_state(session, stuck, BroadcastState.PAUSED, CANNOT_BE_COMPOSED, before=[BroadcastState.SENDING])
        acknowledge(session, epoch, [Result(row.id, OutboxState.QUEUED, tried=False) for row in copies])
        return [row for row in rows if row.outgoing is not None]
    words = {number: one for number, one in found.items() if isinstance(one, Outgoing)}
    _leave_out(session, copies, found)
    _put_off(session, epoch, found)
    filled = (row if row.outgoing is not None else replace(row, outgoing=words.get(row.id)) for row in rows)
    return [row for row in filled if row.outgoing is not None]


def _leave_out(session: Session, rows: Sequence[Claimed], found: Mapping[int, Outgoing | NotNow | NotAtAll]) -> None:
    reasons: dict[str, list[int]] = {}
    for row in rows:
        one = found.get(row.id, NotAtAll(NO_LONGER_ADDRESSED))
        if isinstance(one, NotAtAll):
            reasons.setdefault(one.why, []).append(row.id)
    for why, ids in reasons.items():  # a few kinds of reasons
        give_up(session, ids, OutboxState.SKIPPED, why)


def _put_off(session: Session, epoch: int, found: Mapping[int, Outgoing | NotNow | NotAtAll]) -> None:
    later = [
        Result(number, OutboxState.QUEUED, due_at=one.until, tried=False, reason=one.why)
        for number, one in found.items()
        if isinstance(one, NotNow)
    ]
    if later:
        acknowledge(session, epoch, later)


def _set_state(
    session: Session, ids: set[int], state: BroadcastState, reason: str | None, *, before: list[BroadcastState]
) -> bool:
    values = {"ids": sorted(ids), "becomes": state, "why": reason, "before": before}
    return session.connection().execute(_SET_STATE, values).rowcount > 0
