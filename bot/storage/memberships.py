"""Who belongs to which centre, as what, and since when."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, Index
from sqlmodel import Field, Session, SQLModel, and_, col, or_, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table, text_enum


class CentreFunction(StrEnum):
    HEAD = "head"
    TEACHER = "teacher"
    TRAINER = "trainer"
    COORDINATOR = "coordinator"
    STAFF = "staff"


class MembershipState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    ENDED = "ended"


class Membership(SQLModel, table=True):
    __tablename__ = "membership"
    __table_args__ = table(
        CheckConstraint("to_on IS NULL OR to_on >= from_on", name="dates"),
        # With the centre: else PostgreSQL, as long as it knows little of the table, reads all people of the centres too.
        # With the state: who is one of an audience is told from the index alone, for each of very many.
        Index("ix_membership_person_id", "person_id", "centre_id", "state"),
        purpose="a person's place in a centre, confirmed by whoever leads there",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="kept with its dates; removed when the person is forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    function: CentreFunction = Field(sa_type=text_enum(CentreFunction))
    state: MembershipState = Field(default=MembershipState.PENDING, sa_type=text_enum(MembershipState))
    from_on: date
    to_on: date | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    created_at: datetime


def belongs(today: date) -> ColumnElement[bool]:
    """Confirmed, and not over."""
    lasts = or_(col(Membership.to_on).is_(None), col(Membership.to_on) >= today)
    return and_(col(Membership.state) == MembershipState.CONFIRMED, lasts)


def memberships_of(session: Session, person_id: int) -> list[Membership]:
    return list(session.exec(select(Membership).where(Membership.person_id == person_id).order_by(col(Membership.id))))
