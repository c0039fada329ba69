"""Which news people want and when, and which topics they have turned off."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlmodel import Field, Session, SQLModel, col, select

from bot.domain.subscriptions import EIGHT, NewsPace
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class NewsChoice(SQLModel, table=True):
    """Whoever has none gets news at once."""

    __tablename__ = "news_choice"
    __table_args__ = table(
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("minute BETWEEN 0 AND 1439", name="minute"),
        CheckConstraint("pace <> 'weekly' OR next_at IS NOT NULL", name="next"),
        partial_index("ix_news_choice_due", "next_at", "id", where="next_at IS NOT NULL"),
        purpose="whether somebody wants news at once, once a week or only urgent ones",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the person; removed when they are forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", unique=True, sa_type=Key)
    pace: NewsPace = Field(default=NewsPace.AT_ONCE, sa_type=text_enum(NewsPace))
    weekday: int = 0  # of the digest, from 0, Monday
    minute: int = EIGHT  # after midnight, on the person's clock
    # When the next digest is due; the last one, with what still waits, where it is not weekly any more.
    next_at: datetime | None = None
    told_at: datetime | None = None


class TopicOff(SQLModel, table=True):
    __tablename__ = "topic_off"
    __table_args__ = table(
        UniqueConstraint("person_id", "topic"),
        purpose="what somebody objects to being told unasked: topics of news, but urgent ones; suggestions of partners; reminders",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the person; removed when they are forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    topic: str  # see domain/subscriptions.py
    at: datetime


def news_choice_of(session: Session, person_id: int) -> NewsChoice | None:
    return session.exec(select(NewsChoice).where(NewsChoice.person_id == person_id)).one_or_none()


def topics_off(session: Session, person_id: int) -> frozenset[str]:
    return frozenset(session.exec(select(TopicOff.topic).where(TopicOff.person_id == person_id)))


def has_turned_off(
    person_id: ColumnElement[int] | Mapped[int], *topics: ColumnElement[str] | str
) -> ColumnElement[bool]:
    """Whether that person wants to hear of one of these no more."""
    return select(TopicOff.id).where(TopicOff.person_id == person_id, col(TopicOff.topic).in_(topics)).exists()


def without_objection(session: Session, people: Iterable[int], topic: str) -> list[int]:
    """Those of them who have not turned it off, in the order given."""
    wanted = list(people)
    off = select(TopicOff.person_id).where(TopicOff.topic == topic, col(TopicOff.person_id).in_(wanted))
    gone = set(session.exec(off)) if wanted else set[int]()
    return [one for one in wanted if one not in gone]
