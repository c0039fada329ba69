"""The web chat's own platform: browsers, what was said in them, and the files that were exchanged."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint, delete, select, update
from sqlmodel import Field, Session, SQLModel

from bot.core.identifiers import new_public_id
from bot.storage import blobs
from bot.storage.inserts import INSERTS
from bot.storage.privacy import Basis, Whose
from bot.storage.types import Json, public_id, row_id, table, text_enum

SEEN_EVERY = timedelta(hours=12)


class WebDirection(StrEnum):
    IN = "in"
    OUT = "out"


class WebBrowser(SQLModel, table=True):
    __tablename__ = "web_browser"
    __table_args__ = table(
        purpose="a browser that has opened the web chat: the address of whoever uses it",
        whose=Whose.ANYONE,
        basis=Basis.TASK,
        retention="as long as its address; one that never wrote, 30 days",
    )

    id: int = row_id()
    public_id: str = public_id()
    token_hash: str = Field(unique=True)  # of the token in its cookie, which itself is kept nowhere
    created_at: datetime
    seen_at: datetime


class WebMessage(SQLModel, table=True):
    __tablename__ = "web_message"
    __table_args__ = table(
        UniqueConstraint("chat", "direction", "key"),
        Index("ix_web_message_chat_id", "chat", "id"),
        purpose="what was said in the web chat, so that the page shows it again",
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
        retention="as long as its address; erased with the person",
    )

    id: int = row_id()
    chat: str
    direction: WebDirection = Field(sa_type=text_enum(WebDirection))
    key: str  # the dedupe key of ours, the browser's own identifier of theirs
    payload: dict[str, Any] | None = Field(default=None, sa_type=Json)  # None: taken away
    at: datetime
    edited_at: datetime | None = None


class WebFile(SQLModel, table=True):
    __tablename__ = "web_file"
    __table_args__ = table(
        purpose="a file that was sent in the web chat, under an identifier nobody can guess",
        whose=Whose.ANYONE,
        basis=Basis.CONSENT,
        retention="as long as its message; one that was never sent, 30 days",
    )

    id: int = row_id()
    token: str = Field(unique=True)
    chat: str = Field(index=True)
    direction: WebDirection = Field(sa_type=text_enum(WebDirection))
    sha256: str = Field(foreign_key="blob.sha256", index=True)
    name: str
    media_type: str
    size: int
    created_at: datetime


@dataclass(frozen=True)
class Said:
    """A message as it stands."""

    id: int
    direction: WebDirection
    key: str
    payload: Mapping[str, Any] | None
    at: datetime
    edited_at: datetime | None


@dataclass(frozen=True)
class KeptFile:
    token: str
    chat: str
    sha256: str
    name: str
    media_type: str
    size: int


_browser = WebBrowser.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_message = WebMessage.__table__  # type: ignore[attr-defined] # see above
_file = WebFile.__table__  # type: ignore[attr-defined] # see above
_SAID = (_message.c.id, _message.c.direction, _message.c.key, _message.c.payload, _message.c.at, _message.c.edited_at)
_KEPT = (_file.c.token, _file.c.chat, _file.c.sha256, _file.c.name, _file.c.media_type, _file.c.size)


def _insert(session: Session, into: Any) -> Any:
    insert = INSERTS[session.get_bind().dialect.name]
    return insert(into).on_conflict_do_nothing()


# -- browsers ----------------------------------------------------------------------------------------------------------
def find_browser(session: Session, token_hash: str, now: datetime) -> tuple[str, bool] | None:
    """Its public id, and whether it was seen lately."""
    row = session.connection().execute(
        select(_browser.c.public_id, _browser.c.seen_at).where(_browser.c.token_hash == token_hash)
    )
    found = row.first()
    return None if found is None else (found.public_id, now - found.seen_at < SEEN_EVERY)


def meet_browser(session: Session, token_hash: str, now: datetime) -> str:
    """The public id of a browser that is here now, known or not."""
    connection = session.connection()
    values = {"public_id": new_public_id(), "token_hash": token_hash, "created_at": now, "seen_at": now}
    connection.execute(_insert(session, _browser).values(**values))
    connection.execute(update(_browser).where(_browser.c.token_hash == token_hash).values(seen_at=now))
    found = find_browser(session, token_hash, now)
    assert found is not None, "it was met just now"
    return found[0]


def knows_browser(session: Session, public_id: str) -> bool:
    row = session.connection().execute(select(_browser.c.id).where(_browser.c.public_id == public_id))
    return row.first() is not None


# -- messages ----------------------------------------------------------------------------------------------------------
def keep_message(
    session: Session, chat: str, direction: WebDirection, key: str, *, payload: Mapping[str, Any], now: datetime
) -> Said:
    """The message with this key: this one, or the one that was kept under it before."""
    values = {"chat": chat, "direction": direction, "key": key, "payload": payload, "at": now}
    session.connection().execute(_insert(session, _message).values(**values))
    kept = find_message(session, chat, direction, key)
    assert kept is not None, "it was kept just now"
    return kept


def find_message(session: Session, chat: str, direction: WebDirection, key: str) -> Said | None:
    row = session.connection().execute(
        select(*_SAID).where(_message.c.chat == chat, _message.c.direction == direction, _message.c.key == key)
    )
    found = row.first()
    return None if found is None else Said(*found)


def change_message(
    session: Session, chat: str, message_id: int, payload: Mapping[str, Any] | None, now: datetime
) -> Said | None:
    """One of ours with other words, or (without a payload) taken away; None where there is no such message."""
    row = session.connection().execute(
        update(_message)
        .where(_message.c.id == message_id, _message.c.chat == chat, _message.c.direction == WebDirection.OUT)
        .values(payload=payload, edited_at=now)
        .returning(*_SAID)
    )
    found = row.first()
    return None if found is None else Said(*found)


def correct_message(session: Session, chat: str, message_id: int, text: str, now: datetime) -> Said | None:
    """One of theirs with other words; None where there is no such message, or where it has files."""
    before = message_of(session, chat, message_id)
    if before is None or before.direction is not WebDirection.IN or not before.payload or before.payload["files"]:
        return None
    row = session.connection().execute(
        update(_message)
        .where(_message.c.id == message_id)
        .values(payload={**before.payload, "text": text}, edited_at=now)
        .returning(*_SAID)
    )
    return Said(*row.one())


def message_of(session: Session, chat: str, message_id: int) -> Said | None:
    row = session.connection().execute(select(*_SAID).where(_message.c.id == message_id, _message.c.chat == chat))
    found = row.first()
    return None if found is None else Said(*found)


def last_messages(session: Session, chat: str, limit: int, before: int | None = None) -> tuple[tuple[Said, ...], bool]:
    """The newest ones (older than the message `before`), oldest first, and whether there are earlier ones."""
    newest = select(*_SAID).where(_message.c.chat == chat).order_by(_message.c.id.desc()).limit(limit + 1)
    if before is not None:
        newest = newest.where(_message.c.id < before)
    rows = [Said(*row) for row in session.connection().execute(newest)]
    return tuple(reversed(rows[:limit])), len(rows) > limit


def forget_chats(session: Session, chats: Sequence[str]) -> None:
    """What was said and given there, as if it had never been; a stored file goes unless something else points at it."""
    connection = session.connection()
    connection.execute(delete(_message).where(_message.c.chat.in_(chats)))
    given = connection.execute(delete(_file).where(_file.c.chat.in_(chats)).returning(_file.c.sha256)).scalars().all()
    blobs.drop_unused(session, given)


# -- files -------------------------------------------------------------------------------------------------------------
def keep_file(session: Session, chat: str, data: bytes, *, name: str, media_type: str, now: datetime) -> KeptFile:
    """One of ours."""
    sha256 = blobs.store(session, data, media_type, now)
    kept = KeptFile(secrets.token_urlsafe(18), chat, sha256, name, media_type, len(data))
    return _keep(session, kept, WebDirection.OUT, now)


def keep_stored_file(
    session: Session, chat: str, sha256: str, size: int, *, name: str, media_type: str, now: datetime
) -> KeptFile:
    """One of theirs."""
    kept = KeptFile(secrets.token_urlsafe(18), chat, sha256, name, media_type, size)
    return _keep(session, kept, WebDirection.IN, now)


def _keep(session: Session, kept: KeptFile, direction: WebDirection, now: datetime) -> KeptFile:
    session.add(WebFile(created_at=now, direction=direction, **vars(kept)))
    session.flush()
    return kept


def find_file(session: Session, token: str) -> KeptFile | None:
    found = session.connection().execute(select(*_KEPT).where(_file.c.token == token)).first()
    return None if found is None else KeptFile(*found)


def files_of(session: Session, chat: str, tokens: tuple[str, ...]) -> tuple[KeptFile, ...]:
    """Those of `tokens` that were given in this chat, in the same order."""
    rows = session.connection().execute(select(*_KEPT).where(_file.c.chat == chat, _file.c.token.in_(tokens)))
    kept = {row.token: KeptFile(*row) for row in rows}
    return tuple(kept[token] for token in tokens if token in kept)
