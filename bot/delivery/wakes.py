"""Whoever waits for rows is woken when they are committed; only a hint, every waiter also looks once in a while."""

import asyncio
from contextlib import suppress


class Bell:
    """Rung from any thread; whoever waits at it on the loop goes on. Make it on the loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.event = asyncio.Event()
        self.is_rung = False

    def ring(self) -> None:
        # Once is enough until somebody has gone on: crossing threads costs more than a look at a flag.
        if not self.is_rung and not self.loop.is_closed():
            self.is_rung = True
            self.loop.call_soon_threadsafe(self.event.set)

    async def wait(self, seconds: float | None = None) -> None:
        """Until it is rung, also if that was before; at most so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.event.wait()
        self.event.clear()
        self.is_rung = False


class Wakes:
    """The bells of one process: one for each kind of rows that somebody waits for."""

    def __init__(self) -> None:
        self.bells: dict[tuple[str, ...], tuple[Bell, ...]] = {}

    def bell(self, *subject: str) -> Bell:
        bell = Bell()
        self.bells[subject] = (*self.bells.get(subject, ()), bell)
        return bell

    def forget(self, bell: Bell) -> None:
        self.bells = {
            subject: rest for subject, bells in self.bells.items() if (rest := tuple(b for b in bells if b is not bell))
        }

    def ring(self, *subject: str) -> None:
        for bell in self.bells.get(subject, ()):
            bell.ring()

    def outbox(self, channel: str, account: str) -> None:
        self.ring("outbox", channel, account)
