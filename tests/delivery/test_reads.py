"""Of copies that were delivered, which have been read, where a platform tells it."""

from datetime import timedelta

import pytest

from bot.delivery import ledger, reads
from bot.storage.outbox import OutboxRow, OutboxState
from tests.delivery.rows import NOW
from tests.delivery.test_broadcasts import begin, people, tally

ROOM, OTHER = "!room", "!other"


def sent(database, *messages):
    """(chat, the platform's id, its broadcast), a minute apart; their rows."""

    def job(session):
        found = [
            OutboxRow(
                dedupe_key=f"{chat}{name}",
                channel="scripted",
                account="bot",
                chat=chat,
                broadcast_id=broadcast,
                state=OutboxState.SENT,
                external_id=name,
                due_at=NOW,
                sent_at=NOW + timedelta(minutes=minute),
                created_at=NOW,
            )
            for minute, (chat, name, broadcast) in enumerate(messages)
        ]
        session.add_all(found)
        session.flush()
        return [row.id for row in found]

    return database.write_now(job)


def unread(database, **told):
    told = {f"!{room}": message for room, message in told.items()}
    return database.read_now(lambda session: reads.unread(session, "scripted", "bot", told))


def test_what_is_unread_in_a_chat_stands_beside_what_was_read_there(database):
    people(database, 1)
    number = begin(database)
    first, _reply, second, _elsewhere = sent(
        database, (ROOM, "$1", number), (ROOM, "$2", None), (ROOM, "$3", number), (OTHER, "$4", number)
    )
    found = unread(database, room="$2")
    assert found.copies == {ROOM: {first: NOW, second: NOW + timedelta(minutes=2)}}
    assert found.read == {ROOM: NOW + timedelta(minutes=1)}
    assert not found.on_their_way


def test_what_is_no_message_of_ours_is_told_as_such(database):
    people(database, 1)
    sent(database, (ROOM, "$1", begin(database)))
    assert unread(database, room="$0").read == {}


def test_where_no_copy_waits_to_be_read_nothing_else_is_looked_up(database):
    people(database, 1)
    sent(database, (ROOM, "$1", None))
    assert unread(database, room="$1") == reads.Unread({}, {}, frozenset())


def test_a_correction_of_a_copy_is_not_taken_for_the_copy(database):
    """The platform gives both the same id: what counts is when the copy itself was sent."""
    people(database, 1)
    (copy,) = sent(database, (ROOM, "$1", begin(database)))
    (edit,) = sent(database, (OTHER, "$1", None))

    def job(session):
        row = session.get_one(OutboxRow, edit)
        row.chat, row.edits_id, row.sent_at = ROOM, copy, NOW + timedelta(days=1)

    database.write_now(job)
    assert unread(database, room="$1").read == {ROOM: NOW}


def test_a_copy_on_its_way_is_told_of(database):
    people(database, 1)
    (copy,) = sent(database, (ROOM, "$1", begin(database)))

    def job(session):
        session.get_one(OutboxRow, copy).state = OutboxState.CLAIMED

    database.write_now(job)
    assert unread(database, room="$1") == reads.Unread({}, {}, frozenset({ROOM}))


@pytest.mark.parametrize("times", [1, 2])
def test_what_was_read_is_counted_once_and_stays_delivered(database, times):
    people(database, 1)
    number = begin(database)
    first, _second = sent(database, (ROOM, "$1", number), (ROOM, "$2", number))
    for _time in range(times):
        database.write_now(lambda session: reads.note(session, [first]))
    assert database.read_now(lambda session: ledger.read(session, number)) == 1
    assert tally(database, number).sent == 2
    assert first not in unread(database, room="$2").copies[ROOM]
