"""Where a person can be reached: a channel, the bot's account on it and the person's identifier there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

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


def find_address(session: Session, channel: str, account: str, external_id: str) -> Address | None:
    return session.exec(
        select(Address).where(
            Address.channel == channel, Address.account == account, Address.external_id == external_id
        )
    ).one_or_none()


def addresses_of(session: Session, person_id: int) -> list[Address]:
    return list(session.exec(select(Address).where(Address.person_id == person_id).order_by(col(Address.id))))
