"""Rows for tests of the outbox, and how they stand."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import select

from bot.core.messages import Outgoing, Priority
from bot.delivery.claims import claim
from bot.delivery.outbox import Queued, queue
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxRow

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
EPOCH = 7


def message(key, chat="anna", priority=Priority.REPLY, **others):
    """A message that says its own key."""
    edits, removes = others.pop("edits", None), others.pop("removes", False)
    outgoing = others.pop("outgoing", Outgoing(key, edits=edits, removes=removes))
    return replace(Queued(key, "scripted", "bot", chat, outgoing, priority, NOW), **others)


def put(database, *messages):
    database.write_now(lambda session: queue(session, messages, wake=lambda *_: None))


def a_broadcast(database, state=BroadcastState.SENDING, **others):
    def job(session):
        broadcast = Broadcast(
            kind="announcement",
            subject_kind="announcement",
            subject_id=1,
            through_id=10**6,
            state=state,
            created_at=NOW,
            **others,
        )
        session.add(broadcast)
        session.flush()
        return broadcast.id

    return database.write_now(job)


def take(database, *, now=NOW, epoch=EPOCH, replies=100, broadcasts=100, cosmetic=100, **others):
    def job(session):
        return claim(
            session,
            "scripted",
            "bot",
            epoch,
            now,
            replies=replies,
            broadcasts=broadcasts,
            cosmetic=cosmetic,
            **others,
        )

    return database.write_now(job)


def keys(claimed):
    return [one.dedupe_key for one in claimed]


def rows(database):
    return database.read_now(lambda session: session.exec(select(OutboxRow).order_by(OutboxRow.id)).all())


def states(database):
    return {row.dedupe_key: row.state.value for row in rows(database)}


def change(database, key, **values):
    def job(session):
        row = session.exec(select(OutboxRow).where(OutboxRow.dedupe_key == key)).one()
        for name, value in values.items():
            setattr(row, name, value)

    database.write_now(job)
