"""Talks and their keyed answers."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.core.talk import AnswerState
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum


class ConversationState(StrEnum):
    OPEN = "open"
    PARKED = "parked"
    ENDED = "ended"
    STOPPED = "stopped"


class ConversationRow(SQLModel, table=True):
    __tablename__ = "conversation"
    __table_args__ = table(
        Index("ix_conversation_person_id_state", "person_id", "state"),
        Index("ix_conversation_about", "about_kind", "about_id"),
        partial_index("ix_conversation_voice", "argument", where="handler = 'voice'"),
        purpose="one talk with one person",
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
        retention="twelve months after the last word in it; its draft thirty days after its end, but that of a questionnaire, which "
        "may be opened again, as long as the talk; one in which voices are given without "
        "a name is deleted as a whole when they are handed in",
    )

    id: int = row_id()
    public_id: str = public_id()
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    handler: str
    about_kind: str | None = None
    about_id: int | None = Field(default=None, sa_type=Key)
    acting_id: int | None = Field(default=None, foreign_key="membership.id", index=True, sa_type=Key)
    form_version: str | None = None
    argument: str = ""
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
        partial_index("ix_answer_message_id", "address_id", "message_id", where="message_id IS NOT NULL"),
        purpose="what was answered to one question of a talk",
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
        retention="thirty days after the end of the talk; in a questionnaire, which may be opened again, as long as the talk; what a "
        "use case made of it lives in its own table",
        never_reuse_ids=False,
    )

    id: int = row_id()
    conversation_id: int = Field(foreign_key="conversation.id", sa_type=Key)
    key: str
    kind: str
    value: Any = Field(default=None, sa_type=Json, nullable=True)
    raw: str | None = None
    message_id: str | None = None
    address_id: int | None = Field(default=None, foreign_key="address.id", sa_type=Key)
    at: datetime
    position: int
    digest: str
    state: AnswerState = Field(default=AnswerState.GIVEN, sa_type=text_enum(AnswerState))
