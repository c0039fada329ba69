"""A bot on Telegram and on Matrix at once, and a person who is on both."""

import re

from tests.faults.program import PATIENCE, Program

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


def on_both(telegram, homeserver, bot):
    """The program's settings."""
    return {
        "TELEGRAM_TOKEN": telegram.token,
        "TELEGRAM_BASE_URL": telegram.base_url,
        "MATRIX_HOMESERVER": homeserver.url,
        "MATRIX_USER": bot.user_id,
        "MATRIX_PASSWORD": bot.password,
    }
