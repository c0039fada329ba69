"""When copies leave: not before the hold ends, each at its own hour, and later where nobody is to be woken."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from bot.core.messages import Outgoing
from bot.delivery import copies
from bot.delivery.broadcasts import NotAtAll, NotNow
from bot.delivery.claims import waiting
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxState
from bot.storage.people import Person
from tests.delivery.post_office import PostOffice
from tests.delivery.rows import NOW, rows, states
from tests.delivery.test_broadcasts import EVERYBODY, on_broadcast, people
from tests.usecases.announcing import nobody

NIGHT = "it is night there"
ENOUGH = "enough for this week"


def begin_later(database, **when):
    number = database.write_now(lambda session: copies.start(session, "news", "news", 1, None, NOW, **when).id)
    while on_broadcast(database, number, copies.expand_slice, EVERYBODY, NOW, wake=nobody):
        pass
    return number


def live_in(database, zone, *numbers):
    person = Person.__table__
    database.write_now(
        lambda session: session.connection().execute(update(person).where(person.c.id.in_(numbers)).values(zone=zone))
    )


def due(database):
    return {copy.person_id: copy.due_at for copy in rows(database)}


async def test_nothing_leaves_before_the_hold_ends_and_then_at_once(database):
    people(database, 3)
    begin_later(database, begins_at=NOW + timedelta(seconds=60))
    office = PostOffice(database)
    async with office.open():
        await office.pass_slowly(9, steps=3)
        assert set(states(database).values()) == {OutboxState.QUEUED}
    found = database.read_now(lambda session: waiting(session, "scripted", "bot", NOW))
    assert found.next_at == NOW + timedelta(seconds=60)  # so that nobody has to look for it
    office.time.seconds = 60
    async with PostOffice(database, time=office.time).open():
        await office.until_rows(lambda found: set(found.values()) == {OutboxState.SENT})


def test_copies_follow_the_clocks_of_their_recipients(database):
    people(database, 6)
    live_in(database, "Asia/Tbilisi", 1, 2)
    live_in(database, "America/Santiago", 3)
    live_in(database, "Africa/Tunis", 4)
    morning = NOW.date() + timedelta(days=1)
    begin_later(database, local_time=f"{morning.isoformat()}T09:00", begins_at=NOW + timedelta(hours=10))

    def at(hour):
        return datetime(morning.year, morning.month, morning.day, hour, tzinfo=UTC)

    assert due(database) == {1: at(5), 2: at(5), 3: at(12), 4: at(8), 5: at(9), 6: at(9)}


def test_whose_hour_is_over_already_gets_it_at_once(database):
    people(database, 2)
    live_in(database, "Asia/Tbilisi", 1)
    wall = (NOW + timedelta(hours=1)).replace(tzinfo=None)
    begin_later(database, local_time=wall.isoformat(timespec="minutes"))
    assert due(database) == {1: NOW, 2: NOW + timedelta(hours=1)}


def test_an_hour_that_a_change_of_clocks_leaves_out_counts_by_the_clock_before_it(database):
    people(database, 1)
    live_in(database, "Europe/Rome", 1)
    begin_later(database, local_time="2122-03-29T02:30")  # summer time begins at two
    assert due(database) == {1: datetime(2122, 3, 29, 1, 30, tzinfo=UTC)}


async def test_who_is_not_to_be_woken_gets_it_later_and_who_has_had_enough_not_at_all(database):
    people(database, 4)
    begin_later(database)
    later = NOW + timedelta(hours=8)

    def compose(_session, claimed, now):
        said = {"p1": NotNow(later, NIGHT) if now < later else Outgoing("good morning"), "p2": NotAtAll(ENOUGH)}
        return {copy.id: said.get(copy.chat, Outgoing("news")) for copy in claimed}

    office = PostOffice(database, compose=compose)
    async with office.open():
        await office.until_rows(lambda found: list(found.values()).count(OutboxState.SENT) == 2)
        await office.quiet()
    first, second, *others = rows(database)
    assert (first.state, first.due_at, first.reason, first.attempts) == (OutboxState.QUEUED, later, NIGHT, 0)
    assert (second.state, second.reason) == (OutboxState.SKIPPED, ENOUGH)
    assert {one.state for one in others} == {OutboxState.SENT}
    office.time.later = timedelta(hours=8)
    async with PostOffice(database, time=office.time, compose=compose).open():
        await office.until_rows(lambda found: found["b:1:1"] == OutboxState.SENT)


async def test_behind_those_who_sleep_the_others_are_found_without_waiting(database):
    people(database, 300)
    begin_later(database)

    def compose(_session, claimed, _now):
        return {
            copy.id: Outgoing("news") if copy.person_id > 290 else NotNow(NOW + timedelta(hours=8), NIGHT)
            for copy in claimed
        }

    office = PostOffice(database, compose=compose)
    async with office.open():  # its clock stands still
        await office.until_rows(lambda found: list(found.values()).count(OutboxState.SENT) == 10)


def test_a_broadcast_remembers_when_it_begins(database):
    people(database, 1)
    number = begin_later(database, begins_at=NOW + timedelta(seconds=60))
    found = database.read_now(lambda session: session.get(Broadcast, number))
    assert found.started_at == found.begins_at == NOW + timedelta(seconds=60)
