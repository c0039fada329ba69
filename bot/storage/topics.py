"""Days of networks: which topics their members propose, what they vote for, and what came out."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class DayState(StrEnum):
    OPEN = "open"  # topics are proposed and voted for
    CLOSED = "closed"  # the votes are counted
    DROPPED = "dropped"


class DayNews(StrEnum):
    """What the members of the network still have to be told."""

    OPENED = "opened"
    RESULT = "result"


class NetworkDay(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "network_day"
    __table_args__ = table(
        CheckConstraint("closes_at >= created_at", name="times"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        partial_index("ix_network_day_open", "closes_at", "id", where="state = 'open'"),
        partial_index("ix_network_day_news", "id", where="news IS NOT NULL"),
        purpose="one of the two days a year of a network, on a topic that its members choose",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: what a network has done",
    )

    id: int = row_id()
    network_id: int = Field(foreign_key="network.id", index=True, sa_type=Key)
    year: int  # of the day itself
    author_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    state: DayState = Field(default=DayState.OPEN, sa_type=text_enum(DayState))
    closes_at: datetime  # of proposing and voting
    closed_at: datetime | None = None
    topic_id: int | None = Field(default=None, sa_type=Key)  # the one that was chosen
    session_id: int | None = Field(default=None, foreign_key="learning_session.id", index=True, sa_type=Key)
    news: DayNews | None = Field(default=DayNews.OPENED, sa_type=text_enum(DayNews))
    last_person_id: int = Field(default=0, sa_type=Key)  # how far the news have come
    created_at: datetime


class Topic(SQLModel, table=True):
    __tablename__ = "topic"
    __table_args__ = table(
        purpose="what somebody proposes for a day of their network; its words are a text variant",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as its vote is known; without its author once that person is forgotten",
    )

    id: int = row_id()
    day_id: int = Field(foreign_key="network_day.id", index=True, sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    votes: int | None = None  # as they were counted in the end
    at: datetime


class TopicVote(SQLModel, table=True):
    __tablename__ = "topic_vote"
    __table_args__ = table(
        UniqueConstraint("topic_id", "person_id"),
        purpose="who is for which topic",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="until the votes are counted; removed when the person is forgotten",
    )

    id: int = row_id()
    topic_id: int = Field(foreign_key="topic.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


def topics_of(session: Session, day_id: int) -> list[Topic]:
    return list(session.exec(select(Topic).where(Topic.day_id == day_id).order_by(col(Topic.id))))


def votes_of(session: Session, day_id: int) -> dict[int, int]:
    """By topic; nought where nobody is for it."""
    rows = session.exec(
        select(Topic.id, func.count(col(TopicVote.id)))
        .outerjoin(TopicVote, col(TopicVote.topic_id) == col(Topic.id))
        .where(Topic.day_id == day_id)
        .group_by(col(Topic.id))
    )
    return dict(rows.all())
