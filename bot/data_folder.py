"""The database that the settings name; for the program and for every command."""

from pathlib import Path

import bot.storage.all_tables  # noqa: F401 - tables point at each other: whoever opens a database knows all of them
from bot.settings import Settings
from bot.storage.database import Database, parse
from bot.storage.errors import DatabaseMissing, DataFolderUnusable

FILE = "passerelle.sqlite"


def database_url(settings: Settings) -> str:
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return f"sqlite:///{settings.data_dir / FILE}"


def sqlite_file(settings: Settings) -> Path | None:
    """None with PostgreSQL."""
    url = parse(database_url(settings))
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def open_database(settings: Settings) -> Database:
    """Makes the data folder where it is missing; close it when done."""
    file = sqlite_file(settings)
    if file is not None:
        make_private_folder(file.parent)
    return Database.open(database_url(settings))


def open_existing(settings: Settings) -> Database:
    """For commands that would do nothing useful with a new, empty one, and must not leave one behind."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        raise DatabaseMissing(str(file))
    return open_database(settings)


def make_private_folder(folder: Path) -> None:
    """Names and answers lie there: for this account only."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderUnusable(str(folder), error.strerror or str(error)) from error
