"""Rounds: an instrument opened to centres for some weeks. Its name is a text in several languages (`text_variant`)."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel

from bot.domain.settling import Settling
from bot.storage.privacy import Basis, Whose
from bot.storage.questionnaires import LARGEST_NUMBER
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum

__all__ = ["KIND", "Round", "RoundState", "Settling"]

KIND = "round"  # of its texts, and in the audit


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Round(SQLModel, table=True):
    """Its id is its human number. What is asked, of whom and until when stands with its publications."""

    __tablename__ = "round"
    __table_args__ = table(
        CheckConstraint("closes_at IS NULL OR closes_at >= opens_at", name="times"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        partial_index("ix_round_open", "opens_at", "id", where="state = 'open'"),
        purpose="a time in which many centres assess themselves with the same instrument, to be compared with others",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: results refer to it",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    baseline_id: int | None = Field(default=None, foreign_key="round.id", index=True, sa_type=Key)
    settling: Settling = Field(default=Settling.AGREE, sa_type=text_enum(Settling))
    state: RoundState = Field(default=RoundState.OPEN, sa_type=text_enum(RoundState))
    opens_at: datetime
    opened_at: datetime | None = None  # since then people are told; None: its day is to come
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    reminds: bool = True  # those who stay silent, and then those who coordinate them
    reminded_at: datetime | None = None  # when it was last looked at for this
    participation: dict[str, Any] | None = Field(default=None, sa_type=Json)  # as it stood when it closed
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    created_at: datetime


def find_round(session: Session, number: int) -> Round | None:
    """People may write any number."""
    return session.get(Round, number) if number <= LARGEST_NUMBER else None
