"""What came in takes effect once, in order for each person, and leaves nothing of its content behind."""

import asyncio
from threading import Event

from sqlalchemy import text
from sqlmodel import select

from bot.storage.addresses import Address
from bot.storage.inbox import InboxRow
from tests.delivery.house import House
from tests.delivery.rows import NOW

WAITING_FOR_LOCKS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
PATIENT_SECONDS = 120  # the machine may be busy
SENDERS = (("anna", 0), ("ben", 1), ("chloe", 2))  # and the number of the first message of each


async def test_an_update_that_comes_again_changes_nothing_however_late(database):
    house = House(database)
    heard = await house.hears("hello", "Anna")
    await house.gets(*heard)
    await house.gets(heard[1], heard[1])
    await house.works()
    await house.gets(*heard)
    await house.works()
    assert (house.inbox, house.says()) == ([("done", 0)] * 2, ["Name", "*Anna*"])


async def test_of_what_was_worked_the_identifier_stays_and_the_content_goes(database):
    house = House(database)
    await house.hears("hello")
    await house.works()
    (row,) = database.read_now(lambda session: session.exec(select(InboxRow)).all())
    assert (row.external_id, row.payload, row.done_at) == ("1", None, NOW)


async def test_many_messages_of_one_person_are_worked_in_their_order(database):
    worked = []
    house = House(database, step=lambda incoming, _desk: worked.append((incoming.sender, int(incoming.text))))
    for number in range(30):
        await house.hears(str(number), sender=("anna", "ben", "chloe")[number % 3])
    await house.works()
    assert sorted(worked) == [(sender, number) for sender, first in SENDERS for number in range(first, 30, 3)]
    for sender, _first in SENDERS:
        numbers = [number for who, number in worked if who == sender]
        assert numbers == sorted(numbers)


async def test_two_messages_of_one_person_on_two_platforms_are_never_worked_side_by_side(postgresql_database):
    """Several threads write to PostgreSQL: whoever comes second waits for the person's row."""
    log, may_end = [], Event()

    def step(incoming, desk):
        desk.sender(incoming)
        log.append(f"{incoming.sender} begins")
        assert may_end.wait(PATIENT_SECONDS)
        log.append(f"{incoming.sender} ends")

    house = House(postgresql_database)
    await house.hears("hello")
    await house.works()
    postgresql_database.write_now(her_other_address)
    house = House(postgresql_database, step)
    house.count = 1
    await house.hears("here")
    await house.hears("and there", sender="anna, elsewhere")
    working = asyncio.create_task(house.works())
    async with asyncio.timeout(PATIENT_SECONDS):
        while not (log and postgresql_database.read_now(lambda now: now.execute(WAITING_FOR_LOCKS).scalar_one())):
            await asyncio.sleep(0.005)
    assert len(log) == 1
    may_end.set()
    await working
    assert [line.rpartition(" ")[2] for line in log] == ["begins", "ends"] * 2


def her_other_address(session):
    anna = session.exec(select(Address)).one()
    other = {**anna.model_dump(exclude={"id"}), "external_id": "anna, elsewhere", "chat": "elsewhere"}
    session.add(Address(**other))
