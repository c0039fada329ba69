"""One thing that is said to many, and how far that has come; its copies are rows of the outbox."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum


class BroadcastState(StrEnum):
    PREPARING = "preparing"  # its recipients are being written down
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    CLOSED = "closed"


class Broadcast(SQLModel, table=True):
    __tablename__ = "broadcast"
    __table_args__ = table(
        Index("ix_broadcast_subject", "subject_kind", "subject_id"),
        partial_index("ix_broadcast_state", "state", "id", where="closed_at IS NULL"),
        purpose="one text sent to an audience at a time, and what became of it",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept, with the counts of its closing; the ledger lines of its copies go after twelve months",
    )

    id: int = row_id()
    public_id: str = public_id()
    kind: str  # what is said: an announcement, an invitation to a session
    subject_kind: str  # the thing that holds the words
    subject_id: int = Field(sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    # Of one that edits the copies of another, such as a correction: which. Its own copies are edits of those.
    amends_id: int | None = Field(default=None, foreign_key="broadcast.id", index=True, sa_type=Key)
    words: dict[str, str] | None = Field(default=None, sa_type=Json)  # what it says by itself, by language
    shows: str | None = None  # of one that replaces a file where it is shown: which, as `ShownFile.shows`
    state: BroadcastState = Field(default=BroadcastState.PREPARING, sa_type=text_enum(BroadcastState))
    # Copies are written down in slices, by the ids of people (of shown files, where it replaces one): behind `last_id`, up to
    # whoever was there at the start.
    last_id: int = Field(default=0, sa_type=Key)
    through_id: int = Field(sa_type=Key)
    expanded: bool = False
    expected: int | None = None  # recipients that were written down: at its end there must be as many
    begins_at: datetime | None = None  # no copy leaves before
    local_time: str | None = None  # nor before this hour of the recipient's wall clock: "2023-04-03T09:00"
    elsewhere: bool = False  # whoever could not be reached was tried at another address of theirs
    looked_at: dict[str, int] | None = Field(
        default=None, sa_type=Json
    )  # copies by state when failures were last counted
    again: dict[str, int] | None = Field(default=None, sa_type=Json)  # states that are tried again, behind which copy
    reason: str | None = None  # why it is paused or cancelled
    created_at: datetime
    started_at: datetime | None = None
    closed_at: datetime | None = None
    closing: dict[str, Any] | None = Field(default=None, sa_type=Json)  # copies by state when it was closed
