"""Programmes: what owns networks, campaigns, sessions, forms, practices and grants."""

from datetime import time
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel, select

from bot.storage.types import row_id, table, text_enum


class ProgrammeState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class Programme(SQLModel, table=True):
    __tablename__ = "programme"
    __table_args__ = table(purpose="the frame in which centres work together", retention="kept")

    id: int = row_id()
    slug: str = Field(unique=True)
    state: ProgrammeState = Field(default=ProgrammeState.ACTIVE, sa_type=text_enum(ProgrammeState))
    approval_above: int = 500  # recipients: an announcement to more needs a second person's approval
    weekly_cap: int = 3  # announcements to one person in seven days; urgent ones are not counted; 0: no cap
    quiet_from: time = time(21)  # on each recipient's clock
    quiet_until: time = time(7)


def find_programme(session: Session, slug: str) -> Programme | None:
    return session.exec(select(Programme).where(Programme.slug == slug)).one_or_none()
