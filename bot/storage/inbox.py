"""What came in and is confirmed to its platform: it takes effect exactly once."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import SmallInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, partial_index, row_id, table, text_enum

SLOTS = 32
EVERYTHING = (1 << SLOTS) - 1  # all slots, as bits


class InboxState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    PARKED = "parked"


class InboxRow(SQLModel, table=True):
    __tablename__ = "inbox"
    __table_args__ = table(
        UniqueConstraint("channel", "account", "external_id"),
        partial_index("ix_inbox_pending", "lane", "id", where="state = 'pending'"),
        partial_index("ix_inbox_parked", "id", where="state = 'parked'"),
        purpose="updates from the platforms until they have taken effect",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="the content until its step is done, or, where that fails each time, a year at most; the identifier 30 days, to "
        "know a repetition",
    )

    id: int = row_id()
    channel: str
    account: str
    external_id: str
    lane: str
    slot: int = Field(default=0, sa_type=SmallInteger)  # 0 to 31, by the lane: workers share what comes in by it
    chat: str
    payload: dict[str, Any] | None = Field(default=None, sa_type=Json)
    state: InboxState = Field(default=InboxState.PENDING, sa_type=text_enum(InboxState))
    attempts: int = 0
    not_before: datetime | None = None
    received_at: datetime
    done_at: datetime | None = None
    error: str | None = None
