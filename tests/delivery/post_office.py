"""A sender at work for tests: its clock stands still until it is moved, and what it does is waited for."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.core.messages import Outgoing
from bot.delivery import leases
from bot.delivery.outbox import queue
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from tests.delivery.rows import NOW, states
from tests.delivery.scripted import ScriptedChannel


class Time:
    """A clock and a stopwatch in one."""

    def __init__(self):
        self.seconds = 0.0
        self.later = timedelta()  # the clock alone

    def now(self):
        return NOW + self.later + timedelta(seconds=self.seconds)

    def monotonic(self):
        return self.seconds


def say_who(session, copies, now):
    """What copies of broadcasts say in tests."""
    return {copy.id: Outgoing(f"news for {copy.chat}") for copy in copies}


async def draw(job, arguments):
    return f"{job} {arguments}".encode()


async def no_files(sha256):
    return b""


class PostOffice:
    def __init__(self, database, channel=None, time=None, **others):
        self.database = database
        self.channel = channel or ScriptedChannel()
        self.time = time or Time()
        self.wakes = Wakes()
        settings = {"render": draw, "load": no_files, "compose": say_who, "owner": "this worker"} | others
        self.sender = Sender(
            database,
            self.channel,
            clock=self.time,
            monotonic=self.time.monotonic,
            wakes=self.wakes,
            **settings,
        )

    @asynccontextmanager
    async def open(self):
        running = asyncio.create_task(self.sender.run())
        try:
            yield self
        finally:
            self.sender.stop()
            async with asyncio.timeout(60):
                await running

    @asynccontextmanager
    async def open_until_killed(self):
        """What is on disk then is all there is."""
        running = asyncio.create_task(self.sender.run())
        try:
            yield self
        finally:
            running.cancel()
            await asyncio.wait([running])

    async def put(self, *messages):
        await self.database.write(lambda session: queue(session, messages, wake=self.wakes.outbox))

    def pass_time(self, seconds):
        assert seconds < leases.SECONDS, "the lease would run out"
        self.time.seconds += seconds
        self.look()

    async def pass_long_time(self, seconds):
        """Unseen by the sender, except that it goes on renewing its lease."""
        await self.quiet()
        await self.renewed()  # some of it may have gone by already
        while seconds > 0:
            self.time.seconds += min(seconds, 10)
            seconds -= 10
            await self.renewed()
        self.look()

    async def renewed(self):
        """The lease holds from now on for as long as one does."""
        tenure = self.sender.shift.tenure
        tenure.bell.ring()
        async with asyncio.timeout(60):
            while tenure.until != self.time.seconds + leases.SECONDS:
                await asyncio.sleep(0.001)

    def look(self):
        self.wakes.outbox(*self.sender.account)

    @property
    def is_quiet(self):
        """It has done what can be done at this moment."""
        shift = self.sender.shift
        if shift is None or shift.claiming or shift.has_news or shift.acks.waiting or shift.bell.is_rung:
            return False
        if shift.along is not None and shift.key not in self.database.writer.standing_by:
            return False  # it is claiming in somebody's commit
        return not shift.sending or self.channel.under_way == len(shift.sending)

    async def quiet(self):
        async with asyncio.timeout(60):
            while not self.is_quiet:
                await asyncio.sleep(0.001)

    async def pass_slowly(self, seconds, steps):
        """In steps; after each it is done what can be done then."""
        await self.quiet()
        for _ in range(steps):
            self.pass_time(seconds / steps)
            await self.quiet()

    async def until(self, **expected):
        """Until the rows of these keys are in these states."""
        await self.until_rows(lambda found: expected.items() <= found.items())

    async def until_settled(self):
        """Until nothing waits and nothing is on its way."""
        await self.until_rows(lambda found: not {"queued", "claimed"} & set(found.values()))

    async def until_rows(self, as_wanted):
        """Asks the database itself, because a test is about what is on disk."""
        async with asyncio.timeout(60):
            while not as_wanted(states(self.database)):
                await asyncio.sleep(0.005)
