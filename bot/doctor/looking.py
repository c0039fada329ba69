"""All that is looked at, in the order in which it is told."""

import asyncio
from collections.abc import Iterator
from functools import partial

from pydantic import ValidationError

from bot import data_folder
from bot.doctor.asking import all_of
from bot.doctor.combinations import combinations
from bot.doctor.database import database
from bot.doctor.finding import Finding
from bot.doctor.folder import folder
from bot.doctor.matrix import matrix
from bot.doctor.page import page
from bot.doctor.telegram import telegram
from bot.settings import FILE, Settings, problems
from bot.settings_written import slips
from bot.storage.errors import BadDatabaseUrl


def findings() -> Iterator[Finding]:
    try:
        settings = Settings()
        slipped = " ".join(slips())
    except ValidationError as error:
        yield Finding("settings", False, problems(error).replace("\n", " "))
        return
    except UnicodeDecodeError:
        said = f"the file {FILE} is no plain text: save it again as UTF-8, without formatting. Nothing else can be looked at."
        yield Finding("settings", False, said)
        return
    except PermissionError:
        said = (
            f"this account may not read the file {FILE}: give it the right, or give the command as the bot's account."
        )
        yield Finding("settings", False, said)
        return
    yield Finding("settings", not slipped, slipped or "all can be read")
    yield from combinations(settings)
    yield from _on_disk(settings)
    looks = (partial(look, settings=settings) for look in (page, telegram, matrix))
    yield from asyncio.run(all_of(*looks))


def _on_disk(settings: Settings) -> Iterator[Finding]:
    try:
        data_folder.sqlite_file(settings)
    except BadDatabaseUrl as error:
        yield Finding("database", False, str(error))
    else:
        yield from folder(settings)
        yield from database(settings)
