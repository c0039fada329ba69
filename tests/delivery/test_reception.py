"""What comes of a message that cannot be worked, and of a database that cannot be used for a while."""

import asyncio
import gc
from contextlib import asynccontextmanager

import pytest
from sqlmodel import select

from bot import app
from bot.core.answers import Text
from bot.core.messages import Incoming
from bot.core.router import Router
from bot.delivery.inbox import WAITS
from bot.delivery.reception import Reception
from bot.i18n.phrase import _
from bot.parts import STEADY_SECONDS, kept_up
from bot.storage.database import Database
from bot.storage.errors import DatabaseFull
from bot.storage.inbox import InboxRow
from tests.delivery.post_office import Time
from tests.delivery.rows import NOW, rows

FULL = str(DatabaseFull("here", "no room"))
SORRY = (
    "Something went wrong on our side with your last message. It is kept and somebody will look at it. "
    "Everything you answered before is safe. Write *menu* to go on."
)


class Echo:
    """Cannot cope with one word."""

    name = "echo"
    title = _("Menu")
    words = None
    brief = False

    def talk(self, chat):
        word = chat.ask("word", _("Name"), Text())
        if word == "thirteen":
            raise ZeroDivisionError
        chat.say(_("*{name}*", name=word))


class House:
    """Reception with one talk behind it; `step` may be replaced."""

    def __init__(self, database, step=None):
        translator = app.translator()
        router = Router((Echo(),), (), translator, entrance=Echo.name, menu=Echo.name)
        self.database = database
        self.time = Time()
        self.told = []  # what nobody awaited
        self.count = 0
        self.reception = Reception(
            database,
            step or router.step,
            router.sorry,
            clock=self.time,
            work_for=app.work_for(translator, nobody),
            wake=nobody,
        )

    async def hears(self, *messages, sender="anna"):
        incoming = []
        for text in messages:
            self.count += 1
            incoming.append(Incoming("scripted", "bot", str(self.count), sender, sender, NOW, text=text))
        await self.reception.accept("scripted", "bot", incoming, {})

    async def works(self):
        while await self.reception.work_waiting():
            pass

    def says(self, chat="anna"):
        return [row.payload["text"] for row in rows(self.database) if row.chat == chat]

    @property
    def inbox(self):
        found = self.database.read_now(lambda session: session.exec(select(InboxRow).order_by(InboxRow.id)).all())
        return [(row.state.value, row.attempts) for row in found]

    @asynccontextmanager
    async def open(self):
        """As in the whole program."""
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: self.told.append(context))
        working = asyncio.create_task(kept_up("reception", self.reception.run, sleep=a_moment))
        await asyncio.sleep(0)
        try:
            yield
        finally:
            working.cancel()
            await asyncio.wait([working])
            gc.collect()

    async def until(self, *inbox):
        async with asyncio.timeout(8):
            while self.inbox != list(inbox):
                await asyncio.sleep(0.005)


async def a_moment(seconds):
    await asyncio.sleep(0.005 if seconds < STEADY_SECONDS else seconds)


def nobody(*_):
    """Nobody waits for a wake-up."""


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
        async with asyncio.timeout(8):
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
        async with asyncio.timeout(8):
            while not told.is_set():
                await asyncio.sleep(0.005)
        assert house.inbox == [("pending", 0)]
        tries.append("whatever is worked from here on succeeds")
        full.clear()
        await house.until(("done", 0))
    assert house.told == []
    assert {record.getMessage() for record in caplog.records} <= {FULL}
    database.close()
