"""One text for many: its recipients are written down in slices, its words are put when each copy is sent."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, update
from sqlmodel import Session

from bot.core.messages import Outgoing
from bot.delivery.claims import Claimed, give_up
from bot.delivery.results import Result, acknowledge
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxState

Compose = Callable[[Session, Sequence[Claimed]], Mapping[int, Outgoing]]
"""What copies of broadcasts say to their recipients, by row id; whom it leaves out is no longer to be told."""

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


def composed(session: Session, rows: Sequence[Claimed], epoch: int, compose: Compose) -> list[Claimed]:
    """The same rows with words in them. A broadcast whose words cannot be found is paused, its copies wait."""
    copies = [row for row in rows if row.outgoing is None]
    if not copies:
        return list(rows)
    try:
        with session.begin_nested():
            words = compose(session, copies)
    except Exception:
        log.exception("broadcasts are paused: their text could not be put together")
        stuck = {row.broadcast_id for row in copies if row.broadcast_id is not None}
        _set_state(session, stuck, BroadcastState.PAUSED, CANNOT_BE_COMPOSED, before=[BroadcastState.SENDING])
        acknowledge(session, epoch, [Result(row.id, OutboxState.QUEUED, tried=False) for row in copies])
        return [row for row in rows if row.outgoing is not None]
    left_out = [row.id for row in copies if row.id not in words]
    if left_out:
        give_up(session, left_out, OutboxState.SKIPPED, NO_LONGER_ADDRESSED)
    filled = (row if row.outgoing is not None else replace(row, outgoing=words.get(row.id)) for row in rows)
    return [row for row in filled if row.outgoing is not None]


def _set_state(
    session: Session, ids: set[int], state: BroadcastState, reason: str | None, *, before: list[BroadcastState]
) -> bool:
    values = {"ids": sorted(ids), "becomes": state, "why": reason, "before": before}
    return session.connection().execute(_SET_STATE, values).rowcount > 0
