"""What is to be said, to whom, and what became of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, SmallInteger, and_
from sqlmodel import Field, SQLModel, col

from bot.core.messages import Priority
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, one_of, partial_index, row_id, table, text_enum


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
        one_of("state", OutboxState),
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
        partial_index("ix_outbox_offers", "address_id", "id", where="offers IS NOT NULL"),
        partial_index("ix_outbox_read", "broadcast_id", where="is_read"),
        purpose="messages and edits that the platforms still have to take, and the ledger of those they took; "
        "of announcements and invitations, whether they were read, where the platform tells it (never when)",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="the content until it is sent; the ledger line, with what can be done under the message, twelve months",
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
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=text_enum(OutboxState, guarded=False))
    due_at: datetime
    attempts: int = 0
    unanswered: int = 0  # attempts of which nobody knows whether they arrived
    payload: dict[str, Any] | None = Field(default=None, sa_type=Json)
    edits_id: int | None = Field(default=None, foreign_key="outbox.id", sa_type=Key)
    edits_place: int | None = Field(
        default=None, sa_type=SmallInteger
    )  # of the file in that message that this one replaces, or takes away
    external_id: str | None = None
    epoch: int | None = None
    claimed_at: datetime | None = None
    sent_at: datetime | None = None
    reason: str | None = None
    offers: list[Any] | None = Field(default=None, sa_type=Json)  # number, label and data of what is done by its number
    is_read: bool | None = None  # of a copy of a broadcast: True as soon as its platform has told so
    created_at: datetime


def stands_in_a_chat() -> ColumnElement[bool]:
    """A message of its own that one person alone can see, and of which we know how its platform calls it."""
    return and_(
        col(OutboxRow.state) == OutboxState.SENT,
        col(OutboxRow.external_id).is_not(None),
        col(OutboxRow.edits_id).is_(None),
        col(OutboxRow.in_group).is_(False),
        col(OutboxRow.chat) != "",
    )
