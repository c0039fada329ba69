"""Finds partners beside the replies: reads on a connection of its own, solves in the helper process, writes the result."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from sqlmodel import Session

from bot.core.clock import Clock, SystemClock
from bot.delivery.looking import keep_looking
from bot.delivery.outbox import Wake
from bot.i18n.translator import Translator
from bot.reports.process import HelperProcess, JobProblem
from bot.storage.database import Database, no_faults
from bot.usecases import partner_search, tandems, visit_matching
from bot.usecases.work import SYSTEM, Work

Call = Callable[..., Awaitable[Any]]
"""Does a job of the helper process: its name, and its arguments by name."""

LOOK_SECONDS = 2.0


class Question(Protocol):
    """What a solver is given."""

    @property
    def number(self) -> int: ...
    def arguments(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Subject:
    """For whom partners are found: what is next, which job of the helper process finds them, and what becomes of that."""

    job: str
    next_to_match: Callable[[Work], Question | None]
    matched: Callable[[Work, Any, Any], None]


SUBJECTS = (
    Subject("match_tandems", tandems.next_to_match, tandems.matched),
    Subject("match_visits", visit_matching.next_to_match, visit_matching.matched),
)
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
        await keep_looking(self.work_waiting, LOOK_SECONDS, sentence="no partners can be looked for")

    async def work_waiting(self) -> bool:
        """One look; whether there was anything to do."""
        found = await self._database.read(lambda session: partner_search.find(self._work(session)))
        if found:
            self._faults("partners found")
            await self._database.write(lambda session: partner_search.keep(self._work(session), found))
        return await self.match_next() or bool(found)

    async def match_next(self) -> bool:
        """One round of tandems, and one call for visits; whether there was any."""
        return any([await self._match(subject) for subject in SUBJECTS])

    async def _match(self, subject: Subject) -> bool:
        matching = await self._database.read(lambda session: subject.next_to_match(self._work(session)))
        if matching is not None:
            solved = await self._solved(subject.job, matching)
            self._faults(f"{subject.job} solved")
            await self._database.write(lambda session: subject.matched(self._work(session), matching, solved))
        return matching is not None

    async def _solved(self, job: str, matching: Question) -> Any:
        """None where it cannot be solved: it would not be the next time either."""
        try:
            return await self._call(job, **matching.arguments())
        except JobProblem as problem:
            log.warning("%s failed: %s", job, type(problem).__name__, extra={"number": matching.number})
            return None

    def _work(self, session: Session) -> Work:
        return Work(session, self._clock.now(), SYSTEM, self._translator, self._wake)


async def match_waiting(database: Database, translator: Translator) -> None:
    """All that waits, here and now, also where no bot runs."""
    async with HelperProcess() as helper:
        matchmaker = Matchmaker(
            database, translator, helper.call, clock=SystemClock(), wake=lambda _channel, _account: None
        )
        while await matchmaker.match_next():
            pass
