"""The web chat with the real router, inbox and outbox behind it, and a small questionnaire that leads the talk."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session, col, select

from bot.core.answers import OneOf, SeveralOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import Attachment, Link
from bot.core.router import Router
from bot.core.talk import Progress
from bot.delivery.channel import Delivery, LoadedFile
from bot.delivery.codec import outgoing_from_json
from bot.delivery.reception import Reception
from bot.delivery.wakes import Wakes
from bot.i18n.phrase import Variants, _
from bot.i18n.translator import Translator
from bot.storage import blobs
from bot.storage.database import Database
from bot.storage.outbox import OutboxRow, OutboxState
from tests.web.pictures import picture
from tests.web.serving import Running, serving

LEVELS = (
    ("Starting: each teacher plans alone", "بداية: يخطط كل مدرّس بمفرده"),
    ("Growing: some of us plan together", "نمو: بعضنا يخطط معًا"),
    ("Strong: we plan the year together and look back on it", "قوة: نخطط للسنة معًا ونراجعها معًا"),
)
AREAS = (("Green", "الأخضر"), ("Digital", "الرقمي"), ("Inclusion", "الإدماج"))


def both(english, arabic):
    return Variants({"en": english, "ar": arabic})


def options(pairs):
    return tuple(Option(str(number), both(*pair)) for number, pair in enumerate(pairs, 1))


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
        chat.say(both("Good to see you. Four questions, about a minute.", "أهلًا بك. أربعة أسئلة، نحو دقيقة واحدة."))
        chat.ask(
            "level",
            both("How do you plan the school year?", "كيف تخططون للسنة الدراسية؟"),
            OneOf(options(LEVELS)),
            progress=Progress(1, 4),
        )
        chat.ask("areas", both("Which areas matter most to you?", "ما المجالات الأهم لكم؟"), SeveralOf(options(AREAS)))
        chat.ask_or_skip("why", both("Why these?", "لماذا هذه المجالات؟"), Text())
        chat.ask("share", both("May others learn from you?", "هل يمكن للآخرين التعلم منكم؟"), YesNo())
        chat.say(
            both("Thank you. Here is your result.", "شكرًا لك. هذه نتيجتك."),
            attachments=(
                Attachment("result.png", "image/png", "Planning: 2 of 3", sha256=self.card),
                Attachment("result.pdf", "application/pdf", "", sha256=self.sheet),
            ),
            links=(Link("Open Space", "https://example.org/open-space"),),
        )


@dataclass
class Postman:
    """Sends what is queued, in order, as the delivery does without its pace."""

    database: Database
    running: Running

    async def round(self):
        for row in await self.database.read(_queued):
            message = outgoing_from_json(row.payload)
            files = await self.database.read(partial(_files, message=message))
            edits = await self.database.read(partial(_external_id, row_id=row.edits_id))
            delivery = Delivery(row.dedupe_key, row.chat, message, files=files, edits=edits)
            external_id = await self.running.channel.send(delivery)
            await self.database.write(partial(_sent, row_id=row.id, external_id=external_id))


@asynccontextmanager
async def talking(database: Database, translator: Translator, demo=None) -> AsyncIterator[Running]:
    async with serving(database, translator, demo) as running:
        now = running.channel.clock.now()
        keep = partial(_keep_files, now=now)
        router = Router(
            (Questionnaire(*await database.write(keep)),),
            (),
            translator,
            entrance="questionnaire",
            menu="questionnaire",
        )
        wakes = Wakes()
        reception = Reception(
            database,
            router.step,
            router.sorry,
            clock=running.channel.clock,
            work_for=lambda *_: None,
            wake=wakes.outbox,
        )
        postman = Postman(database, running)
        running.bot.accept_with(partial(reception.accept, "web", "web"))
        bell = wakes.bell("outbox", "web", "web")

        async def post():
            while True:
                await bell.wait(1)
                await postman.round()

        tasks = [asyncio.create_task(reception.run()), asyncio.create_task(post())]
        try:
            yield running
        finally:
            for task in tasks:
                task.cancel()
            for task in tasks:
                with suppress(asyncio.CancelledError):
                    await task


def _keep_files(session: Session, now):
    card = blobs.store(session, picture(320, 180), "image/png", now)
    return card, blobs.store(session, b"%PDF-1.7", "application/pdf", now)


def _queued(session: Session):
    rows = select(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED).order_by(col(OutboxRow.id))
    return list(session.exec(rows))


def _files(session: Session, message):
    return tuple(
        LoadedFile(one.name, one.media_type, blobs.load(session, one.sha256), one.description)
        for one in message.attachments
    )


def _external_id(session: Session, row_id):
    return None if row_id is None else session.get(OutboxRow, row_id).external_id


def _sent(session: Session, row_id, external_id):
    row = session.get(OutboxRow, row_id)
    row.state, row.external_id = OutboxState.SENT, external_id
    session.add(row)
