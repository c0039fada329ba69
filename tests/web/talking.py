"""The web chat with the real router, inbox and outbox behind it, and a small questionnaire that leads the talk."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sqlmodel import Session

from bot import app
from bot.core.answers import OneOf, SeveralOf, Text, YesNo
from bot.core.clock import SystemClock
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Attachment, Link
from bot.core.router import Router
from bot.core.talk import Progress
from bot.delivery.reception import Reception
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from bot.i18n.phrase import Variants, _
from bot.i18n.translator import Translator
from bot.storage import blobs
from bot.storage.database import Database
from tests.web.pictures import picture
from tests.web.serving import Running, serving

LEVELS = (
    ("Starting: each teacher plans alone", "بداية: يخطط كل مدرّس بمفرده", "Début : chaque personne planifie seule"),
    ("Growing: some of us plan together", "نمو: بعضنا يخطط معًا", "Progrès : certains planifient ensemble"),
    (
        "Strong: we plan the year together and look back on it",
        "قوة: نخطط للسنة معًا ونراجعها معًا",
        "Force : nous planifions l’année ensemble et nous en tirons le bilan",
    ),
)
AREAS = (("Green", "الأخضر", "Écologie"), ("Digital", "الرقمي", "Numérique"), ("Inclusion", "الإدماج", "Inclusion"))


def told(english, arabic, french):
    return Variants({"en": english, "ar": arabic, "fr": french})


def options(labels):
    return tuple(Option(str(number), told(*each)) for number, each in enumerate(labels, 1))


class Questionnaire:
    """Four questions: one of several levels, some areas, a text, yes or no."""

    name = "questionnaire"
    title = _("Menu")
    words = None
    brief = False

    def __init__(self, card, sheet):
        self.card = card
        self.sheet = sheet

    def talk(self, chat: Conversation) -> None:
        chat.say(
            told(
                "Good to see you. Four questions, about a minute.",
                "أهلًا بك. أربعة أسئلة، نحو دقيقة واحدة.",
                "Bonjour. Quatre questions, environ une minute.",
            )
        )
        chat.ask(
            "level",
            told(
                "How do you plan the school year?",
                "كيف تخططون للسنة الدراسية؟",
                "Comment planifiez-vous l’année scolaire ?",
            ),
            OneOf(options(LEVELS)),
            progress=Progress(1, 4),
        )
        chat.ask(
            "areas",
            told("Which areas matter most to you?", "ما المجالات الأهم لكم؟", "Quels domaines comptent le plus ?"),
            SeveralOf(options(AREAS)),
        )
        chat.ask_or_skip("why", told("Why these?", "لماذا هذه المجالات؟", "Pourquoi ceux-là ?"), Text())
        chat.ask(
            "share",
            told(
                "May others learn from you?", "هل يمكن للآخرين التعلم منكم؟", "D’autres peuvent-ils apprendre de vous ?"
            ),
            YesNo(),
        )
        chat.say(
            told("Thank you. Here is your result.", "شكرًا لك. هذه نتيجتك.", "Merci. Voici votre résultat."),
            attachments=(
                Attachment("result.png", "image/png", "Planning: 2 of 3", sha256=self.card),
                Attachment("result.pdf", "application/pdf", "", sha256=self.sheet),
            ),
            links=(Link("Open Space", "https://example.org/open-space"),),
        )


@asynccontextmanager
async def talking(database: Database, translator: Translator, demo=None) -> AsyncIterator[Running]:
    card, sheet = await database.write(partial(_keep_files, now=SystemClock().now()))
    questionnaire = Questionnaire(card, sheet)
    router = Router((questionnaire,), (), translator, entrance=Questionnaire.name, menu=Questionnaire.name)
    async with led_by(router, database, translator, demo) as running:
        yield running


async def _nothing_is_drawn(job, _data):
    raise NotImplementedError(job)


@asynccontextmanager
async def led_by(
    router: Router, database: Database, translator: Translator, demo=None, render=_nothing_is_drawn
) -> AsyncIterator[Running]:
    clock, wakes = SystemClock(), Wakes()
    async with serving(database, translator, demo, clock=clock) as running:
        reception = Reception(
            database,
            router.step,
            router.sorry,
            clock=clock,
            work_for=app.work_for(translator, wakes.outbox),
            wake=wakes.outbox,
        )
        sender = Sender(
            database,
            running.channel,
            clock=clock,
            monotonic=time.monotonic,
            render=render,
            load=partial(_loaded, database),
            compose=_nothing_is_broadcast,
            wakes=wakes,
            owner="test",
        )
        running.bot.accept_with(partial(reception.accept, "web", "web"))
        working, sending = asyncio.create_task(reception.run()), asyncio.create_task(sender.run())
        try:
            yield running
        finally:
            sender.stop()
            working.cancel()
            await asyncio.wait([working, sending])


def _keep_files(session: Session, now):
    card = blobs.store(session, picture(320, 180), "image/png", now)
    return card, blobs.store(session, b"%PDF-1.7", "application/pdf", now)


async def _loaded(database, sha256):
    return await database.read(partial(blobs.load, sha256=sha256))


def _nothing_is_broadcast(*_):
    raise NotImplementedError
