"""Rights: a role within a scope, from one moment to another."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, Index, and_
from sqlmodel import Field, Session, SQLModel, col, or_, select

from bot.domain.rights import Role, ScopeKind
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table, text_enum


class Grant(SQLModel, table=True):
    __tablename__ = "grant"
    __table_args__ = table(
        CheckConstraint("to_at IS NULL OR to_at >= from_at", name="times"),
        Index("ix_grant_scope", "scope_kind", "scope_id"),
        purpose="who may do what, where, and who said so",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept with its dates: the audit refers to it",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    role: Role = Field(sa_type=text_enum(Role))
    scope_kind: ScopeKind = Field(sa_type=text_enum(ScopeKind))
    scope_id: str  # a row id as text, or a country's code
    from_at: datetime
    to_at: datetime | None = None
    granted_by: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)


def in_force(at: datetime) -> ColumnElement[bool]:
    """At that moment."""
    return and_(col(Grant.from_at) <= at, or_(col(Grant.to_at).is_(None), col(Grant.to_at) > at))


def grants_of(session: Session, person_id: int, at: datetime) -> list[Grant]:
    """Those in force at that moment."""
    return list(session.exec(select(Grant).where(Grant.person_id == person_id, in_force(at)).order_by(col(Grant.id))))
