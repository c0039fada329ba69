"""What a person agreed to, in which words, and when they took it back."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table

TAKING_PART = "take part"
WORDING = "1"  # of TAKING_PART: whoever agreed to another one is asked anew, when they next write


class Consent(SQLModel, table=True):
    __tablename__ = "consent"
    __table_args__ = table(
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_at >= given_at", name="times"),
        purpose="proof of a person's agreement, per purpose and wording",
        whose=Whose.ANYONE,
        basis=Basis.DUTY,
        retention="as long as what was agreed to; its times stay after a person is forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", index=True, sa_type=Key)
    purpose: str
    text_version: str
    language: str
    given_at: datetime
    withdrawn_at: datetime | None = None


def consents_of(session: Session, person_id: int) -> list[Consent]:
    """Those which are not withdrawn."""
    standing = select(Consent).where(Consent.person_id == person_id, col(Consent.withdrawn_at).is_(None))
    return list(session.exec(standing.order_by(col(Consent.id))))


def agreed_in(person_id: ColumnElement[int], *, wording: ColumnElement[str] | str | None = None) -> ColumnElement[bool]:
    """Whether that person takes part by an agreement that stands; `wording`: to these words."""
    said = select(Consent.id).where(
        Consent.person_id == person_id, Consent.purpose == TAKING_PART, col(Consent.withdrawn_at).is_(None)
    )
    return (said if wording is None else said.where(Consent.text_version == wording)).exists()
