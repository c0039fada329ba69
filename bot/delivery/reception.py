"""Works what came in: every waiting message, in order per person, each step atomic."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

from sqlmodel import Session
from structlog.contextvars import bound_contextvars

from bot.core.clock import Clock
from bot.core.measures import UNMEASURED, Measures
from bot.core.messages import Incoming
from bot.core.ports import Desk
from bot.delivery import inbox
from bot.delivery.desk import DatabaseDesk, WorkFactory
from bot.delivery.leases import Lease, fenced
from bot.delivery.outbox import Wake
from bot.storage.after_commit import after_commit
from bot.storage.beside import AskedBeside, knowing
from bot.storage.database import Database
from bot.storage.errors import DatabaseClosed, DatabaseUnavailable
from bot.storage.inbox import EVERYTHING

SLICE = 200  # rows looked at in one round
AT_ONCE = 100  # steps under way for what has just come; the rest waits its turn in the database
NOT_ITS_FAULT = (DatabaseUnavailable, DatabaseClosed)  # the message waits, and no try is counted
MOST_ASKED = 20  # times that a step may begin anew because it asks about very many rows
IDLE_SECONDS = 1.0  # another process may have stored something without a wake-up
_Answers = dict[str, Any]
"""What was asked beside a step, by key."""
log = logging.getLogger(__name__)


def name_of(row_id: int) -> str:
    """What a message is called in the log, and at the beginning of the keys of what is said to it."""
    return f"in:{row_id}"


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
        measures: Measures = UNMEASURED,
        seconds: Callable[[], float] = time.perf_counter,
        share: Callable[[], int] = lambda: EVERYTHING,
    ) -> None:
        """`share`: the slots whose messages are worked here, as bits."""
        self._database = database
        self._step = step
        self._sorry = sorry
        self._clock = clock
        self._work_for = work_for
        self._wake = wake
        self._measures = measures
        self._seconds = seconds
        self._share = share
        self.elsewhere: Callable[[], object] = lambda: None  # tells other workers that something is waiting
        self._arrived = asyncio.Event()
        self._in_hand: Counter[str] = Counter()  # lanes whose messages are worked as they come
        self._at_once: set[asyncio.Task[None]] = set()
        self._passed_over = False  # rows wait behind those in hand
        self._behind = False  # rows wait that nobody has in hand: what comes now would find its earlier ones before it
        self._loop: asyncio.AbstractEventLoop | None = None

    async def accept(
        self,
        channel: str,
        account: str,
        messages: Sequence[Incoming],
        state: dict[str, str],
        lease: Lease | None = None,
        also: Callable[[Session], None] | None = None,
    ) -> None:
        """
        Returns when all of it is on disk. Where jobs keep their order, the steps of what comes follow at once: most of
        them share the commit that stores it, and nobody has to look for them. Raises LeaseLost where it was read from the
        platform under a `lease` that is another worker's by now: that one reads it again.
        """
        follows = self._database.keeps_order and self._loop is not None and not self._behind
        now_too = messages[: max(0, AT_ONCE - len(self._at_once))] if follows else ()
        self._behind = self._behind or len(now_too) < len(messages)

        def job(session: Session) -> None:
            if lease is not None:
                fenced(session, lease)
            inbox.accept(session, channel, account, messages, state, self._clock.now())
            if also is not None:
                also(session)
            if len(now_too) < len(messages):
                after_commit(session, self.arrived)
                after_commit(session, self.elsewhere)

        storing = asyncio.ensure_future(self._database.write(job))
        for message in now_too:
            self._in_hand[inbox.lane_of(message)] += 1
            task = asyncio.create_task(self._work_at_once(message))
            self._at_once.add(task)
            task.add_done_callback(self._at_once.discard)
        await storing
        self._measures.received(channel, len(messages))
        if log.isEnabledFor(logging.DEBUG):
            log.debug("stored", extra={"channel": channel, "external_ids": [one.external_id for one in messages]})

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
        share = self._share()
        found = await self._database.read(lambda session: inbox.waiting(session, self._clock.now(), SLICE, share))
        self._behind = len(found) == SLICE
        free = [one for one in found if one.lane not in self._in_hand]
        self._passed_over = self._passed_over or len(free) < len(found)
        found = free
        if self._database.keeps_order:
            return sum(await asyncio.gather(*(self._work(one) for one in found)))
        lanes = groupby(sorted(found, key=lambda one: (one.lane, one.id)), key=lambda one: one.lane)
        return sum(await asyncio.gather(*(self._work_in_turn(list(rows)) for _lane, rows in lanes)))

    async def _work_in_turn(self, rows: Sequence[inbox.Waiting]) -> int:
        return sum([await self._work(one) for one in rows])

    async def _work(self, one: inbox.Waiting, answers: _Answers | None = None) -> bool:
        taken = True
        known = {} if answers is None else answers

        def job(session: Session) -> None:
            nonlocal taken
            incoming = inbox.take(session, one)
            taken = incoming is not None
            if incoming is not None:
                self._play(session, one.id, incoming, known)

        try:
            await self._try(job, lambda: one)
        except AskedBeside as asked:
            task = asyncio.create_task(self._begin_anew(one, asked, known))
            self._at_once.add(task)
            task.add_done_callback(self._at_once.discard)
        return taken

    async def _begin_anew(self, one: inbox.Waiting, asked: AskedBeside, answers: _Answers) -> None:
        """With what was asked beside the step; what the same person said since then waits behind it."""
        with self._holding(one.lane):
            if len(answers) == MOST_ASKED:
                await self._failed(one, asked)
                return
            try:
                answers[asked.key] = await self._database.read(asked.query)
            except NOT_ITS_FAULT:
                return  # whoever looks next asks again
            except Exception as error:  # noqa: BLE001 - as for any step
                await self._failed(one, error)
                return
            await self._work(one, answers)

    @contextmanager
    def _holding(self, lane: str) -> Iterator[None]:
        self._in_hand[lane] += 1
        try:
            yield
        finally:
            self._let_go(lane)
            self._arrived.set()

    def _let_go(self, lane: str) -> None:
        self._in_hand[lane] -= 1
        if not self._in_hand[lane]:
            del self._in_hand[lane]

    async def _work_at_once(self, message: Incoming) -> None:
        lane = inbox.lane_of(message)
        row_id: int | None = None
        answers: _Answers = {}

        def job(session: Session) -> None:
            nonlocal row_id
            row_id = inbox.take_fresh(session, message)
            if row_id is not None:
                self._play(session, row_id, message, answers)

        try:
            await self._try(job, lambda: inbox.Waiting(row_id, lane) if row_id is not None else None)
        except AskedBeside as asked:
            assert row_id is not None, "only a step asks"
            await self._begin_anew(inbox.Waiting(row_id, lane), asked, answers)
        except NOT_ITS_FAULT:
            row_id = None  # whoever looks next meets the same and tells it: `run`, or who called `accept`
        finally:
            self._let_go(lane)
            if row_id is None or self._passed_over:
                self._passed_over = False
                self._arrived.set()

    async def _try(self, job: Callable[[Session], None], taken: Callable[[], inbox.Waiting | None]) -> None:
        """Raises only what is the database's fault, and AskedBeside. Where nothing was taken there is no row to note a failure in."""
        try:
            await self._database.write(job)
        except (*NOT_ITS_FAULT, AskedBeside):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a step raises, the row keeps it and others go on
            one = taken()
            if one is not None:
                await self._failed(one, error)

    def _play(self, session: Session, row_id: int, incoming: Incoming, answers: _Answers) -> None:
        began = self._seconds()
        with bound_contextvars(update=name_of(row_id)), knowing(session, answers):
            desk = self._desk(session, row_id)
            self._step(incoming, desk)
            desk.finish()
            inbox.done(session, row_id, desk.now)
            seconds = self._seconds() - began
            log.debug("worked", extra={"external_id": incoming.external_id, "seconds": round(seconds, 4)})
        self._measures.step(incoming.channel, seconds)

    async def _failed(self, one: inbox.Waiting, error: Exception) -> None:
        def job(session: Session) -> bool:
            return inbox.failed(session, one.id, error, self._clock.now())

        parked = await self._database.write(job)
        self._measures.step_failed(type(error).__name__, parked=parked)
        log.error("step failed", extra={"update": name_of(one.id), "parked": parked}, exc_info=error)
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
            log.exception("nobody could be told of a parked message", extra={"update": name_of(one.id)})

    def _desk(self, session: Session, row_id: int) -> DatabaseDesk:
        return DatabaseDesk(session, self._clock.now(), name_of(row_id), self._work_for, self._wake)
