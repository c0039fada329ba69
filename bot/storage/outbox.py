"""What is to be said, to whom, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, SmallInteger
from sqlmodel import Field, SQLModel

from bot.core.messages import Priority
from bot.storage.types import Json, Key, partial_index, row_id, table, text_enum


class OutboxState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    SKIPPED = "skipped"
    DROPPED = "dropped"


class OutboxRow(SQLModel, table=True):
    __tablename__ = "outbox"
    __table_args__ = table(
        CheckConstraint("priority BETWEEN 0 AND 3", name="priority"),
        # What is due, by order of service; then what a chat still waits for, and what is on its way to it.
        partial_index(
            "ix_outbox_queued",
            *("channel", "account", "priority", "broadcast_id", "due_at", "id"),
            where="state = 'queued'",
        ),
        partial_index("ix_outbox_waiting", "channel", "account", "chat", "priority", "id", where="state = 'queued'"),
        partial_index("ix_outbox_claimed", "channel", "account", "chat", where="state = 'claimed'"),
        partial_index("ix_outbox_broadcast", "broadcast_id", "state", "id", where="broadcast_id IS NOT NULL"),
        partial_index("ix_outbox_conversation_id", "conversation_id", where="conversation_id IS NOT NULL"),
        partial_index("ix_outbox_edits_id", "edits_id", where="edits_id IS NOT NULL"),
        partial_index(
            "ix_outbox_external_id", "channel", "account", "chat", "external_id", where="external_id IS NOT NULL"
        ),
        purpose="messages and edits that the platforms still have to take, and the ledger of those they took",
        retention="the content until it is sent; the ledger line twelve months",
    )

    id: int = row_id()
    dedupe_key: str = Field(unique=True)
    channel: str
    account: str
    chat: str
    in_group: bool = False
    address_id: int | None = Field(default=None, foreign_key="address.id", index=True, sa_type=Key)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id", sa_type=Key)
    broadcast_id: int | None = Field(default=None, foreign_key="broadcast.id", sa_type=Key)
    priority: int = Field(default=Priority.REPLY, sa_type=SmallInteger)
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=text_enum(OutboxState))
    due_at: datetime
    attempts: int = 0
    unanswered: int = 0  # attempts of which nobody knows whether they arrived
    payload: dict[str, Any] | None = Field(default=None, sa_type=Json)
    edits_id: int | None = Field(default=None, foreign_key="outbox.id", sa_type=Key)
    external_id: str | None = None
    epoch: int | None = None
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    reason: str | None = None
    created_at: datetime
