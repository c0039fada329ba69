"""Programmes: what owns networks, campaigns, sessions, forms, practices and grants."""

from datetime import time
from enum import StrEnum

from sqlmodel import Field, SQLModel

from bot.storage.privacy import Basis, Whose
from bot.storage.types import row_id, table, text_enum


class ProgrammeState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"


class Programme(SQLModel, table=True):
    __tablename__ = "programme"
    __table_args__ = table(
        purpose="the frame in which centres work together", whose=Whose.NOBODY, basis=Basis.NONE, retention="kept"
    )

    id: int = row_id()
    slug: str = Field(unique=True)
    state: ProgrammeState = Field(default=ProgrammeState.ACTIVE, sa_type=text_enum(ProgrammeState))
    approval_above: int = 500  # recipients: an announcement to more needs a second person's approval
    weekly_cap: int = 3  # announcements to one person in seven days; urgent ones are not counted; 0: no cap
    quiet_from: time = time(21)  # on each recipient's clock
    quiet_until: time = time(7)
