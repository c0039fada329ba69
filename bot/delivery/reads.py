"""Copies of broadcasts that their readers have read, where a platform tells it: all that stood in a chat up to what was read.

Only that they were read is kept, never when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session

from bot.storage.database import Database
from bot.storage.outbox import OutboxRow, OutboxState

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


@dataclass(frozen=True)
class Unread:
    """Of chats in which somebody has read a message."""

    copies: Mapping[str, Mapping[int, datetime]]  # of broadcasts, when each was sent, by chat; only where there are any
    read: Mapping[str, datetime]  # when what was read was sent, by chat; missing where it is no message of ours
    on_their_way: frozenset[str]  # chats with a copy of which is not noted yet that it was sent


@dataclass(frozen=True)
class Reads:
    """Of one account."""

    database: Database
    channel: str
    account: str

    async def unread(self, told: Mapping[str, str]) -> Unread:
        """`told`: in each private chat, the message up to which its person has read."""
        return await self.database.read(lambda session: unread(session, self.channel, self.account, told))


def unread(session: Session, channel: str, account: str, told: Mapping[str, str]) -> Unread:
    connection = session.connection()
    here = (_outbox.c.channel == channel, _outbox.c.account == account, _outbox.c.chat.in_(list(told)))
    copies: dict[str, dict[int, datetime]] = {}
    for row in connection.execute(
        select(_outbox.c.id, _outbox.c.chat, _outbox.c.sent_at).where(
            *here,
            _outbox.c.external_id.is_not(None),
            _outbox.c.state == OutboxState.SENT,
            _outbox.c.broadcast_id.is_not(None),
            _outbox.c.edits_id.is_(None),
            _outbox.c.is_read.is_(None),
        )
    ):
        copies.setdefault(row.chat, {})[row.id] = row.sent_at
    coming = connection.execute(
        select(_outbox.c.chat)
        .where(*here, _outbox.c.state == OutboxState.CLAIMED, _outbox.c.broadcast_id.is_not(None))
        .distinct()
    )
    return Unread(copies, _sent(session, here, {chat: told[chat] for chat in copies}), frozenset(coming.scalars()))


def _sent(session: Session, here: Sequence[object], told: Mapping[str, str]) -> dict[str, datetime]:
    if not told:
        return {}
    rows = session.connection().execute(
        select(_outbox.c.chat, _outbox.c.external_id, _outbox.c.sent_at).where(
            *here,  # type: ignore[arg-type] # conditions
            _outbox.c.external_id.in_(list(told.values())),
            _outbox.c.edits_id.is_(None),
            _outbox.c.sent_at.is_not(None),
        )
    )
    return {row.chat: row.sent_at for row in rows if told.get(row.chat) == row.external_id}


def note(session: Session, ids: Sequence[int]) -> None:
    """For good: nobody unreads."""
    session.connection().execute(update(_outbox).where(_outbox.c.id.in_(ids)).values(is_read=True))
