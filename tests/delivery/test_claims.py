from datetime import timedelta

import pytest

from bot.core.messages import Outgoing, Priority
from bot.delivery.claims import Waiting, waiting
from bot.storage.broadcasts import BroadcastState
from bot.storage.outbox import OutboxState
from tests.delivery.rows import NOW, a_broadcast, change, keys, message, put, rows, states, take

LATER = NOW + timedelta(seconds=1)


def test_a_claimed_row_says_all_that_sending_needs(database):
    put(database, message("hello", chat="team", in_group=True, priority=Priority.REMINDER))
    [one] = take(database)
    [row] = rows(database)
    assert (one.id, one.dedupe_key, one.chat, one.in_group, one.priority) == (row.id, "hello", "team", True, 1)
    assert (one.outgoing, one.edits, one.attempts, one.unanswered) == (Outgoing("hello"), None, 0, 0)
    assert (row.state, row.epoch, row.claimed_at) == (OutboxState.CLAIMED, 7, NOW)


def test_replies_come_first_then_reminders_broadcasts_and_cosmetic_edits(database):
    put(database, message("picture of a question", chat="e"))
    change(database, "picture of a question", state=OutboxState.SENT, external_id="17")
    put(
        database,
        message("cosmetic", chat="a", priority=Priority.COSMETIC, edits="picture of a question"),
        message("broadcast", chat="b", priority=Priority.BROADCAST),
        message("reminder", chat="c", priority=Priority.REMINDER),
        message("reply", chat="d"),
    )
    assert keys(take(database)) == ["reply", "reminder", "broadcast", "cosmetic"]


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"replies": 0}, ["copy 1", "copy 2", "free 1", "free 2", "shine 1", "shine 2"]),
        ({"replies": 1}, ["reply 1", "copy 1", "copy 2", "free 1", "free 2", "shine 1", "shine 2"]),
        ({"replies": 3}, ["reply 1", "reply 2", "reminder 1", "copy 1", "copy 2", "free 1", "free 2"]),
        ({"replies": 0, "broadcasts": 1, "cosmetic": 1}, ["copy 1", "shine 1"]),
        ({"replies": 0, "broadcasts": 3, "cosmetic": 0}, ["copy 1", "copy 2", "free 1"]),
    ],
)
def test_no_more_is_claimed_than_was_asked_for(database, limits, expected):
    broadcast = a_broadcast(database)
    kinds = {
        "reply": {},
        "reminder": {"priority": Priority.REMINDER},
        "copy": {"priority": Priority.BROADCAST, "broadcast_id": broadcast},
        "free": {"priority": Priority.BROADCAST},
        "shine": {"priority": Priority.COSMETIC},
    }
    put(
        database,
        *(
            message(f"{kind} {number}", chat=f"{kind}{number}", **how)
            for kind, how in kinds.items()
            for number in (1, 2)
        ),
    )
    if limits == {"replies": 3}:
        limits = {"replies": 3, "cosmetic": 0}
    assert keys(take(database, **limits)) == expected


def test_what_is_due_later_waits(database):
    put(database, message("now"), message("then", chat="ben", due_at=LATER))
    assert keys(take(database)) == ["now"]
    assert keys(take(database, now=LATER)) == ["then"]


def test_only_this_account_is_served(database):
    put(database, message("mine"), message("other", account="another"), message("elsewhere", channel="web"))
    assert keys(take(database)) == ["mine"]


def test_a_chat_with_a_message_on_its_way_waits(database):
    put(database, message("first"))
    assert keys(take(database)) == ["first"]
    put(database, message("second"), message("other", chat="ben"))
    assert keys(take(database)) == ["other"]
    change(database, "first", state=OutboxState.SENT)
    assert keys(take(database)) == ["second"]


def test_a_busy_chat_gets_four_messages_of_a_slice_in_order_and_others_have_room(database):
    put(database, *(message(f"anna {n}") for n in range(10)), message("ben", chat="ben"))
    assert keys(take(database, replies=5)) == ["anna 0", "anna 1", "anna 2", "anna 3", "ben"]


def test_a_chat_keeps_its_order_also_where_clocks_differ(database):
    """Another worker's clock is late: what was said second seems to be due first."""
    put(database, message("first", due_at=LATER), message("second"))
    assert keys(take(database, now=LATER)) == ["first", "second"]


def test_a_message_does_not_overtake_one_that_is_tried_again_later(database):
    put(database, message("fails"), message("next"), message("other", chat="ben"))
    change(database, "fails", attempts=1, due_at=LATER)
    assert keys(take(database)) == ["other"]
    assert keys(take(database, now=LATER, replies=1)) == ["fails"]
    assert keys(take(database, now=LATER)) == []
    change(database, "fails", state=OutboxState.SENT)
    assert keys(take(database, now=LATER)) == ["next"]


def test_a_message_does_not_overtake_one_that_was_written_before_the_clock_was_set_back(database):
    put(database, message("first", due_at=LATER), message("second"), message("other", chat="ben"))
    change(database, "first", created_at=LATER)
    assert keys(take(database)) == ["other"]
    change(database, "first", due_at=NOW)
    assert keys(take(database)) == ["first", "second"]


def test_a_reminder_for_tomorrow_holds_nobody_up(database):
    for chat in ("anna", "ben"):
        put(database, message(f"tomorrow {chat}", chat=chat, priority=Priority.REMINDER, due_at=LATER))
    put(database, message("reply", chat="anna"), message("today", chat="ben", priority=Priority.REMINDER))
    assert keys(take(database)) == ["reply", "today"]


def test_chats_that_must_wait_are_left_out(database):
    put(database, message("first"), message("second", chat="ben"), message("third", chat="cleo"))
    assert keys(take(database, closed_chats=["anna", "cleo"])) == ["second"]
    assert keys(take(database)) == ["first", "third"]


# -- edits -------------------------------------------------------------------------------------------------------------
def test_a_chat_gets_one_kind_after_the_other(database):
    put(database, message("reply"), message("reminder", priority=Priority.REMINDER))
    assert keys(take(database)) == ["reply"]
    change(database, "reply", state=OutboxState.SENT)
    assert keys(take(database)) == ["reminder"]


def test_an_edit_waits_until_its_message_is_sent_and_knows_what_the_platform_calls_it(database):
    put(database, message("question"), message("corrected", edits="question"))
    assert keys(take(database)) == ["question"]
    assert take(database) == []
    change(database, "question", state=OutboxState.SENT, external_id="m17")
    [edit] = take(database)
    assert (edit.dedupe_key, edit.edits) == ("corrected", "m17")


@pytest.mark.parametrize("state", [OutboxState.FAILED, OutboxState.DROPPED, OutboxState.SKIPPED, OutboxState.UNCERTAIN])
def test_an_edit_of_what_never_arrived_is_a_message_of_its_own_and_a_cosmetic_one_is_dropped(database, state):
    put(
        database,
        message("question"),
        message("corrected", edits="question"),
        message("shine", edits="question", priority=Priority.COSMETIC),
        message("away", edits="question", removes=True),
    )
    change(database, "question", state=state)
    [edit] = take(database)
    assert (edit.dedupe_key, edit.edits) == ("corrected", None)
    change(database, "corrected", state=OutboxState.SENT)
    assert take(database) == []
    expected = {"question": state.value, "corrected": "sent", "shine": "dropped", "away": "dropped"}
    assert states(database) == expected
    # From now on it is the message that stands there.
    put(database, message("corrected again", edits="corrected"))
    by_key = {row.dedupe_key: row for row in rows(database)}
    assert by_key["corrected again"].edits_id == by_key["corrected"].id


def test_an_edit_of_what_nobody_knows_is_a_message_of_its_own(database):
    put(database, message("news", edits="lost"))
    put(database, message("shine", chat="ben", edits="lost", priority=Priority.COSMETIC))
    assert [(one.dedupe_key, one.edits) for one in take(database)] == [("news", None)]
    assert states(database) == {"news": "claimed", "shine": "dropped"}


def test_cosmetic_edits_are_dropped_when_they_are_old_or_a_later_edit_has_replaced_them(database):
    put(database, message("one", chat="a"), message("two", chat="b"), message("three", chat="c"))
    for key in ("one", "two", "three"):
        change(database, key, state=OutboxState.SENT, external_id=f"m-{key}")
    put(database, message("shine one", chat="a", edits="one", priority=Priority.COSMETIC))
    change(database, "shine one", created_at=NOW - timedelta(seconds=31))
    put(
        database,
        message("shine two", chat="b", edits="two", priority=Priority.COSMETIC),
        message("change two", chat="b", edits="two"),
        message("shine three", chat="c", edits="three", priority=Priority.COSMETIC),
    )
    assert keys(take(database)) == ["change two", "shine three"]
    change(database, "change two", state=OutboxState.SENT)
    assert take(database) == []
    assert states(database)["shine one"] == "dropped"
    assert states(database)["shine two"] == "dropped"
    assert [row.payload for row in rows(database) if row.state is OutboxState.DROPPED] == [None, None]


# -- broadcasts --------------------------------------------------------------------------------------------------------
def copies(database, broadcast, number, name="copy"):
    put(
        database,
        *(
            message(f"{name} {n}", chat=f"{name}{n}", priority=Priority.BROADCAST, broadcast_id=broadcast)
            for n in range(number)
        ),
    )


@pytest.mark.parametrize("state", BroadcastState)
def test_copies_are_claimed_while_their_broadcast_is_sending(database, state):
    copies(database, a_broadcast(database, state), 2)
    assert keys(take(database)) == (["copy 0", "copy 1"] if state is BroadcastState.SENDING else [])


def test_broadcasts_take_turns(database):
    first, second = a_broadcast(database), a_broadcast(database)
    copies(database, first, 5, "first")
    copies(database, second, 3, "second")
    turn, served = 0, []
    while slice_ := take(database, broadcasts=2, after_broadcast=turn):
        turn = slice_[0].broadcast_id
        served.append(keys(slice_))
    assert served == [
        ["first 0", "first 1"],
        ["second 0", "second 1"],
        ["first 2", "first 3"],
        ["second 2"],
        ["first 4"],
    ]


# -- what waits --------------------------------------------------------------------------------------------------------
def look(database, **others):
    return database.read_now(lambda session: waiting(session, "scripted", "bot", NOW, **others))


def test_an_empty_outbox_has_nothing_waiting(database):
    assert look(database) == Waiting(frozenset(), None, None)


def test_it_is_told_what_is_due_and_when_the_next_will_be(database):
    broadcast = a_broadcast(database)
    copies(database, broadcast, 1)
    put(
        database,
        message("reply"),
        message("soon", priority=Priority.REMINDER, due_at=LATER + timedelta(seconds=1)),
        message("sooner", priority=Priority.COSMETIC, due_at=LATER),
    )
    assert look(database) == Waiting(frozenset({Priority.REPLY, Priority.BROADCAST}), LATER, broadcast)
