"""Announcements: what coordinators tell many at once."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, Session, SQLModel

from bot.core.identifiers import row_number
from bot.storage.types import Json, Key, public_id, row_id, table, text_enum

KIND = "announcement"  # of its broadcast, and of its texts, whose field is "text"


class AnnouncementState(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    CANCELLED = "cancelled"


class Announcement(SQLModel, table=True):
    __tablename__ = "announcement"
    __table_args__ = table(
        purpose="something told to an audience that expects no answer; its texts are text variants",
        retention="kept: numbers and texts of what was announced are the programme's memory",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    fallback: str | None = None  # language for those in whose own there is no text
    link: str | None = None
    broadcast_id: int | None = Field(default=None, foreign_key="broadcast.id", index=True, sa_type=Key)
    state: AnnouncementState = Field(default=AnnouncementState.DRAFT, sa_type=text_enum(AnnouncementState))
    created_at: datetime


def find_announcement(session: Session, number: str) -> Announcement | None:
    known = row_number(number)
    return None if known is None else session.get(Announcement, known)
