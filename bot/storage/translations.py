"""Who helps to translate, and what somebody would like to read in another language."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, row_id, table


class TranslatorLanguage(SQLModel, table=True):
    __tablename__ = "translator_language"
    __table_args__ = table(
        UniqueConstraint("person_id", "language"),
        Index("ix_translator_language_language", "language", "person_id"),
        purpose="languages in which a volunteer writes, beside the one that we speak with them",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="until they stop helping; removed when the person is forgotten",
    )

    id: int = row_id()
    person_id: int = Field(foreign_key="person.id", sa_type=Key)
    language: str
    at: datetime


class TranslationWish(SQLModel, table=True):
    __tablename__ = "translation_wish"
    __table_args__ = table(
        UniqueConstraint("subject_kind", "subject_id", "language"),
        Index("ix_translation_wish_language", "language", "id"),
        purpose="something whose texts are asked for in a language; volunteers see it until there is no gap",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="until all its texts are there, or the thing itself has gone",
    )

    id: int = row_id()
    subject_kind: str
    subject_id: int = Field(sa_type=Key)
    language: str
    by_person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


def languages_of(session: Session, person_id: int) -> list[str]:
    found = select(TranslatorLanguage.language).where(TranslatorLanguage.person_id == person_id)
    return list(session.exec(found.order_by(col(TranslatorLanguage.language))))
