"""Where a person can be reached: a channel, the bot's account on it and the person's identifier there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, FromClause, UniqueConstraint, and_, func
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table, text_enum


class AddressState(StrEnum):
    OK = "ok"
    BLOCKED = "blocked"
    GONE = "gone"


class Address(SQLModel, table=True):
    __tablename__ = "address"
    __table_args__ = table(
        UniqueConstraint("channel", "account", "external_id"),
        purpose="where a person can be reached",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="as long as the person; erased with them",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    channel: str
    account: str
    external_id: str
    chat: str
    state: AddressState = Field(default=AddressState.OK, sa_type=text_enum(AddressState))
    reason: str | None = None
    created_at: datetime
    seen_at: datetime


def addresses_of(session: Session, person_id: int) -> list[Address]:
    return list(session.exec(select(Address).where(Address.person_id == person_id).order_by(col(Address.id))))


def usable(address: FromClause) -> ColumnElement[bool]:
    """Whether it can be written to; who has only been met in a group has no chat of their own."""
    return and_(address.c.state == AddressState.OK, address.c.chat != "")


def best_address(person: FromClause) -> ColumnElement[int | None]:
    """
    Where a person is told what they did not ask for: one address, never two. The preferred one if it can be written
    to, else the one that was used last; where none can be written to, the preferred one tells why.
    """
    known = Address.__table__.alias("known")  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
    # Not one query in the order of preference: SQLite's ORDER BY knows nothing of the person outside of it.
    preferred = select_columns(known.c.id).where(known.c.id == person.c.preferred_address_id, usable(known))
    last_used = (
        select_columns(known.c.id)
        .where(known.c.person_id == person.c.id, usable(known))
        .order_by(known.c.seen_at.desc(), known.c.id.desc())
        .limit(1)
    )
    return func.coalesce(
        preferred.correlate(person).scalar_subquery(),
        last_used.correlate(person).scalar_subquery(),
        person.c.preferred_address_id,
    )
