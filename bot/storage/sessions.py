"""Peer-learning sessions, who leads them, who is invited, and what people still have to be told of them."""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint, and_, or_
from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.identifiers import row_number
from bot.domain.areas import PriorityArea
from bot.domain.sessions import HostPart, OriginKind, SessionKind
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum
from bot.storage.variants import texts


class SessionState(StrEnum):
    """There is no "held": a session is over when its beginning and its length have passed."""

    DRAFT = "draft"
    SEEKING = "seeking"  # those invited vote for a time
    PLANNED = "planned"
    CANCELLED = "cancelled"


class RsvpAnswer(StrEnum):
    YES = "yes"  # and there is a place
    WAITING = "waiting"  # said yes, but all places were taken: moves up by itself
    MAYBE = "maybe"
    NO = "no"


class RoundKind(StrEnum):
    INVITATION = "invitation"
    WISH = "wish"  # it comes of what they wished for
    CHANGE = "change"
    MOVE = "move"  # the time is another
    VOTE = "vote"  # a time is sought: which ones suit them?
    SLOTS = "slots"  # the times on offer, or the time to answer, are others
    SILENT = "silent"  # who has not said which times suit them is asked once more
    TIME = "time"  # the time was sought and is found
    CANCELLATION = "cancellation"
    FEEDBACK = "feedback"  # it is over: how was it?
    SUMMARY = "summary"
    ZONE = "zone"  # the clocks of some of its people follow other rules
    SERIES = "series"  # it is repeated: this one, and those that follow it
    SERIES_CHANGE = "series_change"
    SERIES_CANCELLATION = "series_cancellation"


class LearningSession(SQLModel, table=True):
    __tablename__ = "learning_session"
    __table_args__ = table(
        CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),
        CheckConstraint("state <> 'planned' OR starts_at IS NOT NULL", name="planned_begins"),
        CheckConstraint("capacity >= 1", name="capacity"),
        CheckConstraint("per_centre >= 1", name="per_centre"),
        CheckConstraint("(origin_kind IS NULL) = (origin_id IS NULL)", name="origin"),
        purpose=(
            "a meeting to learn from peers; its id is its human number, "
            'its title and its aim are text variants of kind "session"'
        ),
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: what a programme has done",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    organiser_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    kind: SessionKind = Field(default=SessionKind.PEER_LEARNING, sa_type=text_enum(SessionKind))
    area: PriorityArea = Field(sa_type=text_enum(PriorityArea))
    starts_at: datetime | None = Field(default=None, index=True)  # None: not planned yet, or cancelled before it was
    zone: str  # the organiser's
    minutes: int
    languages: list[str] = Field(default_factory=list, sa_type=Json)  # spoken there, by their codes
    capacity: int | None = None  # people; None: as many as like
    per_centre: int | None = None  # people of one centre, likewise
    link: str | None = None
    room: str | None = None  # where there is no link: in words
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    state: SessionState = Field(default=SessionState.PLANNED, sa_type=text_enum(SessionState))
    sequence: int = 0  # of RFC 5545: grows with every change
    reason: str | None = None  # why it was cancelled
    origin_kind: OriginKind | None = Field(default=None, sa_type=text_enum(OriginKind))
    origin_id: int | None = Field(default=None, sa_type=Key)
    series_id: int | None = Field(default=None, foreign_key="session_series.id", index=True, sa_type=Key)
    occurrence: date | None = None  # which of its series: the day on which the rule puts it, on the organiser's clock
    created_at: datetime
    changed_at: datetime

    @property
    def begins(self) -> datetime:
        """Of a session that has a time."""
        assert self.starts_at is not None, "only what is planned, or was, has a beginning"
        return self.starts_at

    def lies_ahead(self, now: datetime) -> bool:
        return self.state is SessionState.PLANNED and self.begins > now


class SessionHost(SQLModel, table=True):
    __tablename__ = "session_host"
    __table_args__ = table(
        UniqueConstraint("session_id", "person_id"),
        purpose="who leads a session, helps to lead it or interprets; without any host it is its organiser",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the session; removed when the person is forgotten",
    )

    id: int = row_id()
    session_id: int = Field(foreign_key="learning_session.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    part: HostPart = Field(sa_type=text_enum(HostPart))


class SessionMaterial(SQLModel, table=True):
    __tablename__ = "session_material"
    __table_args__ = table(
        CheckConstraint(
            "(link IS NULL) <> (sha256 IS NULL) AND (sha256 IS NULL) = (media_type IS NULL) "
            "AND (sha256 IS NULL) = (size IS NULL)",
            name="link_or_file",
        ),
        purpose="something to read or to look at for a session: a link, or a file that is sent to whoever asks for it",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="as long as the session",
    )

    id: int = row_id()
    session_id: int = Field(foreign_key="learning_session.id", index=True, sa_type=Key)
    name: str
    link: str | None = None
    sha256: str | None = Field(default=None, foreign_key="blob.sha256", index=True)
    media_type: str | None = None
    size: int | None = None  # bytes
    added_by_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


class Rsvp(SQLModel, table=True):
    __tablename__ = "rsvp"
    __table_args__ = table(
        UniqueConstraint("session_id", "person_id"),
        CheckConstraint("(coalesce(answer, 'none') = 'waiting') = (waiting_since IS NOT NULL)", name="waiting"),
        partial_index("ix_rsvp_waiting", "session_id", "waiting_since", "id", where="waiting_since IS NOT NULL"),
        purpose="who is invited to a session and what they answered",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months after the session; removed when the person is forgotten",
    )

    id: int = row_id()
    session_id: int = Field(foreign_key="learning_session.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    answer: RsvpAnswer | None = Field(default=None, sa_type=text_enum(RsvpAnswer))  # None: invited, silent so far
    in_calendar: bool | None = None  # whether our files put it there; False: taken out again
    waiting_since: datetime | None = None  # who has waited longest moves up first
    checked_in_at: datetime | None = None
    attended: bool | None = None  # as they or the host said; None: nothing said
    missed_at: datetime | None = None  # when they said themselves that they were not there; the host cannot overrule it
    late_minutes: int | None = None  # announced: how much later they will come
    shows_name: bool = False  # agrees that all who come may see it
    at: datetime


class SessionRound(SQLModel, table=True):
    __tablename__ = "session_round"
    __table_args__ = table(
        partial_index("ix_session_round_open", "id", where="done_at IS NULL"),
        purpose="something that all of a session are told, and how far that has come: behind `last_person_id`",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="twelve months",
    )

    id: int = row_id()
    session_id: int = Field(foreign_key="learning_session.id", index=True, sa_type=Key)
    kind: RoundKind = Field(sa_type=text_enum(RoundKind))
    last_person_id: int = Field(default=0, sa_type=Key)
    zone_change: dict[str, Any] | None = Field(
        default=None, sa_type=Json
    )  # of a zone's change: which, and the offset before
    files: dict[str, Any] = Field(default_factory=dict, sa_type=Json)  # sha256 of calendar files written so far
    created_at: datetime
    done_at: datetime | None = None


def was_there() -> ColumnElement[bool]:
    """As they or the host said; where nobody said anything, whoever said yes."""
    said = col(Rsvp.attended)
    return or_(said.is_(True), and_(said.is_(None), col(Rsvp.answer) == RsvpAnswer.YES))


def find_session(session: Session, number: str | int) -> LearningSession | None:
    """By its number as it was typed."""
    known = row_number(str(number))
    return None if known is None else session.get(LearningSession, known)


def find_rsvp(session: Session, session_id: int, person_id: int) -> Rsvp | None:
    return session.exec(select(Rsvp).where(Rsvp.session_id == session_id, Rsvp.person_id == person_id)).one_or_none()


def titles(session: Session, ids: list[int]) -> dict[int, dict[str, str]]:
    return texts(session, "session", ids, "title")


def hosts_of(session: Session, ids: Iterable[int]) -> dict[int, dict[HostPart, list[int]]]:
    """`{session: {part: [person]}}`, in the order in which they were named; a session with nobody named is left out."""
    found: dict[int, dict[HostPart, list[int]]] = {}
    rows = session.exec(
        select(SessionHost).where(col(SessionHost.session_id).in_(list(ids))).order_by(col(SessionHost.id))
    )
    for row in rows:
        found.setdefault(row.session_id, {}).setdefault(row.part, []).append(row.person_id)
    return found
