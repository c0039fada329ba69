"""The whole bot on one Telegram: real database, inbox, reception, router, sender and channel."""

import asyncio
import time
from dataclasses import replace
from functools import partial
from typing import Self

from sqlmodel import select

from bot import app
from bot.channels.telegram.channel import TelegramChannel
from bot.core.answers import OneOf, SeveralOf, Text, YesNo
from bot.core.clock import SystemClock
from bot.core.given import Option
from bot.core.messages import Attachment
from bot.core.router import Router
from bot.core.sent_files import Files
from bot.core.talk import Progress
from bot.delivery.reception import Reception
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from bot.handlers.language import ChooseLanguage
from bot.handlers.menu import Entry, Menu
from bot.handlers.stop import Stop
from bot.handlers.welcome import Welcome
from bot.i18n.phrase import _
from bot.storage.addresses import Address
from bot.storage.channel_states import ChannelState
from bot.storage.inbox import InboxRow
from bot.storage.memberships import CentreFunction
from bot.storage.outbox import OutboxRow
from bot.usecases import invitations
from bot.usecases.work import SYSTEM, Work
from tests.transcripts.world import furnish

TRANSLATOR = app.translator()
LEVELS = (
    Option("starting", _("Starting: we have talked about it once or twice")),
    Option("growing", _("Growing: some of us do it")),
    Option("strong", _("Strong: all of us do it, and we can show how")),
)
AREAS = (Option("wbl", _("Work")), Option("green", _("Green")), Option("digital", _("Digital")))


class Survey:
    """Every kind of question that looks different on Telegram."""

    name = "survey"
    title = _("Questions")
    words = None
    brief = False

    def talk(self, chat):
        level = chat.ask("level", _("Do you plan the year together?"), OneOf(LEVELS), progress=Progress(1, 4))
        areas = chat.ask("areas", _("In which areas?"), SeveralOf(AREAS), progress=Progress(2, 4))
        files = chat.ask("files", _("Show it to us, please."), Files(at_most=2), progress=Progress(3, 4))
        why = chat.ask("why", _("What helped?"), Text(), progress=Progress(4, 4))
        if chat.ask("sure", _("May I keep it?"), YesNo()):
            facts = f"{level}, {', '.join(areas)}, {len(files)}, {why}"
            card = Attachment("card.png", "image/png", description=facts, job="card", arguments={"facts": facts})
            chat.say(_("Thank you: *{facts}*.", facts=facts), attachments=(card,))


def router():
    handlers = (
        Menu((Entry("survey", Survey.title), Entry("language", ChooseLanguage.title))),
        Welcome(),
        Survey(),
        ChooseLanguage(TRANSLATOR.languages),
        Stop(),
    )
    return Router(handlers, app.talks(TRANSLATOR).actions, TRANSLATOR, entrance="welcome", menu="menu")


class Service:
    """`picture` is what is drawn for every card. Leaving it stops as a person would; `killed` as a machine may."""

    starts = 0

    def __init__(self, telegram, database, picture, webhook_url=None) -> None:
        self.telegram = telegram
        self.database = database
        self.picture = picture
        self.webhook_url = webhook_url
        self.router = router()
        self.tasks = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_):
        self.sender.stop()
        await asyncio.wait_for(self.tasks[0], 60)
        await self.killed()

    async def start(self):
        """As after a restart: nothing but the database is left from before."""
        Service.starts += 1
        urls = {"base_url": self.telegram.base_url, "file_url": self.telegram.base_file_url}
        self.channel = TelegramChannel(self.telegram.token, **urls, webhook_url=self.webhook_url)
        self.channel.rate = replace(self.channel.rate, per_second=1000, per_chat=1000, chat_burst=1000)
        self.wakes = Wakes()
        self.reception = Reception(
            self.database,
            self.router.step,
            self.router.sorry,
            clock=SystemClock(),
            work_for=app.work_for(TRANSLATOR, self.wakes.outbox),
            wake=self.wakes.outbox,
        )
        self.sender = Sender(
            self.database,
            self.channel,
            clock=SystemClock(),
            monotonic=time.monotonic,
            render=self.draw,
            load=self.draw,
            compose=lambda _session, _copies, _now: {},
            wakes=self.wakes,
            owner=f"service {Service.starts}",
            while_owner=self.receive,
        )
        self.tasks = [asyncio.create_task(self.sender.run()), asyncio.create_task(self.reception.run())]

    async def killed(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.wait(self.tasks)
        await self.channel.close()

    async def receive(self, _lease):
        account = (self.channel.name, self.channel.account)
        kept = await self.database.read(
            lambda session: {row.name: row.value for row in session.exec(select(ChannelState))}
        )
        await self.channel.receive(partial(self.reception.accept, *account), kept)

    async def draw(self, *_):
        return self.picture

    # -- what is in the database ---------------------------------------------------------------------------------------
    def outbox(self):
        """(what, state) of everything that was to be said."""
        return self.database.read_now(lambda session: session.exec(select(OutboxRow).order_by(OutboxRow.id)).all())

    def inbox(self):
        return self.database.read_now(lambda session: session.exec(select(InboxRow).order_by(InboxRow.id)).all())

    def addresses(self):
        found = self.database.read_now(lambda session: session.exec(select(Address).order_by(Address.id)).all())
        return {address.external_id: address for address in found}


async def becomes(value, expected, seconds=30):
    """
    Wait for what is written to the database a little after it was seen. Telegram's `waits_for` looks again at the next call,
    and where nobody writes that is the next long poll.
    """
    async with asyncio.timeout(seconds):
        while value() != expected:
            await asyncio.sleep(0.01)


def furnished(database) -> str:
    """A small world, and the code of an invitation into it."""

    def job(session):
        furnish(session)
        work = Work(session, SystemClock().now(), SYSTEM, TRANSLATOR, lambda *_: None)
        return invitations.invite(work, 1, CentreFunction.TEACHER).code

    return database.write_now(job)
