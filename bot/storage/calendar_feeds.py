"""Addresses at which a calendar fetches sessions by itself. Whoever has one sees them: only its digest is kept."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class FeedKind(StrEnum):
    PERSON = "person"  # what they say yes or maybe to
    NETWORK = "network"
    PROGRAMME = "programme"


class CalendarFeed(SQLModel, table=True):
    __tablename__ = "calendar_feed"
    __table_args__ = table(
        CheckConstraint("kind <> 'network' OR network_id IS NOT NULL", name="network"),
        CheckConstraint("kind <> 'person' OR person_id IS NOT NULL", name="person"),
        partial_index(
            "uq_calendar_feed_person", "person_id", where="kind = 'person' AND ended_at IS NULL", unique=True
        ),
        partial_index(
            "uq_calendar_feed_network", "network_id", where="kind = 'network' AND ended_at IS NULL", unique=True
        ),
        partial_index(
            "uq_calendar_feed_programme", "programme_id", where="kind = 'programme' AND ended_at IS NULL", unique=True
        ),
        purpose="an address at which calendars fetch the sessions of a person, a network or a programme",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="twelve months after it ended; removed when the person is forgotten",
    )

    id: int = row_id()
    digest: str = Field(unique=True)  # SHA-256 of the secret, in hex
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    kind: FeedKind = Field(sa_type=text_enum(FeedKind))
    # Whose it is; of one that is shared, who made it, as long as they are known.
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    network_id: int | None = Field(default=None, foreign_key="network.id", index=True, sa_type=Key)
    language: str  # of one that is shared; a person reads theirs in their own
    created_at: datetime
    ended_at: datetime | None = None


def find_feed(session: Session, digest: str) -> CalendarFeed | None:
    """As long as it works."""
    return session.exec(
        select(CalendarFeed).where(CalendarFeed.digest == digest, col(CalendarFeed.ended_at).is_(None))
    ).one_or_none()
