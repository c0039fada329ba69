"""Finds partners beside the replies: reads on a connection of its own, solves in the helper process, writes the result."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from sqlmodel import Session

from bot.core.clock import Clock
from bot.delivery.outbox import Wake
from bot.i18n.translator import Translator
from bot.reports.process import JobProblem
from bot.storage.database import Database, no_faults
from bot.storage.errors import StorageError
from bot.usecases import partner_search, tandems
from bot.usecases.tandems import Matching
from bot.usecases.work import SYSTEM, Work

Call = Callable[..., Awaitable[Any]]
"""Does a job of the helper process: its name, and its arguments by name."""

LOOK_SECONDS = 2.0
log = logging.getLogger(__name__)


class Matchmaker:
    """Each look may be done again: a kill between reading and writing costs one search, and two workers write one result."""

    def __init__(
        self,
        database: Database,
        translator: Translator,
        call: Call,
        *,
        clock: Clock,
        wake: Wake,
        faults: Callable[[str], None] = no_faults,
    ) -> None:
        self._database = database
        self._translator = translator
        self._call = call
        self._clock = clock
        self._wake = wake
        self._faults = faults

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                if await self.work_waiting():
                    continue
            except StorageError as error:
                log.error("no partners can be looked for: %s", error)  # noqa: TRY400 - our words say it all
            await asyncio.sleep(LOOK_SECONDS)

    async def work_waiting(self) -> bool:
        """One look; whether there was anything to do."""
        found = await self._database.read(lambda session: partner_search.find(self._work(session)))
        if found:
            self._faults("partners found")
            await self._database.write(lambda session: partner_search.keep(self._work(session), found))
        return await self.match_next() or bool(found)

    async def match_next(self) -> bool:
        """One round of tandems; whether there was any."""
        matching = await self._database.read(lambda session: tandems.next_to_match(self._work(session)))
        if matching is not None:
            solved = await self._solved(matching)
            self._faults("tandems matched")
            await self._database.write(partial(self._matched, matching=matching, solved=solved))
        return matching is not None

    async def _solved(self, matching: Matching) -> Any:
        """None where it cannot be solved: it would not be the next time either."""
        try:
            return await self._call("match_tandems", **matching.arguments())
        except JobProblem as problem:
            log.warning(
                "tandems could not be matched: %s", type(problem).__name__, extra={"tandem_round": matching.number}
            )
            return None

    def _matched(self, session: Session, *, matching: Matching, solved: Any) -> None:
        tandems.matched(self._work(session), matching, solved)

    def _work(self, session: Session) -> Work:
        return Work(session, self._clock.now(), SYSTEM, self._translator, self._wake)
