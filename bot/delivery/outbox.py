"""What is to be said is queued here, once for each dedupe key, in the transaction of whoever says it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from bot.core.messages import Outgoing, Priority
from bot.delivery import shown_files
from bot.delivery.claim_queries import STATE_QUEUED
from bot.delivery.codec import outgoing_to_json
from bot.storage import news_places, rooms
from bot.storage.addresses import Address
from bot.storage.after_commit import along
from bot.storage.inserts import INSERTS
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.prepared import Prepared

Wake = Callable[[str, str], None]
"""(channel, account): something is waiting to be sent there."""

log = logging.getLogger(__name__)
COLUMNS = """
    dedupe_key channel account chat in_group address_id person_id conversation_id broadcast_id priority due_at payload
    edits_place created_at
"""
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_address = Address.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Queued:
    """A message for a chat. What has a `due_at` is not sent before it."""

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
    in_group: bool = False
    edits_place: int | None = None  # of a file: what the message edits is that file of the other one, and not its words


def queue(session: Session, messages: Sequence[Queued], *, wake: Wake) -> None:
    """A message whose key is known already is left out: intent exactly once. `wake` is called when all is on disk."""
    if not messages:
        return
    connection = session.connection()
    said = {id(message.outgoing): message.outgoing for message in messages}  # many are told the same
    written = {one: outgoing_to_json(outgoing) for one, outgoing in said.items()}
    QUEUE[connection.dialect.name].run_all(
        connection, [_row(message, written[id(message.outgoing)]) for message in messages]
    )
    shown_files.write_down(session, {message.dedupe_key: message.outgoing for message in messages})
    if log.isEnabledFor(logging.DEBUG):
        log.debug("queued", extra={"messages": [message.dedupe_key for message in messages]})
    for channel, account in {(message.channel, message.account) for message in messages}:
        along(session, claiming(channel, account), partial(wake, channel, account))


def claiming(channel: str, account: str) -> str:
    """Under which key whoever sends stands by."""
    return f"claim {channel}:{account}"


def bring_forward(session: Session, channel: str, account: str, now: datetime) -> None:
    """What waits to be tried again need not wait any longer: the way to the platform is free."""
    waits = (_outbox.c.attempts > 0, _outbox.c.due_at > now)
    session.connection().execute(
        update(_outbox)
        .where(
            _outbox.c.state == STATE_QUEUED,
            _outbox.c.channel == channel,
            _outbox.c.account == account,
            _outbox.c.priority.in_([Priority.REPLY.value, Priority.REMINDER.value]),
            *waits,
        )
        .values(due_at=now)
    )


def move_chat(session: Session, channel: str, account: str, old: str, new: str) -> None:
    """The chat has a new identifier: what waits for it goes there, and what will be said to whoever is there."""
    rooms.move(session, channel, account, old, new)
    news_places.move(session, channel, account, old, new)
    here = (_address.c.channel == channel, _address.c.account == account, _address.c.chat == old)
    session.connection().execute(update(_address).where(*here).values(chat=new))
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


def _row(message: Queued, payload: dict[str, Any]) -> dict[str, Any]:
    return {
        "dedupe_key": message.dedupe_key,
        "channel": message.channel,
        "account": message.account,
        "chat": message.chat,
        "in_group": message.in_group,
        "address_id": message.address_id,
        "person_id": message.person_id,
        "conversation_id": message.conversation_id,
        "broadcast_id": message.broadcast_id,
        "priority": message.priority.value,
        "due_at": message.due_at or message.now,
        "payload": payload,
        "edits": message.outgoing.edits,
        "edits_place": message.edits_place,
        "created_at": message.now,
    }


def _statement(engine_name: str) -> Prepared:
    edited = _outbox.alias("edited")
    # An edit of an edit is one of the message that stands there: platforms know only that one.
    first = select(func.coalesce(edited.c.edits_id, edited.c.id)).where(edited.c.dedupe_key == bindparam("edits"))
    values: dict[str, Any] = {name: bindparam(name) for name in COLUMNS.split()}
    fixed = {"state": OutboxState.QUEUED, "attempts": 0, "unanswered": 0, "edits_id": first.scalar_subquery()}
    return Prepared(INSERTS[engine_name](_outbox).values(values | fixed).on_conflict_do_nothing().inline())


QUEUE = {engine_name: _statement(engine_name) for engine_name in INSERTS}
