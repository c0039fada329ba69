"""What a message offers to do, kept when it has been sent, so that its number can be typed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.messages import Choice, Outgoing, Priority
from bot.core.offers import Offer
from bot.delivery import offers
from bot.delivery.results import acknowledge
from bot.delivery.verdicts import Stands, sent
from tests.delivery.rows import EPOCH, NOW, message, put, rows, take
from tests.delivery.test_broadcasts import people

LATER = NOW + timedelta(minutes=9)
SEE = Offer("1", "See the vote", "a:begin:vote:3")
YES = Offer("yes 3", "Yes", "a:go:3")
OFFERING = Outgoing(
    "The vote is counted.", choices=(Choice(SEE.label, SEE.data), Choice(YES.label, YES.data, word=YES.number))
)
ASKING = Outgoing("Shall I?", choices=(Choice("Yes", "q:1:abc:0"), Choice("No", "q:1:abc:1")))


def deliver(database, *messages):
    put(database, *messages)
    for one in take(database):
        result = sent(one, Stands(f"m{one.id}"), LATER).result
        assert database.write_now(lambda session, result=result: acknowledge(session, EPOCH, [result])) == []


def latest(database, address):
    return database.read_now(lambda session: offers.latest(session.connection(), address))


def offering(key, **others):
    return message(key, outgoing=OFFERING, address_id=1, **others)


def test_what_can_be_done_is_kept_and_nothing_else(database):
    people(database, 1)
    deliver(
        database, offering("first"), message("second", outgoing=ASKING, address_id=1), message("third", address_id=1)
    )
    kept = [["1", "See the vote", "a:begin:vote:3"], ["yes 3", "Yes", "a:go:3"]]
    assert [row.offers for row in rows(database)] == [kept, None, None]
    assert [one.choices for one in latest(database, 1)] == [(SEE, YES)]
    assert offers.to_keep(OFFERING, is_edit=False, in_group=False, is_copy=True) == kept[:1]


def test_the_last_messages_that_offered_something_count(database):
    people(database, 2)
    again = replace(OFFERING, choices=(Choice("Answer it", "a:begin:form:4"),))
    deliver(database, offering("first"), message("second", outgoing=again, address_id=1))
    assert [one.choices for one in latest(database, 1)] == [(Offer("1", "Answer it", "a:begin:form:4"),), (SEE, YES)]
    assert latest(database, 2) == ()


@pytest.mark.parametrize(("priority", "at"), [(Priority.REPLY, NOW), (Priority.REMINDER, LATER)])
def test_a_reply_was_said_with_its_step_and_what_comes_unasked_when_it_arrived(database, priority, at):
    people(database, 1)
    deliver(database, offering("first", priority=priority))
    assert [one.at for one in latest(database, 1)] == [at]


def test_an_edit_further_up_and_a_message_to_a_group_are_no_list_seen_last(database):
    people(database, 1)
    deliver(database, message("first", address_id=1))
    edit = replace(OFFERING, edits="first")
    deliver(database, message("second", outgoing=edit, address_id=1), offering("third", chat="g", in_group=True))
    assert latest(database, 1) == ()
