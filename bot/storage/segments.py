"""Audiences that somebody keeps under a name, to choose them again."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, row_id, table


class Segment(SQLModel, table=True):
    __tablename__ = "segment"
    __table_args__ = table(
        UniqueConstraint("person_id", "name"),
        purpose="conditions that somebody keeps under a name, to choose the same recipients again: never a list of people",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="until whoever keeps it takes it away; removed when the person is forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    name: str  # as they typed it: nobody else reads it
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    created_at: datetime


def segments_of(session: Session, person_id: int) -> list[Segment]:
    """By name."""
    found = session.exec(select(Segment).where(Segment.person_id == person_id).order_by(col(Segment.id)))
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))
