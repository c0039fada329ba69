"""What people write, in every language it exists in; names of centres too."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.types import Key, row_id, table, text_enum


class VariantState(StrEnum):
    ORIGINAL = "original"
    APPROVED = "approved"
    PROPOSED = "proposed"
    MACHINE = "machine"
    STALE = "stale"  # the original changed since


class TextVariant(SQLModel, table=True):
    __tablename__ = "text_variant"
    __table_args__ = table(
        UniqueConstraint("subject_kind", "subject_id", "field", "language"),
        purpose="texts that people wrote, one row per language",
        retention="as long as the thing it names",
    )

    id: int = row_id()
    subject_kind: str
    subject_id: int = Field(sa_type=Key)
    field: str
    language: str
    text: str
    state: VariantState = Field(sa_type=text_enum(VariantState))
    by_person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


def texts(session: Session, kind: str, ids: Iterable[int], field: str) -> dict[int, dict[str, str]]:
    """`{id: {language: text}}`; an id without any text is left out."""
    found: dict[int, dict[str, str]] = {}
    rows = session.exec(
        select(TextVariant.subject_id, TextVariant.language, TextVariant.text)
        .where(TextVariant.subject_kind == kind, TextVariant.field == field, col(TextVariant.subject_id).in_(list(ids)))
        .order_by(col(TextVariant.subject_id), col(TextVariant.language))
    )
    for subject_id, language, text in rows:
        found.setdefault(subject_id, {})[language] = text
    return found
