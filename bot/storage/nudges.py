"""Reminders to those who have not answered a questionnaire; in a round, then to those who coordinate them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.nudges import MOST, Rung
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class NudgeState(StrEnum):
    DUE = "due"
    SENT = "sent"
    LEFT_OUT = "left out"  # answered by then, or closed


class Nudge(SQLModel, table=True):
    __tablename__ = "nudge"
    __table_args__ = table(
        UniqueConstraint("publication_id", "person_id", "rung", "number"),
        CheckConstraint(f"number BETWEEN 1 AND {MOST}", name="number"),
        partial_index("ix_nudge_due", "due_at", "id", where="state = 'due'"),
        purpose="a reminder to somebody who has not answered a questionnaire, so that nobody gets too many",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the publication; removed when the person is forgotten",
    )

    id: int = row_id()
    publication_id: int = Field(foreign_key="publication.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    rung: Rung = Field(default=Rung.PERSON, sa_type=text_enum(Rung))
    number: int  # of this person's on that rung, from 1
    due_at: datetime
    sent_at: datetime | None = None
    state: NudgeState = Field(default=NudgeState.DUE, sa_type=text_enum(NudgeState))
