"""A broadcast from the first recipient written down to the closed ledger."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlmodel import select as select_rows

from bot.core.messages import Outgoing
from bot.delivery import copies, leases, ledger
from bot.delivery.failures import Rejected, UnknownOutcome, Unreachable
from bot.delivery.ledger import Cause, Tally
from bot.storage.addresses import Address, AddressState
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from tests.delivery.post_office import PostOffice
from tests.delivery.rows import NOW, change, keys, message, put, rows, states, take
from tests.delivery.scripted import UNLIMITED, ScriptedChannel
from tests.delivery.test_pace import TELEGRAM
from tests.usecases.announcing import nobody

EVERYBODY = select(Person.__table__.c.id)


def people(database, number):
    """So many, each with a chat of their own: "p1", "p2"…"""

    def job(session):
        seen = {"created_at": NOW, "seen_at": NOW}
        ids = range(1, number + 1)
        persons = [{"id": n, "public_id": f"u{n}", "preferred_address_id": n} | seen for n in ids]
        session.connection().execute(insert(Person.__table__), persons)
        where = {"channel": "scripted", "account": "bot"}
        chats = [{"id": n, "person_id": n, "external_id": f"p{n}", "chat": f"p{n}"} | where | seen for n in ids]
        session.connection().execute(insert(Address.__table__), chats)

    database.write_now(job)


def change_address(database, number, **values):
    def job(session):
        address = session.get(Address, number)
        for name, value in values.items():
            setattr(address, name, value)

    database.write_now(job)


def begin(database, *, at_most=500):
    """A broadcast to everybody, all of them written down."""
    number = database.write_now(lambda session: copies.start(session, "news", "news", 1, None, NOW).id)
    while on_broadcast(database, number, copies.expand_slice, EVERYBODY, NOW, wake=nobody, at_most=at_most):
        pass
    return number


def on_broadcast(database, number, verb, *arguments, **others):
    return database.write_now(lambda session: verb(session, session.get(Broadcast, number), *arguments, **others))


def broadcast_of(database, number):
    return database.read_now(lambda session: session.get(Broadcast, number))


def tally(database, number):
    return database.read_now(lambda session: ledger.tally(session, number))


# -- recipients --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("at_most", [1, 3, 7, 8, 500])
def test_recipients_are_written_down_in_slices_each_once(database, at_most):
    people(database, 7)
    number = begin(database, at_most=at_most)
    assert [(row.dedupe_key, row.chat, row.priority, row.payload) for row in rows(database)] == [
        (f"b:{number}:{n}", f"p{n}", 2, None) for n in range(1, 8)
    ]
    broadcast = broadcast_of(database, number)
    assert (broadcast.state, broadcast.expanded, broadcast.expected) == (BroadcastState.SENDING, True, 7)


def test_nothing_is_sent_before_all_recipients_are_written_down(database):
    people(database, 3)
    number = database.write_now(lambda session: copies.start(session, "news", "news", 1, None, NOW).id)
    assert on_broadcast(database, number, copies.expand_slice, EVERYBODY, NOW, wake=nobody, at_most=2) is True
    assert take(database) == []
    assert on_broadcast(database, number, copies.expand_slice, EVERYBODY, NOW, wake=nobody, at_most=2) is False
    assert keys(take(database)) == [f"b:{number}:{n}" for n in (1, 2, 3)]


def test_a_slice_that_is_written_again_adds_nobody(database):
    """A kill between two slices, or two workers at once."""
    people(database, 4)
    number = begin(database, at_most=2)
    database.write_now(lambda session: setattr(session.get(Broadcast, number), "last_id", 0))
    on_broadcast(database, number, copies.expand_slice, EVERYBODY, NOW, wake=nobody)
    assert tally(database, number) == Tally(waiting=4)


def test_whoever_comes_later_is_no_recipient(database):
    people(database, 2)
    number = database.write_now(lambda session: copies.start(session, "news", "news", 1, None, NOW).id)
    database.write_now(lambda session: session.add(Person(id=3, created_at=NOW, seen_at=NOW)))
    on_broadcast(database, number, copies.expand_slice, EVERYBODY, NOW, wake=nobody)
    assert tally(database, number) == Tally(waiting=2)


def test_only_the_audience_is_written_down(database):
    people(database, 5)
    number = database.write_now(lambda session: copies.start(session, "news", "news", 1, None, NOW).id)
    on_broadcast(
        database, number, copies.expand_slice, EVERYBODY.where(Person.__table__.c.id.in_([2, 4])), NOW, wake=nobody
    )
    assert [row.chat for row in rows(database)] == ["p2", "p4"]


def test_a_slice_looks_at_so_many_people_however_few_are_recipients(database):
    people(database, 3 * copies.LOOKED_AT)
    number = database.write_now(lambda session: copies.start(session, "news", "news", 1, None, NOW).id)
    the_last = EVERYBODY.where(Person.__table__.c.id == 3 * copies.LOOKED_AT)
    seen = []
    while on_broadcast(database, number, copies.expand_slice, the_last, NOW, wake=nobody):
        seen.append(broadcast_of(database, number).last_id)
    assert seen == [copies.LOOKED_AT, 2 * copies.LOOKED_AT]
    assert tally(database, number) == Tally(waiting=1)


def test_each_person_gets_it_at_one_address_the_preferred_one_if_it_can_be_written_to(database):
    """1: both fine; 2: the preferred one is blocked; 3: all are; 4: has none; 5: was only met in a group."""
    people(database, 5)

    def second_addresses(session):
        for person, days in ((1, 1), (2, 1), (2, 9), (2, 5), (3, 1)):
            session.add(
                Address(
                    id=100 * person + days,
                    person_id=person,
                    channel="other",
                    account="bot",
                    external_id=f"{person}-{days}",
                    chat=f"{person}-{days}",
                    created_at=NOW,
                    seen_at=NOW + timedelta(days=days),
                    state=AddressState.OK if person != 3 else AddressState.GONE,
                )
            )
        session.delete(session.get(Address, 4))

    database.write_now(second_addresses)
    change_address(database, 2, state=AddressState.BLOCKED, reason="blocked by the person")
    change_address(database, 3, state=AddressState.BLOCKED, reason="blocked by the person")
    change_address(database, 5, chat="")
    begin(database)
    assert [(row.person_id, row.channel, row.chat, row.state.value, row.reason) for row in rows(database)] == [
        (1, "scripted", "p1", "queued", None),
        (2, "other", "2-9", "queued", None),
        (3, "scripted", "p3", "skipped", "blocked by the person"),
        (4, "", "", "skipped", copies.UNREACHABLE),
        (5, "scripted", "", "skipped", copies.UNREACHABLE),
    ]


# -- what becomes of them ----------------------------------------------------------------------------------------------
async def test_recipients_are_sent_failed_skipped_and_uncertain_and_the_ledger_says_why(database):
    people(database, 6)
    change_address(database, 6, state=AddressState.BLOCKED, reason="blocked before")
    office = PostOffice(database, compose=all_but("p4"))
    number = begin(database)
    office.channel.will(f"b:{number}:2", Unreachable("blocked by the person"))
    office.channel.will(f"b:{number}:3", UnknownOutcome("no answer"))
    office.channel.will(f"b:{number}:5", Rejected("not accepted"))
    async with office.open():
        await office.until_settled()
    assert tally(database, number) == Tally(sent=1, failed=2, skipped=2, uncertain=1)
    assert set(database.read_now(lambda session: tuple(ledger.causes(session, number)))) == {
        Cause(OutboxState.FAILED, "blocked by the person", AddressState.BLOCKED, 1),
        Cause(OutboxState.FAILED, "not accepted", AddressState.OK, 1),
        Cause(OutboxState.SKIPPED, "blocked before", AddressState.BLOCKED, 1),
        Cause(OutboxState.SKIPPED, "no longer among the recipients", AddressState.OK, 1),
        Cause(OutboxState.UNCERTAIN, "no answer", AddressState.OK, 1),
    }
    closed = on_broadcast(database, number, ledger.close_if_finished, NOW)
    assert (closed.recipients, broadcast_of(database, number).expected) == (6, 6)
    assert broadcast_of(database, number).closing == {
        "sent": 1,
        "failed": 2,
        "skipped": 2,
        "uncertain": 1,
        "by choice": 0,
        "adds up": True,
    }


def all_but(*chats):
    def compose(_session, claimed, _now):
        return {one.id: Outgoing("news") for one in claimed if one.chat not in chats}

    return compose


async def test_it_is_closed_only_when_nothing_is_under_way(database):
    people(database, 2)
    office = PostOffice(database)
    office.channel.gate.clear()
    number = begin(database)
    async with office.open():
        await office.channel.until(lambda: office.channel.under_way == 2)
        assert on_broadcast(database, number, ledger.close_if_finished, NOW) is None
        office.channel.gate.set()
        await office.until_settled()
    assert on_broadcast(database, number, ledger.close_if_finished, NOW) == Tally(sent=2)
    assert on_broadcast(database, number, ledger.close_if_finished, NOW) is None
    assert broadcast_of(database, number).state is BroadcastState.CLOSED


def test_numbers_that_do_not_add_up_are_told(database, caplog):
    people(database, 2)
    number = begin(database)
    for row in rows(database):
        database.write_now(lambda session, row=row: setattr(session.get(OutboxRow, row.id), "state", OutboxState.SENT))
    database.write_now(lambda session: session.delete(session.exec(select_rows(OutboxRow)).first()))
    assert on_broadcast(database, number, ledger.close_if_finished, NOW) == Tally(sent=1)
    assert broadcast_of(database, number).closing["adds up"] is False
    assert [record.getMessage() for record in caplog.records] == [f"broadcast {number}: 1 copies of 2"]


async def test_who_writes_while_copies_go_out_is_answered_at_once_and_need_not_wait_for_their_copy(database):
    people(database, 40)
    office = PostOffice(database, ScriptedChannel(TELEGRAM))
    begin(database)
    async with office.open():
        await office.quiet()
        await office.put(message("answer", chat="p20"))
        await office.quiet()
        assert ("p20", "answer") in [(chat, text) for chat, text, _edited in office.channel.appeared]
        assert "news for p20" not in [text for _chat, text, _edited in office.channel.appeared]


# -- held, sent on, taken back, tried again ----------------------------------------------------------------------------
async def test_after_a_pause_only_what_is_in_flight_arrives(database):
    people(database, 40)
    office = PostOffice(database, ScriptedChannel(replace(UNLIMITED, per_second=10, in_flight=5)))
    office.channel.gate.clear()
    number = begin(database)
    async with office.open():
        await office.quiet()
        under_way = office.channel.under_way
        held = office.sender.shift.lanes.held.total()  # with those under way
        assert on_broadcast(database, number, copies.pause, "held") is True
        office.channel.gate.set()
        for _ in range(15):
            await office.quiet()
            office.pass_time(0.1)
        await office.quiet()
        arrived = len(office.channel.appeared)
        assert under_way <= arrived <= held <= 10  # no more than a second's worth
        assert tally(database, number) == Tally(sent=arrived, waiting=40 - arrived)
        assert on_broadcast(database, number, copies.resume) is True
        async with asyncio.timeout(60):
            while len(office.channel.appeared) < 40:
                office.pass_time(1)
                await office.quiet()
                tenure = office.sender.shift.tenure
                tenure.bell.ring()
                await office.until_rows(
                    lambda _, tenure=tenure: tenure.until > office.time.seconds + leases.SECONDS - 1
                )
        await office.until_settled()
    assert tally(database, number) == Tally(sent=40)


async def test_what_is_taken_back_is_not_sent_and_the_ledger_adds_up(database):
    people(database, 9)
    number = begin(database)
    first = take(database, broadcasts=2)
    assert on_broadcast(database, number, copies.cancel, "a mistake") is True
    assert take(database) == []
    assert on_broadcast(database, number, copies.take_back_slice, NOW, at_most=5) is True
    assert on_broadcast(database, number, copies.take_back_slice, NOW, at_most=5) is False
    assert tally(database, number) == Tally(skipped=7, waiting=2)
    for one in first:
        database.write_now(lambda session, one=one: setattr(session.get(OutboxRow, one.id), "state", OutboxState.SENT))
    assert on_broadcast(database, number, ledger.close_if_finished, NOW) == Tally(sent=2, skipped=7)
    broadcast = broadcast_of(database, number)
    assert (broadcast.state, broadcast.closing["adds up"]) == (BroadcastState.CANCELLED, True)
    assert {row.reason for row in rows(database) if row.state is OutboxState.SKIPPED} == {copies.TAKEN_BACK}


def test_what_is_taken_back_before_everybody_is_written_down_adds_up_too(database):
    people(database, 9)
    number = database.write_now(lambda session: copies.start(session, "news", "news", 1, None, NOW).id)
    on_broadcast(database, number, copies.expand_slice, EVERYBODY, NOW, wake=nobody, at_most=4)
    on_broadcast(database, number, copies.cancel)
    assert on_broadcast(database, number, copies.take_back_slice, NOW) is False
    assert on_broadcast(database, number, ledger.close_if_finished, NOW) == Tally(skipped=4)


async def test_the_failed_are_tried_again_at_the_address_that_they_have_now_and_nobody_else(database):
    people(database, 4)
    office = PostOffice(database)
    number = begin(database)
    office.channel.will(f"b:{number}:1", Unreachable("blocked"))
    office.channel.will(f"b:{number}:2", Rejected("no"))
    office.channel.will(f"b:{number}:3", UnknownOutcome("no answer"))
    async with office.open():
        await office.until_settled()
        on_broadcast(database, number, ledger.close_if_finished, NOW)
        # 1 is still blocked; 2 has come to another chat since.
        change_address(database, 2, chat="p2 elsewhere")
        assert on_broadcast(database, number, copies.retry, [OutboxState.FAILED], NOW) == 1
        office.look()
        await office.until_settled()
        assert office.channel.appeared[1:] == [("p2 elsewhere", "news for p2 elsewhere", None)]
        assert on_broadcast(database, number, copies.retry, [OutboxState.UNCERTAIN], NOW) == 1
        office.look()
        await office.until_settled()
    assert on_broadcast(database, number, ledger.close_if_finished, NOW) == Tally(sent=3, failed=1)


def all_become(database, state):
    database.write_now(lambda session: session.connection().execute(update(OutboxRow.__table__).values(state=state)))


def test_what_failed_is_tried_again_in_slices_each_copy_once(database):
    people(database, 7)
    number = begin(database)
    all_become(database, OutboxState.FAILED)
    assert on_broadcast(database, number, copies.retry, [OutboxState.FAILED], NOW, at_most=3) == 3
    assert keys(take(database)) == [f"b:{number}:{n}" for n in (1, 2, 3)]
    all_become(database, OutboxState.FAILED)
    assert on_broadcast(database, number, ledger.close_if_finished, NOW) is None
    assert on_broadcast(database, number, copies.retry_slice, NOW, at_most=3) == 3
    assert on_broadcast(database, number, copies.retry_slice, NOW, at_most=3) == 1
    assert on_broadcast(database, number, copies.retry_slice, NOW, at_most=3) == 0
    assert keys(take(database)) == [f"b:{number}:{n}" for n in (4, 5, 6, 7)]
    assert broadcast_of(database, number).again is None


def test_the_uncertain_are_tried_again_after_the_failed(database):
    people(database, 4)
    number = begin(database)
    all_become(database, OutboxState.FAILED)
    for n in (2, 4):
        change(database, f"b:{number}:{n}", state=OutboxState.UNCERTAIN)
    on_broadcast(database, number, copies.retry, [OutboxState.FAILED], NOW, at_most=1)
    on_broadcast(database, number, copies.retry, [OutboxState.UNCERTAIN], NOW, at_most=1)
    while broadcast_of(database, number).again:
        on_broadcast(database, number, copies.retry_slice, NOW, at_most=1)
    assert tally(database, number) == Tally(waiting=4)


def test_what_is_taken_back_is_not_tried_again_either(database):
    people(database, 4)
    number = begin(database)
    all_become(database, OutboxState.FAILED)
    on_broadcast(database, number, copies.retry, [OutboxState.FAILED], NOW, at_most=2)
    on_broadcast(database, number, copies.cancel)
    assert on_broadcast(database, number, copies.retry_slice, NOW) == 0
    on_broadcast(database, number, copies.take_back_slice, NOW)
    assert on_broadcast(database, number, ledger.close_if_finished, NOW) == Tally(failed=2, skipped=2)


async def test_a_broadcast_whose_words_cannot_be_found_is_held_and_others_go_on(database, caplog):
    people(database, 3)
    broken = {"is": True}

    def compose(_session, claimed, _now):
        if broken["is"]:
            raise LookupError("no text")
        return {one.id: Outgoing("news") for one in claimed}

    office = PostOffice(database, compose=compose)
    number = begin(database)
    async with office.open():
        await office.put(message("reply"))
        await office.until(reply="sent")
        await office.until_rows(lambda _: broadcast_of(database, number).state is BroadcastState.PAUSED)
        assert broadcast_of(database, number).reason == "its text could not be put together"
        broken["is"] = False
        on_broadcast(database, number, copies.resume)
        office.look()
        await office.until_settled()
    assert tally(database, number) == Tally(sent=3)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_a_change_of_state_is_no_affair_of_other_messages(database):
    people(database, 1)
    number = begin(database)
    on_broadcast(database, number, copies.pause)
    put(database, message("reply"))
    async with PostOffice(database).open() as office:
        await office.until(reply="sent")
    assert states(database) == {f"b:{number}:1": "queued", "reply": "sent"}
