"""Fetches files that people sent from their platform, for whoever wants them: run by the channel's owner.

Two steps, each of which may be done again: the bytes are stored; then whoever wanted them gets to know. A kill between
any two lines costs at most one download.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session, col, or_, select

from bot.core.clock import Clock
from bot.delivery import leases
from bot.delivery.channel import Channel
from bot.delivery.failures import NotSent, TooFast
from bot.delivery.leases import Lease
from bot.delivery.looking import keep_looking
from bot.storage import blobs
from bot.storage.database import Database, no_faults
from bot.storage.errors import FileTooLarge, StorageError
from bot.storage.wanted_files import WantedFile, WantedState

LOOK_SECONDS = 1.0
AT_A_TIME = 4  # files in memory
ATTEMPTS = 8
WAITS = tuple(timedelta(seconds=seconds) for seconds in (5, 15, 60, 300, 900, 1800, 3600))
log = logging.getLogger(__name__)


async def as_it_came(_row: WantedFile, data: bytes) -> bytes:
    return data


@dataclass(frozen=True)
class Purpose:
    """What files are wanted for. `read` makes of the bytes what `arrived` needs; both may be called again.

    `arrived` and `lost` run in the transaction that settles the row. `clean` says what is stored of the bytes at all.
    """

    read: Callable[[WantedFile, bytes], Awaitable[Any]]
    arrived: Callable[[Session, datetime, WantedFile, Any], None]
    lost: Callable[[Session, datetime, WantedFile], None]
    clean: Callable[[WantedFile, bytes], Awaitable[bytes]] = as_it_came


class Fetcher:
    """For one account of one channel."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        purposes: Mapping[str, Purpose],
        *,
        clock: Clock,
        faults: Callable[[str], None] = no_faults,
    ) -> None:
        self._database = database
        self._channel = channel
        self._purposes = purposes
        self._clock = clock
        self._faults = faults

    async def run(self, lease: Lease) -> None:
        """Until cancelled."""
        sentence = f"{self._channel.name}: no files can be fetched"
        await keep_looking(partial(self.work_waiting, lease), LOOK_SECONDS, sentence=sentence)

    async def work_waiting(self, lease: Lease | None = None) -> int:
        """One round; how many files there were. Without a lease nobody else can be at it."""
        found = await self._database.read(self._waiting)
        await asyncio.gather(*(self._work(row, lease) for row in found))
        return len(found)

    def _waiting(self, session: Session) -> list[WantedFile]:
        return list(
            session.exec(
                select(WantedFile)
                .where(
                    WantedFile.channel == self._channel.name,
                    WantedFile.account == self._channel.account,
                    col(WantedFile.state).in_([WantedState.WANTED, WantedState.STORED]),
                    or_(col(WantedFile.not_before).is_(None), col(WantedFile.not_before) <= self._clock.now()),
                )
                .order_by(col(WantedFile.id))
                .limit(AT_A_TIME)
            )
        )

    async def _work(self, row: WantedFile, lease: Lease | None) -> None:
        try:
            data = await self._stored(row, lease) if row.state is WantedState.WANTED else await self._kept(row)
            if data is not None:
                self._faults("file stored")
                result = await self._purposes[row.purpose].read(row, data)
                self._faults("file read")
                await self._settle(row.id, lease, partial(self._arrive, result=result))
        except StorageError:
            raise
        except Exception as error:
            log.exception("a file could not be dealt with", extra={"wanted_file": row.id})
            await self._settle(row.id, lease, partial(self._postpone, error=error, is_final=False))

    async def _stored(self, row: WantedFile, lease: Lease | None) -> bytes | None:
        """None where it is not to be had, or not yet."""
        try:
            data = _of_bearable_size(await self._channel.fetch(row.reference))
            self._faults("file fetched")
            data = await self._purposes[row.purpose].clean(row, data)
        except (NotSent, TooFast) as error:
            await self._settle(row.id, lease, partial(self._postpone, error=error, is_final=False))
            return None
        except Exception as error:  # noqa: BLE001 - whatever a platform answers, and whatever is in it, the row keeps it and the person is told
            await self._settle(row.id, lease, partial(self._postpone, error=error, is_final=True))
            return None
        sha256 = await asyncio.to_thread(blobs.sha256_of, data)
        store = partial(blobs.store_part, sha256=sha256, data=data, media_type=row.media_type or blobs.UNKNOWN)
        for first in blobs.parts(data):
            await self._database.write(partial(store, first=first, now=self._clock.now()))
        await self._settle(row.id, lease, partial(self._note_stored, sha256=sha256))
        return data

    async def _kept(self, row: WantedFile) -> bytes:
        assert row.sha256 is not None, "it is stored"
        return await self._database.read(partial(blobs.load, sha256=row.sha256))

    async def _settle(self, row_id: int, lease: Lease | None, change: Callable[[Session, WantedFile], None]) -> None:
        """Unless the channel has another owner by now, or the row is settled."""

        def job(session: Session) -> None:
            if lease is not None and not leases.held(session, lease):
                return
            row = session.exec(select(WantedFile).where(WantedFile.id == row_id).with_for_update()).first()
            if row is not None and row.state in {WantedState.WANTED, WantedState.STORED}:
                change(session, row)
                session.add(row)

        await self._database.write(job)

    def _note_stored(self, _session: Session, row: WantedFile, *, sha256: str) -> None:
        row.state, row.sha256, row.attempts, row.not_before = WantedState.STORED, sha256, 0, None

    def _arrive(self, session: Session, row: WantedFile, *, result: Any) -> None:
        row.state, row.done_at = WantedState.DONE, self._clock.now()
        self._purposes[row.purpose].arrived(session, self._clock.now(), row, result)

    def _postpone(self, session: Session, row: WantedFile, *, error: Exception, is_final: bool) -> None:
        # The type of an error only: its message could quote what a person wrote.
        row.attempts, row.reason = row.attempts + 1, type(error).__name__
        if not is_final and row.attempts < ATTEMPTS:
            row.not_before = self._clock.now() + WAITS[row.attempts - 1]
            return
        row.state, row.done_at = WantedState.LOST, self._clock.now()
        self._purposes[row.purpose].lost(session, self._clock.now(), row)


def _of_bearable_size(data: bytes) -> bytes:
    if len(data) > blobs.LARGEST:
        raise FileTooLarge(len(data), blobs.LARGEST)
    return data
