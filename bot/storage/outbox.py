"""What is to be said, to whom, and what became of it."""

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, SmallInteger
from sqlmodel import Field, SQLModel

from bot.storage.types import Json, Key, partial_index, row_id, table, text_enum


class OutboxState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"
    DROPPED = "dropped"


class Priority(IntEnum):
    REPLY = 0
    REMINDER = 1
    BROADCAST = 2
    COSMETIC = 3


class OutboxRow(SQLModel, table=True):
    __tablename__ = "outbox"
    __table_args__ = table(
        CheckConstraint("priority BETWEEN 0 AND 3", name="priority"),
        partial_index("ix_outbox_queued", "channel", "account", "priority", "id", where="state = 'queued'"),
        partial_index("ix_outbox_broadcast_id", "broadcast_id", where="broadcast_id IS NOT NULL"),
        partial_index("ix_outbox_edits_id", "edits_id", where="edits_id IS NOT NULL"),
        Index("ix_outbox_external_id", "channel", "account", "chat", "external_id"),
        purpose="messages and edits that the platforms still have to take, and the ledger of those they took",
        retention="the content until it is sent; the ledger line twelve months",
    )

    id: int = row_id()
    dedupe_key: str = Field(unique=True)
    channel: str
    account: str
    chat: str
    address_id: int | None = Field(default=None, foreign_key="address.id", index=True, sa_type=Key)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id", index=True, sa_type=Key)
    broadcast_id: int | None = Field(default=None, sa_type=Key)
    priority: int = Field(default=Priority.REPLY, sa_type=SmallInteger)
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=text_enum(OutboxState))
    due_at: datetime
    attempts: int = 0
    payload: dict[str, Any] | None = Field(default=None, sa_type=Json)
    edits_id: int | None = Field(default=None, foreign_key="outbox.id", sa_type=Key)
    external_id: str | None = None
    epoch: int | None = None
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    reason: str | None = None
    created_at: datetime
