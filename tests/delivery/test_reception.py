"""What comes of a message that cannot be worked, and of a database that cannot be used for a while."""

import asyncio

import pytest

from bot.delivery import inbox, reception
from bot.delivery.inbox import WAITS, take_fresh
from bot.storage.database import Database
from bot.storage.errors import DatabaseFull
from tests.delivery.house import House

FULL = str(DatabaseFull("here", "no room"))
SORRY = (
    "Something went wrong on our side with your last message. It is kept and somebody will look at it. "
    "Everything you answered before is safe. Write *menu* to go on."
)


async def test_a_message_that_cannot_be_worked_is_put_aside_its_sender_is_told_and_others_go_on(database):
    house = House(database)
    await house.hears("hello")
    await house.hears("hello", sender="ben")
    await house.works()
    await house.hears("thirteen", "fourteen")
    for wait in WAITS:
        house.time.later += wait
        assert SORRY not in house.says()
        await house.works()
    await house.hears("fifteen", sender="ben")
    await house.works()
    assert house.inbox == [("done", 0), ("done", 0), ("parked", 5), ("done", 0), ("done", 0)]
    assert (house.says(), house.says("ben")) == (
        ["Name", SORRY, "*fourteen*"],
        ["Name", "*fifteen*"],
    )


async def test_what_somebody_says_after_a_message_that_is_tried_again_later_waits_behind_it(database):
    tries = []

    def step(incoming, _desk):
        tries.append(incoming.text)
        if incoming.text == "first" and len(tries) < 3:
            raise ZeroDivisionError

    house = House(database, step)
    async with house.open():
        await house.hears("first")
        await house.until(("pending", 2))
        await house.hears("second")
        await house.hears("hello", sender="ben")
        await house.until(("pending", 2), ("pending", 0), ("done", 0))
        house.time.later += WAITS[1]
        await house.until(("done", 2), ("done", 0), ("done", 0))
    assert (tries, house.told) == (["first", "first", "hello", "first", "second"], [])


async def test_a_step_that_met_a_full_disk_waits_and_no_try_is_counted(database, caplog):
    full = asyncio.Event()
    full.set()
    tries = []

    def step(incoming, _desk):
        tries.append(incoming.text)
        if full.is_set():
            raise DatabaseFull("here", "no room")

    house = House(database, step)
    async with house.open():
        await house.hears("hello")
        async with asyncio.timeout(60):
            while len(tries) < 7:  # more often than a message is tried
                await asyncio.sleep(0.005)
        assert house.inbox == [("pending", 0)]
        full.clear()
        await house.until(("done", 0))
    assert (house.told, [record.getMessage() for record in caplog.records]) == ([], [FULL])


async def test_a_message_that_could_not_be_stored_leaves_nothing_behind_and_is_taken_when_it_comes_again(
    sqlite_url, caplog
):
    full = asyncio.Event()

    def fault(name):
        if name == "before-commit" and full.is_set():
            raise DatabaseFull("here", "no room")

    database = Database.open(sqlite_url, durable=False, faults=fault)
    house = House(database)
    async with house.open():
        full.set()
        with pytest.raises(DatabaseFull):
            await house.hears("hello")
        assert house.inbox == []
        full.clear()
        house.count = 0
        await house.hears("hello")
        await house.until(("done", 0))
    assert (house.told, caplog.records) == ([], [])
    database.close()


async def test_a_database_that_is_gone_just_when_a_failed_step_is_noted_loses_nothing(sqlite_url, caplog):
    full = asyncio.Event()
    tries = []

    def step(incoming, _desk):
        tries.append(incoming.text)
        if len(tries) == 1:
            raise ZeroDivisionError

    def fault(name):
        if name == "after-commit" and len(tries) == 1:  # it is stored, and its step has failed
            full.set()
        elif name == "before-commit" and full.is_set():
            told.set()
            raise DatabaseFull("here", "no room")

    told = asyncio.Event()
    database = Database.open(sqlite_url, durable=False, faults=fault)
    house = House(database, step)
    async with house.open():
        await house.hears("hello")
        async with asyncio.timeout(60):
            while not told.is_set():
                await asyncio.sleep(0.005)
        assert house.inbox == [("pending", 0)]
        tries.append("whatever is worked from here on succeeds")
        full.clear()
        await house.until(("done", 0))
    assert house.told == []
    assert {record.getMessage() for record in caplog.records} <= {FULL}
    database.close()


async def test_what_comes_while_others_wait_that_nobody_has_in_hand_is_left_to_whoever_looks_at_those(
    sqlite_url, monkeypatch
):
    tried = []

    def taken(session, message):
        tried.append(message.text)
        return take_fresh(session, message)

    monkeypatch.setattr(inbox, "take_fresh", taken)
    monkeypatch.setattr(reception, "AT_ONCE", 2)
    database = Database.open(sqlite_url, durable=False)
    house = House(database)
    async with house.open():
        await asyncio.gather(house.hears("hello", "one", "two"), house.hears("three"))
        await house.until(*[("done", 0)] * 4)
        assert tried == ["hello", "one"]
        await house.hears("four")
        await house.until(*[("done", 0)] * 5)
    assert (tried, house.says()) == (["hello", "one", "four"], ["Name", "*one*", "Name", "*three*", "Name"])
    database.close()
