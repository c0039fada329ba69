"""Editions of the compendium: which practices each one holds, as they were then."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.identifiers import row_number
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, public_id, row_id, table

KIND = "compendium"  # in the audit


class CompendiumEdition(SQLModel, table=True):
    """Its id is its number. What was withdrawn since is left out when it is read."""

    __tablename__ = "compendium_edition"
    __table_args__ = table(
        purpose="an edition of the compendium: the practices that were published on its day, each with its revision",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept: it may have been printed; without whoever made it when they are forgotten",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    practices: list[list[int]] = Field(sa_type=Json)  # [number, revision], by number
    at: datetime


def latest_edition(session: Session) -> CompendiumEdition | None:
    return session.exec(select(CompendiumEdition).order_by(col(CompendiumEdition.id).desc()).limit(1)).first()


def find_edition(session: Session, number: str | int) -> CompendiumEdition | None:
    known = row_number(str(number))
    return None if known is None else session.get(CompendiumEdition, known)
