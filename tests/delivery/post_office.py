"""A sender at work for tests: its clock stands still until it is moved, and what it does is waited for."""

import asyncio
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.core.messages import Outgoing
from bot.delivery.outbox import queue
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from tests.delivery.rows import NOW, rows
from tests.delivery.scripted import ScriptedChannel


class Time:
    """A clock and a stopwatch in one."""

    def __init__(self):
        self.seconds = 0.0

    def now(self):
        return NOW + timedelta(seconds=self.seconds)

    def monotonic(self):
        return self.seconds


def say_who(session, copies):
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
            self.channel.gate.set()
            await asyncio.wait_for(running, 20)

    async def put(self, *messages):
        await self.database.write(lambda session: queue(session, messages, wake=self.wakes.outbox))

    def pass_time(self, seconds):
        self.time.seconds += seconds
        self.look()

    def look(self):
        self.wakes.outbox("scripted", "bot")

    async def until(self, **expected):
        """Until the rows of these keys are in these states."""
        async with asyncio.timeout(20):
            while (
                not expected.items()
                <= (found := {row.dedupe_key: row.state.value for row in rows(self.database)}).items()
            ):
                await asyncio.sleep(0.005)
        return found

    async def until_settled(self):
        """Until nothing waits and nothing is on its way."""
        async with asyncio.timeout(60):
            while {row.state.value for row in rows(self.database)} & {"queued", "claimed"}:
                await asyncio.sleep(0.005)
