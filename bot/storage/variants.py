"""What people write, in every language it exists in; names of centres too."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint, bindparam
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table, text_enum


class VariantState(StrEnum):
    ORIGINAL = "original"
    APPROVED = "approved"
    STALE = "stale"  # was approved; the original has changed since
    PROPOSED = "proposed"  # by a person, for somebody else to approve
    MACHINE = "machine"  # a draft that nobody has looked at


PROPOSALS = (VariantState.PROPOSED, VariantState.MACHINE)


class TextVariant(SQLModel, table=True):
    __tablename__ = "text_variant"
    __table_args__ = table(
        UniqueConstraint("subject_kind", "subject_id", "field", "language", "is_proposal"),
        CheckConstraint("(state IN ('proposed', 'machine')) = is_proposal", name="proposal"),
        purpose="texts that people wrote: in each language one that is read, and perhaps one that is proposed",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="as long as the thing it names",
    )

    id: int = row_id()
    subject_kind: str
    subject_id: int = Field(sa_type=Key)
    field: str
    language: str
    text: str
    state: VariantState = Field(sa_type=text_enum(VariantState))
    is_proposal: bool = False  # nobody reads it before it is approved
    of_digest: str | None = None  # of the original that it translates, as that was then
    by_person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    approved_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


# Put together once: it is asked several times for most messages and for every slice of those told something.
_TEXTS = (
    select(TextVariant.subject_id, TextVariant.field, TextVariant.language, TextVariant.text)
    .where(
        TextVariant.subject_kind == bindparam("kind"),
        col(TextVariant.subject_id).in_(bindparam("ids", expanding=True)),
        col(TextVariant.field).in_(bindparam("fields", expanding=True)),
        col(TextVariant.is_proposal).is_(False),
    )
    .order_by(col(TextVariant.subject_id), col(TextVariant.field), col(TextVariant.language))
)


def texts(session: Session, kind: str, ids: Iterable[int], field: str) -> dict[int, dict[str, str]]:
    """`{id: {language: text}}` of what may be read, also where the original has changed since; ids without any are left out."""
    return {number: of_one[field] for number, of_one in texts_of_fields(session, kind, ids, [field]).items()}


def texts_of_fields(
    session: Session, kind: str, ids: Iterable[int], fields: Iterable[str]
) -> dict[int, dict[str, dict[str, str]]]:
    """`{id: {field: {language: text}}}`, as `texts`, of several fields at once."""
    found: dict[int, dict[str, dict[str, str]]] = {}
    rows = session.exec(_TEXTS, params={"kind": kind, "ids": list(ids), "fields": sorted(set(fields))})
    for number, field, language, text in rows:
        found.setdefault(number, {}).setdefault(field, {})[language] = text
    return found
