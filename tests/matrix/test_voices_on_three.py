"""The program itself: three learners answer without a name, on Telegram, Matrix and the web, and it is killed amid it."""

import re
import signal
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot import app
from bot.storage.all_tables import metadata
from bot.storage.database import Database
from bot.storage.questionnaires import Voice
from bot.usecases import voices_sealing
from bot.usecases.work import COMMAND, SYSTEM, Work
from tests.faults.program import PATIENCE, Program
from tests.matrix.both_platforms import CENTRES, OnTelegram, on_both
from tests.matrix.human import human
from tests.telegram.emulator import Emulator
from tests.transcripts.voiced import closed, voiced
from tests.web.chromium import opened, running_chromium

pytestmark = pytest.mark.slow
QUESTIONS = 10
TRANSLATOR = app.translator()


class Round:
    """Opened, closed and looked at beside the running program, as commands are."""

    def __init__(self, folder) -> None:
        self.address = f"sqlite:///{folder}/data/passerelle.sqlite"

    def does(self, verb, *, later=timedelta(), actor=COMMAND):
        database = Database.open(self.address)
        try:
            now = datetime.now(UTC) + later
            return database.write_now(lambda s: verb(Work(s, now, actor, TRANSLATOR, lambda *_: None)))
        finally:
            database.close()

    def opens(self):
        self.does(lambda work: voiced(work, Voice.LEARNERS))

    def closes(self):
        self.does(closed)

    def is_sealed(self):
        """As soon as nothing of the talks is on its way to a platform any more."""
        while self.does(voices_sealing.look_after, later=timedelta(hours=2), actor=SYSTEM):
            pass
        return all("'sealed_at': None" not in row for row in self.rows()["voice_link"])

    def rows(self):
        def look(work):
            tables = {}
            for name in metadata.tables:
                tables[name] = [
                    str(dict(row)) for row in work.session.execute(text(f'SELECT * FROM "{name}"')).mappings()
                ]
            return tables

        return self.does(look)


async def coordinator(folder):
    """The code with which one comes in."""
    (folder / "centres.csv").write_text(CENTRES)
    for words in (("migrate",), ("centres", "import", "centres.csv"), ("invite", "TN-1", "coordinator")):
        async with Program(folder, *words) as command:
            assert await command.ends() == 0
    return re.search(r"/start (\S+)", "\n".join(command.output))[1]


async def on_telegram(person, hears, code, program):
    """Killed after half of the answers."""
    person.starts(f"voice-{code}")
    await hears("Comment voyez-vous")
    person.taps(await hears("On commence"), "Commencer")
    for number in range(1, QUESTIONS + 1):
        question = await hears(f"{number} sur {QUESTIONS}")
        if number == QUESTIONS // 2:
            await program.end(signal.SIGKILL)
            await program.start()
        person.taps(question, "Plutôt vrai")
    person.taps(await hears("Vérifiez"), "Envoyer")
    await hears("Merci\N{NARROW NO-BREAK SPACE}! Vos réponses sont arrivées, sans votre nom.")


async def on_matrix(walid, bot, code):
    async def reads(words):
        await walid.sees(
            lambda event: event.get("sender") == bot and words in event["content"].get("body", ""),
            PATIENCE,
        )

    room = await walid.opens_a_talk_with(bot)
    await walid.sees(lambda event: event.get("sender") == bot and event["type"] == "m.room.message", PATIENCE)
    await walid.says(room, f"!voice {code}")
    await reads("1. العربية")
    await walid.says(room, "1")
    await reads("هل نبدأ؟")
    await walid.says(room, "1")
    for number in range(1, QUESTIONS + 1):
        await reads(f"{number} من {QUESTIONS}")
        await walid.says(room, "٥")
    await reads("يُرجى مراجعة")
    await walid.says(room, "إرسال")
    await reads("شكرًا لكم!")


async def on_the_web(address, code):
    with running_chromium() as endpoint:
        async with opened(endpoint, f"{address}/?start=voice-{code}", locale="fr-FR") as page:
            await page.get_by_role("button", name="Commencer").click()
            for number in range(1, QUESTIONS + 1):
                await page.get_by_text(f"{number} sur {QUESTIONS}").first.wait_for()
                await page.get_by_role("button", name="Un peu vrai").last.click()
            await page.locator(".theirs").get_by_role("button", name="Envoyer").last.click()
            await page.get_by_text("sans votre nom. J’ai effacé").wait_for()
            return await page.evaluate("document.title")


async def test_learners_answer_by_a_link_or_a_code_and_nothing_of_them_is_left(homeserver, tmp_path):
    bot = await homeserver.register("bot")
    async with Emulator() as telegram, human(homeserver, "walid") as walid:
        settings = {**on_both(telegram, homeserver, bot), "WEB_URL": "https://chat.example.org"}
        nadia, lina = telegram.person(7, "Nadia", "fr"), telegram.person(4711000815, "Lina", "fr")
        nadia.starts(await coordinator(tmp_path))
        around = Round(tmp_path)
        async with Program(tmp_path, **settings) as program:
            asks = OnTelegram(telegram, nadia).hears
            nadia.taps(await asks("J’aide"), "J’accepte")
            nadia.taps(await asks("Votre invitation"), "Oui")
            await asks("Que souhaitez-vous")
            around.opens()
            nadia.says("/voices")
            nadia.taps(await asks("Quel groupe"), "1")
            nadia.taps(await asks("Dans quelle langue"), "العربية")
            told = await asks("Centre de Tunis")
            code = re.search(r"https://t\.me/\w+\?start=voice-(\w{8})", told.words)[1]
            assert f"https://chat.example.org/?start=voice-{code}" in told.words
            assert f"{bot.user_id}\N{NARROW NO-BREAK SPACE}: !voice {code}" in told.words
            await asks("Tout le groupe")
            sent = [one.media for one in telegram.replies(nadia) if one.media]
            assert [kind for media in sent for kind in media if kind in {"photo", "document"}] == [
                *["photo"] * 2,
                "document",
            ]
            await on_telegram(lina, OnTelegram(telegram, lina).hears, code, program)
            await on_matrix(walid, bot.user_id, code)
            await on_the_web(f"http://127.0.0.1:{program.port}", code)
            before = around.rows()
            around.closes()
            await telegram.waits_for(around.is_sealed, PATIENCE)
            left = around.rows()
    assert (len(left["voice"]), len(left["voice_rating"]), left["voice_answered"]) == (3, 3 * QUESTIONS, [])
    assert {"address", "web_message"} <= {*found(before, "4711000815"), *found(before, "Un peu vrai")}
    assert found(left, "4711000815") == []
    assert found(left, "Plutôt vrai") == ["questionnaire_version"]
    assert found(left, walid.user_id) == ["channel_state"]  # the room that the bot is in
    assert left["web_message"] == []


def found(tables, what):
    return [name for name, rows in tables.items() if any(what in row for row in rows)]
