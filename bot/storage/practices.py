"""Practices that centres share, what belongs to them, and what reviewers said."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, Session, SQLModel, col, select

from bot.core.identifiers import row_number
from bot.core.messages import FileKind
from bot.domain.practices import (
    KIND,
    LICENCE,
    PeopleShown,
    PracticeField,
    PracticeOrigin,
    PracticeState,
    ReviewVerdict,
)
from bot.storage import blobs
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, Key, partial_index, public_id, row_id, table, text_enum
from bot.storage.variants import TextVariant, VariantState, texts


class Practice(SQLModel, table=True):
    __tablename__ = "practice"
    __table_args__ = table(
        CheckConstraint("(origin_kind IS NULL) = (origin_id IS NULL)", name="origin"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_when"),
        CheckConstraint("revision >= 1", name="revision"),
        Index("ix_practice_state", "state", "id"),
        partial_index("ix_practice_due_at", "due_at", "id", where="due_at IS NOT NULL"),
        purpose=(
            "something that works in a centre, told for others; its id is its human number, "
            'what is told of it are text variants of kind "practice"'
        ),
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="kept: what a programme has learnt; drafts go when their author is forgotten, the rest stays without the author",
    )

    id: int = row_id()
    public_id: str = public_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", index=True, sa_type=Key)
    author_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    state: PracticeState = Field(default=PracticeState.DRAFT, sa_type=text_enum(PracticeState))
    areas: list[str] = Field(default_factory=list, sa_type=Json)  # codes of areas: at most three
    language: str  # of the original
    licence: str = LICENCE
    names_author: bool = False  # else it is told in the name of the centre alone
    contact_ok: bool = True  # whoever wants to try it may ask
    revision: int = 1  # grows each time it is handed in again
    origin_kind: PracticeOrigin | None = Field(default=None, sa_type=text_enum(PracticeOrigin))
    origin_id: int | None = Field(default=None, sa_type=Key)
    due_at: datetime | None = (
        None  # until when whoever's turn it is (the centre, the author) should have done their part
    )
    reminders: int = 0  # of that, so far
    approved_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)  # for the centre
    approved_at: datetime | None = None
    reason: str | None = None  # why the centre or the reviewers said no, or it was withdrawn
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None = None
    published_at: datetime | None = None


class PracticeFile(SQLModel, table=True):
    """Its bytes come a moment later: until then `sha256` is empty, and for ever where they are lost."""

    __tablename__ = "practice_file"
    __table_args__ = table(
        Index("ix_practice_file_practice_id", "practice_id", "id"),
        purpose="a photo, a document, a voice note or a short video of a practice, without the place where it was taken",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the practice",
    )

    id: int = row_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    added_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    kind: FileKind = Field(sa_type=text_enum(FileKind))
    name: str
    media_type: str
    size: int | None = None  # bytes
    alt: str = ""  # what there is to see, in the practice's language
    sha256: str | None = Field(default=None, foreign_key="blob.sha256", index=True)
    is_lost: bool = False
    at: datetime


class PracticeConsent(SQLModel, table=True):
    __tablename__ = "practice_consent"
    __table_args__ = table(
        Index("ix_practice_consent_practice_id", "practice_id", "id"),
        purpose="what the author said of the people who can be recognised in a practice's photos and videos, and in which words",
        whose=Whose.ANYONE,
        basis=Basis.DUTY,
        retention="as long as the practice",
    )

    id: int = row_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    people: PeopleShown = Field(sa_type=text_enum(PeopleShown))
    text_version: str
    language: str
    last_file_id: int = Field(sa_type=Key)  # what it covers: files up to this one
    at: datetime


class PracticeReview(SQLModel, table=True):
    __tablename__ = "practice_review"
    __table_args__ = table(
        CheckConstraint("(verdict IS NULL) = (at IS NULL)", name="said"),
        Index("ix_practice_review_practice_id", "practice_id", "revision"),
        partial_index("ix_practice_review_open", "due_at", "id", where="verdict IS NULL AND NOT is_over"),
        purpose="who was asked to review a practice, until when, and what they said",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the practice; without the reviewer when they are forgotten",
    )

    id: int = row_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    revision: int  # of the practice
    reviewer_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    verdict: ReviewVerdict | None = Field(default=None, sa_type=text_enum(ReviewVerdict))
    comment: str = ""  # why it is declined
    asked_at: datetime
    due_at: datetime
    reminded_at: datetime | None = None
    is_over: bool = False  # somebody else was asked instead, or what they said was about what has been withdrawn since
    at: datetime | None = None


class PracticeRequest(SQLModel, table=True):
    __tablename__ = "practice_request"
    __table_args__ = table(
        Index("ix_practice_request_practice_id", "practice_id", "id"),
        purpose="a change that a reviewer asked for: of one part of a practice, or of the whole",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the practice; without the reviewer when they are forgotten",
    )

    id: int = row_id()
    practice_id: int = Field(foreign_key="practice.id", sa_type=Key)
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    field: PracticeField | None = Field(default=None, sa_type=text_enum(PracticeField))  # None: the whole
    comment: str
    at: datetime
    settled_at: datetime | None = None  # changed, or answered


def find_practice(session: Session, number: str | int) -> Practice | None:
    """By its number as it was typed."""
    known = row_number(str(number))
    return None if known is None else session.get(Practice, known)


def locked_practice(session: Session, number: int) -> Practice | None:
    """As it is now; nobody else changes it before this transaction ends."""
    wanted = select(Practice).where(Practice.id == number).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


def titles(session: Session, ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """`{practice: {language: title}}`, whatever its variants' states; one that has none yet is left out."""
    return texts(session, KIND, ids, PracticeField.TITLE)


def original_titles(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """As their authors wrote them, for those who write and review; one that has none yet is left out."""
    rows = session.exec(
        select(TextVariant.subject_id, TextVariant.text).where(
            TextVariant.subject_kind == KIND,
            TextVariant.field == PracticeField.TITLE,
            TextVariant.state == VariantState.ORIGINAL,
            col(TextVariant.subject_id).in_(list(ids)),
        )
    )
    return dict(rows.all())


def told(session: Session, practice: Practice) -> dict[PracticeField, str]:
    """What its author wrote, in the order in which it is read."""
    rows = session.exec(
        select(TextVariant.field, TextVariant.text).where(
            TextVariant.subject_kind == KIND,
            TextVariant.subject_id == practice.id,
            TextVariant.language == practice.language,
        )
    )
    found = {PracticeField(field): text for field, text in rows}
    return {field: found[field] for field in PracticeField if field in found}


def files_of(session: Session, practice_id: int) -> list[PracticeFile]:
    """Those that are not lost, in the order in which they came."""
    wanted = select(PracticeFile).where(PracticeFile.practice_id == practice_id, ~col(PracticeFile.is_lost))
    return list(session.exec(wanted.order_by(col(PracticeFile.id))))


def drop_file(session: Session, file: PracticeFile) -> None:
    session.delete(file)
    session.flush()
    if file.sha256 is not None:
        blobs.drop_unused(session, [file.sha256])
