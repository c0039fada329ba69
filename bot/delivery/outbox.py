"""What is to be said: queued in the transaction that decides it, each message once (`dedupe_key`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from bot.core.messages import Outgoing, Priority
from bot.delivery.codec import outgoing_to_json
from bot.storage.after_commit import after_commit
from bot.storage.outbox import OutboxRow, OutboxState

Wake = Callable[[str, str], None]
"""(channel, account): something is waiting to be sent there."""

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


@dataclass(frozen=True)
class Queued:
    """A message for one chat. Without `due_at` it goes out at once."""

    dedupe_key: str
    channel: str
    account: str
    chat: str
    outgoing: Outgoing
    priority: Priority
    now: datetime
    due_at: datetime | None = None
    address_id: int | None = None
    person_id: int | None = None
    conversation_id: int | None = None
    broadcast_id: int | None = None


def queue(session: Session, messages: Sequence[Queued], *, wake: Wake) -> None:
    """Messages whose key is known already are left out: intent exactly once."""
    insert: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(_outbox).on_conflict_do_nothing(index_elements=["dedupe_key"])
    for is_edit, some in groupby(messages, key=lambda message: message.outgoing.edits is not None):
        if not is_edit:
            session.connection().execute(statement, [_values(message) for message in some])
            continue
        for message in some:
            edited = select(_outbox.c.id).where(_outbox.c.dedupe_key == message.outgoing.edits).scalar_subquery()
            session.connection().execute(statement.values(**_values(message), edits_id=edited))
    for channel, account in sorted({(message.channel, message.account) for message in messages}):
        after_commit(session, partial(wake, channel, account))


def move_chat(session: Session, channel: str, account: str, old: str, new: str) -> None:
    """The chat has a new identifier: what waits for it goes there."""
    session.connection().execute(
        update(_outbox)
        .where(
            _outbox.c.channel == channel,
            _outbox.c.account == account,
            _outbox.c.chat == old,
            _outbox.c.state.in_([OutboxState.QUEUED, OutboxState.CLAIMED]),
        )
        .values(chat=new)
    )


def _values(message: Queued) -> dict[str, Any]:
    return {
        "dedupe_key": message.dedupe_key,
        "channel": message.channel,
        "account": message.account,
        "chat": message.chat,
        "payload": outgoing_to_json(message.outgoing),
        "priority": int(message.priority),
        "state": OutboxState.QUEUED,
        "due_at": message.due_at or message.now,
        "attempts": 0,
        "created_at": message.now,
        "address_id": message.address_id,
        "person_id": message.person_id,
        "conversation_id": message.conversation_id,
        "broadcast_id": message.broadcast_id,
    }
