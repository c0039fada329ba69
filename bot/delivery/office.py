"""Something that one worker does for all: whoever holds the lease does it, the others wait until it is free."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.delivery import leases
from bot.delivery.leases import Lease, Tenure
from bot.storage.database import Database
from bot.storage.errors import StorageError

LOOK_SECONDS = 1.0  # how often whoever does not have it looks whether it is free
ENDED = "the lease %s has ended: whichever worker has it next goes on"
log = logging.getLogger(__name__)


class Office:
    """`work` runs only while the lease is ours: it is cancelled when that ends, and begun anew when it is ours again."""

    def __init__(
        self,
        database: Database,
        name: str,
        owner: str,
        work: Callable[[Lease], Awaitable[None]],
        *,
        monotonic: Callable[[], float],
    ) -> None:
        self.database = database
        self.name = name
        self.owner = owner
        self.work = work
        self.monotonic = monotonic

    async def run(self) -> None:
        """Until cancelled; then it is given back, so that the next one need not wait for its end."""
        while True:
            tenure = await self._take()
            if tenure is not None:
                await self._serve(tenure)
            await asyncio.sleep(LOOK_SECONDS)

    async def _take(self) -> Tenure | None:
        began = self.monotonic()
        lease = await self.database.write(lambda session: leases.take_office(session, self.name, self.owner))
        return None if lease is None else Tenure(self.database, lease, began, self.monotonic)

    async def _serve(self, tenure: Tenure) -> None:
        keeping = asyncio.create_task(tenure.keep())
        working = asyncio.ensure_future(self.work(tenure.lease))
        try:
            await asyncio.wait([keeping, working], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (keeping, working):
                task.cancel()
            await asyncio.wait([keeping, working])
            if tenure.lasts():
                with suppress(StorageError):  # then it runs out by itself
                    await self.database.write(lambda session: leases.release(session, tenure.lease))
        if not working.cancelled():
            working.result()
        log.warning(ENDED, self.name)
