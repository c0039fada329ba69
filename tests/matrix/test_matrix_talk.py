"""A whole talk on a real homeserver: from the person's client through inbox, router and outbox, and back."""

import asyncio
import time
from contextlib import asynccontextmanager
from functools import partial

import pytest

from bot.channels.matrix.channel import MatrixChannel
from bot.channels.matrix.safe import Safe
from bot.core.answers import OneOf, Option, SeveralOf, Text
from bot.core.clock import SystemClock
from bot.core.router import Router
from bot.delivery.reception import Reception
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from bot.i18n.phrase import _
from bot.i18n.translator import Translator
from bot.worker import receive
from tests.matrix.human import human
from tests.matrix.listening import SECRET

pytestmark = pytest.mark.slow

LEVELS = OneOf((Option("a", _("Starting")), Option("b", _("Growing")), Option("c", _("Strong"))))
AREAS = SeveralOf((Option("g", _("Green")), Option("d", _("Digital")), Option("i", _("Inclusion"))))


class Assessment:
    """Three questions, for whoever comes."""

    name = "assessment"
    title = _("Self-assessment")
    words = None
    brief = False

    def talk(self, chat):
        name = chat.ask("name", _("What is your name?"), Text())
        level = chat.ask("level", _("Which level?"), LEVELS)
        areas = chat.ask("areas", _("Which areas?"), AREAS)
        chat.say(_("Thank you, {name}: {level}, {areas}.", name=name, level=level, areas="".join(areas)))


async def nothing(*_arguments):
    return b""


@asynccontextmanager
async def worker(homeserver, bot, database):
    """As one process does it; stopped like a killed one."""
    clock, wakes, translator = SystemClock(), Wakes(), Translator({})
    router = Router([Assessment()], (), translator, entrance="assessment", menu="assessment")
    reception = Reception(database, router.step, router.sorry, clock=clock, work_for=lambda *_: None, wake=wakes.outbox)
    channel = MatrixChannel(homeserver.url, bot.user_id, bot.password, translator)
    channel.keep_keys_in(Safe(database, SECRET))
    sender = Sender(
        database,
        channel,
        clock=clock,
        monotonic=time.monotonic,
        render=nothing,
        load=nothing,
        compose=lambda _session, _copies, _now: {},
        wakes=wakes,
        owner="this worker",
        while_owner=partial(receive, database, reception, channel),
    )
    tasks = [asyncio.create_task(reception.run()), asyncio.create_task(sender.run())]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        await channel.close()


async def test_a_questionnaire_by_number_by_reaction_and_with_a_correction_over_a_restart(homeserver, sqlite_database):
    bot = await homeserver.register("bot")
    async with human(homeserver, "amina") as amina:

        async def hears(text):
            return (await amina.reads(room, bot.user_id, text))["event_id"]

        async with worker(homeserver, bot, sqlite_database):
            room = await amina.opens_a_talk_with(bot.user_id)
            await hears("What is your name?")
            name = await amina.says(room, "Amena")
            levels = await hears("Which level?\n\n1. Starting\n2. Growing\n3. Strong")
        await amina.reacts(room, levels, "2️⃣")
        async with worker(homeserver, bot, sqlite_database):
            await hears("Which areas?\n\n1. Green\n2. Digital\n3. Inclusion\n\nYou can also write: done")
            await hears("* Which level?\n✓ Growing")
            await amina.corrects(room, name, "Amina")
            await hears("You have corrected an earlier answer.")
        await amina.says(room, "1 3")
        async with worker(homeserver, bot, sqlite_database):
            await hears("Thank you, Amina: b, gi.")
        said = [text for text in await amina.texts(room, bot.user_id) if not text.startswith("* ")]
    areas = "Which areas?\n\n1. Green\n2. Digital\n3. Inclusion\n\nYou can also write: done"
    assert said[:3] == ["What is your name?", "Which level?\n\n1. Starting\n2. Growing\n3. Strong", areas]
    assert said[-2:] == [areas, "Thank you, Amina: b, gi."]
