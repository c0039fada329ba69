"""Waiting after a failure: longer each time, and at least as long as the platform asks for."""

import logging
from collections.abc import Awaitable, Callable

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 60.0
Sleep = Callable[[float], Awaitable[None]]
log = logging.getLogger(__name__)


class Patience:
    """`what` names in the log what fails; one line when it begins to fail, one when that is over."""

    def __init__(self, what: str, sleep: Sleep) -> None:
        self._what = what
        self._sleep = sleep
        self._next = FIRST_SECONDS
        self._is_waiting = False

    async def wait(self, why: str, *, at_least: float = 0.0) -> None:
        if not self._is_waiting:
            log.warning("%s; trying again until it works", self._what, extra={"why": why})
        self._is_waiting = True
        seconds = max(at_least, self._next)
        self._next = min(self._next * 2, LONGEST_SECONDS)
        await self._sleep(seconds)

    def end(self) -> None:
        """It works (again)."""
        if self._is_waiting:
            log.info("%s: that is over", self._what)
        self._next = FIRST_SECONDS
        self._is_waiting = False
