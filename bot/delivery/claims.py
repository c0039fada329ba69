"""What may be sent now: taken from the outbox in slices, in the order of service, and in order within each chat."""

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from bot.core.messages import Outgoing, Priority
from bot.delivery import shown_files
from bot.delivery.claim_queries import CLAIM, CLAIM_COPIES, EDITED, GIVE_UP, STANDS_ALONE, WAITING
from bot.delivery.codec import outgoing_from_json
from bot.storage.outbox import OutboxState

COSMETIC_FOR = timedelta(seconds=30)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this worker, and no other, may send. `outgoing` is None for copies of a broadcast until they are composed."""

    id: int
    dedupe_key: str
    chat: str
    in_group: bool
    priority: Priority
    outgoing: Outgoing | None
    edits: str | None  # the platform's id of the message to edit, or of the file in it
    attempts: int
    unanswered: int
    address_id: int | None
    person_id: int | None
    broadcast_id: int | None
    replaces_file: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is due, and when next something is, as the outbox stands."""

    due: frozenset[Priority]
    next_at: datetime | None
    broadcast_id: int | None  # the one whose turn it is


def waiting(session: Session, channel: str, account: str, now: datetime, *, after_broadcast: int = 0) -> Waiting:
    """One cheap query. Broadcasts take turns: the next one after `after_broadcast`."""
    scope = {"of_channel": channel, "of_account": account, "now": now, "after_broadcast": after_broadcast}
    (found,) = WAITING.rows(session.connection(), scope)
    firsts = dict(zip(Priority, found[: len(Priority)], strict=True))
    due = {priority for priority, first in firsts.items() if first is not None and first <= now}
    later = [first for first in (*firsts.values(), found.next_copy) if first is not None and first > now]
    if found.broadcast_id is not None:
        due.add(Priority.BROADCAST)
    return Waiting(frozenset(due), min(later, default=None), found.broadcast_id)


def claim(
    session: Session,
    channel: str,
    account: str,
    epoch: int,
    now: datetime,
    *,
    replies: int,
    broadcasts: int,
    cosmetic: int,
    after_broadcast: int = 0,
    closed_chats: Collection[str] = (),
) -> list[Claimed]:
    """At most so many of each; reminders count as replies. Cosmetic edits that make no sense any more are dropped."""
    now_waiting = waiting(session, channel, account, now, after_broadcast=after_broadcast)
    scope = {"of_channel": channel, "of_account": account, "term": epoch, "now": now, "closed": list(closed_chats)}
    rows: list[Row[Any]] = []

    def take(priority: Priority, limit: int, broadcast_id: int | None = None) -> None:
        if limit > 0 and priority in now_waiting.due:
            statements = CLAIM_COPIES if broadcast_id is not None else CLAIM
            chosen = scope | {"of_priority": priority.value, "limit": limit}
            if priority is Priority.COSMETIC:
                chosen["closed"] = []  # it does not wait: it is dropped where the pace is short
            if broadcast_id is not None:
                chosen["broadcast"] = broadcast_id
            rows.extend(session.connection().execute(statements[session.connection().dialect.name], chosen))

    take(Priority.REPLY, replies)
    take(Priority.REMINDER, replies - len(rows))
    others = len(rows)
    take(Priority.BROADCAST, broadcasts, now_waiting.broadcast_id)
    if now_waiting.broadcast_id is not None:
        take(Priority.BROADCAST, broadcasts - (len(rows) - others))
    take(Priority.COSMETIC, cosmetic)
    return _claimed(session, rows, now)


def give_up(session: Session, ids: Collection[int], state: OutboxState, reason: str) -> None:
    """Claimed rows that will not be sent."""
    session.connection().execute(GIVE_UP, {"ids": list(ids), "final": state, "why": reason})


def _claimed(session: Session, rows: Sequence[Row[Any]], now: datetime) -> list[Claimed]:
    edited = _edited(session, {row.edits_id for row in rows if row.edits_id is not None})
    files = shown_files.places(session, [(row.edits_id, row.edits_place) for row in rows if _is_of_a_file(row)])
    claimed, unreadable, senseless, alone = [], [], [], []
    for row in sorted(rows, key=lambda row: (row.priority, row.id)):
        outgoing = _outgoing(row)
        original = edited.get(row.edits_id)
        if outgoing is None and row.broadcast_id is None:
            unreadable.append(row.id)
        elif _makes_no_sense(row, outgoing, original, now):
            senseless.append(row.id)
        else:
            target = original.external_id if original is not None else None
            if _is_of_a_file(row):
                target = files.get((row.edits_id, row.edits_place))
            if target is None and row.edits_id is not None:
                alone.append(row.id)
            claimed.append(_one(row, outgoing, target))
    if unreadable:
        log.error("messages %s cannot be read: they are not sent", unreadable)
        give_up(session, unreadable, OutboxState.FAILED, "it cannot be read")
    if senseless:
        give_up(session, senseless, OutboxState.DROPPED, "overtaken by events")
    if alone:
        # What was to be edited never stood in the chat: this message stands there from now on.
        session.connection().execute(STANDS_ALONE, {"ids": alone})
    return claimed


def _is_of_a_file(row: Row[Any]) -> bool:
    return row.edits_id is not None and row.edits_place is not None


def _outgoing(row: Row[Any]) -> Outgoing | None:
    """None: a copy of a broadcast, or written by a version that nobody understands any more."""
    try:
        return None if row.payload is None else outgoing_from_json(row.payload)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None


def _one(row: Row[Any], outgoing: Outgoing | None, target: str | None) -> Claimed:
    return Claimed(
        id=row.id,
        dedupe_key=row.dedupe_key,
        chat=row.chat,
        in_group=row.in_group,
        priority=Priority(row.priority),
        outgoing=outgoing,
        edits=target,
        attempts=row.attempts,
        unanswered=row.unanswered,
        address_id=row.address_id,
        person_id=row.person_id,
        broadcast_id=row.broadcast_id,
        replaces_file=_is_of_a_file(row) and target is not None and not (outgoing is not None and outgoing.removes),
    )


def _makes_no_sense(row: Row[Any], outgoing: Outgoing | None, original: Row[Any] | None, now: datetime) -> bool:
    """An edit or removal of nothing, or a cosmetic edit that is too old, or which a later edit has replaced."""
    is_cosmetic: bool = row.priority == Priority.COSMETIC
    is_old: bool = row.created_at < now - COSMETIC_FOR
    if outgoing is None or outgoing.edits is None:
        return is_cosmetic and is_old
    if original is None or original.external_id is None:
        return is_cosmetic or outgoing.only_touches
    return is_cosmetic and (is_old or original.last_id > row.id)


def _edited(session: Session, ids: Iterable[int]) -> dict[int, Row[Any]]:
    wanted = list(ids)
    if not wanted:
        return {}
    return {row.id: row for row in session.connection().execute(EDITED, {"ids": wanted})}
