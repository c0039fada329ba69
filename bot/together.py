"""What connects this worker with the others on the same PostgreSQL database."""

import json
from collections.abc import Awaitable, Callable

from bot.channels.web.frames import Json
from bot.channels.web.pages import Pages
from bot.delivery.crew import Crew
from bot.delivery.reception import Reception
from bot.delivery.wakes import Wakes
from bot.storage.database import Database

INBOX, PAGE = "inbox", "page"


def connected(
    database: Database, crew: Crew, wakes: Wakes, reception: Reception, pages: Pages
) -> dict[str, Callable[[], Awaitable[None]]]:
    """What has to run for it, by name."""
    # PostgreSQL's driver takes 9 MiB, which a bot on SQLite does without.
    from bot.storage.hints import LARGEST, Hints  # noqa: PLC0415 - see above

    def heard(hint: tuple[str, ...]) -> None:
        match hint:
            case (name,) if name == INBOX:
                reception.arrived()
            case (name, chat, frame, language) if name == PAGE:
                pages.show(chat, json.loads(frame), language=language or None)
            case (name, chat) if name == PAGE:
                pages.send_away(chat)
            case _:
                wakes.ring(*hint)

    def missed() -> None:
        """Of what was said meanwhile the pages ask the database themselves."""
        reception.arrived()
        pages.send_away()

    hints = Hints(database.backend, heard, missed)

    def tell(*hint: str) -> None:
        """Who has just come, and is not known of yet, looks by itself."""
        if crew.others:
            hints.tell(*hint)

    def tell_pages(chat: str, frame: Json, language: str | None) -> None:
        written = json.dumps(frame)
        is_small = len(json.dumps([chat, written])) < LARGEST
        hints.tell(PAGE, chat, *((written, language or "") if is_small else ()))

    wakes.elsewhere = tell
    reception.elsewhere = lambda: tell(INBOX)
    pages.elsewhere = tell_pages
    return {"crew": crew.run, "hints": hints.run}
