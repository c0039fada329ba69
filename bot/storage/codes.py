"""Codes that work once and for a short time, and the wrong guesses at them. Only their digests are kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from bot.domain.rights import Role, ScopeKind
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table, text_enum


class CodePurpose(StrEnum):
    CLAIM = "claim"  # becomes an administrator
    LINK = "link"  # joins a second account
    ROLE = "role"  # takes a role that was offered


class OneTimeCode(SQLModel, table=True):
    __tablename__ = "one_time_code"
    __table_args__ = table(
        CheckConstraint(
            "(role IS NULL) = (scope_kind IS NULL) AND (role IS NULL) = (scope_id IS NULL)", name="whole_role"
        ),
        purpose="proves that two ends belong together",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="30 days after it expired",
    )

    id: int = row_id()
    purpose: CodePurpose = Field(sa_type=text_enum(CodePurpose))
    digest: str = Field(unique=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)  # who made it
    role: Role | None = Field(default=None, sa_type=text_enum(Role))
    scope_kind: ScopeKind | None = Field(default=None, sa_type=text_enum(ScopeKind))
    scope_id: str | None = None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class WrongGuess(SQLModel, table=True):
    __tablename__ = "wrong_guess"
    __table_args__ = table(
        Index("ix_wrong_guess_person_id_at", "person_id", "at"),
        purpose="slows down whoever guesses codes",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="one day",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    at: datetime
