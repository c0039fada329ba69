"""The database: whether it can be used, whether it is the right one, who works with it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from bot import data_folder
from bot.demo.load import Holds, IsDemoDatabase, what_it_holds
from bot.doctor.finding import Finding
from bot.doctor.queues import queues
from bot.settings import Settings
from bot.storage import leases, schema
from bot.storage.credentials import Credential, CredentialKind, SigningKey
from bot.storage.database import Database
from bot.storage.errors import NewerSchema, StorageError, WorkerRunning
from bot.storage.grants import Grant, in_force
from bot.storage.lock import worker_lock
from bot.storage.people import Person

MAY_MAKE_TABLES = text("SELECT has_schema_privilege(current_schema(), 'CREATE')")


def database(settings: Settings) -> Iterator[Finding]:
    file = data_folder.sqlite_file(settings)
    if file is not None and not file.exists():
        yield Finding("database", True, f"{file} is not there yet: `passerelle run` makes it")
        return
    try:
        with closing(data_folder.open_database(settings)) as opened:
            yield from _opened(opened, settings)
    except StorageError as error:
        yield Finding("database", False, str(error))
        return
    if file is not None:
        yield _worker(file.parent)


def _opened(database: Database, settings: Settings) -> Iterator[Finding]:
    where = database.backend.where
    if database.engine_name == "postgresql" and (wrong := database.read_now(_not_for_us)):
        yield Finding("database", False, f"{where} {wrong}")
        return
    revision, known = schema.revision_of(database), schema.revisions()
    if revision is not None and revision not in known:
        yield Finding("database", False, str(NewerSchema(where, revision)))
        return
    if revision != known[-1]:
        state = "is empty" if revision is None else f"has schema {revision}, this version needs {known[-1]}"
        yield Finding("database", False, f"{where} {state}: run `passerelle migrate`.")
        return
    yield Finding("database", True, f"{where}, schema {revision}")
    yield from database.read_now(lambda session: list(_who_is_in(session, settings)))
    yield from queues(database)
    yield from _badges(database)
    if database.engine_name == "postgresql":
        yield _workers(database)


def _not_for_us(session: Session) -> str | None:
    """What a PostgreSQL database was made without; None where it has all."""
    connection = session.connection()
    encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
    if encoding != "UTF8":
        return (
            f"was made for {encoding} and cannot hold all languages: make one with `createdb --encoding=UTF8 "
            "--template=template0 NAME`, and name that in PASSERELLE_DATABASE_URL."
        )
    if not connection.execute(MAY_MAKE_TABLES).scalar_one():
        return "does not let this account make its tables: give the database to it, with `ALTER DATABASE name OWNER TO account`."
    return None


def _who_is_in(session: Session, settings: Settings) -> Iterator[Finding]:
    """Only what is wrong."""
    if what_it_holds(session) is Holds.DEMO:
        yield Finding("people", False, str(IsDemoDatabase()))
        return
    people = session.exec(select(func.count()).select_from(Person)).one()
    left_behind = settings.data_dir / data_folder.FILE
    if not people and settings.database_url is not None and (others := _people_in(left_behind)):
        yield Finding(
            "people",
            False,
            f"nobody is in this database, and {left_behind} holds {others}. To go on with these, empty "
            "PASSERELLE_DATABASE_URL and give `passerelle copy-database` this address; else move the file away.",
        )
    if people and session.exec(select(Grant.id).where(in_force(datetime.now(UTC))).limit(1)).first() is None:
        yield Finding(
            "people",
            False,
            "nobody administers this bot: `passerelle claim` makes a code, which is written to the bot.",
        )


def _people_in(file: Path) -> int:
    """How many people a SQLite database holds; 0 where there is none that can be read."""
    if not file.exists():
        return 0
    try:
        with closing(Database.open(f"sqlite:///{file}")) as other:
            return other.read_now(lambda session: session.exec(select(func.count()).select_from(Person)).one())
    except (StorageError, DBAPIError):  # another version, or no database: it is not what the bot works with
        return 0


def _worker(folder: Path) -> Finding:
    try:
        with worker_lock(folder):
            return Finding("worker", True, "none is running; `passerelle run` starts one")
    except WorkerRunning as running:
        return Finding("worker", True, f"running as process {running.pid}")


def _workers(database: Database) -> Finding:
    """On PostgreSQL they may run on any machine; what they do is in the database."""
    done = database.read_now(lambda session: leases.held(session, datetime.now(UTC)))
    said = f"at work: {', '.join(done)}" if done else "none is running; `passerelle run` starts one"
    return Finding("workers", True, said)


def _badges(database: Database) -> Iterator[Finding]:
    """Nothing to tell before the first badge: its key is made with it."""
    badges, addresses, unsigned = database.read_now(_signing)
    if unsigned:
        yield Finding(
            "key for badges",
            False,
            "there is none that can sign, though badges have been given: run `passerelle badges key --new`. Those given "
            "before stay good as long as their public key is there.",
        )
    elif badges:
        where = addresses[0] if addresses else None
        said = (
            f"signs; lists of revoked badges are at {where}"
            if where
            else "signs. Others cannot look revoked badges up yet: `passerelle badges address https://…` tells where."
        )
        yield Finding("key for badges", True, said)


def _signing(session: Session) -> tuple[int, list[str], bool]:
    """How many badges there are; where their lists are; whether no key is left to sign with."""
    badges = session.exec(
        select(func.count()).select_from(Credential).where(Credential.kind == CredentialKind.BADGE)
    ).one()
    keys = session.exec(select(SigningKey)).all()
    in_use = [key for key in keys if key.retired_at is None]
    return badges, [key.address for key in in_use if key.address], bool(badges) and not in_use
