"""Workers on one PostgreSQL database tell each other what is new; only a hint: whoever misses one looks once in a while."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress

import psycopg

from bot.storage.backend import Backend

GATHER_SECONDS = 0.005  # what is told meanwhile goes along
LARGEST = 7_500  # bytes; PostgreSQL takes 8,000
Hint = tuple[str, ...]


class Hints:
    """`heard` and `missed` are called on the loop; `missed`: from now on nothing is missed, but something may have been."""

    def __init__(self, backend: Backend, heard: Callable[[Hint], object], missed: Callable[[], object]) -> None:
        self.backend = backend
        self.heard = heard
        self.missed = missed
        self.waiting: dict[Hint, None] = {}
        self.loop = asyncio.get_running_loop()
        self.rung = asyncio.Event()

    def tell(self, *hint: str) -> None:
        """From any thread; the other workers hear of it in a moment, this one does not."""
        self.waiting[hint] = None
        with suppress(RuntimeError):  # the loop has ended, and so has whoever listened to us
            self.loop.call_soon_threadsafe(self.rung.set)

    async def run(self) -> None:
        """Until cancelled; raises DatabaseUnavailable where the connection is lost."""
        try:
            async with await self._connect() as hearing, await self._connect() as telling:
                await hearing.execute("LISTEN passerelle")
                self.missed()
                task = asyncio.create_task(self._tell(telling))
                try:
                    async for note in hearing.notifies():
                        if note.pid != telling.info.backend_pid:
                            self.heard(tuple(json.loads(note.payload)))
                finally:
                    task.cancel()
        except psycopg.OperationalError as error:
            raise self.backend.told(error) from error

    async def _connect(self) -> psycopg.AsyncConnection:
        address = self.backend.writing.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return await psycopg.AsyncConnection.connect(address, autocommit=True)

    async def _tell(self, telling: psycopg.AsyncConnection) -> None:
        while True:
            await self.rung.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self.rung.clear()
            while self.waiting:
                hints = list(self.waiting)
                for hint in hints:
                    del self.waiting[hint]
                await telling.execute(
                    "SELECT pg_notify('passerelle', payload) FROM unnest(%s::text[]) AS payload",
                    [[json.dumps(hint) for hint in hints]],
                )
