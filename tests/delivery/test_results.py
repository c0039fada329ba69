from datetime import timedelta

import pytest

from bot.core.messages import Priority
from bot.delivery.results import INTERRUPTED, Result, acknowledge, recover
from bot.storage.outbox import OutboxState
from tests.delivery.rows import EPOCH, NOW, a_broadcast, change, keys, message, put, rows, states, take

LATER = NOW + timedelta(seconds=30)


def tell(database, *results, epoch=EPOCH):
    return database.write_now(lambda session: acknowledge(session, epoch, results))


def test_what_is_sent_keeps_its_ledger_line_and_loses_its_content(database):
    put(database, message("hello"))
    [one] = take(database)
    assert tell(database, Result(one.id, OutboxState.SENT, external_id="m1", sent_at=LATER)) == []
    [row] = rows(database)
    assert (row.state, row.external_id, row.sent_at, row.reason) == (OutboxState.SENT, "m1", LATER, None)
    assert (row.attempts, row.payload, row.epoch) == (1, None, EPOCH)


@pytest.mark.parametrize("state", [OutboxState.FAILED, OutboxState.UNCERTAIN, OutboxState.SKIPPED, OutboxState.DROPPED])
def test_other_ends_say_why(database, state):
    put(database, message("hello"))
    [one] = take(database)
    assert tell(database, Result(one.id, state, reason="blocked")) == []
    [row] = rows(database)
    assert (row.state, row.reason, row.sent_at, row.payload) == (state, "blocked", None, None)


def test_what_is_to_be_sent_again_waits_until_it_is_due(database):
    put(database, message("tried"), message("hurried", chat="ben"), message("doubted", chat="cleo"))
    tried, hurried, doubted = take(database)
    again = OutboxState.QUEUED
    results = [
        Result(tried.id, again, due_at=LATER, reason="no connection"),
        Result(hurried.id, again, tried=False),
        Result(doubted.id, again, due_at=LATER, in_doubt=True),
    ]
    assert tell(database, *results) == []
    assert [(row.attempts, row.unanswered, row.due_at, row.reason) for row in rows(database)] == [
        (1, 0, LATER, "no connection"),
        (0, 0, NOW, None),
        (1, 1, LATER, None),
    ]
    assert keys(take(database)) == ["hurried"]
    [_, second] = [None, *take(database, now=LATER)][:2]
    assert (second.attempts, second.outgoing.text) == (1, "tried")


def test_an_edit_that_is_refused_can_become_a_message_of_its_own(database):
    put(database, message("question"), message("better", edits="question"))
    change(database, "question", state=OutboxState.SENT, external_id="m1")
    [edit] = take(database)
    assert edit.edits == "m1"
    tell(database, Result(edit.id, OutboxState.QUEUED, stands_alone=True))
    [again] = take(database)
    assert (again.dedupe_key, again.edits, rows(database)[1].edits_id) == ("better", None, None)


def test_many_results_of_all_kinds_land_together(database):
    put(database, *(message(str(n), chat=str(n)) for n in range(50)))
    ends = [OutboxState.SENT, OutboxState.FAILED, OutboxState.QUEUED]
    assert tell(database, *(Result(one.id, ends[one.id % 3]) for one in take(database))) == []
    assert list(states(database).values()) == [ends[n % 3].value for n in range(1, 51)]


def test_results_of_an_owner_whose_time_is_over_change_nothing_and_are_reported(database):
    """It was claimed anew by the next owner; it waits again; it is done."""
    put(database, *(message(key, chat=key) for key in ("claimed", "waits", "done", "mine", "again")))
    old = {one.dedupe_key: one for one in take(database, epoch=1)}
    change(database, "claimed", epoch=2)
    change(database, "waits", state=OutboxState.QUEUED, epoch=None)
    change(database, "done", state=OutboxState.SENT, epoch=2, external_id="m1")
    before = rows(database)
    results = [Result(old[key].id, OutboxState.FAILED, reason="late") for key in ("claimed", "waits", "done")]
    assert tell(database, *results, epoch=1) == [one.id for one in before[:3]]
    assert rows(database) == before
    # Only those of a mixed batch which are still its own are taken.
    results = [
        Result(old["claimed"].id, OutboxState.QUEUED),
        Result(old["mine"].id, OutboxState.SENT),
        Result(old["again"].id, OutboxState.QUEUED),
    ]
    assert tell(database, *results, epoch=1) == [old["claimed"].id]
    assert states(database)["mine"] == "sent"
    assert states(database)["again"] == "queued"


def test_a_result_that_is_told_twice_is_refused_the_second_time(database):
    put(database, message("hello"))
    [one] = take(database)
    sent = Result(one.id, OutboxState.SENT, external_id="m1", sent_at=NOW)
    assert tell(database, sent) == []
    assert tell(database, Result(one.id, OutboxState.FAILED)) == [one.id]
    assert states(database) == {"hello": "sent"}


@pytest.mark.parametrize(("idempotent", "copy"), [(False, OutboxState.UNCERTAIN), (True, OutboxState.QUEUED)])
def test_what_an_old_owner_left_in_flight_is_sent_again_and_copies_of_broadcasts_only_where_nobody_sees_them_twice(
    database, idempotent, copy
):
    broadcast = a_broadcast(database)
    put(
        database,
        message("reply", chat="a"),
        message("reminder", chat="b", priority=Priority.REMINDER),
        message("copy", chat="c", priority=Priority.BROADCAST, broadcast_id=broadcast),
        message("other account", account="another"),
    )
    take(database)
    change(database, "other account", state=OutboxState.CLAIMED, epoch=1)
    put(database, message("mine", chat="d"), message("waits", chat="e"))
    take(database, epoch=EPOCH + 1, replies=1)

    def job(session):
        return recover(session, "scripted", "bot", EPOCH + 1, idempotent=idempotent)

    assert database.write_now(job) == ((3, 0) if idempotent else (2, 1))
    assert states(database) == {
        "reply": "queued",
        "reminder": "queued",
        "copy": copy.value,
        "other account": "claimed",
        "mine": "claimed",
        "waits": "queued",
    }
    assert [row.reason for row in rows(database) if row.reason] == ([] if idempotent else [INTERRUPTED])
    assert keys(take(database, epoch=EPOCH + 1))[:2] == ["reply", "waits"]
