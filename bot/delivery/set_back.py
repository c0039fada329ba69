"""The machine's clock is set back: what was due stays due, instead of waiting until the clock is there again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, and_, bindparam, or_, select, update
from sqlmodel import Session

from bot.core.clock import Clock
from bot.delivery.claim_queries import STATE_QUEUED
from bot.delivery.inbox import WAITS
from bot.delivery.verdicts import WAITS_IN_DOUBT
from bot.storage.database import Database
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.outbox import OutboxRow

LOOK_SECONDS = 1.0
TOLERATED = timedelta(seconds=10)  # machines of several workers differ a little
AT_ONCE = timedelta(
    seconds=5
)  # due by itself in a moment, or written since by the clock as it is: moved, it would overtake
SOON = timedelta(minutes=2)  # what is held for a moment, or tried again, is meant from then on and not at an hour
SLICE = 500
STRAGGLERS = 60  # looks: what a step or a note began by the clock of before is on disk by then
log = logging.getLogger(__name__)

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_inbox = InboxRow.__table__  # type: ignore[attr-defined] # see above
_NEWEST = select(_outbox.c.created_at).order_by(_outbox.c.id.desc()).limit(1)
_now, _soon = (bindparam(name, type_=_outbox.c.due_at.type) for name in ("now", "soon"))
_longest = bindparam("longest", type_=_outbox.c.due_at.type)
_DUE = (
    select(_outbox.c.id, _outbox.c.due_at)
    .where(_outbox.c.state == STATE_QUEUED, _outbox.c.id > bindparam("after"))
    .where(_outbox.c.due_at > _now, _outbox.c.due_at <= _soon)
    .order_by(_outbox.c.id)
    .limit(SLICE)
)
# Written after the clock was set back, but by the clock of before.
_STRAGGLING = _DUE.where(or_(_outbox.c.created_at > _now, and_(_outbox.c.attempts > 0, _outbox.c.due_at > _longest)))
_MOVE = update(_outbox).where(_outbox.c.id == bindparam("row"), _outbox.c.state == STATE_QUEUED)
_MOVE = _MOVE.values(due_at=bindparam("due", type_=_outbox.c.due_at.type))
# No message waits for longer to be tried again; whatever says so says it by the clock of before.
_WAIT_NO_LONGER = (
    update(_inbox).where(_inbox.c.state == InboxState.PENDING, _inbox.c.not_before > _longest).values(not_before=None)
)


@dataclass(frozen=True)
class Jump:
    was: datetime  # what the clock said before
    by: timedelta


class ClockWatch:
    def __init__(
        self, database: Database, clock: Clock, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self.database = database
        self.clock = clock
        self.sleep = sleep

    async def run(self) -> None:
        """Until cancelled. What happened before the start is told by the rows of that time."""
        newest = await self.database.read(lambda session: session.connection().execute(_NEWEST).scalar())
        latest, jump, looks = newest or self.clock.now(), None, 0
        while True:
            now = self.clock.now()
            if now < latest - TOLERATED:
                jump, looks = Jump(latest, latest - now), STRAGGLERS
                log.warning("the machine's clock was set back by %d seconds: what was due stays due", jump.by.seconds)
                await self._catch_up(_DUE, jump, now)
                latest = now
            elif jump is not None and looks > 0:
                looks -= 1
                await self._catch_up(_STRAGGLING, jump, now)
            latest = max(latest, now)
            await self.sleep(LOOK_SECONDS)

    async def _catch_up(self, wanted: Select[tuple[int, datetime]], jump: Jump, now: datetime) -> None:
        waits = {"longest": now + WAITS[-1]}
        scope = {
            "soon": jump.was + SOON,
            "longest": now + timedelta(seconds=WAITS_IN_DOUBT[-1]),
            "after": 0,
        }

        def due(session: Session) -> Sequence[Row[tuple[int, datetime]]]:
            not_yet = {"now": self.clock.now() + AT_ONCE}
            return session.connection().execute(wanted, scope | not_yet).all()

        await self.database.write(lambda session: session.connection().execute(_WAIT_NO_LONGER, waits))
        while rows := await self.database.read(due):
            moved = [{"row": row.id, "due": row.due_at - jump.by} for row in rows]
            await self.database.write(lambda session, moved=moved: session.connection().execute(_MOVE, moved))  # type: ignore[misc] # mypy cannot tell the type of a default
            scope |= {"after": rows[-1].id}
