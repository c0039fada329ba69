"""One owner at a time for what only one may do; the database's time decides, an epoch tells old owners from new."""

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update
from sqlmodel import Session

from bot.delivery.wakes import Bell
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.inserts import INSERTS
from bot.storage.leases import LeaseRow

log = logging.getLogger(__name__)
SECONDS = 12.0  # much longer than the longest stall: a lease that runs out under a living owner doubles messages
RENEW_SECONDS = 3.0
LEADER = "leader"  # the lease of what one worker does for all

_lease = LeaseRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_MINE = (
    _lease.c.name == bindparam("lease"),
    _lease.c.owner == bindparam("holder"),
    _lease.c.epoch == bindparam("term"),
)
_RENEW = update(_lease).where(*_MINE).values(expires_at=bindparam("until"))
# Locked against an heir until this transaction ends: the heir then sees whatever was claimed in it.
_HELD = select(_lease.c.epoch).where(*_MINE).with_for_update(read=True)


class LeaseLost(Exception):  # noqa: N818 - it says what is the case
    """Whoever had it was too late, and changes nothing any more."""


@dataclass(frozen=True)
class Lease:
    name: str
    owner: str
    epoch: int


def channel_lease(channel: str, account: str) -> str:
    """The name under which a channel's account has one owner, who polls and sends."""
    return f"channel:{channel}:{account}"


def acquire(
    session: Session, name: str, owner: str, *, seconds: float = SECONDS, take_over: bool = False
) -> Lease | None:
    """None while somebody else holds it. `take_over`: the caller knows that any other owner is dead."""
    connection = session.connection()
    now = database_now(session)
    inserting = INSERTS[connection.dialect.name](_lease).values(
        name=name, owner=owner, epoch=1, expires_at=now + timedelta(seconds=seconds)
    )
    taking = inserting.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": owner, "epoch": _lease.c.epoch + 1, "expires_at": inserting.excluded.expires_at},
        where=None if take_over else or_(_lease.c.expires_at <= now, _lease.c.owner == owner),
    ).returning(_lease.c.epoch)
    epoch = connection.execute(taking).scalar()
    return None if epoch is None else Lease(name, owner, epoch)


def take_office(session: Session, name: str, owner: str) -> Lease | None:
    """For a worker. On SQLite a lock of the operating system lets only one run: any other owner is dead."""
    return acquire(session, name, owner, take_over=session.connection().dialect.name == "sqlite")


def renew(session: Session, lease: Lease, *, seconds: float = SECONDS) -> bool:
    """False: it has another owner now."""
    until = database_now(session) + timedelta(seconds=seconds)
    return session.connection().execute(_RENEW, _of(lease) | {"until": until}).rowcount == 1


def release(session: Session, lease: Lease) -> None:
    session.connection().execute(_RENEW, _of(lease) | {"until": database_now(session)})


def held(session: Session, lease: Lease) -> bool:
    """Whether it is still this owner's; true until the end of the transaction."""
    return session.connection().execute(_HELD, _of(lease)).first() is not None


def fenced(session: Session, lease: Lease) -> None:
    """Raises LeaseLost unless it is still this owner's, until the end of the transaction."""
    if not held(session, lease):
        raise LeaseLost(lease.name)


def database_now(session: Session) -> datetime:
    """Workers on several machines have one clock in common: the database's."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        instant: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return instant
    written: str = connection.execute(select(func.strftime("%Y-%m-%d %H:%M:%f", "now"))).scalar_one()
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


class Tenure:
    """
    A lease as its owner sees it. It lasts as long as it is renewed in time; where it ran out, because the machine stood
    still, it goes on if nobody has taken it since, and ends otherwise.
    """

    def __init__(self, database: Database, lease: Lease, began: float, monotonic: Callable[[], float]) -> None:
        """`began`: the monotonic time before the lease was asked for."""
        self.database = database
        self.lease = lease
        self.monotonic = monotonic
        self.until = began + SECONDS
        self.bell = Bell()
        self.answer = Bell()  # rings when it is known anew whether it lasts
        self.has_ended = False

    def lasts(self) -> bool:
        return self.monotonic() < self.until

    async def goes_on(self) -> bool:
        """At once while it lasts; else the database is asked whose it is now."""
        while not self.lasts() and not self.has_ended:
            self.bell.ring()
            await self.answer.wait(RENEW_SECONDS)
        return self.lasts()

    async def keep(self) -> None:
        """Renew until it is lost; the bell only shortens the wait for the next time."""
        try:
            while not self.has_ended:
                await self.bell.wait(RENEW_SECONDS)
                await self._renew()
                self.answer.ring()
        finally:
            self.has_ended = True
            self.answer.ring()

    async def _renew(self) -> None:
        began = self.monotonic()
        try:
            still_mine = await self.database.write(lambda session: renew(session, self.lease))
        except StorageError as error:
            log.warning("the lease %s could not be renewed: %s", self.lease.name, error)
            self.has_ended = not self.lasts()  # a database that cannot be asked tells nobody that it is still theirs
            return
        self.until = began + SECONDS if still_mine else -math.inf
        self.has_ended = not still_mine


def _of(lease: Lease) -> dict[str, object]:
    return {"lease": lease.name, "holder": lease.owner, "term": lease.epoch}
