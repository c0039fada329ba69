"""Vocational centres; their names are text variants."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, public_id, row_id, table, text_enum


class CentreState(StrEnum):
    ACTIVE = "active"
    ASKING = "asking"  # asks to join; somebody of the programme decides
    CLOSED = "closed"


class Centre(SQLModel, table=True):
    __tablename__ = "centre"
    __table_args__ = table(
        CheckConstraint("length(country) = 2", name="country"),
        purpose="a vocational excellence centre",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept; a centre that leaves is closed",
    )

    id: int = row_id()
    public_id: str = public_id()
    code: str = Field(unique=True)
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    country: str = Field(index=True)  # ISO 3166
    city: str | None = None
    languages: list[str] = Field(default_factory=list, sa_type=Json)
    zone: str = "UTC"
    areas: list[str] = Field(default_factory=list, sa_type=Json)
    state: CentreState = Field(default=CentreState.ACTIVE, index=True, sa_type=text_enum(CentreState))
    fictitious: bool = False
    search: str = ""  # names in all languages, folded: small letters without accents
    created_at: datetime


def taking_part(session: Session, centres: Collection[int]) -> set[int]:
    """Those of them that are in the programme now."""
    wanted = select(Centre.id).where(col(Centre.id).in_(list(centres)), Centre.state == CentreState.ACTIVE)
    return set(session.exec(wanted))


def find_centre(session: Session, code: str) -> Centre | None:
    return session.exec(select(Centre).where(Centre.code == code)).one_or_none()
