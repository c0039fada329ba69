"""The workers on one PostgreSQL database: who is there, who of them works whose messages, and whether one is too old."""

import asyncio
import logging
import zlib
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session

from bot.delivery.leases import database_now
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.errors import NewerSchema, StorageError
from bot.storage.inbox import EVERYTHING, SLOTS
from bot.storage.inserts import INSERTS
from bot.storage.workers import WorkerRow, at_work

REPORT_SECONDS = 3.0
FORGOTTEN_SECONDS = 60.0
log = logging.getLogger(__name__)

_worker = WorkerRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


def share_of(owner: str, everybody: Collection[str]) -> int:
    """
    The slots that are this worker's, as bits. Each slot is whose name and its number give the highest sum: when somebody
    comes or goes, only what is theirs moves.
    """
    mine = 0
    for slot in range(SLOTS):
        if max(everybody, key=lambda one: (zlib.crc32(f"{slot} {one}".encode()), one)) == owner:
            mine |= 1 << slot
    return mine


class Crew:
    """Reports that this worker is there, and knows the others."""

    def __init__(self, database: Database, owner: str, outdated: Callable[[], None]) -> None:
        """`outdated` hears that there is a `refusal`: the database has become newer than this program can work with."""
        self.database = database
        self.owner = owner
        self.outdated = outdated
        self.revision = schema.newest()
        self.refusal: NewerSchema | None = None
        self.share = EVERYTHING
        self.others = 0
        self.told_of: str | None = None  # a newer schema with which this program goes on

    def join(self) -> None:
        """Before the work begins. Raises NewerSchema where this program is too old for it."""
        self._know(*self.database.write_now(schema.alone(self._report)))

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(REPORT_SECONDS)
            try:
                self._know(*await self.database.write(self._report))
            except NewerSchema as error:
                self.refusal = error
                self.outdated()
                return

    def leave(self) -> None:
        """So that the others take over this one's share at once."""
        with suppress(StorageError):  # then it is missed a little later
            self.database.write_now(
                lambda session: session.connection().execute(delete(_worker).where(_worker.c.owner == self.owner))
            )

    def _report(self, session: Session) -> tuple[list[str], str]:
        found = schema.still_fits(session, self.database.backend.where)
        now, connection = database_now(session), session.connection()
        inserting = INSERTS[connection.dialect.name](_worker).values(
            owner=self.owner, revision=self.revision, seen_at=now
        )
        connection.execute(
            inserting.on_conflict_do_update(index_elements=["owner"], set_={"seen_at": inserting.excluded.seen_at})
        )
        connection.execute(delete(_worker).where(_worker.c.seen_at < now - timedelta(seconds=FORGOTTEN_SECONDS)))
        return list(at_work(connection, now)), found

    def _know(self, everybody: Collection[str], revision: str) -> None:
        if revision not in {self.revision, self.told_of}:
            self.told_of = revision
            log.warning(
                "the database has become newer (schema %s): this version goes on with it, please update it soon",
                revision,
            )
        if len(everybody) - 1 != self.others:
            log.info("workers at work: %d", len(everybody))
        self.others = len(everybody) - 1
        self.share = share_of(self.owner, everybody)
