"""A peer visit by diary: the days of its week, what the host tells on each, and what visitors ask and find useful."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.domain.visit_diary import DiaryPrompt
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class EntryKind(StrEnum):
    TOLD = "told"  # by the host
    QUESTION = "question"  # by a visitor
    ANSWER = "answer"  # by the host, to a question


class VisitDay(SQLModel, table=True):
    __tablename__ = "visit_day"
    __table_args__ = table(
        UniqueConstraint("visit_id", "number"),
        partial_index("ix_visit_day_ask_at", "ask_at", "id", where="asked_at IS NULL"),
        partial_index("ix_visit_day_tell_at", "tell_at", "id", where="tell_at IS NOT NULL"),
        purpose="a day of a peer visit by diary: what the host is asked on it, and what the visitors still have to hear",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept with the visit",
    )

    id: int = row_id()
    visit_id: int = Field(foreign_key="visit.id", ondelete="CASCADE", sa_type=Key)
    number: int  # from 1
    on: date  # at the host's
    prompt: DiaryPrompt = Field(sa_type=text_enum(DiaryPrompt))
    ask_at: datetime
    asked_at: datetime | None = None
    tell_at: datetime | None = None  # when visitors hear of what is new; None: nothing is
    told_through: int = Field(default=0, sa_type=Key)  # entries, by id


class VisitEntry(SQLModel, table=True):
    """The id of a question is its human number."""

    __tablename__ = "visit_entry"
    __table_args__ = table(
        CheckConstraint("kind <> 'answer' OR answers_id IS NOT NULL", name="answers"),
        CheckConstraint("kind = 'told' OR text <> ''", name="said"),
        purpose="what somebody told, asked or answered in a peer visit by diary: for the centres of this visit",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="kept with the visit; without the person when they are forgotten",
    )

    id: int = row_id()
    visit_id: int = Field(foreign_key="visit.id", ondelete="CASCADE", index=True, sa_type=Key)
    day_id: int = Field(foreign_key="visit_day.id", ondelete="CASCADE", index=True, sa_type=Key)
    kind: EntryKind = Field(sa_type=text_enum(EntryKind))
    answers_id: int | None = Field(default=None, foreign_key="visit_entry.id", index=True, sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    text: str = ""
    language: str = ""
    at: datetime


class VisitReaction(SQLModel, table=True):
    __tablename__ = "visit_reaction"
    __table_args__ = table(
        purpose="who of the visitors found a day of a diary useful; the host hears only how many",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="kept with the visit; removed when the person is forgotten",
        never_reuse_ids=False,
    )

    day_id: int = Field(primary_key=True, foreign_key="visit_day.id", ondelete="CASCADE", sa_type=Key)
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime
