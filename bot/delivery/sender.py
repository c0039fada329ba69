"""Sends what is in the outbox of one account, as long as this worker owns it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlmodel import Session

from bot.core.clock import Clock
from bot.core.measures import UNMEASURED, Measures
from bot.delivery import leases
from bot.delivery.acks import Told, apply, patience
from bot.delivery.broadcasts import Compose
from bot.delivery.channel import Channel
from bot.delivery.files import Files, Load, Render
from bot.delivery.leases import Lease, Tenure, channel_lease
from bot.delivery.office import ENDED, LOOK_SECONDS
from bot.delivery.pace import Pace
from bot.delivery.results import recover, sent_lately
from bot.delivery.shift import Shift
from bot.delivery.trouble import Trouble
from bot.delivery.wakes import Bell, Wakes
from bot.storage.database import Database, no_faults
from bot.storage.errors import StorageError

WhileOwner = Callable[[Lease], Awaitable[None]]
"""What only the owner of the account may do beside sending, such as polling; it is cancelled when the lease ends."""

STOP_SECONDS = 2.0
log = logging.getLogger(__name__)


class Sender:
    def __init__(
        self,
        database: Database,
        channel: Channel,
        *,
        clock: Clock,
        monotonic: Callable[[], float],
        render: Render,
        load: Load,
        compose: Compose,
        wakes: Wakes,
        owner: str,
        while_owner: WhileOwner | None = None,
        stop_seconds: float = STOP_SECONDS,
        faults: Callable[[str], None] = no_faults,
        measures: Measures = UNMEASURED,
    ) -> None:
        """`owner` is different for every start of every worker."""
        self.database = database
        self.channel = channel
        self.clock = clock
        self.monotonic = monotonic
        self.compose = compose
        self.wakes = wakes
        self.owner = owner
        self.while_owner = while_owner
        self.stop_seconds = stop_seconds
        self.faults = faults
        self.measures = measures
        self.account = (channel.name, channel.account)
        self.files = Files(load, render)
        self.pace = Pace(channel.rate, monotonic)
        self.trouble = Trouble(log)
        self.stopping = False
        self.bell: Bell | None = None
        self.shift: Shift | None = None
        self.unwritten: list[Told] = []  # sent under a lease that ended before it could be noted
        self.unwritten_epoch = 0
        self.epoch = 0  # of our latest lease

    async def run(self) -> None:
        """Until `stop`: then what is under way is finished, the rest given back. Cancelled, it ends as if killed."""
        self.bell = Bell()
        while not self.stopping:
            tenure = await self._take_office()
            if tenure is not None:
                await self._serve(tenure)
            if not self.stopping:
                await self.bell.wait(LOOK_SECONDS)

    def stop(self) -> None:
        """From the loop's thread."""
        self.stopping = True
        if self.shift is not None:
            self.shift.stop()
        if self.bell is not None:
            self.bell.ring()

    async def _take_office(self) -> Tenure | None:
        began = self.monotonic()
        try:
            lease = await self.database.write(self._acquire)
        except StorageError as error:
            self.trouble.tell("{}/{} cannot send: {}".format(*self.account, error))
            return None
        self.trouble.end()
        return None if lease is None else Tenure(self.database, lease, began, self.monotonic)

    def _acquire(self, session: Session) -> Lease | None:
        lease = leases.take_office(session, channel_lease(*self.account), self.owner)
        if lease is None:
            return None
        now = self.clock.now()
        if self.unwritten:
            apply(session, self.account, self.unwritten_epoch, self.unwritten, now)
        again, uncertain = recover(session, *self.account, lease.epoch, idempotent=self.channel.idempotent)
        if again or uncertain:
            log.warning("%s/%s: %d messages sent again, %d uncertain", *self.account, again, uncertain)
        if lease.epoch != self.epoch + 1:  # somebody else had it since, or we before our start
            self.pace.recall(sent_lately(session, *self.account, now))
        self.epoch = lease.epoch
        for chat, seconds in patience(session, self.account, now).items():
            self.pace.hold(seconds, chat or None)
        return lease

    async def _serve(self, tenure: Tenure) -> None:
        self.unwritten = []
        shift = self.shift = self._new_shift(tenure)
        if self.stopping:
            shift.stop()
        self.wakes.listen(shift.news, "outbox", *self.account)
        keeping = asyncio.create_task(tenure.keep())
        keeping.add_done_callback(lambda _: shift.lose())
        beside = asyncio.create_task(self._beside(tenure.lease))
        beside.add_done_callback(lambda task: shift.stop() if task.cancelled() or task.exception() else None)
        try:
            await shift.run()
            if shift.is_lost or not tenure.lasts():
                log.warning(ENDED, tenure.lease.name)
        finally:
            self.wakes.forget(shift.news, "outbox", *self.account)
            self.shift = None
            self.unwritten, self.unwritten_epoch = shift.acks.waiting, tenure.lease.epoch
            await _end(keeping, beside)
        if tenure.lasts():
            with suppress(StorageError):  # then it runs out by itself
                await self.database.write(lambda session: leases.release(session, tenure.lease))

    def _new_shift(self, tenure: Tenure) -> Shift:
        return Shift(
            self.database,
            self.channel,
            tenure,
            self.pace,
            self.files,
            clock=self.clock,
            compose=self.compose,
            faults=self.faults,
            stop_seconds=self.stop_seconds,
            measures=self.measures,
        )

    async def _beside(self, lease: Lease) -> None:
        if self.while_owner is None:
            return
        try:
            await self.while_owner(lease)
        except Exception:
            log.exception("%s/%s: what only its owner does has failed; it is begun anew", *self.account)
            raise


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
