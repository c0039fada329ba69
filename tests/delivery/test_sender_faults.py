"""Kills, stalls, full disks, two workers: what is promised then."""

import asyncio
from dataclasses import replace

import pytest

from bot.core.messages import Attachment, Outgoing, Priority
from bot.delivery import leases
from bot.delivery.channel import Rate
from bot.delivery.failures import UnknownOutcome
from bot.delivery.leases import channel_lease
from bot.storage.database import Database
from bot.storage.errors import DatabaseFull
from tests.delivery.post_office import PostOffice, Time
from tests.delivery.rows import a_broadcast, message, put, rows, states
from tests.delivery.scripted import UNLIMITED, ScriptedChannel

pytestmark = pytest.mark.slow  # disks that are full, leases that run out


def of_each_kind(database):
    broadcast = a_broadcast(database)
    put(
        database,
        message("reply", chat="a"),
        message("reminder", chat="b", priority=Priority.REMINDER),
        message("copy", chat="c", priority=Priority.BROADCAST, broadcast_id=broadcast),
    )


@pytest.mark.parametrize(
    ("idempotent", "copy", "deliveries"), [(False, "uncertain", ["b", "a"]), (True, "sent", ["b", "a", "c"])]
)
async def test_after_a_kill_what_was_in_flight_is_sent_again_and_copies_only_where_nobody_sees_them_twice(
    database, idempotent, copy, deliveries
):
    of_each_kind(database)
    killed = PostOffice(database, ScriptedChannel(idempotent=idempotent), owner="killed")
    killed.channel.gate.clear()
    async with killed.open_until_killed():
        await killed.channel.until(lambda: killed.channel.under_way == 3)
    assert set(states(database).values()) == {"claimed"}
    if database.engine_name == "postgresql":  # on SQLite nobody else can be alive
        await database.write(lambda session: leases.release(session, killed_lease(killed)))
    after = PostOffice(database, ScriptedChannel(idempotent=idempotent), owner="next")
    async with after.open():
        await after.until(reply="sent", reminder="sent", copy=copy)
    assert sorted(delivery.chat for delivery in after.channel.deliveries) == sorted(deliveries)


def killed_lease(office):
    return leases.Lease(channel_lease("scripted", "bot"), office.sender.owner, 1)


async def test_another_worker_waits_until_the_lease_is_free(postgresql_database):
    first = PostOffice(postgresql_database, owner="first")
    second = PostOffice(postgresql_database, owner="second")
    async with first.open():
        await first.quiet()
        async with second.open():
            await first.put(message("one"))
            await first.until(one="sent")
            first.sender.stop()
            await first.until_rows(lambda _: second.sender.shift is not None)
            await second.put(message("two"))
            await second.until(two="sent")
    assert (first.channel.texts, second.channel.texts) == (["one"], ["two"])


async def test_a_worker_that_has_lost_its_lease_sends_nothing_more_and_its_late_results_are_refused(database):
    zombie = PostOffice(database, owner="zombie")
    zombie.channel.gate.clear()
    put(database, message("first"), message("second"), message("other", chat="ben"))
    async with zombie.open():
        await zombie.channel.until(lambda: zombie.channel.under_way == 2)
        heir = await database.write(
            lambda session: leases.acquire(session, channel_lease("scripted", "bot"), "heir", take_over=True)
        )
        zombie.sender.stopping = True  # it must not take the lease back
        zombie.sender.shift.tenure.bell.ring()
        await zombie.channel.until(lambda: zombie.channel.under_way == 0)
        zombie.channel.gate.set()
    assert zombie.channel.appeared == []
    assert [delivery.key for delivery in zombie.channel.deliveries] == ["first", "other"]
    assert states(database) == {"first": "claimed", "second": "claimed", "other": "claimed"}
    assert database.write_now(lambda session: leases.held(session, heir)) is True


async def test_a_claim_under_a_lost_lease_claims_nothing(database):
    zombie = PostOffice(database, owner="zombie")
    async with zombie.open():
        await zombie.quiet()
        await database.write(
            lambda session: leases.acquire(session, channel_lease("scripted", "bot"), "heir", take_over=True)
        )
        zombie.sender.stopping = True
        await zombie.put(message("hello"))
        await zombie.until_rows(lambda _: zombie.sender.shift is None)
    assert (states(database), zombie.channel.deliveries) == ({"hello": "queued"}, [])


async def test_a_worker_that_stood_still_alone_goes_on_and_nothing_is_in_doubt(database, caplog):
    of_each_kind(database)
    office = PostOffice(database)
    office.channel.gate.clear()
    async with office.open():
        await office.channel.until(lambda: office.channel.under_way == 3)
        before = office.sender.shift
        office.time.seconds += leases.SECONDS * 10
        office.channel.gate.set()
        await office.until(reply="sent", reminder="sent", copy="sent")
        await office.put(message("later"))
        await office.until(later="sent")
        assert office.sender.shift is before
    assert [row.epoch for row in rows(database)] == [1] * 4
    assert len(office.channel.deliveries) == 4
    assert [record.message for record in caplog.records] == []


async def test_a_worker_that_stood_still_while_another_took_over_starts_nothing_more(database):
    zombie = PostOffice(database, ScriptedChannel(replace(UNLIMITED, in_flight=1)), owner="zombie")
    zombie.channel.gate.clear()
    put(database, *(message(f"m{number}", chat=str(number)) for number in range(3)))
    async with zombie.open():
        await zombie.channel.until(lambda: zombie.channel.under_way == 1)
        await database.write(
            lambda session: leases.acquire(session, channel_lease("scripted", "bot"), "heir", take_over=True)
        )
        zombie.sender.stopping = True  # it must not take the lease back
        zombie.time.seconds += leases.SECONDS
        zombie.channel.gate.set()
        await zombie.until_rows(lambda _: zombie.sender.shift is None)
    assert [delivery.key for delivery in zombie.channel.deliveries] == ["m0"]


async def test_a_message_whose_file_took_longer_than_the_lease_waits_until_it_is_known_whose_it_is(database):
    loading, loaded = asyncio.Event(), asyncio.Event()

    async def load(_sha256):
        loading.set()
        await loaded.wait()
        return b"bytes"

    file = Attachment("a.pdf", "application/pdf", sha256="f" * 64)
    office = PostOffice(database, load=load)
    put(database, message("hello", outgoing=Outgoing("hello", attachments=(file,))))
    async with office.open():
        async with asyncio.timeout(60):
            await loading.wait()
        office.time.seconds += leases.SECONDS
        loaded.set()
        await office.until(hello="sent")
    assert len(office.channel.deliveries) == 1
    assert [row.attempts for row in rows(database)] == [1]


async def test_another_worker_counts_what_the_one_before_has_just_sent(database):
    slowly = Rate(per_second=100, burst=10, per_chat=1, chat_burst=2, per_group_minute=20)
    time = Time()
    put(database, message("one"), message("two"), message("three"))
    async with PostOffice(database, ScriptedChannel(slowly), time, owner="first").open() as office:
        await office.until(one="sent", two="sent")
    assert states(database)["three"] == "queued"
    async with PostOffice(database, ScriptedChannel(slowly), time, owner="second").open() as office:
        await office.quiet()
        assert states(database)["three"] != "sent"
        office.pass_time(1)
        await office.until(three="sent")


# -- stopping ----------------------------------------------------------------------------------------------------------
async def test_a_graceful_stop_lets_arrive_what_is_under_way_and_gives_back_the_rest(database):
    office = PostOffice(database, ScriptedChannel(replace(UNLIMITED, in_flight=1)))
    office.channel.gate.clear()
    put(database, *(message(f"m{n}", chat=str(n)) for n in range(3)))
    async with office.open():
        await office.channel.until(lambda: office.channel.under_way == 1)
        office.sender.stop()
        await office.until(m1="queued", m2="queued")
        office.channel.gate.set()
    assert states(database) == {"m0": "sent", "m1": "queued", "m2": "queued"}
    assert [row.attempts for row in rows(database)] == [1, 0, 0]
    again = database.write_now(lambda session: leases.acquire(session, channel_lease("scripted", "bot"), "next"))
    assert again.epoch == 2  # nobody has to wait until it runs out


async def test_what_does_not_arrive_in_time_is_in_doubt(database):
    of_each_kind(database)
    office = PostOffice(database, stop_seconds=0.05)
    office.channel.gate.clear()
    async with office.open():
        await office.channel.until(lambda: office.channel.under_way == 3)
    assert states(database) == {"reply": "queued", "reminder": "queued", "copy": "uncertain"}
    assert [row.unanswered for row in rows(database)] == [1, 1, 0]


# -- the database ------------------------------------------------------------------------------------------------------
async def test_a_full_disk_stops_sending_and_everything_goes_on_by_itself(sqlite_url, caplog):
    """What was sent is noted as soon as there is room, and is not sent twice."""
    full = asyncio.Event()

    def fault(name):
        if name == "before-commit" and full.is_set():
            raise DatabaseFull("here", "no room")

    database = Database.open(sqlite_url, durable=False, faults=fault)
    office = PostOffice(database)
    office.channel.gate.clear()
    put(database, message("first"), message("second", chat="ben"))
    async with office.open():
        await office.channel.until(lambda: office.channel.under_way == 2)
        full.set()
        office.channel.gate.set()
        await office.until_rows(lambda _: len(caplog.records) > 0)
        assert states(database) == {"first": "claimed", "second": "claimed"}
        full.clear()
        await office.until(first="sent", second="sent")
    assert len(office.channel.deliveries) == 2
    database.close()


async def test_a_disk_that_stays_full_is_told_once_and_again_when_it_is_full_again(sqlite_url, caplog):
    full, tries = asyncio.Event(), []

    def fault(name):
        if name == "before-commit" and full.is_set():
            tries.append(name)
            raise DatabaseFull("here", "no room")

    database = Database.open(sqlite_url, durable=False, faults=fault)
    office = PostOffice(database)

    async def is_tried(times):
        tries.clear()
        for number in range(times):
            office.pass_time(1)
            await office.until_rows(lambda _, number=number: len(tries) > number)

    full.set()
    async with office.open():
        await is_tried(3)  # to have the lease
        full.clear()
        await office.until_rows(lambda _: office.sender.shift is not None)
        await office.quiet()
        for key in ("first", "second"):
            full.set()
            put(database, message(key))
            await is_tried(3)
            full.clear()
            office.pass_time(1)
            await office.until(**{key: "sent"})
            await office.quiet()
    database.close()
    told = [words.partition(": ")[0] for words in caplog.messages if "renewed" not in words]
    assert told == ["scripted/bot cannot send", *["scripted/bot"] * 2]


async def test_what_was_sent_before_the_lease_ran_out_in_a_full_disk_is_noted_with_the_next_one(sqlite_url):
    full = asyncio.Event()

    def fault(name):
        if name == "before-commit" and full.is_set():
            raise DatabaseFull("here", "no room")

    database = Database.open(sqlite_url, durable=False, faults=fault)
    office = PostOffice(database)
    office.channel.gate.clear()
    put(database, message("first"))
    async with office.open():
        await office.channel.until(lambda: office.channel.under_way == 1)
        full.set()
        office.channel.gate.set()
        await office.channel.until(lambda: office.channel.under_way == 0)
        before = office.sender.shift
        office.time.seconds += leases.SECONDS
        before.bell.ring()
        await office.until_rows(lambda _: office.sender.shift is not before)
        full.clear()
        await office.until(first="sent")
    assert len(office.channel.deliveries) == 1
    database.close()


# -- what only the owner does ------------------------------------------------------------------------------------------
async def test_what_only_the_owner_does_is_done_while_it_owns_and_begun_anew_when_it_fails(database, caplog):
    begun, ended = [], []

    async def poll(lease):
        begun.append(lease.epoch)
        if len(begun) == 1:
            raise ConnectionError
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(lease.epoch)

    office = PostOffice(database, while_owner=poll)
    async with office.open():
        await office.until_rows(lambda _: begun == [1, 2])
        await office.put(message("hello"))
        await office.until(hello="sent")
        assert ended == []
    assert ended == [2]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


# -- broadcasts --------------------------------------------------------------------------------------------------------
async def test_copies_of_a_broadcast_whose_connection_breaks_are_uncertain_and_others_arrive(database):
    broadcast = a_broadcast(database)
    office = PostOffice(database)
    office.channel.will("b:1", UnknownOutcome("no answer"))
    put(
        database,
        *(message(f"b:{n}", chat=str(n), priority=Priority.BROADCAST, broadcast_id=broadcast) for n in range(3)),
    )
    async with office.open():
        await office.until_settled()
    assert states(database) == {"b:0": "sent", "b:1": "uncertain", "b:2": "sent"}
