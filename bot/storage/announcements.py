"""Announcements: what coordinators tell many at once, with the files, the poll and the answers that belong to it."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.identifiers import row_number
from bot.core.messages import FileKind
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum

KIND = "announcement"  # of its broadcast, and of its texts
TEXT = "text"  # the field of what it says
FILE = "announcement file"


class AnnouncementKind(StrEnum):
    NEWS = "news"
    POLL = "poll"  # with one question, answered by a tap
    EVENT = "event"  # of a session
    QUESTIONNAIRE = "questionnaire"  # of one that is published


class AnnouncementState(StrEnum):
    """Only `usecases/announcement_states.py` goes from one to another."""

    DRAFT = "draft"  # also while it waits for translations, or for its files
    APPROVING = "approving"  # a second person looks at it
    SCHEDULED = "scheduled"
    HELD = "held"  # for the short while in which it can still be undone
    SENT = "sent"  # it goes out, or has
    CANCELLED = "cancelled"  # taken back while it went out, or before
    WITHDRAWN = "withdrawn"  # its copies say so


class Announcement(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "announcement"
    __table_args__ = table(
        CheckConstraint("(kind IN ('event', 'questionnaire')) = (subject_id IS NOT NULL)", name="subject"),
        CheckConstraint("NOT urgent OR urgent_reason IS NOT NULL", name="why_urgent"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        CheckConstraint("scheduled_for IS NULL OR local_time IS NULL", name="one_time"),
        partial_index("ix_announcement_under_way", "state", "id", where="state IN ('approving', 'scheduled', 'held')"),
        purpose="something told to an audience; its texts are text variants",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: numbers and texts of what was announced are the programme's memory",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    kind: AnnouncementKind = Field(default=AnnouncementKind.NEWS, sa_type=text_enum(AnnouncementKind))
    subject_id: int | None = Field(default=None, sa_type=Key)  # the session, or the publication of the questionnaire
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    fallback: str | None = None  # language for those in whose own there is no text
    link: str | None = None
    topic: str | None = None  # what one can subscribe to: a key of domain/subscriptions.py
    urgent: bool = False  # no cap and no quiet hours hold it up
    urgent_reason: str | None = None  # as the author gives it, for the audit
    silent: bool = True  # it arrives without a sound
    pin: bool = False
    acknowledge: bool = False  # its readers are asked to say that they have read it
    broadcast_id: int | None = Field(default=None, foreign_key="broadcast.id", index=True, sa_type=Key)
    state: AnnouncementState = Field(default=AnnouncementState.DRAFT, sa_type=text_enum(AnnouncementState))
    submitted_at: datetime | None = None  # the author has said "send"; None: still being written
    approved_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    approved_at: datetime | None = None
    scheduled_for: datetime | None = None  # an instant, the same for all
    local_time: str | None = None  # or a wall clock's, "2026-11-30T09:00": at each recipient's own
    held_until: datetime | None = None
    sent_at: datetime | None = None
    revision: int = 1  # grows with each correction
    corrected_at: datetime | None = None
    withdrawn_at: datetime | None = None
    current_until: date | None = None  # until then who comes later gets it, too
    created_at: datetime


class AnnouncementAttachment(SQLModel, table=True):
    __tablename__ = "announcement_attachment"
    __table_args__ = table(
        purpose="a picture or a file that an announcement brings; what it shows, in words, is a text variant of the announcement",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="as long as the announcement",
    )

    id: int = row_id()
    announcement_id: int = Field(foreign_key="announcement.id", index=True, sa_type=Key)
    kind: FileKind = Field(sa_type=text_enum(FileKind))
    sha256: str = Field(foreign_key="blob.sha256", index=True)
    name: str
    media_type: str
    size: int  # bytes
    added_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime

    @property
    def field(self) -> str:
        """Of its description among the announcement's texts."""
        return f"alt:{self.id}"

    @property
    def shows(self) -> str:
        """As messages that show it remember it."""
        return f"{FILE}:{self.id}"


class AnnouncementPollChoice(SQLModel, table=True):
    __tablename__ = "announcement_poll_choice"
    __table_args__ = table(
        UniqueConstraint("announcement_id", "number"),
        purpose="something that can be chosen in a poll; its words are a text variant of the announcement",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the announcement",
    )

    id: int = row_id()
    announcement_id: int = Field(foreign_key="announcement.id", sa_type=Key)
    number: int  # its place, from 1

    @property
    def field(self) -> str:
        return choice_field(self.number)


class AnnouncementVote(SQLModel, table=True):
    __tablename__ = "announcement_vote"
    __table_args__ = table(
        UniqueConstraint("announcement_id", "person_id"),
        purpose="who chose what in a poll; one can think again",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months after the announcement went out; removed when the person is forgotten",
    )

    id: int = row_id()
    announcement_id: int = Field(foreign_key="announcement.id", sa_type=Key)
    choice_id: int = Field(foreign_key="announcement_poll_choice.id", index=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


def choice_field(number: int) -> str:
    return f"choice:{number}"


def find_announcement(session: Session, number: str) -> Announcement | None:
    known = row_number(number)
    return None if known is None else session.get(Announcement, known)


def attachments_of(session: Session, ids: Sequence[int]) -> list[AnnouncementAttachment]:
    """Of these announcements, as they came."""
    return list(
        session.exec(
            select(AnnouncementAttachment)
            .where(col(AnnouncementAttachment.announcement_id).in_(ids))
            .order_by(col(AnnouncementAttachment.id))
        )
    )


def choices_of(session: Session, ids: Sequence[int]) -> list[AnnouncementPollChoice]:
    """Of these announcements, in their order."""
    return list(
        session.exec(
            select(AnnouncementPollChoice)
            .where(col(AnnouncementPollChoice.announcement_id).in_(ids))
            .order_by(col(AnnouncementPollChoice.announcement_id), col(AnnouncementPollChoice.number))
        )
    )
