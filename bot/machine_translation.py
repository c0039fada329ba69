"""Lets a machine translator, where one is installed, draft what people have asked for: beside the replies, one thing after the other."""

import asyncio
import logging
from datetime import datetime, timedelta
from importlib.metadata import entry_points

from sqlmodel import Session

from bot.core.clock import Clock
from bot.core.ports import MachineTranslator
from bot.delivery.looking import keep_looking
from bot.delivery.outbox import Wake
from bot.i18n.translator import Translator
from bot.storage.database import Database
from bot.usecases import machine_drafts
from bot.usecases.machine_drafts import Wanted
from bot.usecases.translations import Kinds
from bot.usecases.work import SYSTEM, Work

GROUP = "passerelle.machine_translation"  # of entry points: callables that make a MachineTranslator
LOOK_SECONDS = 30.0
AT_MOST_SECONDS = 120.0  # for one thing
AGAIN_AFTER = timedelta(minutes=30)  # where it failed, or could not do all of it
log = logging.getLogger(__name__)


def installed() -> MachineTranslator | None:
    """The first by its name; None: no package brings one."""
    found = sorted(entry_points(group=GROUP), key=lambda one: one.name)
    if len(found) > 1:
        log.warning("several machine translators are installed: %s is used", found[0].name)
    return found[0].load()() if found else None


class MachineDrafts:
    """Each look may be done again: a kill between asking and writing costs one thing's drafts."""

    def __init__(
        self,
        database: Database,
        translator: Translator,
        machine: MachineTranslator,
        kinds: Kinds,
        *,
        clock: Clock,
        wake: Wake,
    ) -> None:
        self._database = database
        self._translator = translator
        self._machine = machine
        self._kinds = kinds
        self._clock = clock
        self._wake = wake
        self._later: dict[str, datetime] = {}

    async def run(self) -> None:
        """Until cancelled."""
        await keep_looking(self.work_waiting, LOOK_SECONDS, sentence="machine translations could not be kept")

    async def work_waiting(self) -> bool:
        """One thing; whether there was any."""
        now = self._clock.now()
        self._later = {key: until for key, until in self._later.items() if until > now}
        later = frozenset(self._later)
        wanted = await self._database.read(
            lambda session: machine_drafts.next_wanted(self._work(session), self._kinds, later)
        )
        if wanted is None:
            return False
        self._later[wanted.thing.key] = now + AGAIN_AFTER  # whatever comes of it: nothing is asked for all the time
        drafts = await self._drafted(wanted)
        if drafts:
            await self._database.write(lambda session: machine_drafts.keep(self._work(session), wanted, drafts))
        return True

    async def _drafted(self, wanted: Wanted) -> list[str | None]:
        """Nothing where it failed, for whatever reason: it is not ours, and must not stop what is."""
        texts = [piece.original for piece in wanted.pieces]
        try:
            async with asyncio.timeout(AT_MOST_SECONDS):
                drafts = list(await self._machine.translate(texts, wanted.source, wanted.thing.language))
        except Exception as error:  # noqa: BLE001 - see above
            log.warning("the machine translator failed for %s: %s", wanted.thing.key, type(error).__name__)
            return []
        if len(drafts) != len(texts):
            log.warning("the machine translator gave %d texts for %d", len(drafts), len(texts))
            return []
        return drafts

    def _work(self, session: Session) -> Work:
        return Work(session, self._clock.now(), SYSTEM, self._translator, self._wake)
