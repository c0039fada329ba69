"""Talks, their keyed answers, and the actions that buttons carry."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.types import Json, Key, public_id, row_id, table, text_enum


class ConversationState(StrEnum):
    OPEN = "open"
    PARKED = "parked"
    ENDED = "ended"
    STOPPED = "stopped"


class AnswerState(StrEnum):
    GIVEN = "given"
    REOPENED = "reopened"
    ONCE = "once"  # a result that back and change cannot pass


class ConversationRow(SQLModel, table=True):
    __tablename__ = "conversation"
    __table_args__ = table(
        CheckConstraint("person_id IS NULL OR respondent IS NULL", name="one_owner"),
        Index("ix_conversation_person_id_state", "person_id", "state"),
        Index("ix_conversation_about", "about_kind", "about_id"),
        purpose="one talk with one person, or with one respondent nobody can name",
        retention="open and parked ones twelve months; ended ones without their draft",
    )

    id: int = row_id()
    public_id: str = public_id()
    person_id: int | None = Field(default=None, foreign_key="person.id", sa_type=Key)
    respondent: str | None = Field(default=None, index=True)
    handler: str
    about_kind: str | None = None
    about_id: int | None = Field(default=None, sa_type=Key)
    acting_id: int | None = Field(default=None, foreign_key="membership.id", index=True, sa_type=Key)
    form_version: str | None = None
    revision: int = 0
    state: ConversationState = Field(default=ConversationState.OPEN, sa_type=text_enum(ConversationState))
    pending: dict[str, Any] | None = Field(default=None, sa_type=Json)
    draft: dict[str, Any] | None = Field(default=None, sa_type=Json)
    created_at: datetime
    touched_at: datetime
    ended_at: datetime | None = None


class AnswerRow(SQLModel, table=True):
    __tablename__ = "answer"
    __table_args__ = table(
        UniqueConstraint("conversation_id", "key"),
        purpose="what was answered to one question of a talk",
        retention="as long as the talk; what a use case made of it lives in its own table",
        never_reuse_ids=False,
    )

    id: int = row_id()
    conversation_id: int = Field(foreign_key="conversation.id", sa_type=Key)
    key: str
    value: Any = Field(default=None, sa_type=Json, nullable=True)
    raw: str | None = None
    address_id: int | None = Field(default=None, foreign_key="address.id", index=True, sa_type=Key)
    at: datetime
    position: int
    digest: str
    state: AnswerState = Field(default=AnswerState.GIVEN, sa_type=text_enum(AnswerState))


class ActionRow(SQLModel, table=True):
    __tablename__ = "action"
    __table_args__ = table(
        purpose="what a button in a message does, whenever it is tapped",
        retention="until it expires; without an expiry twelve months",
        never_reuse_ids=False,
    )

    token: str = Field(primary_key=True)
    verb: str
    argument: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)  # None: whoever taps
    expires_at: datetime | None = None
    created_at: datetime
    done_at: datetime | None = None


def answers_of(session: Session, conversation_id: int) -> list[AnswerRow]:
    """In the order of the talk."""
    rows = select(AnswerRow).where(AnswerRow.conversation_id == conversation_id)
    return list(session.exec(rows.order_by(col(AnswerRow.position), col(AnswerRow.id))))
