"""What is kept about somebody arrives as real files on Telegram, and leaves no copy behind."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlmodel import func, select

from bot.reports.process import HelperProcess
from bot.serve import prepared
from bot.storage.addresses import Address
from bot.storage.blobs import Blob, store
from bot.storage.outbox import OutboxState
from bot.storage.wanted_files import WantedFile
from tests.telegram.service import TRANSLATOR, furnished
from tests.telegram.test_telegram_assessment import WholeBot
from tests.transcripts.world import BEGINNING

pytestmark = pytest.mark.slow


class WithFiles(WholeBot):
    """What is made when it is sent, as the program makes it."""

    async def draw(self, job, data):
        return await prepared(self.helper, self.database, TRANSLATOR, job, data)


def gives_a_photo(session):
    address = session.exec(select(Address).where(Address.external_id == "7")).one()
    sha256 = store(session, b"a photo", "image/jpeg", BEGINNING)
    what = {"purpose": "p", "channel": "telegram", "account": "bot", "kind": "photo", "reference": "r", "key": "k"}
    row = WantedFile(person_id=address.person_id, address_id=address.id, sha256=sha256, created_at=BEGINNING, **what)
    session.add(row)


async def test_what_is_kept_arrives_as_files_and_is_stored_nowhere(telegram, sqlite_database):
    code = furnished(sqlite_database)
    person = telegram.person(7, "Ana", "fr")

    def documents():
        return [message.media["document"] for message in telegram.replies(person) if "document" in message.media]

    def body(document):
        return telegram.world.files[document["file_id"]].body

    async def asks_for(label, count):
        before, said = len(documents()), len(telegram.replies(person))
        person.says("mes données")
        await telegram.waits_for(lambda: "Que souhaitez-vous d’autre" in telegram.replies(person)[-1].words)
        await telegram.waits_for(lambda: len(telegram.replies(person)) > said)
        person.says(label)
        await telegram.waits_for(lambda: len(documents()) == before + count)

    async with HelperProcess() as helper, WithFiles(telegram, sqlite_database, helper) as service:
        person.starts(code)
        for number in (2, 3):
            last = await telegram.reply(person, at_least=number)
            person.taps(last, last.labels[0])
        await telegram.waits_for(lambda: "Bienvenue" in "".join(one.words for one in telegram.replies(person)))
        sqlite_database.write_now(gives_a_photo)
        await asks_for("Tout, en fichiers", 2)
        await asks_for("Mes fichiers", 0)
        await telegram.waits_for(lambda: "Faut-il l’envoyer" in telegram.replies(person)[-1].words)
        person.says("oui")
        await telegram.waits_for(lambda: len(documents()) == 3)
    assert [row.payload for row in service.outbox() if row.state is OutboxState.SENT and row.payload] == []
    paper, every_word, files = documents()
    assert [one["file_name"] for one in (paper, every_word, files)] == ["my-data.pdf", "my-data.json", "my-files.zip"]
    assert body(paper).startswith(b"%PDF-")
    told = json.loads(body(every_word))
    assert (told["person"][0]["name"], told["address"][0]["external_id"]) == ("Ana", "7")
    with ZipFile(BytesIO(body(files))) as archive:
        assert [archive.read(name) for name in archive.namelist()] == [b"a photo"]
    assert sqlite_database.read_now(lambda session: session.exec(select(func.count()).select_from(Blob)).one()) == 1
