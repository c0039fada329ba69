"""What people will be reminded of, on their own clock."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.reminders import ReminderKind
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class ReminderState(StrEnum):
    DUE = "due"
    DONE = "done"
    CANCELLED = "cancelled"


class Reminder(SQLModel, table=True):
    __tablename__ = "reminder"
    __table_args__ = table(
        UniqueConstraint("person_id", "subject_kind", "subject_id", "kind"),
        # In the order in which they are sent: what is said to many is put into words once for each zone.
        partial_index("ix_reminder_due", "next_due_utc", "subject_id", "zone", "id", where="state = 'due'"),
        purpose="when somebody is reminded of something: wall time and zone, and the instant that makes of them",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months after it was due; removed when the person is forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    subject_kind: str
    subject_id: int = Field(sa_type=Key)
    kind: ReminderKind = Field(sa_type=text_enum(ReminderKind))
    wall_time: str  # 2023-03-14T08:00
    zone: str  # the person's
    next_due_utc: datetime
    state: ReminderState = Field(default=ReminderState.DUE, sa_type=text_enum(ReminderState))
