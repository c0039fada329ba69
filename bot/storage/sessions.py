"""Peer-learning sessions, who is invited to them, and what people still have to be told of them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, select

from bot.domain.areas import PriorityArea
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum
from bot.storage.variants import texts


class SessionState(StrEnum):
    PLANNED = "planned"
    CANCELLED = "cancelled"


class RsvpAnswer(StrEnum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class RoundKind(StrEnum):
    INVITATION = "invitation"
    CHANGE = "change"
    MOVE = "move"  # the time is another
    CANCELLATION = "cancellation"


class LearningSession(SQLModel, table=True):
    __tablename__ = "learning_session"
    __table_args__ = table(
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        purpose='a meeting to learn from peers; its id is its human number, its title a text variant of kind "session"',
        retention="kept: what a programme has done",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    organiser_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    area: PriorityArea = Field(sa_type=text_enum(PriorityArea))
    starts_at: datetime = Field(index=True)
    zone: str  # the organiser's
    minutes: int
    link: str | None = None
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    state: SessionState = Field(default=SessionState.PLANNED, sa_type=text_enum(SessionState))
    sequence: int = 0  # of RFC 5545: grows with every change
    reason: str | None = None  # why it was cancelled
    created_at: datetime
    changed_at: datetime


class Rsvp(SQLModel, table=True):
    __tablename__ = "rsvp"
    __table_args__ = table(
        UniqueConstraint("session_id", "person_id"),
        purpose="who is invited to a session and what they answered",
        retention="twelve months after the session; removed when the person is forgotten",
    )

    id: int = row_id()
    session_id: int = Field(foreign_key="learning_session.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    answer: RsvpAnswer | None = Field(default=None, sa_type=text_enum(RsvpAnswer))  # None: invited, silent so far
    in_calendar: bool | None = None  # whether our files put it there; False: taken out again
    at: datetime


class SessionRound(SQLModel, table=True):
    __tablename__ = "session_round"
    __table_args__ = table(
        partial_index("ix_session_round_open", "id", where="done_at IS NULL"),
        purpose="something that all of a session are told, and how far that has come: behind `last_person_id`",
        retention="twelve months",
    )

    id: int = row_id()
    session_id: int = Field(foreign_key="learning_session.id", index=True, sa_type=Key)
    kind: RoundKind = Field(sa_type=text_enum(RoundKind))
    last_person_id: int = Field(default=0, sa_type=Key)
    files: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # sha256 of calendar files written so far
    created_at: datetime
    done_at: datetime | None = None


def find_session(session: Session, number: str | int) -> LearningSession | None:
    """By its number as it was typed."""
    text = str(number)
    return session.get(LearningSession, int(text)) if text.isdecimal() and len(text) <= 15 else None  # noqa: PLR2004 - fits every engine


def find_rsvp(session: Session, session_id: int, person_id: int) -> Rsvp | None:
    return session.exec(select(Rsvp).where(Rsvp.session_id == session_id, Rsvp.person_id == person_id)).one_or_none()


def titles(session: Session, ids: list[int]) -> dict[int, dict[str, str]]:
    return texts(session, "session", ids, "title")
