"""What goes out, in which order, and what becomes of what does not."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.messages import Attachment, Outgoing, Priority
from bot.delivery.channel import LoadedFile, Rate
from bot.delivery.failures import ChatMoved, NotSent, Rejected, TooFast, UnknownOutcome, Unreachable
from bot.delivery.lanes import Kind
from bot.delivery.shift import Shift
from bot.storage.addresses import Address, AddressState
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from tests.delivery.listening import overheard
from tests.delivery.post_office import PostOffice, Time
from tests.delivery.rows import NOW, a_broadcast, message, put, rows, states
from tests.delivery.scripted import UNLIMITED, ScriptedChannel


async def test_what_is_queued_appears(database):
    async with PostOffice(database).open() as office:
        await office.put(message("hello"))
        await office.until(hello="sent")
        assert office.channel.appeared == [("anna", "hello", None)]
    [row] = rows(database)
    assert (row.external_id, row.attempts, row.sent_at, row.payload) == ("m-hello", 1, NOW, None)


async def test_on_sqlite_what_is_queued_is_claimed_in_the_same_commit(sqlite_database):
    async with PostOffice(sqlite_database).open() as office:
        await office.put(message("first"))
        await office.until(first="sent")
        await office.until_rows(lambda _: office.is_quiet and office.sender.shift.along is not None)
        office.channel.gate.clear()
        await office.put(message("second"))
        assert states(sqlite_database) == {"first": "sent", "second": "claimed"}
        office.channel.gate.set()
        await office.until(second="sent")


async def test_what_was_queued_before_the_start_appears(database):
    put(database, message("hello"))
    async with PostOffice(database).open() as office:
        await office.until(hello="sent")


async def test_chats_are_served_side_by_side_and_each_in_its_order(database):
    office = PostOffice(database)
    office.channel.gate.clear()
    put(database, *(message(f"{chat} {n}", chat=chat) for n in range(12) for chat in ("anna", "ben", "cleo")))
    async with office.open():
        await office.channel.until(lambda: office.channel.under_way == 3)
        office.channel.gate.set()
        await office.until_settled()
    said = {
        chat: [text for where, text, _ in office.channel.appeared if where == chat] for chat in ("anna", "ben", "cleo")
    }
    assert said == {chat: [f"{chat} {n}" for n in range(12)] for chat in ("anna", "ben", "cleo")}
    assert office.channel.most_under_way == 3


async def test_no_more_is_under_way_than_the_channel_takes(database):
    office = PostOffice(database, ScriptedChannel(replace(UNLIMITED, in_flight=4)))
    office.channel.gate.clear()
    put(database, *(message(str(n), chat=str(n)) for n in range(30)))
    async with office.open():
        await office.channel.until(lambda: office.channel.under_way == 4)
        office.channel.gate.set()
        await office.until_settled()
    assert office.channel.most_under_way == 4


async def test_an_edit_follows_its_message(database):
    async with PostOffice(database).open() as office:
        await office.put(message("question"), message("corrected", edits="question"))
        await office.until(corrected="sent")
    assert office.channel.appeared == [("anna", "question", None), ("anna", "corrected", "m-question")]


async def test_the_same_key_is_sent_at_every_attempt(database):
    office = PostOffice(database)
    office.channel.will("hello", NotSent("no connection"), UnknownOutcome("no answer"))
    async with office.open():
        await office.put(message("hello"))
        for seconds in (1, 5):
            await office.channel.until(lambda: office.channel.under_way == 0)
            await office.until(hello="queued")
            await office.until_rows(lambda _: rows(database)[0].due_at > office.time.now())
            office.pass_time(seconds)
        await office.until(hello="sent")
    assert [delivery.key for delivery in office.channel.deliveries] == ["hello"] * 3
    assert (rows(database)[0].attempts, rows(database)[0].unanswered) == (3, 1)


async def test_what_could_not_be_sent_waits_and_nothing_overtakes_it(database):
    office = PostOffice(database)
    office.channel.will("first", NotSent("no connection"))
    async with office.open():
        await office.put(message("first"), message("second"), message("other", chat="ben"))
        await office.until(other="sent", first="queued", second="queued")
        await office.until_rows(lambda _: rows(database)[0].attempts == 1)
        assert office.channel.texts == ["other"]
        office.pass_time(1)
        await office.until_settled()
    assert office.channel.texts == ["other", "first", "second"]


async def test_a_reminder_is_never_early(database):
    async with PostOffice(database).open() as office:
        await office.put(message("reminder", priority=Priority.REMINDER, due_at=NOW + timedelta(hours=1)))
        await office.put(message("now", chat="ben"))
        await office.until(now="sent")
        office.time.later += timedelta(seconds=3599.9)
        await office.put(message("then", chat="cleo"))
        await office.until(then="sent")
        assert states(database)["reminder"] == "queued"
        office.pass_time(0.1)
        await office.until(reminder="sent")


# -- patience ----------------------------------------------------------------------------------------------------------
async def test_a_chat_that_asks_for_patience_gets_it_while_others_go_on(database):
    office = PostOffice(database)
    office.channel.will("first", TooFast(30))
    async with office.open():
        await office.put(message("first"), message("second"))
        await office.put(message("other", chat="ben"))
        await office.until(other="sent", first="queued", second="queued")
        await office.pass_long_time(29)
        await office.put(message("another", chat="ben"))
        await office.until(another="sent")
        assert office.channel.texts == ["other", "another"]
        office.pass_time(1)
        await office.until_settled()
    assert office.channel.texts == ["other", "another", "first", "second"]
    assert [row.attempts for row in rows(database)] == [1, 1, 1, 1]  # patience is no attempt


@pytest.mark.parametrize("whole_account", [True, False])
async def test_patience_is_kept_over_a_restart(database, whole_account):
    before = PostOffice(database)
    before.channel.will("first", TooFast(30, whole_account=whole_account))
    async with before.open():
        await before.put(message("first"))
        await before.channel.until(lambda: before.channel.deliveries)
        await before.until_rows(lambda _: rows(database)[0].reason is not None)
    time = Time()
    time.seconds = 10  # the clock goes on; the stopwatch of a new process knows nothing of the old one
    after = PostOffice(database, time=time)
    async with after.open():
        await after.put(message("other", chat="ben"))
        if not whole_account:
            await after.until(other="sent")
        await after.pass_long_time(19)
        assert "first" not in after.channel.texts
        after.pass_time(1)
        await after.until_settled()
    assert sorted(after.channel.texts) == ["first", "other"]


async def test_nothing_is_sent_while_the_platform_wants_patience_for_everything(database):
    office = PostOffice(database)
    office.channel.will("first", TooFast(30, whole_account=True))
    async with office.open():
        await office.put(message("first"))
        await office.until_rows(lambda _: rows(database)[0].reason is not None)
        await office.put(message("other", chat="ben"))
        await office.pass_long_time(29)
        office.pass_time(1)
        await office.until_settled()
    assert office.channel.deliveries[0].key == "first"
    assert sorted(office.channel.texts) == ["first", "other"]


async def test_a_channel_that_has_learnt_of_a_limit_is_followed(database):
    office = PostOffice(database)
    office.channel.will("first", TooFast(1, whole_account=True))
    async with office.open():
        await office.quiet()
        office.channel.rate = Rate(per_second=1, per_chat=1)
        await office.put(message("first"))
        await office.until_rows(lambda _: rows(database)[0].reason is not None)
        await office.put(*(message(key, chat=key) for key in ("second", "third")))
        await office.quiet()
        appeared = [len(office.channel.texts)]
        for _second in range(3):
            await office.pass_slowly(1, 1)
            await office.until_rows(lambda found: list(found.values()).count("sent") == len(office.channel.texts))
            appeared.append(len(office.channel.texts))
        assert office.sender.shift.slices[Kind.REPLIES] == 1
    assert appeared == [0, 1, 2, 3]


# -- chats that are gone or elsewhere ----------------------------------------------------------------------------------
def somebody(database, chat="anna"):
    def job(session):
        person = Person(created_at=NOW, seen_at=NOW)
        session.add(person)
        session.flush()
        address = Address(
            person_id=person.id,
            channel="scripted",
            account="bot",
            external_id=chat,
            chat=chat,
            created_at=NOW,
            seen_at=NOW,
        )
        session.add(address)
        session.flush()
        return address.id

    return database.write_now(job)


def address_of(database, address_id):
    return database.read_now(lambda session: session.get(Address, address_id))


@pytest.mark.parametrize(
    ("failure", "state"),
    [(Unreachable("blocked by the person"), AddressState.BLOCKED), (Unreachable("gone", gone=True), AddressState.GONE)],
)
async def test_an_address_that_cannot_be_reached_is_noted_with_the_reason(database, failure, state):
    office, address_id = PostOffice(database), somebody(database)
    office.channel.will("hello", failure)
    async with office.open():
        await office.put(message("hello", address_id=address_id))
        await office.until(hello="failed")
    address = address_of(database, address_id)
    assert (address.state, address.reason, rows(database)[0].reason) == (state, str(failure), str(failure))


async def test_messages_follow_a_chat_that_has_moved(database):
    office, address_id = PostOffice(database), somebody(database, "old")
    office.channel.will("first", ChatMoved("new"))
    async with office.open():
        await office.put(message("first", chat="old", address_id=address_id), message("second", chat="old"))
        await office.until(first="sent", second="sent")
    assert office.channel.appeared == [("new", "first", None), ("new", "second", None)]
    assert address_of(database, address_id).chat == "new"


# -- faults ------------------------------------------------------------------------------------------------------------
async def test_a_rejected_message_is_told_without_its_words(database, caplog):
    office = PostOffice(database)
    office.channel.will("secret", Rejected("the message is too long"))
    async with office.open():
        await office.put(message("secret"), message("next"))
        await office.until(secret="failed", next="sent")
    assert rows(database)[0].reason == "the message is too long"
    assert [record.getMessage() for record in caplog.records] == [
        "scripted: message 1 is not accepted: the message is too long"
    ]


async def test_a_fault_of_the_channel_is_logged_by_its_type_and_ends_after_five_attempts(database, caplog):
    office = PostOffice(database)
    office.channel.will("hello", *[ValueError("secret words")] * 5)
    async with office.open():
        await office.put(message("hello"))
        for attempt in range(1, 5):
            await office.until_rows(lambda _, attempt=attempt: rows(database)[0].attempts == attempt)
            await office.pass_long_time(120)
        await office.until(hello="failed")
    assert rows(database)[0].reason == "given up after 5 attempts: ValueError"
    assert {record.getMessage() for record in caplog.records} == {"scripted: message 1 failed with ValueError"}


async def test_while_nothing_gets_through_one_message_now_and_then_finds_out(database):
    office = PostOffice(database)
    keys = [f"k{n}" for n in range(100)]
    for key in keys:
        office.channel.will(key, *[NotSent("no connection")] * 50)
    async with office.open():
        await office.put(*(message(key, chat=key) for key in keys))
        await office.quiet()
        tried = len(office.channel.deliveries)
        for seconds in (1, 2, 4, 8, 16, 30, 30):
            await office.pass_long_time(seconds)
            await office.quiet()
            assert len(office.channel.deliveries) == tried + 1
            tried += 1
        office.channel.script.clear()
        await office.pass_long_time(30)
        await office.until_rows(lambda found: "sent" in found.values())
        await office.pass_long_time(120)
        await office.until_settled()
    assert sorted(office.channel.texts) == sorted(keys)


async def test_a_row_that_nobody_understands_is_put_aside(database):
    put(database, message("odd"), message("fine", chat="ben"))

    def spoil(session):
        session.exec(select(OutboxRow).where(OutboxRow.dedupe_key == "odd")).one().payload = {"choices": [17]}

    database.write_now(spoil)
    async with PostOffice(database).open() as office:
        await office.until(odd="failed", fine="sent")
    assert rows(database)[0].reason == "it cannot be read"


# -- pace --------------------------------------------------------------------------------------------------------------
async def test_messages_leave_at_the_pace_of_the_channel(database):
    office = PostOffice(database, ScriptedChannel(Rate(per_second=10, burst=1, per_chat=1, chat_burst=1)))
    async with office.open():
        await office.put(*(message(str(n), chat=str(n)) for n in range(12)))
        left = []
        for _ in range(12):
            await office.quiet()
            left.append(len(office.channel.appeared))
            office.pass_time(0.1)
    assert left == list(range(1, 13))
    assert office.channel.texts == [str(n) for n in range(12)]


async def test_what_waits_for_the_pace_is_claimed_by_slices_and_not_at_every_message(database, monkeypatch):
    claims, claim = [], Shift._claim_job
    monkeypatch.setattr(Shift, "_claim_job", lambda *given: claims.append(given) or claim(*given))
    office = PostOffice(database, ScriptedChannel(Rate(per_second=10, burst=1, per_chat=1, chat_burst=1)))
    put(database, *(message(str(n), chat=str(n)) for n in range(30)))
    async with office.open():
        await office.quiet()
        office.look()
        await office.quiet()
        for _ in range(30):
            office.time.seconds += 0.1
            office.sender.shift.bell.ring()  # time passes, and nobody queues anything
            await office.quiet()
    assert office.channel.texts == [str(n) for n in range(30)]
    assert len(claims) <= 10  # ten, then five at a time, and whether there are more


async def test_a_chat_that_has_had_its_share_does_not_hold_up_others(database):
    office = PostOffice(database, ScriptedChannel(Rate(per_second=3, burst=1, per_chat=0.1, chat_burst=1)))
    put(database, *(message(f"anna {n}") for n in range(3)), *(message(f"ben {n}", chat=f"ben{n}") for n in range(3)))
    async with office.open():
        await office.pass_slowly(4, steps=8)
        assert sorted(office.channel.texts) == ["anna 0", "ben 0", "ben 1", "ben 2"]
        await office.pass_slowly(6, steps=4)
        assert office.channel.texts[4:] == ["anna 1"]


async def test_cosmetic_edits_are_dropped_when_the_pace_is_short(database):
    office = PostOffice(database, ScriptedChannel(Rate(per_second=100, burst=10, per_chat=0.5, chat_burst=2)))
    async with office.open():
        await office.put(message("question"))
        await office.until(question="sent")
        await office.put(message("next"))
        await office.until(next="sent")
        await office.put(message("shine", edits="question", priority=Priority.COSMETIC))
        await office.until(shine="dropped")
        office.pass_time(4)
        await office.put(message("shine again", edits="question", priority=Priority.COSMETIC))
        await office.until(**{"shine again": "sent"})
    assert office.channel.texts == ["question", "next", "shine again"]
    assert rows(database)[2].reason == "there was no pace to spare for it"


async def test_where_the_pace_comes_back_slowly_its_second_half_is_for_replies(database):
    office = PostOffice(database, ScriptedChannel(Rate(per_second=0.2, burst=6, per_chat=4, chat_burst=6)))
    async with office.open():
        for number in range(3):
            await office.put(message(f"question {number}"))
            await office.until(**{f"question {number}": "sent"})
        await office.put(message("shine 0", edits="question 0", priority=Priority.COSMETIC))
        await office.until(**{"shine 0": "sent"})
        await office.put(message("shine 1", edits="question 1", priority=Priority.COSMETIC))
        await office.until(**{"shine 1": "dropped"})
        await office.put(*(message(f"answer {number}") for number in range(2)))
        await office.until(**{"answer 0": "sent", "answer 1": "sent"})
    assert rows(database)[4].reason == "there was no pace to spare for it"


async def test_a_tap_is_acknowledged_at_once_however_long_the_chat_has_to_wait(database):
    office = PostOffice(database, ScriptedChannel(Rate(per_second=100, burst=10, chat_burst=2, per_group_minute=4)))
    async with office.open():
        await office.put(*(message(f"answer {n}", in_group=True) for n in range(9)))
        await office.quiet()
        await office.put(message("toast", in_group=True, outgoing=Outgoing("toast", acknowledges="tap 17")))
        await office.until(toast="sent")
    assert office.channel.texts == ["answer 0", "answer 1", "toast"]


async def test_a_reply_passes_a_broadcast(database):
    office = PostOffice(database, ScriptedChannel(Rate(per_second=10, burst=1, per_chat=1, chat_burst=1)))
    broadcast = a_broadcast(database)
    put(
        database,
        *(message(f"b:{n}", chat=str(n), priority=Priority.BROADCAST, broadcast_id=broadcast) for n in range(40)),
    )
    async with office.open():
        await office.quiet()
        await office.put(message("reply"))
        await office.pass_slowly(0.4, steps=4)
    assert office.channel.texts == ["b:0", "reply", "b:1", "b:2"]


# -- files -------------------------------------------------------------------------------------------------------------
STORED = Attachment("plan.pdf", "application/pdf", "the plan", sha256="abc")
DRAWN = Attachment("card.png", "image/png", "level 3", job="card", arguments={"level": 3})


async def test_files_are_fetched_and_pictures_drawn_when_they_are_sent_once_for_many(database):
    asked = []

    async def load(sha256):
        asked.append(sha256)
        return b"pdf"

    async def render(job, arguments):
        asked.append((job, arguments))
        return b"png"

    outgoing = Outgoing("See", attachments=(STORED, DRAWN))
    async with PostOffice(database, load=load, render=render).open() as office:
        await office.put(*(message(str(n), chat=str(n), outgoing=outgoing) for n in range(20)))
        await office.until_settled()
    assert {delivery.files for delivery in office.channel.deliveries} == {
        (
            LoadedFile("plan.pdf", "application/pdf", b"pdf", "the plan", sha256="abc"),
            LoadedFile("card.png", "image/png", b"png", "level 3", place=1),
        )
    }
    assert asked == ["abc", ("card", {"level": 3})]


async def test_a_picture_that_cannot_be_drawn_is_left_out_after_two_attempts_for_the_words_say_the_same(
    database, caplog
):
    async def fail(job, arguments):
        raise LookupError(job)

    outgoing = Outgoing("Three of five", attachments=(DRAWN,))
    async with PostOffice(database, render=fail).open() as office:
        await office.put(message("card", outgoing=outgoing))
        for attempt in (1, 2):
            await office.until_rows(lambda _, attempt=attempt: rows(database)[0].attempts == attempt)
            office.pass_time(5)
        await office.until(card="sent")
    assert [(delivery.message.text, delivery.files) for delivery in office.channel.deliveries] == [
        ("Three of five", ())
    ]
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


# -- at rest -----------------------------------------------------------------------------------------------------------
async def test_at_rest_it_costs_one_query_a_second(database):
    office = PostOffice(database)
    async with office.open():
        await office.put(message("hello"))
        await office.until(hello="sent")
        await office.until_rows(lambda _: office.is_quiet)
        with overheard(database.backend.reading) as reading, overheard(database.backend.writing) as writing:
            for second in range(1, 4):
                office.time.seconds += 1
                office.sender.shift.bell.ring()
                await office.until_rows(lambda _, second=second: len(queries(reading)) == second and office.is_quiet)
    assert queries(writing) == []


def queries(statements):
    """Those of the sender; the test itself looks at all columns of the rows."""
    return [sql for sql, _ in statements if "outbox" in sql and "dedupe_key" not in sql]
