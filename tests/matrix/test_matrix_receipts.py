"""Receipts of rooms, and what of an announcement is known to be read by them."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlmodel import select

from bot.channels.matrix.answers import Batch, Receipt, Timeline
from bot.channels.matrix.receipts import last_read
from bot.channels.matrix.rooms import Room
from bot.core.messages import Outgoing, Priority
from bot.delivery.channel import Delivery
from bot.storage.outbox import OutboxRow, OutboxState
from tests.delivery.rows import NOW
from tests.delivery.test_broadcasts import begin
from tests.matrix.human import SECONDS_TO_WAIT, human
from tests.matrix.listening import Kept, listening

AMINA, BOT, ROOM = "@amina:centres.example", "@bot:centres.example", "!room:centres.example"
TALK = Room(private=True, person=AMINA)
ROOMS = {ROOM: TALK}
CASES = {
    "of whose talk it is": ([Receipt(ROOM, AMINA, "$1", 1)], ROOMS, {ROOM: "$1"}),
    "the latest of several": ([Receipt(ROOM, AMINA, "$2", 2), Receipt(ROOM, AMINA, "$1", 1)], ROOMS, {ROOM: "$2"}),
    "our own": ([Receipt(ROOM, BOT, "$1", 1)], ROOMS, {}),
    "in a room that we do not know": ([Receipt("!other", AMINA, "$1", 1)], ROOMS, {}),
    "in a room of several": ([Receipt(ROOM, AMINA, "$1", 1)], {ROOM: Room(private=False)}, {}),
    "before we have come in": ([Receipt(ROOM, AMINA, "$1", 1)], {ROOM: Room(joined=False, person=AMINA)}, {}),
}


@pytest.mark.parametrize(("receipts", "rooms", "expected"), CASES.values(), ids=CASES)
def test_a_receipt_counts_where_a_person_and_the_bot_are_alone(receipts, rooms, expected):
    assert last_read(receipts, rooms) == expected


@pytest.mark.parametrize(
    ("batch", "expected"),
    [
        (Batch("t", receipts=(Receipt(ROOM, AMINA, "$1", 1),)), True),
        (Batch("t"), False),
        (Batch("t", receipts=(Receipt(ROOM, AMINA, "$1", 1),), joined={ROOM: Timeline(())}), False),
        (Batch("t", receipts=(Receipt(ROOM, AMINA, "$1", 1),), changed=(AMINA,)), False),
    ],
)
def test_a_batch_that_tells_nothing_but_receipts_is_known_as_such(batch, expected):
    assert batch.is_receipts_alone is expected


# -- on a real homeserver ----------------------------------------------------------------------------------------------
class Hall:
    """A person and the bot in a room, and what the bot has announced there."""

    def __init__(self, database, bot, kept, channel, amina, room):
        self.database, self.bot, self.kept, self.channel, self.amina, self.room = (
            database,
            bot,
            kept,
            channel,
            amina,
            room,
        )
        self.number = begin(database)

    async def says(self, key, *, is_noted=True, is_copy=True, edits=None):
        """The event, when it is noted in the ledger as a sender would."""
        delivery = Delivery(key, self.room, Outgoing(f"News: {key}", language="en"), edits=edits)
        event_id = await self.channel.send(delivery)
        row = OutboxRow(
            dedupe_key=key,
            channel="matrix",
            account=self.bot.user_id,
            chat=self.room,
            priority=Priority.BROADCAST,
            broadcast_id=self.number if is_copy else None,
            state=OutboxState.CLAIMED,
            due_at=NOW,
            created_at=NOW,
        )
        await self.database.write(lambda session: session.add(row))
        if is_noted:
            await self.notes(key, event_id)
        return event_id

    async def notes(self, key, event_id):
        def job(session):
            row = session.exec(select(OutboxRow).where(OutboxRow.dedupe_key == key)).one()
            row.state, row.external_id, row.sent_at = OutboxState.SENT, event_id, datetime.now(UTC)

        await self.database.write(job)

    async def read(self):
        """Of which copies it is known."""
        rows = await self.database.read(
            lambda session: session.exec(select(OutboxRow.dedupe_key).where(OutboxRow.is_read)).all()
        )
        return set(rows)

    async def knows(self, *keys):
        async with asyncio.timeout(SECONDS_TO_WAIT):
            while await self.read() != set(keys):
                await asyncio.sleep(0.02)


@pytest.fixture
async def hall(homeserver, sqlite_database):
    bot = await homeserver.register("bot")
    kept = Kept(sqlite_database, bot.user_id)
    async with human(homeserver, "amina") as amina, listening(homeserver, bot, kept) as channel:
        room = await amina.opens_a_talk_with(bot.user_id)
        await kept.sees(lambda messages: any(message.chat == room for message in messages))
        yield Hall(sqlite_database, bot, kept, channel, amina, room)


@pytest.mark.slow
async def test_everything_up_to_what_was_read_counts_as_read(hall):
    await hall.says("first")
    second = await hall.says("second")
    await hall.says("third")
    await hall.amina.has_read(hall.room, second)
    await hall.knows("first", "second")


@pytest.mark.slow
async def test_a_receipt_about_a_later_reply_tells_of_the_copy_before_it(hall):
    await hall.says("news")
    reply = await hall.says("a reply", is_copy=False)
    await hall.amina.has_read(hall.room, reply)
    await hall.knows("news")


@pytest.mark.slow
async def test_a_receipt_about_a_correction_tells_of_what_it_corrects(hall):
    news = await hall.says("news")
    await hall.channel.send(Delivery("other words", hall.room, Outgoing("Corrected", language="en"), edits=news))
    correction = await hall.amina.sees(lambda event: "m.new_content" in event.get("content", {}))
    await hall.amina.has_read(hall.room, correction["event_id"])
    await hall.knows("news")


@pytest.mark.slow
async def test_what_is_read_before_it_is_noted_as_sent_is_found_later(hall):
    news = await hall.says("news", is_noted=False)
    await hall.amina.has_read(hall.room, news)
    await hall.amina.says(hall.room, "hello")
    await hall.kept.hears(2)
    await hall.notes("news", news)
    await hall.amina.says(hall.room, "hello again")
    await hall.knows("news")


@pytest.mark.slow
async def test_a_private_receipt_tells_nothing(hall):
    news = await hall.says("news")
    await hall.amina.has_read(hall.room, news, privately=True)
    await hall.amina.says(hall.room, "hello")
    await hall.kept.hears(2)
    assert await hall.read() == set()
