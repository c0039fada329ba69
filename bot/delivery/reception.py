"""Works what came in: every waiting message, in order per person, each step atomic."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from itertools import groupby

from sqlmodel import Session

from bot.core.clock import Clock
from bot.core.messages import Incoming
from bot.core.ports import Desk
from bot.delivery import inbox
from bot.delivery.desk import DatabaseDesk, WorkFactory
from bot.delivery.outbox import Wake
from bot.storage.after_commit import after_commit
from bot.storage.database import Database
from bot.storage.errors import DatabaseUnavailable

log = logging.getLogger(__name__)
SLICE = 200  # rows looked at in one round
IDLE_SECONDS = 1.0  # another process may have stored something without a wake-up


class Reception:
    """`step` is the router's; `sorry` tells the person that a message could not be worked."""

    def __init__(
        self,
        database: Database,
        step: Callable[[Incoming, Desk], None],
        sorry: Callable[[Incoming, Desk], None],
        *,
        clock: Clock,
        work_for: WorkFactory,
        wake: Wake,
    ) -> None:
        self._database = database
        self._step = step
        self._sorry = sorry
        self._clock = clock
        self._work_for = work_for
        self._wake = wake
        self._arrived = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def accept(self, channel: str, account: str, messages: Sequence[Incoming], state: dict[str, str]) -> None:
        """Returns when all of it is on disk."""

        def job(session: Session) -> None:
            inbox.accept(session, channel, account, messages, state, self._clock.now())
            after_commit(session, self.arrived)

        await self._database.write(job)

    def arrived(self) -> None:
        """Something is waiting; may be called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._arrived.set)

    async def run(self) -> None:
        """Until cancelled. A step under way is finished by the database thread all the same."""
        self._loop = asyncio.get_running_loop()
        while True:
            self._arrived.clear()
            if await self.work_waiting() == 0:
                try:
                    await asyncio.wait_for(self._arrived.wait(), IDLE_SECONDS)
                except TimeoutError:
                    continue

    async def work_waiting(self) -> int:
        """One round over what waits now; how many rows were looked at."""
        found = await self._database.read(lambda session: inbox.waiting(session, self._clock.now(), SLICE))
        if self._database.keeps_order:
            await asyncio.gather(*(self._work(one) for one in found))
        else:
            lanes = groupby(sorted(found, key=lambda one: (one.lane, one.id)), key=lambda one: one.lane)
            await asyncio.gather(*(self._work_in_turn(list(rows)) for _lane, rows in lanes))
        return len(found)

    async def _work_in_turn(self, rows: Sequence[inbox.Waiting]) -> None:
        for one in rows:
            await self._work(one)

    async def _work(self, one: inbox.Waiting) -> None:
        def job(session: Session) -> None:
            incoming = inbox.take(session, one)
            if incoming is None:
                return
            now = self._clock.now()
            desk = self._desk(session, one.id)
            self._step(incoming, desk)
            desk.finish()
            inbox.done(session, one.id, now)

        try:
            await self._database.write(job)
        except DatabaseUnavailable:
            raise  # not the message's fault: it waits, and no try is counted
        except Exception as error:  # noqa: BLE001 - whatever a step raises, the row keeps it and others go on
            await self._failed(one, error)

    async def _failed(self, one: inbox.Waiting, error: Exception) -> None:
        def job(session: Session) -> bool:
            return inbox.failed(session, one.id, error, self._clock.now())

        parked = await self._database.write(job)
        log.error("step failed", extra={"inbox": one.id, "parked": parked}, exc_info=error)
        if parked:
            await self._apologise(one)

    async def _apologise(self, one: inbox.Waiting) -> None:
        def job(session: Session) -> None:
            incoming = inbox.parked(session, one.id)
            if incoming is not None:
                desk = self._desk(session, one.id)
                self._sorry(incoming, desk)
                desk.finish()

        try:
            await self._database.write(job)
        except Exception:  # the message is kept; others must not wait for an apology
            log.exception("nobody could be told of a parked message", extra={"inbox": one.id})

    def _desk(self, session: Session, row_id: int) -> DatabaseDesk:
        return DatabaseDesk(session, self._clock.now(), f"in:{row_id}", self._work_for, self._wake)
