"""What has arrived is edited where it stands, paced and counted like any broadcast; where that is not possible, it is said below."""

import pytest

from bot.core.messages import Outgoing
from bot.delivery import amendments, copies, ledger
from bot.delivery.channel import Rate
from bot.delivery.failures import Rejected
from bot.delivery.ledger import Tally
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxState
from tests.delivery.post_office import PostOffice
from tests.delivery.rows import NOW, change, rows, take
from tests.delivery.scripted import ScriptedChannel
from tests.delivery.test_broadcasts import begin, broadcast_of, on_broadcast, people, tally

SPEAKING = ("correction",)


def amend(database, number, kind="correction"):
    """All of its copies written down."""

    def started(session):
        return amendments.start(session, kind, session.get(Broadcast, number), None, NOW).id

    amendment = database.write_now(started)
    while on_broadcast(database, amendment, amendments.expand_slice, SPEAKING, NOW):
        pass
    return amendment


def arrived(database, number, *people):
    for person in people:
        change(database, f"b:{number}:{person}", state=OutboxState.SENT, external_id=f"m{person}", sent_at=NOW)


def edits(database, amendment):
    """By person, what is to be edited."""
    found = rows(database)
    of = {row.id: row.dedupe_key for row in found}
    return {row.person_id: of.get(row.edits_id) for row in found if row.broadcast_id == amendment}


def corrected(session, claimed, now):
    return {one.id: Outgoing("right" if one.edits else "Correction: right") for one in claimed}


def test_only_what_has_arrived_is_edited_the_rest_gets_the_new_words_with_its_copy(database):
    people(database, 4)
    number = begin(database)
    arrived(database, number, 1, 3)
    change(database, f"b:{number}:2", state=OutboxState.FAILED, reason="blocked")
    amendment = amend(database, number)
    assert edits(database, amendment) == {1: f"b:{number}:1", 3: f"b:{number}:3"}
    broadcast = broadcast_of(database, amendment)
    assert (broadcast.state, broadcast.expected) == (BroadcastState.SENDING, 2)


def test_what_is_being_sent_is_edited_when_it_stands_there(database):
    people(database, 1)
    number = begin(database)
    assert [one.dedupe_key for one in take(database)] == [f"b:{number}:1"]
    amendment = amend(database, number)
    assert take(database) == []
    arrived(database, number, 1)
    [claimed] = take(database)
    assert (claimed.dedupe_key, claimed.edits) == (f"b:{amendment}:1", "m1")


def test_of_which_nobody_knows_whether_it_arrived_is_said_in_a_message_of_its_own(database):
    people(database, 1)
    number = begin(database)
    change(database, f"b:{number}:1", state=OutboxState.UNCERTAIN)
    amendment = amend(database, number)
    [claimed] = take(database)
    assert (claimed.dedupe_key, claimed.edits) == (f"b:{amendment}:1", None)


def test_slices_write_everybody_down_once(database, monkeypatch):
    monkeypatch.setattr(amendments, "SLICE", 3)
    people(database, 8)
    number = begin(database)
    arrived(database, number, *range(1, 9))
    amendment = amend(database, number)
    database.write_now(lambda session: setattr(session.get(Broadcast, amendment), "last_id", 0))
    on_broadcast(database, amendment, amendments.expand_slice, SPEAKING, NOW)
    assert tally(database, amendment) == Tally(waiting=8)


async def test_where_no_edit_is_taken_the_words_follow_and_the_next_correction_edits_those(database):
    people(database, 2)
    number = begin(database)
    arrived(database, number, 1, 2)
    first = amend(database, number)
    office = PostOffice(database, compose=corrected)
    office.channel.will(f"b:{first}:2", Rejected("message can't be edited"))
    async with office.open():
        await office.until_settled()
        assert sorted(office.channel.appeared) == [("p1", "right", "m1"), ("p2", "Correction: right", None)]
        assert database.read_now(lambda session: amendments.standing_alone(session, session.get(Broadcast, first))) == 1
        second = amend(database, number)
        assert edits(database, second) == {1: f"b:{number}:1", 2: f"b:{first}:2"}
        office.look()
        await office.until_settled()
    assert sorted(office.channel.appeared[2:]) == [("p1", "right", "m1"), ("p2", "right", f"m-b:{first}:2")]


async def test_a_pin_that_is_refused_fails_and_says_nothing(database):
    people(database, 1)
    number = begin(database)
    arrived(database, number, 1)
    pinning = amend(database, number, "pinning")
    office = PostOffice(
        database, compose=lambda _session, claimed, _now: {one.id: Outgoing("", pins=True) for one in claimed}
    )
    office.channel.will(f"b:{pinning}:1", Rejected("not here"))
    async with office.open():
        await office.until_settled()
    assert office.channel.appeared == []
    assert tally(database, pinning) == Tally(failed=1)


def test_a_pin_is_nothing_that_a_correction_could_edit(database):
    people(database, 1)
    number = begin(database)
    arrived(database, number, 1)
    pinning = amend(database, number, "pinning")
    change(database, f"b:{pinning}:1", state=OutboxState.SENT, edits_id=None)
    assert edits(database, amend(database, number)) == {1: f"b:{number}:1"}


async def test_corrections_keep_to_the_pace_of_copies(database):
    """Eight tenths of what the platform takes, as announcements."""
    people(database, 24)
    number = begin(database)
    arrived(database, number, *range(1, 25))
    amendment = amend(database, number)
    rate = Rate(per_second=10, burst=1, per_chat=1, chat_burst=1, per_group_minute=20, in_flight=8)
    office = PostOffice(database, ScriptedChannel(rate), compose=corrected)
    by_second = []
    async with office.open():
        await office.quiet()
        for _second in range(5):
            before = len(office.channel.appeared)
            await office.pass_slowly(1, steps=20)
            by_second.append(len(office.channel.appeared) - before)
    assert max(by_second) <= 8
    assert {(chat, edited) for chat, _text, edited in office.channel.appeared} == {
        (f"p{n}", f"m{n}") for n in range(1, 25)
    }
    assert database.write_now(
        lambda session: ledger.close_if_finished(session, session.get(Broadcast, amendment), NOW)
    ) == Tally(sent=24)


@pytest.mark.parametrize("verb", [copies.pause, copies.cancel])
def test_it_can_be_held_and_stopped_like_any_broadcast(database, verb):
    people(database, 2)
    number = begin(database)
    arrived(database, number, 1, 2)
    amendment = amend(database, number)
    assert on_broadcast(database, amendment, verb) is True
    assert take(database) == []
