"""Calendars of a programme: for which centres, from when, their phases and milestones, and which centre has done what.

Names and tasks are texts in several languages (`text_variant`).
"""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.domain.milestones import DoneBy, Rung
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum

CALENDAR, PHASE, MILESTONE = "calendar", "phase", "milestone"  # kinds of texts, and in the audit
LARGEST_NUMBER = 2**63 - 1


class CalendarState(StrEnum):
    RUNNING = "running"
    ENDED = "ended"


class MilestoneReminderState(StrEnum):
    DUE = "due"
    SENT = "sent"
    LEFT_OUT = "left out"  # done by then, moved or taken out


class ProgrammeCalendar(SQLModel, table=True):
    """Its id is its human number. A cohort has a calendar of its own: an audience, and the day on which it begins."""

    __tablename__ = "programme_calendar"
    __table_args__ = table(
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended"),
        partial_index("ix_programme_calendar_running", "looked_at", "id", where="state = 'running'"),
        purpose="what a programme, or a cohort of its centres, goes through, from a day on",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: what a programme has done",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    begins_on: date
    state: CalendarState = Field(default=CalendarState.RUNNING, sa_type=text_enum(CalendarState))
    reminds: bool = True
    looked_at: datetime | None = None  # when it was last looked at for reminders
    looked_through: int | None = Field(default=None, sa_type=Key)  # amid that: its centres up to this one, by id
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    created_at: datetime
    ended_at: datetime | None = None


class ProgrammePhase(SQLModel, table=True):
    __tablename__ = "programme_phase"
    __table_args__ = table(
        UniqueConstraint("calendar_id", "position"),
        purpose="a part of a programme's calendar that has a name",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the calendar",
    )

    id: int = row_id()
    calendar_id: int = Field(foreign_key="programme_calendar.id", sa_type=Key)
    position: int


class Milestone(SQLModel, table=True):
    __tablename__ = "milestone"
    __table_args__ = table(
        Index("ix_milestone_phase_id", "phase_id"),
        purpose="something that centres do in a programme, and until when",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the calendar; one that was taken out keeps its row, because centres may have done it",
    )

    id: int = row_id()
    phase_id: int = Field(foreign_key="programme_phase.id", sa_type=Key)
    begins: str  # a day, or how long after the calendar's beginning: `domain.milestones.written`
    due: str  # likewise; the last day
    done_by: DoneBy = Field(default=DoneBy.SAID, sa_type=text_enum(DoneBy))
    taken_out_at: datetime | None = None


class MilestoneDone(SQLModel, table=True):
    """Only what somebody has said; what the system knows by itself is read where it stands."""

    __tablename__ = "milestone_done"
    __table_args__ = table(
        purpose="that somebody said of a centre that it has done a milestone",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the milestone; without the person when they are forgotten",
        never_reuse_ids=False,
    )

    milestone_id: int = Field(primary_key=True, foreign_key="milestone.id", sa_type=Key)
    centre_id: int = Field(primary_key=True, foreign_key="centre.id", index=True, sa_type=Key)
    done_on: date
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


class MilestoneReminder(SQLModel, table=True):
    __tablename__ = "milestone_reminder"
    __table_args__ = table(
        UniqueConstraint("milestone_id", "centre_id", "person_id", "due_on", "rung"),
        partial_index("ix_milestone_reminder_due", "due_at", "id", where="state = 'due'"),
        purpose="that somebody is reminded of a milestone of their centre, so that nobody is reminded too often",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months after it was due; removed when the person is forgotten",
    )

    id: int = row_id()
    milestone_id: int = Field(foreign_key="milestone.id", sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    due_on: date  # of the milestone, as it was then: one that is moved is reminded of anew
    rung: Rung = Field(sa_type=text_enum(Rung))
    due_at: datetime
    sent_at: datetime | None = None
    state: MilestoneReminderState = Field(default=MilestoneReminderState.DUE, sa_type=text_enum(MilestoneReminderState))


def find_calendar(session: Session, number: int) -> ProgrammeCalendar | None:
    """People may write any number."""
    return session.get(ProgrammeCalendar, number) if number <= LARGEST_NUMBER else None


def find_milestone(session: Session, number: int) -> tuple[Milestone, int] | None:
    """With the number of its calendar; None: there is none, or it was taken out."""
    if number > LARGEST_NUMBER:
        return None
    return session.exec(
        select(Milestone, ProgrammePhase.calendar_id)
        .join(ProgrammePhase, col(ProgrammePhase.id) == col(Milestone.phase_id))
        .where(Milestone.id == number, col(Milestone.taken_out_at).is_(None))
    ).one_or_none()


def phases_of(session: Session, calendars: Collection[int]) -> list[ProgrammePhase]:
    wanted = select(ProgrammePhase).where(col(ProgrammePhase.calendar_id).in_(calendars))
    return list(session.exec(wanted.order_by(col(ProgrammePhase.calendar_id), col(ProgrammePhase.position))))


def milestones_of(session: Session, phases: Collection[int]) -> list[Milestone]:
    wanted = select(Milestone).where(col(Milestone.phase_id).in_(phases), col(Milestone.taken_out_at).is_(None))
    return list(session.exec(wanted.order_by(col(Milestone.id))))


def done_by_word(
    session: Session, milestones: Collection[int], centres: Collection[int] | None = None
) -> dict[tuple[int, int], MilestoneDone]:
    """(milestone, centre) → what was said. `centres` None: of all."""
    wanted = select(MilestoneDone).where(col(MilestoneDone.milestone_id).in_(milestones))
    if centres is not None:
        wanted = wanted.where(col(MilestoneDone.centre_id).in_(centres))
    return {(one.milestone_id, one.centre_id): one for one in session.exec(wanted)}
