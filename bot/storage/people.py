"""People known to the bot."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, public_id, row_id, table, text_enum


class PersonState(StrEnum):
    NEW = "new"
    PENDING = "pending"
    ACTIVE = "active"
    STOPPED = "stopped"
    LEFT = "left"
    ERASED = "erased"
    MERGED = "merged"


class Person(SQLModel, table=True):
    __tablename__ = "person"
    __table_args__ = table(
        purpose="someone who talks with the bot: how to speak to them and where",
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
        retention="until they ask to be forgotten, or thirty days after they were asked whether to stay, which is after a year of "
        "silence; the emptied row stays so that counts stay right",
    )

    id: int = row_id()
    public_id: str = public_id()
    name: str | None = None
    language: str | None = None
    language_chosen: bool = False
    reads: str | None = None  # rather than `language`, where colleagues have written in it: one that we do not speak
    country: str | None = None
    zone: str = Field(default="UTC", index=True)
    # No foreign keys on the next two: address and conversation point at person, and a circle of keys can
    # neither be created nor restored in one order.
    preferred_address_id: int | None = Field(default=None, sa_type=Key)
    text_only: bool = False
    state: PersonState = Field(default=PersonState.NEW, sa_type=text_enum(PersonState))
    floor_id: int | None = Field(default=None, index=True, sa_type=Key)
    undo: dict[str, Any] | None = Field(default=None, sa_type=Json)  # the last reversible act and when: a minute long
    merged_into_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    forget_at: datetime | None = Field(default=None, index=True)  # asked to be forgotten: done then, undone before
    created_at: datetime
    seen_at: datetime = Field(index=True)  # written anew once in a while, not with each message
