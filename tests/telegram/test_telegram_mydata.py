"""What is kept about somebody arrives as a real file on Telegram, and leaves no copy behind."""

import json

import pytest
from sqlmodel import func, select

from bot.reports.process import HelperProcess
from bot.storage.blobs import Blob
from bot.storage.outbox import OutboxState
from tests.telegram.service import furnished
from tests.telegram.test_telegram_assessment import WholeBot

pytestmark = pytest.mark.slow


async def test_the_file_of_what_is_kept_arrives_and_is_stored_nowhere(telegram, sqlite_database):
    code = furnished(sqlite_database)
    person = telegram.person(7, "Ana", "fr")

    def documents():
        return [message for message in telegram.replies(person) if "document" in message.media]

    async with HelperProcess() as helper, WholeBot(telegram, sqlite_database, helper) as service:
        person.starts(code)
        for number in (2, 3):
            last = await telegram.reply(person, at_least=number)
            person.taps(last, last.labels[0])
        await telegram.waits_for(lambda: "Bienvenue" in "".join(one.words for one in telegram.replies(person)))
        person.says("mes données")
        await telegram.waits_for(documents)
    assert [row.payload for row in service.outbox() if row.state is OutboxState.SENT and row.payload] == []
    (message,) = documents()
    assert message.media["document"]["file_name"] == "my-data.json"
    told = json.loads(telegram.world.files[message.media["document"]["file_id"]].body)
    assert (told["person"][0]["name"], told["address"][0]["external_id"]) == ("Ana", "7")
    assert sqlite_database.read_now(lambda session: session.exec(select(func.count()).select_from(Blob)).one()) == 0
