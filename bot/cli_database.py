"""Commands for whoever looks after the database."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from pydantic import ValidationError

from bot import data_folder
from bot.restoring import ForgettingAgain
from bot.settings import Settings, problems
from bot.storage import backups, copying, erasure_list, leases, schema
from bot.storage.database import Database
from bot.storage.erasures import forgotten
from bot.storage.errors import CopyFailed, StorageError
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
    """Write the whole database into one file, while the bot goes on working."""
    with problems_told(), closing(data_folder.open_existing(Settings())) as database:
        digest = backups.backup(database, file)
        listed = erasure_list.keep_beside(file, database.read_now(forgotten))
        print(f"{file} holds the whole database, checked. sha256: {digest} (also in {backups.checksum_of(file)}).")
        print(f"Who was forgotten stands in {listed}: keep the newest one beside your backups.")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup made by `passerelle backup`.")]) -> None:
    """Put a backup in place of the database, which is kept beside it; into PostgreSQL: of an empty one."""
    with problems_told():
        target = data_folder.sqlite_file(Settings())
        if target is None:
            _restore_into_postgresql(file)
            return
        data_folder.make_private_folder(target.parent)
        again = ForgettingAgain(file, target)
        kept = backups.restore(file, target, datetime.now(UTC), again.mend)
        print(f"{target} is the backup {file} now, with schema {schema.newest()}.")
        print(again.told())
        if kept is not None:
            print(f"The database before is kept as {kept}: remove it when you are sure.")


def _restore_into_postgresql(file: Path) -> None:
    with closing(data_folder.open_database(Settings())) as database, TemporaryDirectory() as folder:
        again = ForgettingAgain(file)
        copied = backups.restore_into(file, database, Path(folder), again.mend)
        print(f"{database.backend.where} is the backup {file} now: {copied.rows} rows in {copied.tables} tables.")
        print(again.told())


@app.command("copy-database")
def copy_database(
    address: Annotated[
        str | None,
        typer.Argument(
            help="Where to: postgresql://… or sqlite:///FILE, empty. Left out, it is asked for and not shown."
        ),
    ] = None,
) -> None:
    """Copy the whole database into an empty one, of the other engine too. The bot must be stopped meanwhile."""
    with problems_told():
        settings = Settings()
        file = data_folder.sqlite_file(settings)
        with (
            closing(data_folder.open_existing(settings)) as source,
            worker_lock(file.parent) if file else nullcontext(),
        ):
            _nobody_works_on(source)
            schema.check(source)
            wanted = address or typer.prompt("Where to (postgresql://… or sqlite:///FILE)", hide_input=True)
            with closing(Database.open(wanted)) as target:
                schema.migrate(target)
                copied = copying.copy(source, target, _told)
                where = target.backend.where
                print(f"{copied.rows} rows in {copied.tables} tables are in {where} now, and were counted again there.")
        print("To work with it, write its address into PASSERELLE_DATABASE_URL and start the bot.")


def _told(table: str, rows: int) -> None:
    if rows:
        print(f"{rows:>9}  {table}")


def _nobody_works_on(source: Database) -> None:
    """What came in after the copy was begun would be missing in it, and nobody would notice."""
    if source.engine_name == "sqlite":  # its lock is ours
        return
    if owned := source.read_now(lambda session: leases.held(session, datetime.now(UTC))):
        raise CopyFailed(
            f"A bot works with {source.backend.where}, or did a few seconds ago ({', '.join(owned)}). Stop it first; nothing "
            "was changed."
        )


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


@contextmanager
def opened(*others: type[Exception]) -> Iterator[Database]:
    """The database that there is, at the schema of this version; problems are told, those of `others` too."""
    with problems_told(*others), closing(data_folder.open_existing(Settings())) as database:
        schema.check(database)
        yield database
