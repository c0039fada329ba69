"""Who changed what, and when: lines are only ever added."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, row_id, table, text_enum


class ActorKind(StrEnum):
    PERSON = "person"
    SYSTEM = "system"
    COMMAND = "command"


class AuditLine(SQLModel, table=True):
    __tablename__ = "audit"
    __table_args__ = table(
        Index("ix_audit_subject", "subject_kind", "subject_id"),
        purpose="who changed what, under which right",
        whose=Whose.ANYONE,
        basis=Basis.DUTY,
        retention="three years; holds identifiers and never what people wrote",
    )

    id: int = row_id()
    at: datetime = Field(index=True)
    # No foreign key: a line stays when what it speaks of is gone.
    actor_id: int | None = Field(default=None, index=True, sa_type=Key)
    actor_kind: ActorKind = Field(sa_type=text_enum(ActorKind))
    verb: str
    subject_kind: str
    subject_id: str | None = None
    scope: str | None = None
    detail: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
