"""Centres that could learn of each other: looked for, suggested, introduced when all have said yes."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, func, select
from sqlmodel import Field, Session, SQLModel, col
from sqlmodel import select as select_rows

from bot.core.identifiers import row_number
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum

KIND = "partner"  # of partnerships, in the audit and in actions
TANDEMS = "tandems"  # of rounds


class PartnershipState(StrEnum):
    SUGGESTED = "suggested"  # to one of them; the other knows nothing
    ASKED = "asked"
    ACCEPTED_BY_ONE = "accepted_by_one"  # by at least one, and not yet by all
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by whoever said yes, or because a centre no longer takes part
    EXPIRED = "expired"


OPEN = (PartnershipState.SUGGESTED, PartnershipState.ASKED, PartnershipState.ACCEPTED_BY_ONE)
AWAITED = (PartnershipState.ASKED, PartnershipState.ACCEPTED_BY_ONE)
# Whoever has been here together is not brought together again; where nobody answered, it may be tried once more.
NOT_AGAIN = tuple(state for state in PartnershipState if state is not PartnershipState.EXPIRED)


class PartnerAnswer(StrEnum):
    YES = "yes"
    NO = "no"


class TandemState(StrEnum):
    MATCHING = "matching"
    READY = "ready"  # to be looked at by whoever began it
    SENDING = "sending"
    SENT = "sent"
    DONE = "done"  # nobody is waited for any more
    DROPPED = "dropped"
    FAILED = "failed"


class TandemRound(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "tandem_round"
    __table_args__ = table(
        CheckConstraint("state IN ('matching', 'dropped', 'failed') OR found IS NOT NULL", name="found"),
        partial_index("ix_tandem_round_at_work", "id", where="state IN ('matching', 'sending', 'sent')"),
        purpose="a time at which many centres are given partners at once, and what came out",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: partnerships refer to it",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    audience: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    state: TandemState = Field(default=TandemState.MATCHING, sa_type=text_enum(TandemState))
    found: dict[str, Any] | None = Field(default=None, sa_type=Json)  # `Tandems`, as JSON
    offers: dict[str, list[str]] = Field(default_factory=dict, sa_type=Json)  # of those found, by centre
    told: int = 0  # groups, and then centres without one, in the order in which they were found
    left_out: int = 0  # groups that could not be any more when they were sent
    created_at: datetime
    sent_at: datetime | None = None


class Partnership(SQLModel, table=True):
    """Its id is its human number."""

    __tablename__ = "partnership"
    __table_args__ = table(
        partial_index(
            "ix_partnership_expires_at", "expires_at", "id", where="state IN ('suggested', 'asked', 'accepted_by_one')"
        ),
        purpose="two or three centres that could learn of each other, and how far it has come",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: nobody is to be asked about the same centre twice",
    )

    id: int = row_id()
    public_id: str = public_id()
    tandem_round_id: int | None = Field(default=None, foreign_key="tandem_round.id", index=True, sa_type=Key)
    state: PartnershipState = Field(sa_type=text_enum(PartnershipState))
    created_at: datetime
    expires_at: datetime
    settled_at: datetime | None = None


class Partner(SQLModel, table=True):
    """A centre in a partnership, and its view of the others."""

    __tablename__ = "partner"
    __table_args__ = table(
        CheckConstraint("answer IS NULL OR answered_at IS NOT NULL", name="answered"),
        Index("ix_partner_centre_id", "centre_id", "partnership_id"),
        partial_index("ix_partner_to_ask", "partnership_id", where="asked_at IS NULL AND answer IS NULL"),
        purpose="what a centre has of its partners, whether it was asked, and who said yes or no for it",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the partnership; without the person when they are forgotten",
        never_reuse_ids=False,
    )

    partnership_id: int = Field(primary_key=True, foreign_key="partnership.id", ondelete="CASCADE", sa_type=Key)
    centre_id: int = Field(primary_key=True, foreign_key="centre.id", sa_type=Key)
    fit: dict[str, Any] = Field(sa_type=Json)  # `Fit`, as JSON: the reason
    offers: list[str] = Field(default_factory=list, sa_type=Json)  # areas in which it is strong itself
    asked_at: datetime | None = None
    answer: PartnerAnswer | None = Field(default=None, sa_type=text_enum(PartnerAnswer))
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    answered_at: datetime | None = None


class PartnerSearch(SQLModel, table=True):
    __tablename__ = "partner_search"
    __table_args__ = table(
        partial_index("ix_partner_search_wanted", "wanted_at", where="done_at IS NULL"),
        purpose="that partners are to be looked for, for a centre: after its assessment, or because somebody asks",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="one row for each centre, replaced by the next search",
        never_reuse_ids=False,
    )

    centre_id: int = Field(primary_key=True, foreign_key="centre.id", sa_type=Key)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)  # who asked
    wanted_at: datetime
    done_at: datetime | None = None


def locked(session: Session, number: str) -> Partnership | None:
    """As it is now; nobody else changes it before this transaction ends."""
    known = row_number(number)
    if known is None:
        return None
    wanted = select_rows(Partnership).where(Partnership.id == known).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def partners_in(session: Session, partnership_id: int) -> list[Partner]:
    wanted = select_rows(Partner).where(Partner.partnership_id == partnership_id).order_by(col(Partner.centre_id))
    return list(session.exec(wanted.execution_options(populate_existing=True)))


def between(session: Session, one: int, other: int) -> int | None:
    """The first partnership in which these two, and nobody else, have said yes to each other."""
    theirs = select(col(Partner.partnership_id)).where(col(Partner.centre_id) == one)
    wanted = (
        select(col(Partner.partnership_id))
        .join(Partnership, col(Partnership.id) == col(Partner.partnership_id))
        .where(col(Partner.partnership_id).in_(theirs), col(Partnership.state) == PartnershipState.ACCEPTED)
        .group_by(col(Partner.partnership_id))
        .having(func.count() == 2, func.count().filter(col(Partner.centre_id) == other) == 1)  # noqa: PLR2004 - the pair
        .order_by(col(Partner.partnership_id))
        .limit(1)
    )
    return session.connection().execute(wanted).scalar()


def met(session: Session, states: Collection[PartnershipState] = NOT_AGAIN) -> set[tuple[int, int]]:
    """Pairs, the smaller first, that are not brought together again."""
    one, other = Partner.__table__.alias("one"), Partner.__table__.alias("other")  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
    wanted = (
        select(one.c.centre_id, other.c.centre_id)
        .join(other, (other.c.partnership_id == one.c.partnership_id) & (other.c.centre_id > one.c.centre_id))
        .join(Partnership, col(Partnership.id) == one.c.partnership_id)
        .where(col(Partnership.state).in_(list(states)))
    )
    return {(row[0], row[1]) for row in session.connection().execute(wanted)}


def awaited(session: Session) -> set[int]:
    """Centres that have been asked, or have said yes, and for which an answer is awaited."""
    return set(
        session.exec(
            select_rows(Partner.centre_id)
            .join(Partnership, col(Partnership.id) == col(Partner.partnership_id))
            .where(col(Partnership.state).in_(AWAITED))
            .distinct()
        )
    )
