"""Files, kept in the database so that whatever must survive is in one place."""

import hashlib
from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.errors import FileTooLarge
from bot.storage.types import Key, public_id, row_id, table

CHUNK = 256 * 1024
LARGEST = 20 * 1024 * 1024


class Blob(SQLModel, table=True):
    __tablename__ = "blob"
    __table_args__ = table(
        CheckConstraint(f"size BETWEEN 0 AND {LARGEST}", name="size"),
        purpose="the content of files, each kept once",
        retention="as long as an attachment points at it",
        never_reuse_ids=False,
    )

    sha256: str = Field(primary_key=True)
    size: int
    media_type: str
    created_at: datetime


class BlobChunk(SQLModel, table=True):
    __tablename__ = "blob_chunk"
    __table_args__ = table(
        purpose="the bytes of a blob, in pieces that no query has to hold at once",
        retention="as long as the blob",
        never_reuse_ids=False,
    )

    sha256: str = Field(primary_key=True, foreign_key="blob.sha256", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    data: bytes = Field(sa_type=LargeBinary)


class Attachment(SQLModel, table=True):
    __tablename__ = "attachment"
    __table_args__ = table(
        purpose="a file that somebody gave, under the name they gave it",
        retention="as long as the talk or thing it belongs to; erased with its owner",
    )

    id: int = row_id()
    public_id: str = public_id()
    sha256: str = Field(foreign_key="blob.sha256", index=True)
    name: str
    media_type: str
    owner_person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id", index=True, sa_type=Key)
    created_at: datetime


def store(session: Session, data: bytes, media_type: str, now: datetime) -> str:
    """Keeps the bytes once, whoever sends them; returns their sha256."""
    if len(data) > LARGEST:
        raise FileTooLarge(len(data), LARGEST)
    sha256 = hashlib.sha256(data).hexdigest()
    if session.get(Blob, sha256) is None:
        session.add(Blob(sha256=sha256, size=len(data), media_type=media_type, created_at=now))
        session.flush()
        session.add_all(
            BlobChunk(sha256=sha256, number=number, data=data[start : start + CHUNK])
            for number, start in enumerate(range(0, len(data), CHUNK))
        )
        session.flush()
    return sha256


def load(session: Session, sha256: str) -> bytes:
    if session.get(Blob, sha256) is None:
        raise LookupError(f"no blob {sha256}")
    chunks = select(col(BlobChunk.data)).where(BlobChunk.sha256 == sha256).order_by(col(BlobChunk.number))
    return b"".join(session.scalars(chunks))
