"""Virtual peer visits: the call for them, who offers what, groups of centres that visit each other, and what is to be done."""

from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, or_, select

from bot.core.identifiers import row_number
from bot.domain.visit_timetable import VisitStep
from bot.domain.visits import VisitWay as VisitWay  # noqa: PLC0414 - told on to whoever reads the tables
from bot.storage.centres import Centre, CentreState
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum

CALLS = "visits"  # of calls, in the audit and in actions
GROUP = "visit group"
VISIT = "visit"


class VisitCallState(StrEnum):
    OPEN = "open"  # centres answer
    MATCHING = "matching"
    READY = "ready"  # groups are there, to be looked at and changed by whoever coordinates
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class VisitGroupState(StrEnum):
    SUGGESTED = "suggested"  # only whoever coordinates sees it
    ASKED = "asked"  # its centres say yes or no
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


class InGroup(StrEnum):
    IN = "in"
    WITHDRAWN = "withdrawn"  # said no, or left later


class VisitState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    REPORTED = "reported"
    CANCELLED = "cancelled"


class VisitCall(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "visit_call"
    __table_args__ = table(
        CheckConstraint("visits_from <= visits_until", name="dates"),
        partial_index("ix_visit_call_at_work", "id", where="state IN ('open', 'matching')"),
        purpose="a time at which centres are asked to host and to visit peers online",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: what a programme has done",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    state: VisitCallState = Field(default=VisitCallState.OPEN, sa_type=text_enum(VisitCallState))
    way: VisitWay = Field(default=VisitWay.EITHER, sa_type=text_enum(VisitWay))
    in_pairs: bool = False  # groups of two instead of three to five
    opened_at: datetime
    closes_on: date  # on the clock of whoever opened it: what everybody reads
    closes_at: datetime  # the end of that day
    visits_from: date
    visits_until: date
    asked_through: int | None = Field(default=0, sa_type=Key)  # centres by id; None: all have been asked
    reminded_through: int | None = Field(default=0, sa_type=Key)  # likewise, of those that have not answered
    known: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)  # `VisitCentre`s that were matched, as JSON
    alone: dict[str, str] = Field(default_factory=dict, sa_type=Json)  # why, by centre: those without a group
    reached: int | None = None  # per cent of what no grouping could exceed
    alone_told: int | None = None  # of `alone`, in their order, once it is sent; None: there is nobody to tell
    sent_at: datetime | None = None


class VisitOffer(SQLModel, table=True):
    __tablename__ = "visit_offer"
    __table_args__ = table(
        purpose="what a centre answers to a call: to host, to visit, both, or neither this time",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the call; without the person when they are forgotten",
        never_reuse_ids=False,
    )

    call_id: int = Field(primary_key=True, foreign_key="visit_call.id", sa_type=Key)
    centre_id: int = Field(primary_key=True, foreign_key="centre.id", index=True, sa_type=Key)
    hosts: bool
    visits: bool
    areas: list[str] = Field(default_factory=list, sa_type=Json)  # that the visit is to be about
    languages: list[str] = Field(default_factory=list, sa_type=Json)  # in which it could be, of the centre's own
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


class VisitGroup(SQLModel, table=True):
    __tablename__ = "visit_group"
    __table_args__ = table(
        partial_index("ix_visit_group_expires_at", "expires_at", "id", where="state = 'asked'"),
        purpose="two to five centres that visit each other",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: nobody is to be brought together twice",
    )

    id: int = row_id()
    call_id: int = Field(foreign_key="visit_call.id", index=True, sa_type=Key)
    state: VisitGroupState = Field(default=VisitGroupState.SUGGESTED, sa_type=text_enum(VisitGroupState))
    fit: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # `GroupFit`, as JSON: why these
    created_at: datetime
    expires_at: datetime | None = None  # for those who are asked
    settled_at: datetime | None = None


class VisitGroupCentre(SQLModel, table=True):
    __tablename__ = "visit_group_centre"
    __table_args__ = table(
        Index("ix_visit_group_centre_centre_id", "centre_id", "group_id"),
        purpose="a centre in a group that visits each other: what it does there, and who said yes or no for it",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the group; without the person when they are forgotten",
        never_reuse_ids=False,
    )

    group_id: int = Field(primary_key=True, foreign_key="visit_group.id", ondelete="CASCADE", sa_type=Key)
    centre_id: int = Field(primary_key=True, foreign_key="centre.id", sa_type=Key)
    state: InGroup = Field(default=InGroup.IN, sa_type=text_enum(InGroup))
    hosts: bool
    visits: bool
    asked_at: datetime | None = None
    accepted_at: datetime | None = None
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)


class Visit(SQLModel, table=True):
    """Its id is its human number. Its visitors are the others of its group that visit: see `visitors_of`."""

    __tablename__ = "visit"
    __table_args__ = table(
        CheckConstraint("way <> 'either'", name="settled_way"),
        purpose="one centre of a group hosts the others that visit, in a session or over a week",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: what a programme has done",
    )

    id: int = row_id()
    public_id: str = public_id()
    group_id: int = Field(foreign_key="visit_group.id", index=True, sa_type=Key)
    host_centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    session_id: int | None = Field(default=None, foreign_key="learning_session.id", index=True, sa_type=Key)
    way: VisitWay = Field(sa_type=text_enum(VisitWay))
    visit_on: date | None = None  # of a week: its first day
    areas: list[str] = Field(default_factory=list, sa_type=Json)  # what it is about, the host's wish
    languages: list[str] = Field(default_factory=list, sa_type=Json)  # that all of the group speak
    state: VisitState = Field(default=VisitState.PLANNED, sa_type=text_enum(VisitState))
    created_at: datetime


class VisitTask(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "visit_task"
    __table_args__ = table(
        UniqueConstraint("visit_id", "centre_id", "kind"),
        CheckConstraint("done_by_id IS NULL OR done_at IS NOT NULL", name="done"),
        partial_index("ix_visit_task_remind_at", "remind_at", "id", where="remind_at IS NOT NULL"),
        purpose="a step of a visit that a centre has to do, and until when; what it tells the others then",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the visit; without the person when they are forgotten",
    )

    id: int = row_id()
    visit_id: int = Field(foreign_key="visit.id", ondelete="CASCADE", sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    kind: VisitStep = Field(sa_type=text_enum(VisitStep))
    due_on: date
    reminded: int = 0  # times
    remind_at: datetime | None = None  # None: done, or reminded often enough
    words: str = ""  # a self-report, an agenda: in the language of whoever wrote it
    by_area: dict[str, str] = Field(default_factory=dict, sa_type=Json)  # questions, in the same way
    done_at: datetime | None = None
    done_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)


def find_visit(session: Session, number: str | int) -> Visit | None:
    """By its number as it was typed."""
    known = row_number(str(number))
    return None if known is None else session.get(Visit, known)


def offers_to(session: Session, call_id: int) -> list[VisitOffer]:
    """Of centres that take part in the programme now: who is gone is not counted among those who have answered."""
    return list(
        session.exec(
            select(VisitOffer)
            .join(Centre, col(Centre.id) == col(VisitOffer.centre_id))
            .where(VisitOffer.call_id == call_id, Centre.state == CentreState.ACTIVE)
            .order_by(col(VisitOffer.centre_id))
        )
    )


def settled_in(session: Session, call_id: int) -> set[int]:
    """Centres that have a group in this call which goes on, or have said no to one."""
    rows = session.exec(
        select(VisitGroupCentre.centre_id)
        .join(VisitGroup, col(VisitGroup.id) == col(VisitGroupCentre.group_id))
        .where(
            VisitGroup.call_id == call_id,
            or_(VisitGroupCentre.state == InGroup.WITHDRAWN, VisitGroup.state != VisitGroupState.DROPPED),
        )
    )
    return set(rows)


def groups_of(session: Session, call_id: int) -> list[tuple[VisitGroup, list[VisitGroupCentre]]]:
    """All of a call, with the centres that are in; two queries."""
    groups = session.exec(select(VisitGroup).where(VisitGroup.call_id == call_id).order_by(col(VisitGroup.id))).all()
    members = members_in(session, [group.id for group in groups])
    return [(group, members[group.id]) for group in groups]


def any_gone() -> ColumnElement[bool]:
    """Of a query for groups: whether one of its centres no longer takes part in the programme."""
    gone = (
        select(VisitGroupCentre.centre_id)
        .join(Centre, col(Centre.id) == col(VisitGroupCentre.centre_id))
        .where(
            VisitGroupCentre.group_id == VisitGroup.id,
            VisitGroupCentre.state == InGroup.IN,
            Centre.state != CentreState.ACTIVE,
        )
    )
    return gone.exists()


def members_in(session: Session, groups: Collection[int]) -> dict[int, list[VisitGroupCentre]]:
    """By group, those who are in."""
    members: dict[int, list[VisitGroupCentre]] = {group: [] for group in groups}
    for one in session.exec(
        select(VisitGroupCentre)
        .where(col(VisitGroupCentre.group_id).in_(members), VisitGroupCentre.state == InGroup.IN)
        .order_by(col(VisitGroupCentre.centre_id))
    ):
        members[one.group_id].append(one)
    return members


def tasks_of(session: Session, visit_id: int) -> list[VisitTask]:
    """The one that is due first comes first."""
    wanted = select(VisitTask).where(VisitTask.visit_id == visit_id).order_by(col(VisitTask.due_on), col(VisitTask.id))
    return list(session.exec(wanted.execution_options(populate_existing=True)))


def members_of(session: Session, group_id: int) -> list[VisitGroupCentre]:
    """Those who are in, as they are now."""
    wanted = (
        select(VisitGroupCentre)
        .where(VisitGroupCentre.group_id == group_id, VisitGroupCentre.state == InGroup.IN)
        .order_by(col(VisitGroupCentre.centre_id))
    )
    return list(session.exec(wanted.execution_options(populate_existing=True)))


def visits_of(session: Session, group_id: int) -> list[Visit]:
    return list(session.exec(select(Visit).where(Visit.group_id == group_id).order_by(col(Visit.id))))


def together(session: Session) -> set[tuple[int, int]]:
    """Pairs, the smaller first, that visited each other or are about to: both in a group that was not dropped."""
    one, other = (VisitGroupCentre.__table__.alias(name) for name in ("one", "other"))  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
    wanted = (
        select_columns(one.c.centre_id, other.c.centre_id)
        .join(other, (other.c.group_id == one.c.group_id) & (other.c.centre_id > one.c.centre_id))
        .join(VisitGroup, col(VisitGroup.id) == one.c.group_id)
        .where(
            one.c.state == InGroup.IN,
            other.c.state == InGroup.IN,
            col(VisitGroup.state).in_([VisitGroupState.ASKED, VisitGroupState.RUNNING, VisitGroupState.DONE]),
        )
    )
    return {(row[0], row[1]) for row in session.connection().execute(wanted)}


def visitors_of(session: Session, visits: Collection[int]) -> dict[int, list[int]]:
    """By visit, the centres that visit its host: the others of its group that are in and offered it; one query."""
    found: dict[int, list[int]] = {number: [] for number in visits}
    for number, centre in session.exec(
        select(Visit.id, VisitGroupCentre.centre_id)
        .join(VisitGroupCentre, col(VisitGroupCentre.group_id) == col(Visit.group_id))
        .where(
            col(Visit.id).in_(list(visits)),
            VisitGroupCentre.state == InGroup.IN,
            col(VisitGroupCentre.visits),
            col(VisitGroupCentre.centre_id) != col(Visit.host_centre_id),
        )
        .order_by(col(VisitGroupCentre.centre_id))
    ):
        found[number].append(centre)
    return found
