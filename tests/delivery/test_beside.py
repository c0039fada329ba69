"""A step that asks about very many rows holds nobody up: what it asks is looked up beside it, and it begins anew with the answer."""

import asyncio
import threading
from dataclasses import replace

import pytest
from sqlmodel import func, select

from bot.delivery import copies, ledger
from bot.scheduling.ticks import Tick, run_tick
from bot.storage.beside import AskedBeside, beside, knowing
from bot.storage.broadcasts import Broadcast
from bot.storage.people import Person
from bot.usecases import audiences
from bot.usecases.audiences import Count
from tests.delivery.house import House
from tests.transcripts.world import BEGINNING
from tests.usecases.announcing import ALL, AMINA, EVERYBODY, does, settled

PATIENCE = 20  # seconds, until a test gives up


async def test_others_are_answered_while_one_step_waits_for_what_it_asks(database):
    """Were it asked within the step, Ben's message would not be worked before it is answered, and it never would be."""
    ben_is_done, writes, answered = threading.Event(), [], []

    def long_query(session):
        assert ben_is_done.wait(PATIENCE)
        return session.exec(select(func.count(Person.id))).one()

    def step(incoming, desk):
        session = desk.work_session
        writes.append(incoming.sender)
        if incoming.sender == "ben":
            ben_is_done.set()
            return
        answered.append(beside(session, "how many", long_query))

    house = House(database, lambda incoming, desk: step(incoming, _Seen(desk)))
    async with house.open():
        await house.hears("how many are we?")
        await house.hears("hello", sender="ben")
        await house.until(("done", 0), ("done", 0))
    assert (answered, sorted(writes), house.told) == ([0], ["anna", "anna", "ben"], [])


async def test_what_cannot_be_looked_up_fails_like_any_step(database):
    def step(_incoming, desk):
        beside(_Seen(desk).work_session, "never", _fails)

    house = House(database, step)
    async with house.open():
        await house.hears("hello")
        await house.until(("pending", 2))  # tried again at once, and then later


async def test_a_step_that_asks_on_and_on_fails(database):
    def step(_incoming, desk):
        for number in range(1000):
            beside(_Seen(desk).work_session, str(number), lambda _session: None)

    house = House(database, step)
    async with house.open():
        await house.hears("hello")
        await house.until(("pending", 2))  # tried again at once, and then later


def test_many_people_are_counted_beside_a_step_and_few_within(database, monkeypatch):
    people = settled(database)
    counted = [Count("ar", "scripted", 1)]

    def in_a_step(work):
        answers = {}
        with knowing(work.session, answers):
            try:
                return audiences.count_all(work, EVERYBODY)
            except AskedBeside as asked:
                answers[asked.key] = counted
                return (audiences.count_all(work, EVERYBODY), sum(one.people for one in asked.query(work.session)))

    assert sum(one.people for one in does(database, people["paul"], in_a_step)) == 4
    monkeypatch.setattr(audiences, "FEW", 1)
    assert does(database, people["paul"], in_a_step) == (counted, 4)
    assert sum(one.people for one in does(database, people["paul"], audiences.count_all, EVERYBODY)) == 4


def test_parts_of_very_many_add_up_to_all_of_them(database, monkeypatch):
    people = settled(database, *ALL, replace(AMINA, name="zoe"), replace(AMINA, name="eva"))
    at_once = does(database, people["paul"], audiences.count_all, EVERYBODY)
    monkeypatch.setattr(audiences, "SORTED", 1)
    assert does(database, people["paul"], audiences.count_all, EVERYBODY) == at_once
    assert max(one.people for one in at_once) > 1


def test_how_many_are_as_many_as_are_counted_by_language_and_channel(database):
    people = settled(database, *ALL, replace(AMINA, name="zoe"))
    counted = does(database, people["paul"], audiences.count, EVERYBODY)
    assert does(database, people["paul"], audiences.how_many, EVERYBODY) == sum(one.people for one in counted) > 1


async def test_a_job_of_the_clock_asks_beside_the_writer_and_begins_anew(database):
    """Were it asked within the job, the other one would not be done before it is answered, and it never would be."""
    other_is_done, begun, answered = threading.Event(), [], []

    def long_query(session):
        assert other_is_done.wait(PATIENCE)
        return session.exec(select(func.count(Person.id))).one()

    def job(session, _now):
        begun.append(len(answered))
        answered.append(beside(session, "how many", long_query))
        return len(answered) < 2  # each slice asks for itself

    looking = asyncio.create_task(run_tick(database, Tick("count", job), lambda: BEGINNING))
    await asyncio.sleep(0)
    await database.write(lambda _session: other_is_done.set())
    async with asyncio.timeout(PATIENCE):
        await looking
    assert (begun, answered) == ([0, 0, 1, 1], [0, 0])


def test_copies_of_many_are_counted_beside_what_draws_how_far_they_are(database, monkeypatch):
    people = settled(database)
    number = does(database, people["paul"], announced)
    monkeypatch.setattr(ledger, "FEW", 1)

    def drawn(work):
        broadcast = work.session.get_one(Broadcast, number)
        with knowing(work.session, {}):
            return ledger.tally_so_far(work.session, broadcast)

    with pytest.raises(AskedBeside) as asked:
        does(database, people["paul"], drawn)
    assert database.read_now(asked.value.query) == ledger.Tally(waiting=4)
    monkeypatch.setattr(ledger, "FEW", 4)
    assert does(database, people["paul"], drawn) == ledger.Tally(waiting=4)


@pytest.mark.parametrize("times", [1, 2])
def test_an_answer_is_asked_for_once(database, times):
    def job(session):
        with knowing(session, {"one": 1}):
            return [beside(session, "one", _fails) for _time in range(times)]

    assert database.write_now(job) == [1] * times


class _Seen:
    """The session of a step, as its use cases have it."""

    def __init__(self, desk):
        self.work_session = desk._session


def announced(work):
    """All of its copies are written down."""
    broadcast = copies.start(work.session, "announcement", "announcement", 1, work.person_id, BEGINNING)
    copies.expand_slice(work.session, broadcast, audiences.people_in(work, EVERYBODY), BEGINNING, wake=lambda *_: None)
    return broadcast.id


def _fails(_session):
    raise ZeroDivisionError
