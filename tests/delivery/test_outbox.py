import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.core.messages import Choice, Outgoing, Priority
from bot.delivery.codec import outgoing_from_json
from bot.delivery.outbox import Queued, move_chat, queue
from bot.delivery.wakes import Bell, Wakes
from bot.storage.addresses import Address
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person

NOW = datetime(2022, 3, 1, 9, tzinfo=UTC)
HELLO = Queued("hello", "scripted", "bot", "anna", Outgoing("Hello"), Priority.REPLY, NOW)


def rows(database):
    return database.read_now(lambda session: session.exec(select(OutboxRow).order_by(OutboxRow.id)).all())


def put(session, messages):
    queue(session, messages, wake=Wakes().outbox)


def an_edit(key, of, text="Better"):
    return replace(HELLO, dedupe_key=key, outgoing=Outgoing(text, edits=of))


def test_a_message_is_queued_as_it_was_said(database):
    outgoing = Outgoing("Which?", "fr", choices=(Choice("A", "1:0"),))
    database.write_now(lambda session: put(session, [replace(HELLO, outgoing=outgoing, in_group=True)]))
    [row] = rows(database)
    assert outgoing_from_json(row.payload) == outgoing
    assert (row.state, row.due_at, row.created_at, row.attempts) == (OutboxState.QUEUED, NOW, NOW, 0)
    assert (row.priority, row.in_group, row.edits_id) == (Priority.REPLY, True, None)


def test_what_is_due_later_keeps_its_moment(database):
    tomorrow = NOW + timedelta(days=1)
    database.write_now(lambda session: put(session, [replace(HELLO, due_at=tomorrow)]))
    assert rows(database)[0].due_at == tomorrow


def test_the_same_key_is_queued_once(database):
    other = replace(HELLO, outgoing=Outgoing("Hello again"))
    database.write_now(lambda session: put(session, [HELLO, other]))
    database.write_now(lambda session: put(session, [other, replace(other, dedupe_key="other")]))
    assert [(row.dedupe_key, row.payload["text"]) for row in rows(database)] == [
        ("hello", "Hello"),
        ("other", "Hello again"),
    ]


def test_an_edit_points_at_the_message_that_stands_in_the_chat(database):
    """In the same batch, in a later one, as an edit of an edit, and where nothing of that name exists."""
    database.write_now(lambda session: put(session, [HELLO, an_edit("first", of="hello")]))
    database.write_now(lambda session: put(session, [an_edit("second", of="first"), an_edit("third", of="nothing")]))
    hello, first, second, third = rows(database)
    assert (hello.edits_id, first.edits_id, second.edits_id, third.edits_id) == (None, hello.id, hello.id, None)


def test_nothing_to_queue_is_fine(database):
    database.write_now(lambda session: put(session, []))
    assert rows(database) == []


def test_what_waits_for_a_chat_goes_where_the_chat_has_moved(database):
    def prepare(session):
        person = Person(created_at=NOW, seen_at=NOW)
        session.add(person)
        session.flush()
        here = {"person_id": person.id, "channel": "scripted", "created_at": NOW, "seen_at": NOW, "chat": "old"}
        session.add_all(
            [Address(account="bot", external_id="1", **here), Address(account="another", external_id="1", **here)]
        )
        states = {"waits": OutboxState.QUEUED, "goes": OutboxState.CLAIMED, "went": OutboxState.SENT}
        put(session, [replace(HELLO, dedupe_key=key, chat="old") for key in states])
        put(session, [replace(HELLO, dedupe_key="elsewhere", chat="old", account="another")])
        for row in session.exec(select(OutboxRow)):
            row.state = states.get(row.dedupe_key, row.state)
        session.flush()
        move_chat(session, "scripted", "bot", "old", "new")

    database.write_now(prepare)
    assert [(row.dedupe_key, row.chat) for row in rows(database)] == [
        ("waits", "new"),
        ("goes", "new"),
        ("went", "old"),
        ("elsewhere", "old"),
    ]
    addresses = database.read_now(lambda session: session.exec(select(Address.account, Address.chat)).all())
    assert sorted(addresses) == [("another", "old"), ("bot", "new")]


async def test_the_sender_is_woken_when_the_rows_are_on_disk_and_not_when_they_are_not(database):
    wakes = Wakes()
    bell, other = Bell(), Bell()
    wakes.listen(bell.ring, "outbox", "scripted", "bot")
    wakes.listen(other.ring, "outbox", "scripted", "other")

    def fail(session):
        queue(session, [HELLO], wake=wakes.outbox)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(fail)
    assert bell.is_rung is False
    await database.write(lambda session: queue(session, [HELLO], wake=wakes.outbox))
    async with asyncio.timeout(60):
        await bell.wait()
    assert (bell.is_rung, other.is_rung) == (False, False)
