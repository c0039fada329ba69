from datetime import timedelta

import pytest

from bot.core.messages import Outgoing, Priority
from bot.delivery.claims import Claimed
from bot.delivery.failures import (
    ChatMoved,
    NothingToDo,
    NotSent,
    Rejected,
    SendFailure,
    TooFast,
    UnknownOutcome,
    Unreachable,
)
from bot.delivery.results import Result
from bot.delivery.verdicts import ATTEMPTS, ATTEMPTS_IN_DOUBT, WAITS, WAITS_IN_DOUBT, Stands, Verdict, sent, verdict
from bot.storage.addresses import AddressState
from bot.storage.outbox import OutboxState
from tests.delivery.rows import NOW

QUEUED, SENT, FAILED = OutboxState.QUEUED, OutboxState.SENT, OutboxState.FAILED
UNCERTAIN, DROPPED = OutboxState.UNCERTAIN, OutboxState.DROPPED
COSMETIC, COPY, REPLY, REMINDER = Priority.COSMETIC, Priority.BROADCAST, Priority.REPLY, Priority.REMINDER


def claimed(priority=REPLY, *, attempts=0, unanswered=0, edits=None, removes=False):
    return Claimed(
        id=1,
        dedupe_key="key",
        chat="anna",
        in_group=False,
        priority=priority,
        outgoing=Outgoing("hello", edits="earlier" if edits else None, removes=removes),
        edits=edits,
        attempts=attempts,
        unanswered=unanswered,
        address_id=2,
        person_id=3,
        broadcast_id=None,
    )


def later(seconds):
    return NOW + timedelta(seconds=seconds)


def again(seconds, reason, **others):
    return Result(1, QUEUED, due_at=later(seconds), reason=reason, **others)


def ended(state, reason):
    return Result(1, state, reason=reason)


no_way, silence, patience = NotSent("no connection"), UnknownOutcome("no answer"), TooFast(30)
TABLE = [
    # what was to be sent, what happened, what becomes of it
    (claimed(), no_way, Verdict(again(1, "no connection"), is_trouble=True)),
    (claimed(attempts=1), no_way, Verdict(again(5, "no connection"), is_trouble=True)),
    (claimed(attempts=2), no_way, Verdict(again(30, "no connection"), is_trouble=True)),
    (claimed(attempts=3), no_way, Verdict(again(120, "no connection"), is_trouble=True)),
    (claimed(attempts=500), no_way, Verdict(again(120, "no connection"), is_trouble=True)),
    (
        claimed(attempts=ATTEMPTS - 1),
        no_way,
        Verdict(ended(FAILED, "given up after 24 hours: no connection"), is_trouble=True),
    ),
    (claimed(COPY), no_way, Verdict(again(1, "no connection"), is_trouble=True)),
    (claimed(COSMETIC, edits="m1"), no_way, Verdict(ended(DROPPED, "no connection"), is_trouble=True)),
    (claimed(), silence, Verdict(again(1, "no answer", in_doubt=True), is_trouble=True)),
    (claimed(REMINDER, unanswered=1), silence, Verdict(again(1, "no answer", in_doubt=True), is_trouble=True)),
    (claimed(attempts=4, unanswered=4), silence, Verdict(again(600, "no answer", in_doubt=True), is_trouble=True)),
    (claimed(unanswered=ATTEMPTS_IN_DOUBT - 1), silence, Verdict(ended(UNCERTAIN, "no answer"), is_trouble=True)),
    (claimed(COPY), silence, Verdict(ended(UNCERTAIN, "no answer"), is_trouble=True)),
    (claimed(COPY, edits="m1"), silence, Verdict(again(1, "no answer"), is_trouble=True)),
    (claimed(COSMETIC, edits="m1"), silence, Verdict(ended(DROPPED, "no answer"), is_trouble=True)),
    (claimed(), patience, Verdict(Result(1, QUEUED, tried=False, reason="asked to wait 30 s"), patience=30)),
    (claimed(COPY), patience, Verdict(Result(1, QUEUED, tried=False, reason="asked to wait 30 s"), patience=30)),
    (
        claimed(),
        TooFast(5, whole_account=True),
        Verdict(Result(1, QUEUED, tried=False, reason="asked to wait 5 s"), patience=5, whole_account=True),
    ),
    (claimed(COSMETIC), patience, Verdict(ended(DROPPED, "asked to wait 30 s"), patience=30)),
    (claimed(), Unreachable("blocked"), Verdict(ended(FAILED, "blocked"), address=AddressState.BLOCKED)),
    (claimed(COPY), Unreachable("deleted", gone=True), Verdict(ended(FAILED, "deleted"), address=AddressState.GONE)),
    (claimed(COSMETIC), Unreachable("blocked"), Verdict(ended(DROPPED, "blocked"), address=AddressState.BLOCKED)),
    (claimed(), ChatMoved("new"), Verdict(again(0, "the chat has moved"), moved_to="new")),
    (
        claimed(attempts=4),
        ChatMoved("new"),
        Verdict(ended(FAILED, "given up after 5 attempts: the chat has moved"), moved_to="new"),
    ),
    (claimed(COSMETIC), ChatMoved("new"), Verdict(ended(DROPPED, "the chat has moved"), moved_to="new")),
    (claimed(), Rejected("too long"), Verdict(ended(FAILED, "too long"))),
    (claimed(COPY), Rejected("too long"), Verdict(ended(FAILED, "too long"))),
    (claimed(edits="m1"), Rejected("too old"), Verdict(Result(1, QUEUED, reason="too old", stands_alone=True))),
    (claimed(edits="m1", removes=True), Rejected("too old"), Verdict(ended(FAILED, "too old"))),
    (claimed(COSMETIC, edits="m1"), Rejected("too old"), Verdict(ended(DROPPED, "too old"))),
    (claimed(edits="m1"), NothingToDo(), Verdict(Result(1, SENT, external_id="m1", sent_at=NOW))),
    (claimed(COSMETIC), NothingToDo(), Verdict(Result(1, SENT, sent_at=NOW))),
    (claimed(), ZeroDivisionError("secret words"), Verdict(again(1, "ZeroDivisionError"))),
    (
        claimed(attempts=4),
        ZeroDivisionError("secret words"),
        Verdict(ended(FAILED, "given up after 5 attempts: ZeroDivisionError")),
    ),
    (claimed(COSMETIC), KeyError("secret words"), Verdict(ended(DROPPED, "KeyError"))),
    (claimed(), Rejected(), Verdict(ended(FAILED, "Rejected"))),
]


@pytest.mark.parametrize(("message", "failure", "expected"), TABLE)
def test_every_failure_of_every_kind_of_message_has_its_consequence(message, failure, expected):
    assert verdict(message, failure, idempotent=False, now=NOW) == expected


@pytest.mark.parametrize("message", [claimed(), claimed(COPY), claimed(unanswered=2)])
def test_where_nobody_sees_it_twice_it_is_simply_sent_again(message):
    expected = Verdict(again(1, "no answer"), is_trouble=True)
    assert verdict(message, silence, idempotent=True, now=NOW) == expected


def test_the_table_has_every_failure_there_is():
    assert {type(failure) for _, failure, _ in TABLE} >= set(SendFailure.__subclasses__())


def test_a_reply_in_doubt_outlasts_an_hour_in_which_a_gateway_is_out_of_order():
    assert sum(WAITS_IN_DOUBT) > 3600


def test_attempts_go_on_for_a_day():
    waits = [WAITS[min(attempt, len(WAITS) - 1)] for attempt in range(ATTEMPTS - 1)]
    assert 24 * 3600 - 240 <= sum(waits) <= 24 * 3600


def test_an_edit_that_is_done_keeps_the_name_of_its_message():
    assert sent(claimed(edits="m1"), Stands(None), NOW).result.external_id == "m1"
    assert sent(claimed(), Stands("m2"), NOW).result.external_id == "m2"
