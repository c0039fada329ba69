"""A clock that is set back: what was due before is due still, what was meant for later stays where it is."""

import asyncio
from datetime import timedelta
from itertools import count

from sqlmodel import select

from bot.core.messages import Incoming
from bot.delivery import inbox
from bot.delivery.set_back import ClockWatch
from bot.storage.inbox import InboxRow
from tests.delivery.post_office import Time
from tests.delivery.rows import NOW, change, message, put, rows

HOUR = timedelta(hours=1)


async def set_back(database, *, by):
    """The clock of a watch that runs is set back."""
    time, looked, looks = Time(), asyncio.Semaphore(0), count(1)

    async def look_again(_seconds):
        looked.release()
        if next(looks) > 1:
            await asyncio.Event().wait()
        time.later = -by

    watching = asyncio.create_task(ClockWatch(database, time, sleep=look_again).run())
    for _look in range(2):
        await looked.acquire()
    watching.cancel()


def due(database):
    return {row.dedupe_key: row.due_at - NOW for row in rows(database)}


async def test_what_was_due_is_due_and_what_is_meant_for_later_waits(database, caplog):
    put(
        database,
        message("due", due_at=NOW - HOUR / 2),
        message("held for a minute", due_at=NOW + timedelta(seconds=60)),
        message("long ago", due_at=NOW - 2 * HOUR),
        message("in the evening", due_at=NOW + 3 * HOUR),
    )
    await set_back(database, by=HOUR)
    assert due(database) == {
        "due": -1.5 * HOUR,
        "held for a minute": timedelta(seconds=60) - HOUR,
        "long ago": -2 * HOUR,
        "in the evening": 3 * HOUR,
    }
    assert [record.getMessage() for record in caplog.records] == [
        "the machine's clock was set back by 3600 seconds: what was due stays due"
    ]


async def test_what_is_written_by_the_clock_as_it_is_keeps_its_time_and_overtakes_nothing(database):
    a_moment = timedelta(seconds=1) - HOUR  # it was written while the watch looked
    put(database, message("since", due_at=NOW + a_moment))
    change(database, "since", created_at=NOW + a_moment)
    await set_back(database, by=HOUR)
    assert due(database) == {"since": a_moment}


async def test_a_message_that_waits_to_be_tried_again_is_tried_again(database):
    said = Incoming("scripted", "bot", "1", "anna", "anna", NOW, text="hello")

    def wait(session):
        inbox.accept(session, "scripted", "bot", [said], {}, NOW)
        session.exec(select(InboxRow)).one().not_before = NOW + timedelta(seconds=30)  # an hour and half a minute, then

    database.write_now(wait)
    await set_back(database, by=HOUR)
    assert database.read_now(lambda session: session.exec(select(InboxRow)).one()).not_before is None


async def test_at_a_start_after_the_clock_was_set_back_the_newest_row_tells(database):
    put(database, message("before", due_at=NOW + HOUR))
    change(database, "before", created_at=NOW + HOUR)
    await set_back(database, by=timedelta())
    assert due(database)["before"] == timedelta()


async def test_a_clock_that_differs_by_seconds_changes_nothing(database, caplog):
    put(database, message("due", due_at=NOW - timedelta(seconds=2)))
    await set_back(database, by=timedelta(seconds=5))
    assert (due(database), caplog.records) == ({"due": -timedelta(seconds=2)}, [])


async def test_what_was_begun_by_the_clock_of_before_and_written_down_later_is_due_too(database):
    time, looked, go_on = Time(), asyncio.Semaphore(0), asyncio.Semaphore(1)

    async def look_again(_seconds):
        looked.release()
        await go_on.acquire()
        time.later = -HOUR

    watching = asyncio.create_task(ClockWatch(database, time, sleep=look_again).run())
    for _look in range(2):
        await looked.acquire()
    put(database, message("reply"), message("tried again"), message("soon"), message("in half an hour"))
    change(database, "tried again", attempts=1, due_at=NOW + timedelta(seconds=5), created_at=NOW - 2 * HOUR)
    change(database, "soon", attempts=1, due_at=NOW - HOUR + timedelta(seconds=30), created_at=NOW - HOUR)
    change(database, "in half an hour", due_at=NOW - HOUR / 2, created_at=NOW - HOUR)
    go_on.release()
    await looked.acquire()
    watching.cancel()
    assert due(database) == {
        "reply": -HOUR,
        "tried again": timedelta(seconds=5) - HOUR,
        "soon": timedelta(seconds=30) - HOUR,
        "in half an hour": -HOUR / 2,
    }
