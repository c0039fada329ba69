"""Times that a session could have, and what those invited say of each."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.domain.time_votes import Suits
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class VoteState(StrEnum):
    OPEN = "open"
    UNDECIDED = "undecided"  # over, and its organiser has to choose
    DECIDED = "decided"
    DROPPED = "dropped"  # the session was called off, or the vote was


class TimeVote(SQLModel, table=True):
    __tablename__ = "time_vote"
    __table_args__ = table(
        CheckConstraint("quorum >= 1", name="quorum"),
        partial_index("ix_time_vote_open", "closes_at", where="state = 'open'"),
        partial_index("ix_time_vote_to_be_drawn", "drawn_at", where="voted_at > drawn_at"),
        purpose="that a time is sought for a session: until when, and how many have to be able to come",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: as long as the session",
        never_reuse_ids=False,
    )

    session_id: int = Field(primary_key=True, foreign_key="learning_session.id", sa_type=Key)
    state: VoteState = Field(default=VoteState.OPEN, sa_type=text_enum(VoteState))
    closes_at: datetime
    quorum: int = 1  # people
    begun_at: datetime
    reminded_at: datetime | None = None  # those who were silent
    voted_at: datetime  # when what there is to be seen of it last changed
    drawn_at: datetime  # when its organiser was last shown how it stands


class TimeSlot(SQLModel, table=True):
    __tablename__ = "time_slot"
    __table_args__ = table(
        UniqueConstraint("session_id", "number"),
        purpose="a time on offer in a vote; its number is never given to another one of it",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: as long as the session",
    )

    id: int = row_id()
    session_id: int = Field(foreign_key="time_vote.session_id", sa_type=Key)
    number: int
    starts_at: datetime
    dropped_at: datetime | None = None  # it is on offer no more


class SlotVote(SQLModel, table=True):
    __tablename__ = "slot_vote"
    __table_args__ = table(
        UniqueConstraint("slot_id", "person_id"),
        purpose="what somebody says of a time on offer",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months after that time; removed when the person is forgotten",
    )

    id: int = row_id()
    slot_id: int = Field(foreign_key="time_slot.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    suits: Suits = Field(sa_type=text_enum(Suits))
    at: datetime


class VoteNeeds(SQLModel, table=True):
    __tablename__ = "vote_needs"
    __table_args__ = table(
        UniqueConstraint("session_id", "person_id"),
        purpose="without whom a session is not to take place",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the session; removed when the person is forgotten",
    )

    id: int = row_id()
    session_id: int = Field(foreign_key="time_vote.session_id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)


def slots_of(session: Session, session_id: int) -> Sequence[TimeSlot]:
    """Those on offer, soonest first."""
    return session.exec(
        select(TimeSlot)
        .where(TimeSlot.session_id == session_id, col(TimeSlot.dropped_at).is_(None))
        .order_by(col(TimeSlot.starts_at), col(TimeSlot.number))
    ).all()


def drop_vote(session: Session, session_id: int, now: datetime) -> None:
    """The session is called off: nothing is left to be decided."""
    vote = session.get(TimeVote, session_id)
    if vote is not None and vote.state in {VoteState.OPEN, VoteState.UNDECIDED}:
        vote.state, vote.voted_at = VoteState.DROPPED, now
        session.add(vote)


def own_votes(session: Session, session_id: int, person_id: int) -> dict[int, Suits]:
    """By the numbers of the slots."""
    rows = session.exec(
        select(TimeSlot.number, SlotVote.suits)
        .join(SlotVote, col(SlotVote.slot_id) == col(TimeSlot.id))
        .where(TimeSlot.session_id == session_id, SlotVote.person_id == person_id)
    )
    return {number: Suits(suits) for number, suits in rows}
