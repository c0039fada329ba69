"""Workers tell each other over the database what is new."""

import asyncio
from contextlib import asynccontextmanager

import pytest

from bot.storage.errors import DatabaseUnavailable
from bot.storage.hints import Hints


class Worker:
    def __init__(self, database):
        self.heard = asyncio.Queue()
        self.connected = asyncio.Event()
        self.hints = Hints(database.backend, self.heard.put_nowait, self.connected.set)

    @asynccontextmanager
    async def listening(self):
        self.task = asyncio.create_task(self.hints.run())
        async with asyncio.timeout(60):
            await self.connected.wait()
        try:
            yield self
        finally:
            self.task.cancel()
            await asyncio.wait([self.task])

    async def hears(self):
        async with asyncio.timeout(60):
            return await self.heard.get()


async def test_the_others_hear_of_it_and_oneself_does_not(postgresql_database):
    async with Worker(postgresql_database).listening() as first, Worker(postgresql_database).listening() as second:
        first.hints.tell("outbox", "telegram", "123")
        first.hints.tell("page", "a chat", '{"text": "naïve ☕"}', "fr")
        assert [await second.hears(), await second.hears()] == [
            ("outbox", "telegram", "123"),
            ("page", "a chat", '{"text": "naïve ☕"}', "fr"),
        ]
        second.hints.tell("inbox")
        assert await first.hears() == ("inbox",)
        assert (first.heard.qsize(), second.heard.qsize()) == (0, 0)


async def test_what_is_told_many_times_at_once_is_heard_once(postgresql_database):
    async with Worker(postgresql_database).listening() as first, Worker(postgresql_database).listening() as second:
        for _ in range(1000):
            first.hints.tell("inbox")
        first.hints.tell("that was all")
        assert [await second.hears(), await second.hears()] == [("inbox",), ("that was all",)]


async def test_a_connection_that_is_lost_is_told_in_words(postgresql_database, postgresql):
    async with Worker(postgresql_database).listening() as worker:
        postgresql.drop_connections("shared")
        async with asyncio.timeout(60):
            await asyncio.wait([worker.task])
        with pytest.raises(DatabaseUnavailable):
            worker.task.result()
