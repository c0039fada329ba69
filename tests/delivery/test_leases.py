import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.delivery import leases
from bot.delivery.leases import Lease, Tenure, acquire, channel_lease, database_now, held, release, renew
from bot.storage import postgresql
from bot.storage.database import Database
from bot.storage.errors import DatabaseFull, DatabaseUnavailable
from bot.storage.leases import LeaseRow
from bot.storage.postgresql import STANDS_STILL_SECONDS


def run(database, verb, *arguments, **others):
    return database.write_now(lambda session: verb(session, *arguments, **others))


def expire(database):
    def job(session):
        session.exec(select(LeaseRow)).one().expires_at = database_now(session) - timedelta(milliseconds=1)

    database.write_now(job)


def test_the_first_who_asks_gets_it_and_others_do_not(database):
    assert run(database, acquire, "bot", "anna") == Lease("bot", "anna", 1)
    assert run(database, acquire, "bot", "ben") is None
    assert run(database, acquire, "another bot", "ben") == Lease("another bot", "ben", 1)


def test_every_new_term_has_a_higher_epoch(database):
    """After it ran out, after it was given back, for the same owner, and over a dead one."""
    first = run(database, acquire, "bot", "anna")
    expire(database)
    second = run(database, acquire, "bot", "ben")
    run(database, release, second)
    third = run(database, acquire, "bot", "cleo")
    fourth = run(database, acquire, "bot", "cleo")
    fifth = run(database, acquire, "bot", "dan", take_over=True)
    terms = [first, second, third, fourth, fifth]
    assert [(one.owner, one.epoch) for one in terms] == [
        ("anna", 1),
        ("ben", 2),
        ("cleo", 3),
        ("cleo", 4),
        ("dan", 5),
    ]
    assert [run(database, held, one) for one in terms] == [False, False, False, False, True]
    assert [run(database, renew, one) for one in terms] == [False, False, False, False, True]


def test_whoever_lost_it_cannot_give_it_back(database):
    first = run(database, acquire, "bot", "anna")
    second = run(database, acquire, "bot", "ben", take_over=True)
    run(database, release, first)
    assert run(database, acquire, "bot", "cleo") is None
    assert run(database, held, second) is True


def test_a_lease_that_ran_out_is_still_its_owners_as_long_as_nobody_takes_it(database):
    lease = run(database, acquire, "bot", "anna")
    expire(database)
    assert run(database, renew, lease) is True
    assert run(database, acquire, "bot", "ben") is None


def test_renewing_moves_its_end_by_the_time_of_the_database(database):
    lease = run(database, acquire, "bot", "anna", seconds=1)
    before = run(database, database_now)
    run(database, renew, lease, seconds=100)
    after = run(database, database_now)
    [row] = database.read_now(lambda session: session.exec(select(LeaseRow)).all())
    assert before + timedelta(seconds=100) <= row.expires_at <= after + timedelta(seconds=100)


def test_an_heir_waits_until_a_claim_under_the_old_lease_is_on_disk(postgresql_database):
    """Else rows that are claimed at that moment would belong to nobody."""
    lease = run(postgresql_database, acquire, "bot", "anna")

    def claim_slowly(session):
        assert held(session, lease)
        with pytest.raises(Exception, match="lock timeout"):
            postgresql_database.write_now(take_over_quickly)

    def take_over_quickly(session):
        session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        acquire(session, "bot", "ben", take_over=True)

    postgresql_database.write_now(claim_slowly)
    assert run(postgresql_database, acquire, "bot", "ben", take_over=True).epoch == 2


async def test_an_heir_need_not_wait_for_an_owner_that_stands_still_in_the_middle_of_a_claim(postgresql_database):
    lease = run(postgresql_database, acquire, "bot", "anna")
    heirs = []

    def stand_still(session):
        allowed = session.execute(text("SHOW idle_in_transaction_session_timeout")).scalar_one()
        assert allowed == f"{postgresql.STANDS_STILL_SECONDS // 60}min"  # the tests are more patient than the program
        assert held(session, lease)
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
        heirs.append(run(postgresql_database, acquire, "bot", "ben", take_over=True))
        held(session, lease)

    with pytest.raises(DatabaseUnavailable):
        await postgresql_database.write(stand_still)
    assert heirs == [Lease("bot", "ben", 2)]
    assert leases.SECONDS > STANDS_STILL_SECONDS


def test_a_channel_has_one_lease_for_each_account():
    assert channel_lease("telegram", "our_bot") == "channel:telegram:our_bot"


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


async def begin(database, watch):
    lease = await database.write(lambda session: acquire(session, "bot", "anna"))
    tenure = Tenure(database, lease, watch(), watch)
    return tenure, tenure.bell, asyncio.create_task(tenure.keep())


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0)


async def test_a_tenure_lasts_as_long_as_it_is_renewed(database):
    watch = Watch()
    tenure, bell, task = await begin(database, watch)
    watch.seconds = renewed = leases.SECONDS - 0.1
    assert tenure.lasts() is True
    bell.ring()
    await until(lambda: tenure.until == renewed + leases.SECONDS)
    watch.seconds = renewed + leases.SECONDS - 1
    assert tenure.lasts() is True
    watch.seconds = renewed + leases.SECONDS
    assert tenure.lasts() is False
    bell.ring()
    task.cancel()


async def test_a_tenure_ends_when_somebody_else_has_taken_the_lease(database):
    tenure, bell, task = await begin(database, Watch())
    await database.write(lambda session: acquire(session, "bot", "ben", take_over=True))
    bell.ring()
    async with asyncio.timeout(60):
        await task
    assert tenure.lasts() is False


async def test_a_tenure_that_ran_out_goes_on_where_nobody_has_taken_the_lease(database):
    watch = Watch()
    tenure, _bell, task = await begin(database, watch)
    watch.seconds = stood_still = leases.SECONDS * 100
    expire(database)
    assert tenure.lasts() is False
    async with asyncio.timeout(60):
        assert await tenure.goes_on() is True
    assert tenure.until == stood_still + leases.SECONDS
    task.cancel()


async def test_a_tenure_that_ran_out_does_not_go_on_where_somebody_has_taken_the_lease(database):
    watch = Watch()
    tenure, _bell, task = await begin(database, watch)
    watch.seconds = leases.SECONDS
    expire(database)
    heir = await database.write(lambda session: acquire(session, "bot", "ben"))
    async with asyncio.timeout(60):
        assert await tenure.goes_on() is False
        await task
    assert await database.write(lambda session: held(session, heir)) is True


async def test_a_tenure_outlives_a_database_that_is_full_for_a_while(sqlite_url, caplog):
    watch, full, told = Watch(), asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def fault(name):
        if name == "before-commit" and full.is_set():
            loop.call_soon_threadsafe(told.set)
            raise DatabaseFull("here", "no room")

    database = Database.open(sqlite_url, durable=False, faults=fault)
    tenure, bell, task = await begin(database, watch)
    watch.seconds = 5
    full.set()
    bell.ring()
    async with asyncio.timeout(60):
        await told.wait()
    assert tenure.lasts() is True
    full.clear()
    bell.ring()
    await until(lambda: tenure.until == 5 + leases.SECONDS)
    task.cancel()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    database.close()
