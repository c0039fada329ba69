"""The program itself on both platforms at once: a talk begun on Telegram goes on on Matrix, and back."""

import re

import pytest

from tests.faults.program import PATIENCE, Program
from tests.matrix.human import human
from tests.telegram.emulator import Emulator

pytestmark = pytest.mark.slow
CENTRES = "code,country,name,city,zone\nTN-1,TN,Centre de Tunis,Tunis,Africa/Tunis\n"
CODE = re.compile(r"!link ([A-Z0-9]{8})\b")


async def invitation(folder):
    """The code of one into a centre, by the command line."""
    (folder / "centres.csv").write_text(CENTRES)
    for words in (("migrate",), ("centres", "import", "centres.csv"), ("invite", "TN-1")):
        async with Program(folder, *words) as command:
            assert await command.ends() == 0
    return re.search(r"/start (\S+)", "\n".join(command.output))[1]


class OnTelegram:
    def __init__(self, telegram, person) -> None:
        self.telegram = telegram
        self.person = person
        self.count = 0

    async def hears(self, beginning):
        """The next message that begins like this."""

        def found():
            for number, message in enumerate(self.telegram.replies(self.person)[self.count :], self.count + 1):
                if message.words.startswith(beginning):
                    self.count = number
                    return message
            return None

        return await self.telegram.waits_for(found, PATIENCE)


async def test_a_talk_begun_on_telegram_goes_on_on_matrix_and_back(homeserver, tmp_path):
    bot = await homeserver.register("bot")
    async with Emulator() as telegram, human(homeserver, "ana") as on_matrix:
        settings = {
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_BASE_URL": telegram.base_url,
            "MATRIX_HOMESERVER": homeserver.url,
            "MATRIX_USER": bot.user_id,
            "MATRIX_PASSWORD": bot.password,
        }
        ana = telegram.person(7, "Ana", "en")
        hears = OnTelegram(telegram, ana).hears

        async def reads(beginning):
            return await on_matrix.sees(
                lambda event: (
                    event.get("sender") == bot.user_id and event["content"].get("body", "").startswith(beginning)
                ),
                PATIENCE,
            )

        ana.starts(await invitation(tmp_path))
        async with Program(tmp_path, **settings):
            ana.taps(await hears("I help"), "I agree")
            ana.taps(await hears("You are invited"), "Yes")
            ana.taps(await hears("What would you like"), "Self-assessment")
            ana.taps(await hears("Which area"), "7")
            await hears("Going green, 1 of 3")
            ana.says("2")
            await hears("Going green, 2 of 3")
            ana.says("/link")
            code = CODE.search((await hears("On your other account")).words)[1]
            room = await on_matrix.opens_a_talk_with(bot.user_id)
            await reads("Which language")
            await on_matrix.says(room, f"!link {code}")
            await reads("This account would be joined to Ana")
            await on_matrix.says(room, "1")
            await reads("Your two accounts are one now.")
            await on_matrix.says(room, "go on")
            await reads("Going green, 2 of 3")
            await on_matrix.says(room, "3")
            await reads("Going green, 3 of 3")
            ana.says("hello")
            await hears("You were at question")
            ana.taps(await hears("Going green, 3 of 3"), "Growing")
            await hears("Done: Going green")
