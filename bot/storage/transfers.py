"""Centres that try what another one does: how far it has come, and what came of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.core.identifiers import row_number
from bot.domain.transfers import TAKEN_OVER, TRIED, TransferOutcome, TransferState
from bot.storage.centres import Centre
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, public_id, row_id, table, text_enum

KIND = "transfer"  # in the audit, and of its texts
WISH = "wish"  # a text: what made somebody ask
HERE, THERE = "story:here", "story:there"  # texts: told by the centre that tried it, and by the author's


class Transfer(SQLModel, table=True):
    """Its id is its human number. Its words are text variants: the wish, the parts of its sheet, what both tell."""

    __tablename__ = "transfer"
    __table_args__ = table(
        CheckConstraint("(outcome IS NULL) = (outcome_at IS NULL)", name="outcome"),
        CheckConstraint("state <> 'done' OR outcome IS NOT NULL", name="done"),
        Index("ix_transfer_practice_id_state", "practice_id", "state"),
        partial_index(
            "ix_transfer_once", "practice_id", "centre_id", where="state IN ('asked', 'agreed', 'done')", unique=True
        ),
        partial_index("ix_transfer_until", "until", "id", where="until IS NOT NULL"),
        purpose="that a centre wants to try the practice of another, whether that was agreed to, and what came of it",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="kept: what a practice has led to; without the people when they are forgotten",
    )

    id: int = row_id()
    public_id: str = public_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)  # that wants to try it
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)  # who asked
    state: TransferState = Field(default=TransferState.ASKED, sa_type=text_enum(TransferState))
    partnership_id: int | None = Field(default=None, foreign_key="partnership.id", index=True, sa_type=Key)
    answered_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    asked_at: datetime
    answered_at: datetime | None = None
    until: datetime | None = None  # asked: then it ends; agreed: then it is asked what became of it
    sheet_at: datetime | None = None  # when the sheet was last handed on
    follow_ups: int = 0  # how often it was asked what became of it
    outcome: TransferOutcome | None = Field(default=None, sa_type=text_enum(TransferOutcome))
    outcome_at: datetime | None = None


def find_transfer(session: Session, number: str | int) -> Transfer | None:
    """By its number as it was typed."""
    known = row_number(str(number))
    return None if known is None else session.get(Transfer, known)


def locked(session: Session, number: str | int) -> Transfer | None:
    """As it is now; nobody else changes it before this transaction ends."""
    known = row_number(str(number))
    if known is None:
        return None
    wanted = select(Transfer).where(Transfer.id == known).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def counts(session: Session, practices: Collection[int]) -> dict[int, tuple[int, int]]:
    """`{practice: (centres that try it or have tried it, those where it works)}`; without those that nobody tries."""
    rows = session.exec(
        select(
            Transfer.practice_id,
            func.count(),
            func.count().filter(col(Transfer.outcome).in_(TAKEN_OVER)),
        )
        .where(col(Transfer.practice_id).in_(list(practices)), col(Transfer.state).in_(TRIED))
        .group_by(col(Transfer.practice_id))
    )
    return {practice: (tried, works) for practice, tried, works in rows}


def by_country(session: Session, practice: int | None = None) -> dict[str, tuple[int, int]]:
    """`{country: (centres where something works that another does, centres that try or have tried)}`: each centre once."""
    works = func.count(col(Transfer.centre_id).distinct()).filter(col(Transfer.outcome).in_(TAKEN_OVER))
    wanted = (
        select(Centre.country, works, func.count(col(Transfer.centre_id).distinct()))
        .join(Centre, col(Centre.id) == col(Transfer.centre_id))
        .where(col(Transfer.state).in_(TRIED))
        .group_by(col(Centre.country))
        .order_by(col(Centre.country))
    )
    if practice is not None:
        wanted = wanted.where(Transfer.practice_id == practice)
    return {country: (done, of) for country, done, of in session.exec(wanted)}
