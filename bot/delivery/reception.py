"""Works what came in: every waiting message, in order per person, each step atomic."""

import asyncio
import logging
from collections import Counter
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
from bot.storage.errors import DatabaseClosed, DatabaseUnavailable

log = logging.getLogger(__name__)
SLICE = 200  # rows looked at in one round
AT_ONCE = 100  # steps under way for what has just come; the rest waits its turn in the database
NOT_ITS_FAULT = (DatabaseUnavailable, DatabaseClosed)  # the message waits, and no try is counted
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
        self._in_hand: Counter[str] = Counter()  # lanes whose messages are worked as they come
        self._at_once: set[asyncio.Task[None]] = set()
        self._passed_over = False  # rows wait behind those in hand
        self._loop: asyncio.AbstractEventLoop | None = None

    async def accept(self, channel: str, account: str, messages: Sequence[Incoming], state: dict[str, str]) -> None:
        """
        Returns when all of it is on disk. Where jobs keep their order, the steps of what comes follow at once: most of
        them share the commit that stores it, and nobody has to look for them.
        """
        room = AT_ONCE - len(self._at_once) if self._database.keeps_order and self._loop is not None else 0
        now_too = messages[: max(0, room)]

        def job(session: Session) -> None:
            inbox.accept(session, channel, account, messages, state, self._clock.now())
            if len(now_too) < len(messages):
                after_commit(session, self.arrived)

        storing = asyncio.ensure_future(self._database.write(job))
        for message in now_too:
            self._in_hand[inbox.lane_of(message)] += 1
            task = asyncio.create_task(self._work_at_once(message))
            self._at_once.add(task)
            task.add_done_callback(self._at_once.discard)
        await storing

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
                    async with asyncio.timeout(IDLE_SECONDS):
                        await self._arrived.wait()
                except TimeoutError:
                    continue

    async def work_waiting(self) -> int:
        """One round over what waits now; how many rows were worked. Others wait behind one that is tried again later."""
        found = await self._database.read(lambda session: inbox.waiting(session, self._clock.now(), SLICE))
        free = [one for one in found if one.lane not in self._in_hand]
        self._passed_over = self._passed_over or len(free) < len(found)
        found = free
        if self._database.keeps_order:
            return sum(await asyncio.gather(*(self._work(one) for one in found)))
        lanes = groupby(sorted(found, key=lambda one: (one.lane, one.id)), key=lambda one: one.lane)
        return sum(await asyncio.gather(*(self._work_in_turn(list(rows)) for _lane, rows in lanes)))

    async def _work_in_turn(self, rows: Sequence[inbox.Waiting]) -> int:
        return sum([await self._work(one) for one in rows])

    async def _work(self, one: inbox.Waiting) -> bool:
        taken = True

        def job(session: Session) -> None:
            nonlocal taken
            incoming = inbox.take(session, one)
            taken = incoming is not None
            if incoming is not None:
                self._play(session, one.id, incoming)

        await self._try(job, lambda: one)
        return taken

    async def _work_at_once(self, message: Incoming) -> None:
        lane = inbox.lane_of(message)
        row_id: int | None = None

        def job(session: Session) -> None:
            nonlocal row_id
            row_id = inbox.take_fresh(session, message)
            if row_id is not None:
                self._play(session, row_id, message)

        try:
            await self._try(job, lambda: inbox.Waiting(row_id, lane) if row_id is not None else None)
        except NOT_ITS_FAULT:
            row_id = None  # whoever looks next meets the same and tells it: `run`, or who called `accept`
        finally:
            self._in_hand[lane] -= 1
            if not self._in_hand[lane]:
                del self._in_hand[lane]
            if row_id is None or self._passed_over:
                self._passed_over = False
                self._arrived.set()

    async def _try(self, job: Callable[[Session], None], taken: Callable[[], inbox.Waiting | None]) -> None:
        """Raises only what is the database's fault. Where nothing was taken there is no row to note a failure in."""
        try:
            await self._database.write(job)
        except NOT_ITS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a step raises, the row keeps it and others go on
            one = taken()
            if one is not None:
                await self._failed(one, error)

    def _play(self, session: Session, row_id: int, incoming: Incoming) -> None:
        desk = self._desk(session, row_id)
        self._step(incoming, desk)
        desk.finish()
        inbox.done(session, row_id, desk.now)

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
