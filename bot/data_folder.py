"""The database that the settings name; for the program and for every command."""

import os
import secrets
from pathlib import Path

import bot.storage.all_tables  # noqa: F401 - tables point at each other: whoever opens a database knows all of them
from bot.core.measures import UNMEASURED, Measures
from bot.settings import Settings
from bot.storage.database import Database, parse
from bot.storage.errors import DatabaseMissing, DataFolderUnusable

FILE = "passerelle.sqlite"
SECRET = "matrix.secret"  # noqa: S105 - the name of a file


def database_url(settings: Settings) -> str:
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return f"sqlite:///{settings.data_dir / FILE}"


def sqlite_file(settings: Settings) -> Path | None:
    """None with PostgreSQL."""
    url = parse(database_url(settings))
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def open_database(settings: Settings, measures: Measures = UNMEASURED) -> Database:
    """Makes the data folder where it is missing; close it when done."""
    file = sqlite_file(settings)
    if file is not None:
        make_private_folder(file.parent)
    return Database.open(database_url(settings), measures=measures)


def open_existing(settings: Settings) -> Database:
    """For commands that would do nothing useful with a new, empty one, and must not leave one behind."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        raise DatabaseMissing(str(file))
    return open_database(settings)


def kept_matrix_secret(settings: Settings) -> str | None:
    """None where there is none yet."""
    if settings.matrix_secret is not None:
        return settings.matrix_secret.get_secret_value()
    return _kept(settings.data_dir / SECRET)


def matrix_secret(settings: Settings) -> str:
    """Locks the keys of encrypted rooms: never in the database or its backups. Made where there is none yet."""
    if settings.matrix_secret is not None:
        return settings.matrix_secret.get_secret_value()
    make_private_folder(settings.data_dir)
    path = settings.data_dir / SECRET
    try:
        return _kept(path) or _made(path)
    except OSError as error:
        raise DataFolderUnusable(str(settings.data_dir), error.strerror or str(error)) from error


def _kept(path: Path) -> str | None:
    try:
        return path.read_text().strip() or None
    except FileNotFoundError:
        return None


def _made(path: Path) -> str:
    """Whole or not at all, whenever we are killed; of two at once, both get the first one's."""
    made = secrets.token_urlsafe(32)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(part, path)
    except FileExistsError:
        return path.read_text().strip()
    finally:
        part.unlink()
    return made


def make_private_folder(folder: Path) -> None:
    """Names and answers lie there: for this account only."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise DataFolderUnusable(str(folder), error.strerror or str(error)) from error
