"""Waiting after a failure: longer each time, and at least as long as the homeserver asks for."""

import asyncio
import contextlib
import logging

from bot.channels.matrix.answers import HomeserverError

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
log = logging.getLogger(__name__)


class Patience:
    """`what` names in the log what fails."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = FIRST_SECONDS
        self._is_waiting = False

    async def wait(self, error: Exception, *, unless: asyncio.Event | None = None) -> None:
        asked = error.seconds if isinstance(error, HomeserverError) else None
        seconds = max(asked or 0.0, self._next)
        why = str(error) if isinstance(error, HomeserverError) else type(error).__name__
        log.warning("%s, trying again", self._what, extra={"why": why, "seconds": seconds})
        self._next = min(self._next * 2, LONGEST_SECONDS)
        self._is_waiting = True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await (unless or asyncio.Event()).wait()

    def end(self) -> None:
        """It works (again)."""
        if self._is_waiting:
            log.info("%s: that is over", self._what)
        self._next = FIRST_SECONDS
        self._is_waiting = False
