"""What one worker does for all: looks at the clock, and works beside the replies at what nobody waits for."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlmodel import Session

from bot.core.clock import Clock
from bot.core.measures import UNMEASURED, Measures
from bot.delivery import leases
from bot.delivery.leases import Lease, LeaseLost
from bot.delivery.office import Office
from bot.delivery.trouble import Trouble
from bot.parts import kept_up
from bot.scheduling.ticks import Tick, run_tick
from bot.storage.database import Database
from bot.storage.errors import StorageError

LOOK_SECONDS = 1.0
TOLERATED = timedelta(seconds=1)  # a clock that is kept right by small steps
log = logging.getLogger(__name__)


class Clockwork:
    """Of all workers only the leader's runs; a former leader's jobs change nothing any more."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        owner: str,
        ticks: Sequence[Tick],
        beside: Mapping[str, Callable[[], Awaitable[None]]],
        *,
        measures: Measures = UNMEASURED,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`beside`: by name, what runs beside the clock."""
        self.database = database
        self.clock = clock
        self.ticks = ticks
        self.beside = beside
        self.measures = measures
        self.office = Office(database, leases.LEADER, owner, self.lead, monotonic=monotonic)
        self.trouble: dict[str, Trouble] = {}  # with the database, by tick

    async def run(self) -> None:
        """Until cancelled."""
        await self.office.run()

    async def lead(self, lease: Lease) -> None:
        scheduler = AsyncIOScheduler(timezone="UTC")  # only the clock that ticks: what is due stands in the database
        for tick in self.ticks:
            scheduler.add_job(
                partial(self.tick, of_the_leader(tick, lease)),
                _every(tick),
                id=tick.name,
                name=tick.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        scheduler.start()
        beside = [asyncio.create_task(kept_up(name, one)) for name, one in self.beside.items()]
        try:
            await self.begin_anew_when_set_back(scheduler)
        finally:
            scheduler.shutdown(wait=False)
            for task in beside:
                task.cancel()

    async def begin_anew_when_set_back(self, scheduler: AsyncIOScheduler) -> None:
        """The scheduler goes by the machine's clock: set back by an hour, it would do nothing for an hour."""
        latest = self.clock.now()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = self.clock.now()
            if now < latest - TOLERATED:
                for tick in self.ticks:
                    scheduler.reschedule_job(tick.name, trigger=_every(tick))
            latest = now

    async def tick(self, tick: Tick) -> None:
        """Whatever happens, the clock goes on."""
        began, failed = time.perf_counter(), True
        try:
            await run_tick(self.database, tick, self.clock.now)
        except asyncio.CancelledError:
            failed = False  # the program stops; passed on to the scheduler, it would be logged as a fault
        except LeaseLost:
            failed = False
            log.debug("another worker looks at the clock by now", extra={"tick": tick.name})
        except StorageError as error:
            self.trouble.setdefault(tick.name, Trouble(log, tick=tick.name)).tell(str(error))
        except Exception:
            log.exception("tick failed", extra={"tick": tick.name})
        else:
            failed = False
            self.trouble.pop(tick.name, None)
        finally:
            self.measures.tick(tick.name, time.perf_counter() - began, failed=failed)


def _every(tick: Tick) -> IntervalTrigger:
    """Counted from now on."""
    return IntervalTrigger(seconds=tick.seconds, timezone="UTC")


def of_the_leader(tick: Tick, lease: Lease) -> Tick:
    """Raises LeaseLost where another worker leads by now."""

    def job(session: Session, now: datetime) -> bool:
        leases.fenced(session, lease)
        return tick.job(session, now)

    return replace(tick, job=job)
