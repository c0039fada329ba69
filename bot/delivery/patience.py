"""Waiting after a failure: longer each time, and at least as long as the platform asks for."""

import logging
from collections.abc import Awaitable, Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
LONGEST_FOR_PEOPLE = 300.0  # somebody has to put something right first
Sleep = Callable[[float], Awaitable[None]]
log = logging.getLogger(__name__)


class Patience:
    """Two sentences for the log, each said once: that it fails (what, where, what to do), and that it works again."""

    def __init__(self, fails: str, works: str, sleep: Sleep) -> None:
        self._fails = fails
        self._works = works
        self._sleep = sleep
        self._next = FIRST_SECONDS
        self._told: tuple[str, type[Exception] | None] | None = None

    async def wait(
        self,
        why: str,
        *,
        at_least: float = 0.0,
        longest: float = LONGEST_SECONDS,
        sentence: str | None = None,
        bug: Exception | None = None,
    ) -> None:
        """`sentence` instead of the usual one, where more is known; of a `bug` the traceback is written, once."""
        telling = sentence or self._fails, type(bug) if bug else None
        if telling != self._told:
            level = logging.WARNING if telling == (self._fails, None) else logging.ERROR
            log.log(level, telling[0], extra={"why": why}, exc_info=bug)
        self._told = telling
        seconds = max(at_least, min(self._next, longest))
        self._next = min(self._next * 2, longest)
        await self._sleep(seconds)

    def end(self) -> None:
        """It works (again)."""
        if self._told is not None:
            log.info(self._works)
        self._next = FIRST_SECONDS
        self._told = None
