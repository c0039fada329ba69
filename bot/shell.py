"""Use cases from the command line, with the right of whoever has a shell on the server."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import TypeVar

from sqlmodel import Session

from bot import data_folder
from bot.i18n.catalogues import shipped
from bot.settings import Settings
from bot.storage import schema
from bot.usecases.work import COMMAND, Work

T = TypeVar("T")


def as_command(job: Callable[[Work], T]) -> T:
    """In a transaction of its own. Raises StorageError."""
    translator = shipped()

    def run(session: Session) -> T:
        return job(Work(session, datetime.now(UTC), COMMAND, translator, lambda _channel, _account: None))

    with closing(data_folder.open_existing(Settings())) as database:
        schema.check(database)
        return database.write_now(run)
