"""Whoever is forgotten finds nothing of ours in their chat any more: what is young is deleted, the rest loses its words."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select, update

from bot.core.messages import Attachment, Outgoing, Priority
from bot.delivery import outbox
from bot.delivery.outbox import Queued
from bot.reports.process import HelperProcess
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.usecases import forgetting, taking_back
from bot.usecases.work import SYSTEM, Work
from tests.telegram.emulator.editing import DELETABLE_SECONDS
from tests.telegram.service import TRANSLATOR, becomes, furnished
from tests.telegram.test_telegram_assessment import WholeBot
from tests.web.pictures import picture

pytestmark = pytest.mark.slow


LONG = "\n".join(f"{number}. All that our centre has learnt in that year." for number in range(150))
ALBUM = tuple(Attachment(f"{number}.png", "image/png", f"View {number}", sha256="a" * 64) for number in (1, 2))


class WithPictures(WholeBot):
    async def draw(self, job_or_sha256, *data):
        return await super().draw(job_or_sha256, *data) if data else picture(40, 30)


@pytest.mark.parametrize(("age", "left"), [(0, []), (DELETABLE_SECONDS + 60, ["Effacé, comme demandé."])])
async def test_what_stands_in_the_chat_of_whoever_is_forgotten_goes(telegram, sqlite_database, age, left):
    code = furnished(sqlite_database)
    person = telegram.person(7, "Ana", "fr")

    def by_the_clock(verb, service):
        return sqlite_database.write_now(
            lambda session: verb(Work(session, datetime.now(UTC), SYSTEM, TRANSLATOR, service.wakes.outbox))
        )

    def shown():
        return [one.words for one in telegram.replies(person)]

    async with HelperProcess() as helper, WithPictures(telegram, sqlite_database, helper) as service:
        person.starts(code)
        for number in (2, 3):
            last = await telegram.reply(person, at_least=number)
            person.taps(last, last.labels[0])
        await telegram.waits_for(lambda: any("Bienvenue" in words for words in shown()))
        await becomes(lambda: [one for one in service.outbox() if one.sent_at is None], [])
        first, before = service.outbox()[0], len(shown())
        where = (first.channel, first.account, first.chat)
        more = [
            Outgoing(LONG, "fr"),
            Outgoing("", "fr", attachments=ALBUM),
            Outgoing(LONG, "fr", edits=first.dedupe_key),
        ]
        queued = [
            Queued(f"more {number}", *where, one, Priority.REPLY, datetime.now(UTC), person_id=first.person_id)
            for number, one in enumerate(more)
        ]
        sqlite_database.write_now(lambda session: outbox.queue(session, queued, wake=service.wakes.outbox))
        await telegram.waits_for(lambda: len(shown()) == before + 5)
        await becomes(lambda: [one for one in service.outbox() if one.sent_at is None], [])
        came = telegram.world.clock
        telegram.world.clock = lambda: came() + age
        due = datetime.now(UTC) - timedelta(seconds=1)
        sqlite_database.write_now(lambda s: s.exec(update(Person).where(Person.name == "Ana").values(forget_at=due)))
        by_the_clock(forgetting.erase_due, service)
        await telegram.waits_for(lambda: set(shown()) == set(left))
        await becomes(lambda: {one.state.value for one in service.outbox()} & {"queued", "claimed"}, set())
        by_the_clock(taking_back.look_after, service)
    assert {one.chat for one in sqlite_database.read_now(lambda s: s.exec(select(OutboxRow)).all())} == {""}
