"""What only PostgreSQL needs: transactions beside each other get in each other's way."""

import asyncio
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.storage.database import Database
from bot.storage.errors import DatabaseUnavailable
from tests.storage.rows import adds, names

SOON = 10


async def test_of_two_jobs_in_a_deadlock_both_are_done(postgresql_database):
    for name in ("a", "b"):
        postgresql_database.write_now(adds(name))
    both_inside = threading.Barrier(2)
    runs = []

    def job(first, second):
        def run(session):
            runs.append(first)
            session.execute(text(f"UPDATE person SET zone = '{first}' WHERE name = '{first}'"))
            if len(runs) <= 2:
                both_inside.wait(SOON)
            session.execute(text(f"UPDATE person SET zone = '{first}' WHERE name = '{second}'"))

        return run

    await asyncio.gather(postgresql_database.write(job("a", "b")), postgresql_database.write(job("b", "a")))
    assert len(runs) == 3


async def test_a_job_that_is_always_in_the_way_is_given_up(postgresql_database):
    runs = []

    def job(session):
        runs.append(1)
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$"))

    with pytest.raises(OperationalError):
        await postgresql_database.write(job)
    assert len(runs) == 6


async def test_jobs_run_beside_each_other(postgresql_database):
    together = threading.Barrier(4)
    await asyncio.gather(*(postgresql_database.write(lambda session: together.wait(SOON)) for _ in range(4)))


async def test_connections_that_the_server_dropped_are_made_anew(postgresql_database, postgresql):
    await postgresql_database.write(adds("before"))
    postgresql.drop_connections("shared")
    await postgresql_database.write(adds("after"))
    assert await postgresql_database.read(names) == ["before", "after"]


async def test_sessions_are_durable_and_in_utc(postgresql_url):
    def look(session):
        return [session.execute(text(f"SHOW {name}")).scalar_one() for name in ("synchronous_commit", "timezone")]

    database = Database.open(postgresql_url)
    assert await database.write(look) == ["on", "UTC"]
    assert (await database.read(look))[1] == "UTC"
    database.close()


def test_a_server_that_does_not_answer_is_told_without_the_password():
    with pytest.raises(DatabaseUnavailable) as problem:
        Database.open("postgresql+psycopg://bot:secret@127.0.0.1:1/passerelle")
    assert problem.match("Check that it exists, is reachable")
    assert "secret" not in str(problem.value)


def test_a_database_that_does_not_exist_is_told(postgresql):
    with pytest.raises(DatabaseUnavailable, match='database "nowhere" does not exist'):
        Database.open(postgresql.url("nowhere"))
