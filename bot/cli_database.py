"""Commands for whoever looks after the database."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot import data_folder
from bot.settings import Settings, problems
from bot.storage import backups, schema
from bot.storage.errors import BackupFailed, StorageError
from bot.storage.lock import worker_lock

app = typer.Typer()


@app.command()
def migrate() -> None:
    """Create the database, or bring an older one up to this version."""
    with problems_told():
        settings = Settings()
        file = data_folder.sqlite_file(settings)
        database = data_folder.open_database(settings)
        with closing(database), worker_lock(file.parent) if file else nullcontext():
            before = schema.revision_of(database)
            schema.migrate(database)
        print(f"The database {database.backend.where} has schema {schema.newest()}; before: {before or 'none'}.")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="The backup to write; it must not exist yet.")]) -> None:
    """Write the whole database into one file, while the bot goes on working (SQLite)."""
    with problems_told(), closing(data_folder.open_existing(Settings())) as database:
        digest = backups.backup(database, file)
        print(f"{file} holds the whole database, checked. sha256: {digest} (also in {backups.checksum_of(file)}).")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup made by `passerelle backup`.")]) -> None:
    """Put a backup in place of the database; what it replaces is kept beside it (SQLite)."""
    with problems_told():
        target = data_folder.sqlite_file(Settings())
        if target is None:
            raise BackupFailed(
                "Restoring into PostgreSQL comes with a later version. Use its own tool, pg_restore; nothing was changed."
            )
        data_folder.make_private_folder(target.parent)
        kept = backups.restore(file, target, datetime.now(UTC))
        print(f"{target} is the backup {file} now, with schema {schema.newest()}.")
        if kept is not None:
            print(f"The database before is kept as {kept}: remove it when you are sure.")


@contextmanager
def problems_told(*others: type[Exception]) -> Iterator[None]:
    """A sentence instead of a traceback, for what can go wrong with the database and for `others`."""
    try:
        yield
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        typer.echo(problems(error), err=True)
        raise typer.Exit(1) from error
    except Exception as error:
        if not isinstance(error, (StorageError, *others)):
            raise
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
