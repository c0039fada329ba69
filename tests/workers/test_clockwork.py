"""Of all workers one looks at the clock; whoever did so before changes nothing any more."""

import asyncio
import threading
import time
from contextlib import asynccontextmanager

import pytest

from bot.clockwork import Clockwork, of_the_leader
from bot.core.clock import SystemClock
from bot.core.measures import Unmeasured
from bot.delivery.leases import LEADER, acquire
from bot.scheduling.ticks import Tick
from bot.storage.errors import DatabaseFull

pytestmark = pytest.mark.slow  # ticks come each second


class Looks:
    """A tick that only counts, and something beside it that says when it begins and ends."""

    def __init__(self, database, owner):
        self.ticked, self.beside = [], []
        self.tick = Tick("look", lambda _session, _now: self.ticked.append(owner), seconds=1)
        self.clockwork = Clockwork(
            database, SystemClock(), owner, [self.tick], {"beside": self.run_beside}, monotonic=time.monotonic
        )

    async def run_beside(self):
        self.beside.append("begun")
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            self.beside.append("ended")

    @asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.clockwork.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.01)


async def test_only_one_of_two_looks_at_the_clock_and_the_other_goes_on_when_it_ends(postgresql_database):
    first, second = Looks(postgresql_database, "first"), Looks(postgresql_database, "second")
    async with second.running():
        async with first.running():
            await until(lambda: first.ticked or second.ticked)
            leader, other = (first, second) if first.ticked else (second, first)
            await until(lambda: len(leader.ticked) > 1)
            assert (other.ticked, other.beside, leader.beside) == ([], [], ["begun"])
        await until(lambda: second.ticked)
        assert second.beside == ["begun"]


async def test_a_former_leaders_job_changes_nothing(database, caplog):
    looks = Looks(database, "zombie")
    lease = await database.write(lambda session: acquire(session, LEADER, "zombie"))
    mine = of_the_leader(looks.tick, lease)
    await looks.clockwork.tick(mine)
    await database.write(lambda session: acquire(session, LEADER, "heir", take_over=True))
    await looks.clockwork.tick(mine)
    assert looks.ticked == ["zombie"]
    assert [record.levelname for record in caplog.records if record.levelname != "INFO"] == []


async def test_who_loses_the_lease_stops_and_what_is_beside_it_ends(database):
    looks = Looks(database, "zombie")
    async with looks.running():
        await until(lambda: looks.ticked)
        await database.write(lambda session: acquire(session, LEADER, "heir", take_over=True))
        await until(lambda: looks.beside == ["begun", "ended"])


async def test_a_database_that_is_full_is_told_once_and_the_clock_goes_on(database, caplog):
    looks = Looks(database, "anna")

    def full(_session, _now):
        raise DatabaseFull("here", "no room")

    for _ in range(3):
        await looks.clockwork.tick(Tick("full", full))
    assert [record.levelname for record in caplog.records] == ["ERROR"]


class HowTicksEnd(Unmeasured):
    def __init__(self):
        self.failed = []

    def tick(self, name, seconds, *, failed):
        self.failed.append(failed)


async def test_a_tick_that_is_under_way_when_the_program_stops_is_no_fault(database, caplog):
    begun, may_end, measures = threading.Event(), threading.Event(), HowTicksEnd()

    def slow(_session, _now):
        begun.set()
        may_end.wait(60)

    ticks = [Tick("slow", slow, seconds=1)]
    clockwork = Clockwork(database, SystemClock(), "anna", ticks, {}, measures=measures, monotonic=time.monotonic)
    task = asyncio.create_task(clockwork.run())
    await until(begun.is_set)
    task.cancel()
    may_end.set()
    await asyncio.wait([task])
    await until(lambda: measures.failed)
    assert measures.failed == [False]
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
