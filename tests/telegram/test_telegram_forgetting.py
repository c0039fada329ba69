"""Whoever is forgotten finds nothing of ours in their chat any more: what is young is deleted, the rest loses its words."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select, update

from bot.reports.process import HelperProcess
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.usecases import forgetting, taking_back
from bot.usecases.work import SYSTEM, Work
from tests.telegram.emulator.editing import DELETABLE_SECONDS
from tests.telegram.service import TRANSLATOR, becomes, furnished
from tests.telegram.test_telegram_assessment import WholeBot

pytestmark = pytest.mark.slow


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

    async with HelperProcess() as helper, WholeBot(telegram, sqlite_database, helper) as service:
        person.starts(code)
        for number in (2, 3):
            last = await telegram.reply(person, at_least=number)
            person.taps(last, last.labels[0])
        await telegram.waits_for(lambda: any("Bienvenue" in words for words in shown()))
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
