"""The ladder of reminders on a clock that jumps, over both changes of clocks in five zones: none early, none twice."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlmodel import select, update

from bot.domain.reminders import is_quiet
from bot.i18n.zones import zone_of
from bot.storage.grants import Grant
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.usecases import reminders, rsvps, session_rounds
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, Learning

pytestmark = pytest.mark.slow  # a database for each of thirty cases, on both engines
NINO = Named("nino", member=True, centre="GE-1")
LADDER = ("week", "day", "hour")
# The start on the person's own wall clock, with a change of that clock within the week before; then the three rungs.
CASES = [
    # Clocks go forward on 26 March 2023, and back on 29 October.
    ("Europe/Rome", "2023-03-29 10:00", "2023-03-22 10:00", "2023-03-28 10:00", "2023-03-29 09:00"),
    ("Europe/Rome", "2023-03-26 10:00", "2023-03-19 10:00", "2023-03-25 10:00", "2023-03-26 09:00"),
    ("Europe/Rome", "2023-10-29 10:00", "2023-10-22 10:00", "2023-10-28 10:00", "2023-10-29 09:00"),
    # Morocco goes back for Ramadan on 19 March 2023, and forward again on 23 April.
    ("Africa/Casablanca", "2023-03-20 09:00", "2023-03-13 09:00", "2023-03-19 09:00", "2023-03-20 08:00"),
    ("Africa/Casablanca", "2023-04-25 08:30", "2023-04-18 08:30", "2023-04-24 08:30", "2023-04-25 08:00"),
    # Gaza: forward on 29 April 2023 at two at night, back on 28 October.
    ("Asia/Gaza", "2023-04-29 11:00", "2023-04-22 11:00", "2023-04-28 11:00", "2023-04-29 10:00"),
    ("Asia/Gaza", "2023-10-28 20:30", "2023-10-21 20:30", "2023-10-27 20:30", "2023-10-28 19:30"),
    # Brazil: forward on 4 November 2018 at midnight, back on 18 February 2018, and never since 2019.
    ("America/Sao_Paulo", "2018-11-04 14:00", "2018-10-28 14:00", "2018-11-03 14:00", "2018-11-04 13:00"),
    ("America/Sao_Paulo", "2018-02-18 08:00", "2018-02-11 08:00", "2018-02-17 08:00", "2018-02-17 20:00"),
    # Nepal is three quarters of an hour off, and never changes.
    ("Asia/Kathmandu", "2023-03-29 16:45", "2023-03-22 16:45", "2023-03-28 16:45", "2023-03-29 15:45"),
]
JUMPS = [timedelta(0), timedelta(hours=-30), timedelta(seconds=1), timedelta(days=-2), timedelta(minutes=3)]


def instant(text, zone):
    return datetime.fromisoformat(text).replace(tzinfo=zone_of(zone)).astimezone(UTC)


@pytest.fixture
def at(database, request):
    """Nino lives in that zone and said yes nine days before."""
    zone, start, *rungs = request.param
    starts_at = instant(start, zone)
    world = Learning(database, now=starts_at - timedelta(days=9))
    world.joins(ORGANISER, NINO)
    nino = world.number_of("nino")
    world.database.write_now(lambda s: setattr(s.get_one(Person, nino), "zone", zone))
    world.database.write_now(lambda s: s.execute(update(Grant).values(from_at=world.now)))
    world.proposes("fatou", starts_at=starts_at)
    while world.does(None, session_rounds.tell_next):
        pass
    world.does("nino", rsvps.yes, "1")
    return world, nino, zone, starts_at, [instant(rung, zone) for rung in rungs]


def reminded(world, nino):
    """(kind, when it was queued) of each reminder, in order."""
    return world.database.read_now(
        lambda s: [
            (row.dedupe_key.split(":")[2], row.created_at)
            for row in s.exec(select(OutboxRow).where(OutboxRow.person_id == nino).order_by(OutboxRow.id))
            if row.dedupe_key.startswith("reminder:")
        ]
    )


def ticks(world, now):
    world.now = now
    while world.does(None, reminders.send_due):
        pass


@pytest.mark.parametrize("at", CASES, indirect=True, ids=lambda case: f"{case[0]} {case[1][:10]}")
def test_each_rung_comes_at_its_hour_of_the_wall_clock_however_the_clock_jumps(at):
    world, nino, _zone, _starts_at, rungs = at
    for number, rung in enumerate(rungs):
        ticks(world, rung - timedelta(seconds=1))
        assert [kind for kind, _when in reminded(world, nino)] == list(LADDER[:number])
        for jump in JUMPS:
            ticks(world, rung + jump)
    assert reminded(world, nino) == list(zip(LADDER, rungs, strict=True))


@pytest.mark.parametrize("at", CASES, indirect=True, ids=lambda case: f"{case[0]} {case[1][:10]}")
@pytest.mark.parametrize("seed", [1, 2])
def test_on_a_wild_clock_none_is_early_and_none_comes_twice(at, seed):
    world, nino, zone, starts_at, rungs = at
    throws = Random(seed)
    now = world.now
    while now < starts_at + timedelta(hours=1):
        now += timedelta(minutes=throws.choice((-900, -30, 7, 55, 400, 700, 1300)))
        ticks(world, now)
    found = reminded(world, nino)
    kinds = [kind for kind, _when in found]
    assert sorted(kinds) == sorted(set(kinds))
    due = dict(zip(LADDER, rungs, strict=True))
    assert all(when >= due[kind] for kind, when in found)
    assert all(when < starts_at for _kind, when in found)
    assert is_quiet(starts_at, zone) or not any(is_quiet(due[kind], zone) for kind in kinds)
