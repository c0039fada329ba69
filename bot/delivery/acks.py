"""Verdicts on their way to disk: many in one transaction, with what they tell about chats and addresses."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlmodel import Session

from bot.core.clock import Clock
from bot.delivery.claims import Claimed
from bot.delivery.outbox import move_chat
from bot.delivery.results import acknowledge
from bot.delivery.verdicts import Verdict
from bot.delivery.wakes import Bell
from bot.storage import news_places, rooms
from bot.storage.addresses import Address
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.inserts import INSERTS
from bot.storage.pace import PaceRow

ROWS = 100
GATHER_SECONDS = 0.005
RETRY_SECONDS = 1.0
log = logging.getLogger(__name__)

_address = Address.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_pace = PaceRow.__table__  # type: ignore[attr-defined] # see above
_LOST = (
    update(_address)
    .where(_address.c.id == bindparam("lost"))
    .values(state=bindparam("now_is", type_=_address.c.state.type), reason=bindparam("why"))
)

Told = tuple[Claimed, Verdict]


class Acks:
    """`written` is called after each batch; `refused` when rows turn out to be somebody else's by now."""

    def __init__(
        self,
        database: Database,
        account: tuple[str, str],
        epoch: int,
        *,
        clock: Clock,
        faults: Callable[[str], None],
        written: Callable[[], None],
        refused: Callable[[], None],
    ) -> None:
        self.database = database
        self.account = account
        self.epoch = epoch
        self.clock = clock
        self.faults = faults
        self.written = written
        self.refused = refused
        self.waiting: list[Told] = []
        self.bell = Bell()
        self.closing = False

    def add(self, claimed: Claimed, verdict: Verdict) -> None:
        self.waiting.append((claimed, verdict))
        self.bell.ring()

    async def run(self) -> None:
        """Until `close` and everything is written. What could not be written stays in `waiting` and is tried again."""
        while self.waiting or not self.closing:
            if not self.waiting:
                await self.bell.wait()
                continue
            if len(self.waiting) < ROWS:
                await asyncio.sleep(GATHER_SECONDS)  # others will be done in a moment
            await self._write(self.waiting[:ROWS])

    def close(self) -> None:
        self.closing = True
        self.bell.ring()

    async def _write(self, batch: list[Told]) -> None:
        self.faults("before-ack")
        try:
            refused = await self.database.write(
                lambda session: apply(session, self.account, self.epoch, batch, self.clock.now())
            )
        except StorageError as error:
            log.error("what was sent cannot be noted, so nothing more is sent: %s", error)  # noqa: TRY400 - our words say it all
            await asyncio.sleep(RETRY_SECONDS)
            return
        del self.waiting[: len(batch)]
        if refused:
            log.warning("%d messages belong to another worker by now", len(refused))
            self.refused()
        self.written()


def apply(session: Session, account: tuple[str, str], epoch: int, batch: Sequence[Told], now: datetime) -> list[int]:
    """The rows that were refused: of them nothing is noted."""
    refused = acknowledge(session, epoch, [verdict.result for _, verdict in batch])
    telling = [(claimed, verdict) for claimed, verdict in batch if claimed.id not in refused]
    lost = [
        {"lost": claimed.address_id, "now_is": verdict.address, "why": verdict.result.reason}
        for claimed, verdict in telling
        if verdict.address is not None and claimed.address_id is not None
    ]
    if lost:
        session.connection().execute(_LOST, lost)
    for chat in {claimed.chat for claimed, verdict in telling if claimed.in_group and verdict.address is not None}:
        rooms.lose(session, *account, chat, now)
        news_places.lose(session, *account, chat, now)
    for old, new in {(claimed.chat, verdict.moved_to) for claimed, verdict in telling if verdict.moved_to is not None}:
        move_chat(session, *account, old, new)
    waits = {
        ("" if verdict.whole_account else claimed.chat): now + timedelta(seconds=verdict.patience)
        for claimed, verdict in telling
        if verdict.patience is not None
    }
    if waits:
        _remember_patience(session, account, waits, now)
    return refused


def patience(session: Session, account: tuple[str, str], now: datetime) -> dict[str, float]:
    """Chats ("" is the whole account) that must be left alone, and for how many seconds more."""
    channel, name = account
    found = session.connection().execute(
        select(_pace.c.chat, _pace.c.not_before).where(
            _pace.c.channel == channel, _pace.c.account == name, _pace.c.not_before > now
        )
    )
    return {row.chat: (row.not_before - now).total_seconds() for row in found}


def _remember_patience(session: Session, account: tuple[str, str], waits: dict[str, datetime], now: datetime) -> None:
    channel, name = account
    connection = session.connection()
    here = (_pace.c.channel == channel, _pace.c.account == name)
    connection.execute(delete(_pace).where(*here, _pace.c.not_before <= now))
    inserting = INSERTS[connection.dialect.name](_pace)
    latest = {"not_before": inserting.excluded.not_before}
    connection.execute(
        inserting.on_conflict_do_update(
            index_elements=["channel", "account", "chat"],
            set_=latest,
            where=_pace.c.not_before < inserting.excluded.not_before,
        ),
        [{"channel": channel, "account": name, "chat": chat, "not_before": until} for chat, until in waits.items()],
    )
