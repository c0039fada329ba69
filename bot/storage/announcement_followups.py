"""What people do with an announcement once they have it: say that they have read it, ask to be reminded of it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class Acknowledgement(SQLModel, table=True):
    __tablename__ = "acknowledgement"
    __table_args__ = table(
        UniqueConstraint("announcement_id", "person_id"),
        purpose="who has said that they have read an announcement, and as which correction of it they read it",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months; removed when the person is forgotten",
    )

    id: int = row_id()
    announcement_id: int = Field(foreign_key="announcement.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    revision: int
    at: datetime


class AskedReminderState(StrEnum):
    DUE = "due"
    DONE = "done"
    CANCELLED = "cancelled"


class AskedReminder(SQLModel, table=True):
    __tablename__ = "asked_reminder"
    __table_args__ = table(
        UniqueConstraint("announcement_id", "person_id"),
        partial_index("ix_asked_reminder_due", "due_at", "id", where="state = 'due'"),
        purpose="when somebody wants to see an announcement again: wall time and zone, and the instant that makes of them",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months after it was due; removed when the person is forgotten",
    )

    id: int = row_id()
    announcement_id: int = Field(foreign_key="announcement.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    wall_time: str  # 2023-03-14T09:00
    zone: str  # the person's
    due_at: datetime
    state: AskedReminderState = Field(default=AskedReminderState.DUE, sa_type=text_enum(AskedReminderState))


class CatchingUp(SQLModel, table=True):
    __tablename__ = "catching_up"
    __table_args__ = table(
        UniqueConstraint("person_id"),
        partial_index("ix_catching_up_due", "due_at", "id", where="told_at IS NULL"),
        purpose="who came when things had been announced already, and is told of those that still hold, once",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the person is there, so that it stays at once; removed when they are forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    due_at: datetime
    told_at: datetime | None = None
