"""Questions that were answered and may be asked again, with their answers: for everybody to find."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, Session, SQLModel

from bot.core.identifiers import row_number
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, public_id, row_id, table, text_enum

KIND = "faq"  # of its texts
QUESTION, ANSWER = "question", "answer"  # their fields


class FaqState(StrEnum):
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"


class FaqEntry(SQLModel, table=True):
    __tablename__ = "faq_entry"
    __table_args__ = table(
        purpose="a question with its answer that everybody can find; its words are text variants",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="kept until somebody takes it off; without names",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    subject_kind: str | None = None  # what it was first asked about
    subject_id: int | None = Field(default=None, index=True, sa_type=Key)
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)  # who put it here
    search: str  # both texts, folded, as they are looked through
    state: FaqState = Field(default=FaqState.SHOWN, sa_type=text_enum(FaqState))
    created_at: datetime


def find_entry(session: Session, number: str) -> FaqEntry | None:
    known = row_number(number)
    return None if known is None else session.get(FaqEntry, known)
