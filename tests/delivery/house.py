"""Reception with one talk behind it, and what can be seen of its inbox and its replies."""

import asyncio
import gc
from contextlib import asynccontextmanager

from sqlmodel import select

from bot import app
from bot.core.answers import Text
from bot.core.messages import Incoming
from bot.core.router import Router
from bot.delivery.reception import Reception
from bot.i18n.phrase import _
from bot.parts import STEADY_SECONDS, kept_up
from bot.storage.inbox import InboxRow
from tests.delivery.post_office import Time
from tests.delivery.rows import NOW, rows


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

    def __init__(self, database, step=None, **others):
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
            **others,
        )

    async def hears(self, *messages, sender="anna"):
        incoming = []
        for text in messages:
            self.count += 1
            incoming.append(Incoming("scripted", "bot", str(self.count), sender, sender, NOW, text=text))
        await self.gets(*incoming)
        return incoming

    async def gets(self, *incoming):
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
        async with asyncio.timeout(60):
            while self.inbox != list(inbox):
                await asyncio.sleep(0.005)


async def a_moment(seconds):
    await asyncio.sleep(0.005 if seconds < STEADY_SECONDS else seconds)


def nobody(*_):
    """Nobody waits for a wake-up."""
