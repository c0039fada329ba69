"""Wishes for sessions: what somebody would like to learn or talk about, who else wants it, and what became of it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.identifiers import row_number
from bot.domain.areas import PriorityArea
from bot.storage.locked import locked_row
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, row_id, table, text_enum


class SessionWish(SQLModel, table=True):
    """Its id is its human number. There is none without anybody who wants it: the last one who leaves takes it along."""

    __tablename__ = "session_wish"
    __table_args__ = table(
        partial_index("ix_session_wish_waits", "at", "id", where="reminded_at IS NULL"),
        purpose="what people would like a session to be about, in the words of whoever said it first",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="twelve months; goes with the last one who wants it, and stays without its author where others do",
    )

    id: int = row_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    person_id: int | None = Field(
        default=None, foreign_key="person.id", index=True, sa_type=Key
    )  # whose words they are
    text: str
    language: str  # that its author speaks with us
    area: PriorityArea | None = Field(default=None, sa_type=text_enum(PriorityArea))
    languages: list[str] = Field(default_factory=list, sa_type=Json)  # in which they could talk; none: not said
    session_id: int | None = Field(default=None, foreign_key="learning_session.id", index=True, sa_type=Key)
    at: datetime
    reminded_at: datetime | None = None  # those who coordinate, once: it had waited for a week


class WishPerson(SQLModel, table=True):
    __tablename__ = "session_wish_person"
    __table_args__ = table(
        UniqueConstraint("wish_id", "person_id"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered"),
        partial_index("ix_session_wish_person_to_tell", "id", where="to_tell"),
        purpose="who wants a session of this wish, and what whoever coordinates their centre has answered them",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the wish; removed when the person is forgotten",
    )

    id: int = row_id()
    wish_id: int = Field(foreign_key="session_wish.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    at: datetime
    answer: str | None = None  # "not now", in words of one's own
    answered_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    answered_at: datetime | None = None
    to_tell: bool = False  # the answer is on its way


class WishNews(SQLModel, table=True):
    __tablename__ = "session_wish_news"
    __table_args__ = table(
        partial_index("ix_session_wish_news_due", "tell_at", "id", where="tell_at IS NOT NULL"),
        partial_index("ix_session_wish_news_remind", "remind_at", "id", where="remind_at IS NOT NULL"),
        purpose="when somebody who coordinates is told next of wishes that have come, all of a day in one message, or reminded "
        "of those that wait",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="one row for each person; removed when the person is forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", unique=True, sa_type=Key)
    tell_at: datetime | None = None
    told_at: datetime | None = None
    remind_at: datetime | None = None  # of those reminded of since then
    through_id: int = Field(default=0, sa_type=Key)  # of those who want something: how far they were told


def find_wish(session: Session, number: str | int, *, to_change: bool = False) -> SessionWish | None:
    """By its number as it was typed; `to_change`: locked."""
    known = row_number(str(number))
    if known is None:
        return None
    return locked_row(session, SessionWish, known) if to_change else session.get(SessionWish, known)


def wanting(session: Session, wish_id: int) -> list[WishPerson]:
    """In the order in which they came."""
    return list(session.exec(select(WishPerson).where(WishPerson.wish_id == wish_id).order_by(col(WishPerson.id))))
