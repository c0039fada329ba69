"""Tickets: questions that people ask about something they were told, each for whoever told it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel

from bot.core.identifiers import row_number
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, public_id, row_id, table, text_enum


class TicketState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"


class Ticket(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "ticket"
    __table_args__ = table(
        CheckConstraint("(state = 'answered') = (answered_at IS NOT NULL)", name="answered"),
        partial_index("ix_ticket_open", "subject_kind", "subject_id", "id", where="state = 'open'"),
        purpose="what somebody asks about an announcement, and the answer that goes back to them",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months after the answer, or after it was asked where none came; removed when whoever asked is forgotten",
    )

    id: int = row_id()
    public_id: str = public_id()
    subject_kind: str
    subject_id: int = Field(index=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)  # who asks
    text: str
    language: str  # that they speak with us
    state: TicketState = Field(default=TicketState.OPEN, sa_type=text_enum(TicketState))
    answer: str | None = None
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)  # who answered
    asked_at: datetime
    answered_at: datetime | None = None


def find_ticket(session: Session, number: str) -> Ticket | None:
    known = row_number(number)
    return None if known is None else session.get(Ticket, known)
