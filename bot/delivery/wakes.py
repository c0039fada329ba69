"""Whoever waits for rows is woken when they are committed; only a hint, every waiter also looks once in a while."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

Listener = Callable[[], object]


class Bell:
    """Rung from any thread; whoever waits at it on the loop goes on. Make it on the loop."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.thread = threading.get_ident()
        self.event = asyncio.Event()
        self.is_rung = False

    def ring(self) -> None:
        # Once is enough until somebody has gone on: crossing threads costs more than a look at a flag.
        if self.is_rung:
            return
        self.is_rung = True
        if threading.get_ident() == self.thread:
            self.event.set()
        elif not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.event.set)

    async def wait(self, seconds: float | None = None) -> None:
        """Until it is rung, also if that was before; at most so many seconds."""
        if not self.event.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self.event.wait()
        self.event.clear()
        self.is_rung = False


class Wakes:
    """Who in this process listens to what; listeners are called on the thread that has committed: be quick."""

    def __init__(self) -> None:
        self.listeners: dict[tuple[str, ...], tuple[Listener, ...]] = {}
        self.elsewhere: Callable[..., object] = lambda *_subject: None  # whom to tell of what nobody here listens to

    def listen(self, listener: Listener, *subject: str) -> None:
        self.listeners[subject] = (*self.listeners.get(subject, ()), listener)

    def forget(self, listener: Listener, *subject: str) -> None:
        others = tuple(other for other in self.listeners.get(subject, ()) if other != listener)
        if others:
            self.listeners[subject] = others
        else:
            self.listeners.pop(subject, None)

    def ring(self, *subject: str) -> None:
        for listener in self.listeners.get(subject, ()):
            listener()

    def outbox(self, channel: str, account: str) -> None:
        subject = ("outbox", channel, account)
        if subject in self.listeners:
            self.ring(*subject)
        else:
            self.elsewhere(*subject)
