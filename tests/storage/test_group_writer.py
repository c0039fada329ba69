"""What only SQLite needs: jobs which come together share a commit."""

import asyncio
import threading
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage import sqlite
from bot.storage.database import Database, along
from bot.storage.errors import DatabaseFull
from bot.storage.group_writer import GroupWriter
from bot.storage.sqlite import driver_of
from tests.storage.rows import a_person, adds, names

SOON = 10


@pytest.fixture
def grouping(sqlite_url):
    """Opens the database with a clock of the test's own, which also tells the points that the writer passes."""
    opened = []

    def open_with(seconds):
        points = []
        path = Path(sqlite_url.removeprefix("sqlite:///"))
        backend = sqlite.backend(path, readers=1, durable=False, busy_seconds=1)
        opened.append(Database(backend, GroupWriter(backend, points.append, seconds), readers=1))
        return opened[-1], points

    yield open_with
    for database in opened:
        database.close()


async def hand_in_together(database, jobs):
    """The writer is kept busy until all are in its queue."""
    busy, go_on = threading.Event(), threading.Event()

    def first(session):
        busy.set()
        assert go_on.wait(SOON)

    handed_in = [asyncio.ensure_future(database.write(first))]
    await asyncio.to_thread(busy.wait, SOON)
    handed_in += [asyncio.ensure_future(database.write(job)) for job in jobs]
    await asyncio.sleep(0)
    go_on.set()
    return (await asyncio.gather(*handed_in, return_exceptions=True))[1:]


async def test_jobs_that_come_together_share_one_commit(grouping):
    database, points = grouping(lambda: 0.0)
    await hand_in_together(database, [adds(f"{n}") for n in range(50)])
    assert points == ["before-commit", "after-commit"]
    assert len(database.read_now(names)) == 50


async def test_a_group_takes_no_new_job_after_ten_milliseconds(grouping):
    moments = count()
    database, points = grouping(lambda: next(moments) * 0.004)  # each look at the clock is 4 ms later
    await hand_in_together(database, [adds(f"{n}") for n in range(8)])
    assert points == ["before-commit", "after-commit"] * 3  # nine jobs, three in each


async def test_nothing_waits_for_company(grouping):
    database, points = grouping(lambda: 0.0)
    await database.write(adds("alone"))
    assert points == ["before-commit", "after-commit"]


def calls(name, key, otherwise):
    def job(session):
        adds(name)(session)
        along(session, key, otherwise)

    return job


async def test_whoever_stands_by_runs_once_in_the_commit_of_those_who_call(grouping):
    database, points = grouping(lambda: 0.0)
    missed = []
    seen = database.stand_by("bell", names)
    jobs = [calls("anna", "bell", lambda: missed.append("bell")), calls("ben", "bell", lambda: missed.append("bell"))]
    await hand_in_together(database, [*jobs, adds("cleo")])
    assert await seen == ["anna", "ben", "cleo"]
    assert points == ["before-commit", "after-commit"]
    assert (missed, database.stand_down("bell")) == ([], False)


async def test_where_nobody_stands_by_it_is_told_after_the_commit(grouping):
    database, points = grouping(lambda: 0.0)
    told = []
    database.stand_by("bell", names)
    assert database.stand_down("bell") is True
    await database.write(calls("anna", "bell", lambda: told.append(list(points))))
    assert told == [["before-commit", "after-commit"]]


async def test_a_failed_job_calls_nobody(grouping):
    database, _ = grouping(lambda: 0.0)
    seen = database.stand_by("bell", names)

    def fails(session):
        calls("anna", "bell", int)(session)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write(fails)
    assert (seen.done(), database.stand_down("bell")) == (False, True)


async def test_whoever_stands_by_fails_alone(grouping):
    database, _ = grouping(lambda: 0.0)

    def fails(session):
        adds("by mistake")(session)
        raise ValueError("no")

    seen = database.stand_by("bell", fails)
    await database.write(calls("anna", "bell", int))
    with pytest.raises(ValueError, match="no"):
        await seen
    assert database.read_now(names) == ["anna"]


async def test_order_is_kept(grouping):
    database, _ = grouping(lambda: 0.0)
    await hand_in_together(database, [adds(f"{n:02}") for n in range(30)])
    assert database.read_now(names) == [f"{n:02}" for n in range(30)]


async def test_a_job_whose_caller_has_gone_is_not_begun(grouping):
    database, _ = grouping(lambda: 0.0)
    busy, go_on = threading.Event(), threading.Event()

    def first(session):
        busy.set()
        assert go_on.wait(SOON)

    writing = asyncio.ensure_future(database.write(first))
    await asyncio.to_thread(busy.wait, SOON)
    gone = asyncio.ensure_future(database.write(adds("gone")))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait([gone])
    go_on.set()
    await writing
    await database.write(adds("here"))
    assert database.read_now(names) == ["here"]


async def test_when_sqlite_gives_up_the_group_nobody_is_told_of_success(grouping):
    """As it may with a full disk or a broken one: everything since BEGIN is undone at once."""
    database, _ = grouping(lambda: 0.0)

    def breaks_everything(session):
        driver_of(session.connection()).execute("ROLLBACK")
        raise OSError("the disk is gone")

    outcomes = await hand_in_together(database, [adds("before"), breaks_everything, adds("after")])
    # The third was not taken into the broken group: it had one of its own.
    assert [type(outcome) for outcome in outcomes] == [OSError, OSError, type(None)]
    assert database.read_now(names) == ["after"]


async def test_a_full_disk_is_told_and_work_goes_on_by_itself_when_there_is_room(sqlite_database):
    def room(pages):
        return lambda session: session.connection().exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar()

    await sqlite_database.write(adds("small"))
    await sqlite_database.write(room(1))  # SQLite makes that the present size
    with pytest.raises(DatabaseFull):
        await sqlite_database.write(lambda session: session.add(a_person("x" * 1_000_000)))
    await sqlite_database.write(room(1_000_000))
    await sqlite_database.write(lambda session: session.add(a_person("x" * 1_000_000)))
    assert [len(name) for name in sqlite_database.read_now(names)] == [5, 1_000_000]


@pytest.mark.parametrize("durable", [True, False])
async def test_real_databases_wait_for_the_disk(sqlite_url, durable):
    settings = ["journal_mode", "synchronous", "foreign_keys"]

    def look(session):
        return [session.execute(text(f"PRAGMA {setting}")).scalar_one() for setting in settings]

    database = Database.open(sqlite_url, durable=durable)
    assert await database.write(look) == ["wal", 2 if durable else 0, 1]
    assert database.write_now(look) == ["wal", 2 if durable else 0, 1]
    database.close()
