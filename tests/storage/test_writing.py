"""Both engines keep the same promises."""

import asyncio
import threading

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from bot.storage.after_commit import after_commit
from bot.storage.database import Database
from bot.storage.errors import DatabaseClosed, ReadersOnly
from bot.storage.programmes import Programme
from tests.storage.rows import a_person, adds, names

SOON = 10


def fails(session):
    session.add(a_person("half done"))
    session.flush()
    raise KeyError("no such centre")


def breaks_a_rule(session):
    session.add(Programme(slug="ene"))
    session.flush()
    session.add(Programme(slug="ene"))


@pytest.fixture
def faulty(database_url):
    """Opens the same database with a hook at the named points."""
    opened = []

    def open_with(faults):
        opened.append(Database.open(database_url, durable=False, faults=faults))
        return opened[-1]

    yield open_with
    for database in opened:
        database.close()


async def test_what_is_written_is_read(database):
    await database.write(adds("Nino"))
    assert await database.read(names) == ["Nino"]


def test_commands_write_and_read_without_a_loop(database):
    database.write_now(adds("Nino"))
    assert database.read_now(names) == ["Nino"]


async def test_a_job_returns_what_it_made_ready_to_use(database):
    def job(session):
        person = a_person("Nino")
        session.add(person)
        return person

    person = await database.write(job)
    assert (person.id, person.name) == (1, "Nino")


async def test_a_failing_job_leaves_nothing_and_harms_nobody(database):
    outcomes = await asyncio.gather(
        database.write(adds("before")), database.write(fails), database.write(adds("after")), return_exceptions=True
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), KeyError, type(None)]
    assert sorted(database.read_now(names)) == ["after", "before"]


async def test_a_broken_rule_fails_its_job_alone(database):
    outcomes = await asyncio.gather(
        database.write(adds("before")),
        database.write(breaks_a_rule),
        database.write(adds("after")),
        return_exceptions=True,
    )
    assert [type(outcome) for outcome in outcomes] == [type(None), IntegrityError, type(None)]
    assert sorted(database.read_now(names)) == ["after", "before"]


def test_a_failing_command_leaves_nothing(database):
    with pytest.raises(KeyError):
        database.write_now(fails)
    assert database.read_now(names) == []


async def test_a_job_may_try_something_and_go_on(database):
    def job(session):
        session.add(a_person("kept"))
        session.flush()
        try:
            with session.begin_nested():
                breaks_a_rule(session)
        except IntegrityError:
            session.add(a_person("kept too"))

    await database.write(job)
    assert database.read_now(names) == ["kept", "kept too"]


async def test_even_an_exception_that_no_future_can_carry_reaches_the_caller(database):
    def job(session):
        next(iter(()))

    with pytest.raises(RuntimeError):
        await database.write(job)


async def test_success_is_told_after_the_commit_only(faulty):
    reached, go_on = threading.Event(), threading.Event()

    def stop_before_commit(point):
        if point == "before-commit":
            reached.set()
            assert go_on.wait(SOON)

    database = faulty(stop_before_commit)
    writing = asyncio.ensure_future(database.write(adds("Nino")))
    await asyncio.to_thread(reached.wait, SOON)
    assert (writing.done(), database.read_now(names)) == (False, [])
    go_on.set()
    await writing
    assert database.read_now(names) == ["Nino"]


async def test_when_the_commit_fails_every_caller_hears_of_it(faulty):
    broken = True

    def fail_before_commit(point):
        if broken and point == "before-commit":
            raise OSError("disk on fire")

    database = faulty(fail_before_commit)
    outcomes = await asyncio.gather(*(database.write(adds(f"{n}")) for n in range(5)), return_exceptions=True)
    assert [str(outcome) for outcome in outcomes] == ["disk on fire"] * 5
    broken = False
    await database.write(adds("later"))
    assert database.read_now(names) == ["later"]


async def test_a_wake_up_follows_the_commit(faulty):
    points = []
    database = faulty(points.append)

    def job(session):
        after_commit(session, lambda: points.append("woken"))
        session.add(a_person())

    await database.write(job)
    assert points == ["before-commit", "after-commit", "woken"]
    database.write_now(job)
    assert points[3:] == ["woken"]


async def test_a_failed_job_wakes_nobody(database):
    woken = []

    def job(session):
        after_commit(session, lambda: woken.append("too early"))
        raise KeyError("no such centre")

    with pytest.raises(KeyError):
        await database.write(job)
    with pytest.raises(KeyError):
        database.write_now(job)
    assert woken == []


async def test_a_wake_up_that_fails_does_not_undo_the_success(database, caplog):
    def job(session):
        after_commit(session, lambda: 1 / 0)
        after_commit(session, lambda: woken.append("second"))
        session.add(a_person("Nino"))

    woken = []
    await database.write(job)
    assert (database.read_now(names), woken) == (["Nino"], ["second"])
    assert [record.exc_info[0] for record in caplog.records] == [ZeroDivisionError]


@pytest.mark.parametrize(
    "change",
    [
        adds("by the unit of work"),
        lambda session: session.execute(text("DELETE FROM person")),
    ],
)
async def test_readers_cannot_write(database, change):
    database.write_now(adds("Nino"))
    with pytest.raises(ReadersOnly):
        await database.read(change)
    with pytest.raises(ReadersOnly):
        database.read_now(change)
    assert database.read_now(names) == ["Nino"]


async def test_a_reading_job_sees_one_moment(database):
    looked, written = threading.Event(), threading.Event()

    def job(session):
        before = names(session)
        looked.set()
        assert written.wait(SOON)
        return before, names(session)

    reading = asyncio.ensure_future(database.read(job))
    await asyncio.to_thread(looked.wait, SOON)
    await database.write(adds("Nino"))
    written.set()
    assert await reading == ([], [])


async def test_readers_do_not_wait_for_a_writer(database):
    inside, go_on = threading.Event(), threading.Event()

    def job(session):
        session.add(a_person())
        session.flush()
        inside.set()
        assert go_on.wait(SOON)

    writing = asyncio.ensure_future(database.write(job))
    await asyncio.to_thread(inside.wait, SOON)
    assert await database.read(names) == []
    go_on.set()
    await writing


async def test_closing_finishes_what_was_handed_in_and_refuses_more(database):
    handed_in = [asyncio.ensure_future(database.write(adds(f"{n}"))) for n in range(20)]
    await asyncio.sleep(0)
    await asyncio.to_thread(database.close)
    await asyncio.gather(*handed_in)
    for refused in (database.write(names), database.read(names)):
        with pytest.raises(DatabaseClosed):
            await refused
    with pytest.raises(DatabaseClosed):
        database.read_now(names)
    again = Database.open(database.backend.writing.url.render_as_string(hide_password=False), durable=False)
    assert len(again.read_now(names)) == 20
    again.close()


async def test_a_command_writes_beside_the_worker(database, database_url):
    beside = Database.open(database_url, durable=False)
    await asyncio.gather(
        *(database.write(adds("worker")) for _ in range(20)),
        *(asyncio.to_thread(beside.write_now, adds("command")) for _ in range(5)),
    )
    beside.close()
    assert sorted(database.read_now(names)) == ["command"] * 5 + ["worker"] * 20
