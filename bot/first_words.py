"""What is told, on standard error and never in a log, to whoever starts a bot that is not set up yet: what to do next."""

import sys
from datetime import UTC, datetime

from sqlmodel import Session

from bot.i18n.translator import Translator
from bot.settings import FILE, Settings
from bot.settings_written import screen_is_a_log
from bot.storage import schema
from bot.storage.database import Database
from bot.usecases import claiming
from bot.usecases.programmes import the_programme
from bot.usecases.work import COMMAND, Work


def tell_what_is_next(database: Database, translator: Translator, settings: Settings, where: str) -> None:
    """The code that makes the first administrator, once; and how platforms are connected, as long as none is."""

    with_code = not screen_is_a_log()

    def look(session: Session) -> tuple[bool, str]:
        """Whether somebody is wanted, and the code for them where it may be shown."""
        work = Work(session, datetime.now(UTC), COMMAND, translator, lambda _channel, _account: None)
        the_programme(work)
        wanted = claiming.is_wanted(work)
        return wanted, claiming.new_code(work) if wanted and with_code else ""

    wanted, made = database.write_now(schema.alone(look))
    if made:
        _tell(
            f"Nobody administers this bot yet. Write to it within 24 hours:\n\n    /claim {made}\n\n"
            "(on Matrix: !claim and the code). It works once; `passerelle claim` makes a new one."
        )
    elif wanted:
        _tell("Nobody administers this bot yet: `passerelle claim` makes the code for it.")
    if settings.telegram_token is None and settings.matrix_homeserver is None:
        _tell(
            f"So far only the web chat is there: open {where} and write to the bot. To connect Telegram, write a line "
            f"PASSERELLE_TELEGRAM_TOKEN=… with the token from @BotFather into the file {FILE} in this folder, then start "
            "again. `passerelle doctor` looks whether all is right, `passerelle doctor --settings` tells of every setting."
        )


def _tell(words: str) -> None:
    print(f"\n{words}\n", file=sys.stderr, flush=True)  # noqa: T201 - see above
