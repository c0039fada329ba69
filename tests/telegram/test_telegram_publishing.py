"""A coordinator sends a questionnaire on Telegram, and gets what came in as a workbook: real files both ways."""

import io
from functools import partial

import openpyxl
import pytest
from sqlmodel import select

from bot import app
from bot.core.clock import SystemClock
from bot.delivery.wanted_files import Fetcher
from bot.file_purposes import file_purposes
from bot.reports.process import HelperProcess
from bot.serve import prepared
from bot.storage.addresses import Address
from bot.usecases import questionnaires
from bot.usecases.questionnaires import Filled
from bot.usecases.work import Actor, ActorKind, Work
from bot.worker import own, receive
from tests.telegram.service import TRANSLATOR, Service
from tests.transcripts.published import FORMS
from tests.transcripts.world import Named, furnish, settle

pytestmark = pytest.mark.slow
PAUL = Named("7", role="programme_coordinator", scope="programme:1", zone="Europe/Rome")


class WholeBot(Service):
    """With the fetcher, and files as they are really made."""

    def __init__(self, telegram, database, helper) -> None:
        super().__init__(telegram, database, b"")
        self.router = app.talks(TRANSLATOR).router
        self.helper = helper

    async def draw(self, job, data):
        return await prepared(self.helper, self.database, TRANSLATOR, job, data)

    async def receive(self, lease):
        purposes = file_purposes(TRANSLATOR, self.wakes.outbox, self.helper.call)
        fetcher = Fetcher(self.database, self.channel, purposes, clock=SystemClock())
        reading = partial(receive, self.database, self.reception, self.channel)
        await own(self.channel, {"receiver": reading, "fetcher": fetcher.run}, lease)


def settled(database, service):
    def job(session):
        furnish(session)
        settle(session, PAUL)
        settle(session, Named("amina", centre="TN-1", channel="elsewhere"))
        address = session.exec(select(Address).where(Address.external_id == PAUL.name)).one()
        address.account, address.chat = service.channel.account, PAUL.name

    database.write_now(job)


def hands_in(database):
    def job(session):
        work = Work(session, SystemClock().now(), Actor(ActorKind.PERSON, 2), TRANSLATOR, lambda *_: None)
        begun = questionnaires.begin(work, 1)
        assert questionnaires.submit(work, Filled(1, begun, "en", {"/data/shop/came": "yes"}, {})) == 1

    database.write_now(job)


async def test_a_questionnaire_comes_as_a_file_and_its_answers_leave_as_one(telegram, sqlite_database):
    paul = telegram.person(7, "Paul", "en")

    async def hears(expected):
        return await telegram.waits_for(
            lambda: [one for one in telegram.replies(paul)[-1:] if expected in one.words or expected in one.media]
        )

    async def says(text, expected):
        paul.says(text)
        return await hears(expected)

    async with HelperProcess() as helper, WholeBot(telegram, sqlite_database, helper) as service:
        settled(sqlite_database, service)
        await says("publish", "as a file")
        paul.sends_document((FORMS / "workshop.md").read_bytes(), "workshop.md", "text/markdown")
        (report,) = await hears("can be used")
        paul.taps(report, "Go on with it")
        await hears("What would you like to do")
        await says("Publish it", "Who should get it")
        await says("Everybody", "would get it")
        await says("These people", "Until which day")
        await says("skip", "Shall I publish")
        await says("Publish it", "It is questionnaire 1")
        hands_in(sqlite_database)
        await says("published", "Answered: 1")
        await says("Get the answers", "How shall I write the choices")
        paul.says("As people read it")
        (last,) = await hears("document")
    sent = last.media["document"]
    book = openpyxl.load_workbook(io.BytesIO(telegram.world.files[sent["file_id"]].body))
    headings, row = book["After the workshop"].iter_rows(values_only=True)
    assert dict(zip(headings, row, strict=True))["Did you come?"] == "Yes"
