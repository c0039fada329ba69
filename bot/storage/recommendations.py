"""Votes on recommendations: what is put to the vote, who has voted, and what came out."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.identifiers import row_number
from bot.domain.recommendations import BallotMethod, BallotVoter
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum

KIND = "ballot"  # in the audit; "title" is its text
RECOMMENDATION = "recommendation"  # of texts


class BallotState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # counted
    DROPPED = "dropped"


class BallotNews(StrEnum):
    """What those who are asked still have to be told."""

    OPENED = "opened"
    RESULT = "result"
    PLANS = "plans"  # for the action plans of the centres that were asked


class Ballot(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "ballot"
    __table_args__ = table(
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        partial_index("ix_ballot_open", "closes_at", "id", where="state = 'open'"),
        partial_index("ix_ballot_news", "id", where="news IS NOT NULL"),
        purpose="a vote on which recommendations matter most, and to whom it is put",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: what a programme has decided; without its author when they are forgotten",
    )

    id: int = row_id()
    public_id: str = public_id()
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    method: BallotMethod = Field(sa_type=text_enum(BallotMethod))
    voter: BallotVoter = Field(sa_type=text_enum(BallotVoter))
    state: BallotState = Field(default=BallotState.OPEN, sa_type=text_enum(BallotState))
    closes_at: datetime
    closed_at: datetime | None = None
    voters: int | None = None  # who have voted, once they are counted
    news: BallotNews | None = Field(default=BallotNews.OPENED, sa_type=text_enum(BallotNews))
    last_person_id: int = Field(default=0, sa_type=Key)  # how far the news have come
    created_at: datetime


class Recommendation(SQLModel, table=True):
    __tablename__ = "recommendation"
    __table_args__ = table(
        purpose="what is put to a vote; its words are a text variant, and perhaps a report found it",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as its vote is known",
    )

    id: int = row_id()
    ballot_id: int = Field(foreign_key="ballot.id", index=True, sa_type=Key)
    finding_id: int | None = Field(default=None, foreign_key="visit_finding.id", index=True, sa_type=Key)
    points: int | None = None  # as they were counted in the end
    first: int | None = None


class BallotVote(SQLModel, table=True):
    __tablename__ = "ballot_vote"
    __table_args__ = table(
        CheckConstraint("person_id IS NOT NULL OR centre_id IS NOT NULL", name="whose"),
        partial_index("ix_ballot_vote_person", "ballot_id", "person_id", where="centre_id IS NULL", unique=True),
        partial_index("ix_ballot_vote_centre", "ballot_id", "centre_id", where="centre_id IS NOT NULL", unique=True),
        purpose="how many points somebody, or a centre, gives to which recommendation",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="until the votes are counted; a person's own goes when they are forgotten",
    )

    id: int = row_id()
    ballot_id: int = Field(foreign_key="ballot.id", sa_type=Key)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    centre_id: int | None = Field(default=None, foreign_key="centre.id", index=True, sa_type=Key)
    points: dict[str, int] = Field(sa_type=Json)  # by recommendation
    at: datetime


def locked_ballot(session: Session, number: str | int) -> Ballot | None:
    """As it is now; nobody else changes it before this transaction ends."""
    known = row_number(str(number))
    if known is None:
        return None
    wanted = select(Ballot).where(Ballot.id == known).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def recommendations_of(session: Session, ballot_id: int) -> list[Recommendation]:
    wanted = select(Recommendation).where(Recommendation.ballot_id == ballot_id).order_by(col(Recommendation.id))
    return list(session.exec(wanted))
