"""What readers do with practices: keep them for later, say how useful they are, thank, comment, report, follow an area."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sql
from sqlalchemy import CheckConstraint, ColumnElement, Index, Subquery, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.domain.areas import PriorityArea
from bot.domain.suppression import FEWEST
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, row_id, table, text_enum


class MarkKind(StrEnum):
    SAVED = "saved"
    THANKED = "thanked"
    USEFUL = "useful"
    OF_NO_USE = "of no use"  # to this person: takes the place of "useful"


class PracticeMark(SQLModel, table=True):
    __tablename__ = "practice_mark"
    __table_args__ = table(
        UniqueConstraint("practice_id", "person_id", "kind"),
        Index("ix_practice_mark_person_id", "person_id", "kind", "id"),
        purpose="who keeps a practice for later, thanks for it, or finds it useful or not",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="until they take it back; removed when the person is forgotten",
    )

    id: int = row_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    kind: MarkKind = Field(sa_type=text_enum(MarkKind))
    at: datetime


class PracticeComment(SQLModel, table=True):
    __tablename__ = "practice_comment"
    __table_args__ = table(
        Index("ix_practice_comment_practice_id", "practice_id", "id"),
        purpose="what readers write about a practice, under their name, for all who read it",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the practice; removed when whoever wrote it is forgotten",
    )

    id: int = row_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    language: str
    text: str
    is_hidden: bool = False
    at: datetime


class PracticeReport(SQLModel, table=True):
    """Of a practice or of one comment on it."""

    __tablename__ = "practice_report"
    __table_args__ = table(
        CheckConstraint("(settled_at IS NULL) = (is_founded IS NULL)", name="settled"),
        partial_index("ix_practice_report_open", "practice_id", "id", where="settled_at IS NULL"),
        purpose="that somebody finds something wrong with a practice or a comment, why, and what became of it",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="a year after it was settled; removed when whoever reported is forgotten",
    )

    id: int = row_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    comment_id: int | None = Field(default=None, foreign_key="practice_comment.id", index=True, sa_type=Key)
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    reason: str
    at: datetime
    settled_at: datetime | None = None
    is_founded: bool | None = None


class PracticeFollow(SQLModel, table=True):
    __tablename__ = "practice_follow"
    __table_args__ = table(
        UniqueConstraint("person_id", "area"),
        Index("ix_practice_follow_area", "area", "person_id"),
        purpose="who wants to hear of new practices in an area",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="until they no longer follow it; removed when the person is forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    area: PriorityArea = Field(sa_type=text_enum(PriorityArea))
    at: datetime


class NewsOfPractice(StrEnum):
    NEW = "new"
    WEEK = "week"  # the practice of the week


class PracticeNews(SQLModel, table=True):
    __tablename__ = "practice_news"
    __table_args__ = table(
        UniqueConstraint("practice_id", "kind"),
        partial_index("ix_practice_news_open", "id", where="done_at IS NULL"),
        purpose="a practice of which those who follow its areas are told, and how far that has come",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: which practice was the practice of a week, and that nobody is told twice",
    )

    id: int = row_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    kind: NewsOfPractice = Field(sa_type=text_enum(NewsOfPractice))
    last_person_id: int = Field(default=0, sa_type=Key)
    at: datetime
    done_at: datetime | None = None


def marks_of(session: Session, practice_id: int, person_id: int) -> dict[MarkKind, PracticeMark]:
    wanted = select(PracticeMark).where(PracticeMark.practice_id == practice_id, PracticeMark.person_id == person_id)
    return {one.kind: one for one in session.exec(wanted)}


def ratings_that_count(*of: ColumnElement[bool]) -> Subquery:
    """`practice_id` and `kind` of the ratings that came first, by fives.

    Whoever looks twice, before and after one reader, must not read from the difference what that one thinks.
    """
    practice = col(PracticeMark.practice_id)
    given = (
        sql.select(
            practice,
            col(PracticeMark.kind),
            func.row_number().over(partition_by=practice, order_by=col(PracticeMark.id)).label("place"),
            func.count().over(partition_by=practice).label("number"),
        )
        .where(col(PracticeMark.kind).in_([MarkKind.USEFUL, MarkKind.OF_NO_USE]), *of)
        .subquery()
    ).c
    that_count = given.place <= given.number - given.number % FEWEST
    return sql.select(given.practice_id, given.kind).where(that_count).subquery()


def rated(session: Session, practice_id: int) -> tuple[int, int]:
    """How many find it useful, of how many that count."""
    counted = ratings_that_count(col(PracticeMark.practice_id) == practice_id).c
    useful = sql.case((counted.kind == MarkKind.USEFUL, 1), else_=0)
    both = sql.select(func.coalesce(func.sum(useful), 0), func.count(counted.kind))
    said, of = session.connection().execute(both).one()
    return said, of


def saved_by(session: Session, person_id: int, at_most: int) -> list[int]:
    """The latest first."""
    wanted = select(PracticeMark.practice_id).where(
        PracticeMark.person_id == person_id, PracticeMark.kind == MarkKind.SAVED
    )
    return list(session.exec(wanted.order_by(col(PracticeMark.id).desc()).limit(at_most)))


def comments_of(session: Session, practice_id: int, at_most: int) -> list[PracticeComment]:
    """The latest, in the order in which they were written."""
    wanted = select(PracticeComment).where(
        PracticeComment.practice_id == practice_id, col(PracticeComment.is_hidden).is_(False)
    )
    rows = list(session.exec(wanted.order_by(col(PracticeComment.id).desc()).limit(at_most)))
    return rows[::-1]


def followed_by(session: Session, person_id: int) -> frozenset[PriorityArea]:
    rows = session.exec(select(PracticeFollow).where(PracticeFollow.person_id == person_id))
    return frozenset(one.area for one in rows)
