"""Files, kept in the database so that whatever must survive is in one place."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, LargeBinary, delete, exists, func
from sqlmodel import Field, Session, SQLModel, col, select

from bot.storage.errors import FileTooLarge
from bot.storage.inserts import INSERTS
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Key, public_id, row_id, table

CHUNK = 256 * 1024
PART = 2 * CHUNK
CALENDAR = "text/calendar"
UNKNOWN = "application/octet-stream"
LARGEST = 20 * 1024 * 1024


class Blob(SQLModel, table=True):
    __tablename__ = "blob"
    __table_args__ = table(
        CheckConstraint(f"size BETWEEN 0 AND {LARGEST}", name="size"),
        purpose="the content of files, each kept once",
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
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
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
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
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
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
    """Keeps the bytes once, whoever sends them; returns their sha256. More than 1 MB: see `store_part`."""
    sha256 = sha256_of(data)
    if not is_whole(session, sha256):
        for first in parts(data):
            store_part(session, sha256, data, first, media_type=media_type, now=now)
    return sha256


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def parts(data: bytes) -> range:
    """Where each part begins."""
    return range(0, len(data) or 1, PART)


def is_whole(session: Session, sha256: str) -> bool:
    """False also where somebody has stored some of its parts only."""
    blob = session.get(Blob, sha256)
    if blob is None:
        return False
    chunks = session.scalar(select(func.count()).select_from(BlobChunk).where(BlobChunk.sha256 == sha256))
    return chunks == -(-blob.size // CHUNK)


def store_part(session: Session, sha256: str, data: bytes, first: int, *, media_type: str, now: datetime) -> None:
    """PART bytes of `data` from the byte `first` on: a large file takes a job for each, so that others get their turn."""
    if len(data) > LARGEST:
        raise FileTooLarge(len(data), LARGEST)
    insert = INSERTS[session.get_bind().dialect.name]
    connection = session.connection()
    blob = {"sha256": sha256, "size": len(data), "media_type": media_type, "created_at": now}
    connection.execute(insert(Blob).on_conflict_do_nothing(), blob)
    chunks = [
        {"sha256": sha256, "number": start // CHUNK, "data": data[start : start + CHUNK]}
        for start in range(first, min(first + PART, len(data)), CHUNK)
    ]
    if chunks:
        connection.execute(insert(BlobChunk).on_conflict_do_nothing(), chunks)


def drop_unused(session: Session, hashes: Iterable[str]) -> None:
    """Those of `hashes` that no row of any table points at. Files of sessions are everybody's and stay."""
    unused = delete(Blob).where(col(Blob.sha256).in_(set(hashes)), col(Blob.media_type) != CALENDAR)
    for user in _users():
        unused = unused.where(~exists().where(user == col(Blob.sha256)))
    session.connection().execute(unused)


def hold(session: Session, sha256: str, name: str, media_type: str, now: datetime) -> None:
    """For something that names the blob where the database does not see it, such as inside of JSON."""
    session.add(Attachment(sha256=sha256, name=name, media_type=media_type, created_at=now))


def _users() -> Iterator[Column[Any]]:
    """The columns that point at blobs, but for the blobs' own pieces."""
    for user in SQLModel.metadata.sorted_tables:
        if user.name != BlobChunk.__tablename__:
            yield from (key.parent for key in user.foreign_keys if key.column.table.name == Blob.__tablename__)


def load(session: Session, sha256: str) -> bytes:
    if session.get(Blob, sha256) is None:
        raise LookupError(f"no blob {sha256}")
    chunks = select(col(BlobChunk.data)).where(BlobChunk.sha256 == sha256).order_by(col(BlobChunk.number))
    return b"".join(session.scalars(chunks))


def pieces(session: Session, sha256: str) -> Iterator[bytes]:
    """The bytes one chunk after the other; none where there is no such blob."""
    numbers = session.exec(select(BlobChunk.number).where(BlobChunk.sha256 == sha256).order_by(col(BlobChunk.number)))
    for number in numbers.all():
        yield session.exec(select(BlobChunk.data).where(BlobChunk.sha256 == sha256, BlobChunk.number == number)).one()
