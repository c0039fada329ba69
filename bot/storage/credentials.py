"""Badges and certificates that were given, and the keys that sign badges."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, func
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, partial_index, public_id, row_id, table, text_enum

KIND = "credential"  # in the audit


class CredentialKind(StrEnum):
    BADGE = "badge"  # of a centre that met the rule of the instrument: signed
    CENTRE = "centre"  # the centre's certificate
    PARTICIPANT = "participant"  # the certificate of one who contributed
    AUTHOR = "author"  # the certificate of one who told a practice that is published


class Revocation(StrEnum):
    WITHDRAWN = "withdrawn"  # somebody of the programme took it back
    REPLACED = "replaced"  # there is another one in its place
    REOPENED = "reopened"  # the assessment was opened again
    UNPUBLISHED = "unpublished"  # the practice was withdrawn


class SigningKey(SQLModel, table=True):
    """The secret of a key that is retired is gone; its public half, the DID, stays for what it signed."""

    __tablename__ = "signing_key"
    __table_args__ = table(
        CheckConstraint("(secret IS NULL) = (retired_at IS NOT NULL)", name="secret_in_use"),
        partial_index("ix_signing_key_in_use", "programme_id", where="retired_at IS NULL", unique=True),
        purpose="signs badges and lists of those that were revoked",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="kept: what it signed is verified with it; the secret goes when the key is retired",
    )

    id: int = row_id()
    programme_id: int = Field(foreign_key="programme.id", index=True, sa_type=Key)
    did: str = Field(unique=True)
    secret: str | None = None
    address: str | None = None  # where lists of revoked badges are published, such as https://bot.example.org
    created_at: datetime
    retired_at: datetime | None = None


class Credential(SQLModel, table=True):
    __tablename__ = "credential"
    __table_args__ = table(
        CheckConstraint("(kind IN ('participant', 'author')) = (person_id IS NOT NULL)", name="whose"),
        CheckConstraint("(kind = 'author') = (practice_id IS NOT NULL)", name="of_a_practice"),
        CheckConstraint("(practice_id IS NULL) = (assessment_id IS NOT NULL)", name="what_for"),
        CheckConstraint(
            "(kind = 'badge') = (token IS NOT NULL) AND (kind = 'badge') = (status_index IS NOT NULL)", name="signed"
        ),
        CheckConstraint("(revoked_at IS NULL) = (revocation IS NULL)", name="revoked"),
        Index("ix_credential_centre_id_kind", "centre_id", "kind"),
        partial_index(
            "ix_credential_of_a_centre", "assessment_id", "kind",
            where="revoked_at IS NULL AND person_id IS NULL", unique=True,
        ),
        partial_index(
            "ix_credential_of_a_person", "assessment_id", "person_id",
            where="revoked_at IS NULL AND person_id IS NOT NULL AND assessment_id IS NOT NULL", unique=True,
        ),
        partial_index(
            "ix_credential_of_an_author", "practice_id", where="revoked_at IS NULL AND practice_id IS NOT NULL", unique=True,
        ),
        purpose="a badge or certificate for a signed self-assessment or a published practice, so that anybody who holds it can ask whether it holds",
        whose=Whose.MEMBERS, basis=Basis.CONSENT, retention="kept: it belongs to the centre; that of a participant or an author goes when the person is forgotten",
    )  # fmt: skip

    id: int = row_id()
    public_id: str = public_id()
    kind: CredentialKind = Field(sa_type=text_enum(CredentialKind))
    code: str = Field(unique=True)  # by which one asks about it
    assessment_id: int | None = Field(default=None, foreign_key="assessment.id", index=True, sa_type=Key)
    practice_id: int | None = Field(default=None, foreign_key="practice.id", index=True, sa_type=Key)
    centre_id: int = Field(foreign_key="centre.id", sa_type=Key)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    rated: int = 0  # indicators with a level
    people: int = 1  # who contributed
    token: str | None = None  # the signed badge
    status_index: int | None = Field(default=None, unique=True)  # its place in the lists of those that were revoked
    issued_at: datetime
    revoked_at: datetime | None = None
    revocation: Revocation | None = Field(default=None, sa_type=text_enum(Revocation))
    reason: str = ""  # as somebody wrote it


def key_in_use(session: Session, programme_id: int) -> SigningKey | None:
    return session.exec(
        select(SigningKey).where(SigningKey.programme_id == programme_id, col(SigningKey.retired_at).is_(None))
    ).one_or_none()


def keys_of(session: Session, programme_id: int) -> Sequence[SigningKey]:
    """The oldest first."""
    return session.exec(
        select(SigningKey).where(SigningKey.programme_id == programme_id).order_by(col(SigningKey.id))
    ).all()


def find_by_code(session: Session, code: str) -> Credential | None:
    return session.exec(select(Credential).where(Credential.code == code)).one_or_none()


def find_by_public_id(session: Session, public_id: str) -> Credential | None:
    return session.exec(select(Credential).where(Credential.public_id == public_id)).one_or_none()


def in_force(session: Session, assessment_id: int) -> Sequence[Credential]:
    return session.exec(
        select(Credential)
        .where(Credential.assessment_id == assessment_id, col(Credential.revoked_at).is_(None))
        .order_by(col(Credential.id))
    ).all()


def next_index(session: Session) -> int:
    """For the next badge; whoever asks holds the key's row."""
    return (session.exec(select(func.max(Credential.status_index))).one() or 0) + 1


def revoked_indexes(session: Session, first: int, behind: int) -> Sequence[int]:
    """From `first` on and below `behind`."""
    rows = session.exec(
        select(Credential.status_index).where(
            col(Credential.revoked_at).is_not(None),
            col(Credential.status_index) >= first,
            col(Credential.status_index) < behind,
        )
    )
    return [index for index in rows if index is not None]
