"""Works out public holidays beside the replies: in the helper process, once for each country and year."""

from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel import Session

from bot.core.clock import Clock
from bot.delivery.looking import keep_looking
from bot.delivery.outbox import Wake
from bot.i18n.public_holidays import edition
from bot.i18n.translator import Translator
from bot.reports.process import JobProblem
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.usecases import public_holidays
from bot.usecases.work import SYSTEM, Work

Call = Callable[..., Awaitable[Any]]
"""Does a job of the helper process: its name, and its arguments by name."""

LOOK_SECONDS = 600.0  # a centre in a new country, or a new year
AT_A_TIME = 20  # rows written in one transaction


class HolidayKeeper:
    """Each look may be done again: a kill in the middle costs one piece of work, and two workers write the same."""

    def __init__(self, database: Database, translator: Translator, call: Call, *, clock: Clock, wake: Wake) -> None:
        self._database = database
        self._translator = translator
        self._call = call
        self._clock = clock
        self._wake = wake
        self._edition = edition()

    async def run(self) -> None:
        """Until cancelled."""
        await keep_looking(
            self.work_waiting,
            LOOK_SECONDS,
            sentence="public holidays could not be worked out",
            failures=(StorageError, JobProblem),
        )

    async def work_waiting(self) -> bool:
        """One piece of what is missing; whether there was any."""
        missing = await self._database.read(lambda session: public_holidays.wanting(self._work(session), self._edition))
        wanted = list(missing[:AT_A_TIME])
        if not wanted:
            return False
        days = await self._call("public_holidays", wanted=wanted)
        await self._database.write(
            lambda session: public_holidays.keep(self._work(session), self._edition, zip(wanted, days, strict=True))
        )
        return True

    def _work(self, session: Session) -> Work:
        return Work(session, self._clock.now(), SYSTEM, self._translator, self._wake)
