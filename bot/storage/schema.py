"""Which schema a database has, and the way to ours."""

from collections.abc import Callable
from importlib.resources import files
from typing import TypeVar

from sqlalchemy import Connection, column, inspect, select, table, text
from sqlmodel import Session

from bot.storage.database import Database
from bot.storage.errors import NewerSchema, OlderSchema

ONE_AT_A_TIME = 7_224_371_905  # any number, the same for every process that shares a PostgreSQL database
OLDEST = "oldest program that works with it: "
T = TypeVar("T")


def revisions() -> list[str]:
    """Oldest first. Each step's file begins with its name: reading these, a start needs none of what migrates."""
    steps = files("bot.storage.migrations").joinpath("versions").iterdir()
    return sorted(step.name.partition("_")[0] for step in steps if step.name[0].isdigit())


def newest() -> str:
    """The revision that this version of the program works with."""
    return revisions()[-1]


def revision_of(database: Database) -> str | None:
    """None: empty, nothing was ever created in it."""
    return database.read_now(_revision)


def _revision(session: Session) -> str | None:
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    version: str | None = session.execute(select(column("version_num")).select_from(table("alembic_version"))).scalar()
    return version


def check(database: Database) -> None:
    """Raises OlderSchema or NewerSchema where the database is not as this version needs it."""
    revision = revision_of(database)
    known = revisions()
    if revision == known[-1]:
        return
    where = database.backend.where
    raise NewerSchema(where, revision) if revision is not None and revision not in known else OlderSchema(where)


def migrate(database: Database, to: str | None = None) -> None:
    """
    All steps or none; other processes wait. Nothing is done where the database is newer and this program can go on with it.
    Raises NewerSchema where it cannot, and OlderWorkers where somebody at work could not go on with ours.
    """
    known = revisions()
    revision = revision_of(database)
    if revision == (to or known[-1]):
        return
    if revision is not None and revision not in known:
        database.read_now(lambda session: still_fits(session, database.backend.where))
        return
    from bot.storage.migrating import upgrade  # noqa: PLC0415 - 11 MiB that a start with nothing to migrate does not need

    upgrade(database, to or known[-1])


def still_fits(session: Session, where: str) -> str:
    """The database's revision, with which this program can work; raises NewerSchema where it cannot."""
    connection = session.connection()
    revision: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    known = revisions()
    if revision in known or (connection.dialect.name == "postgresql" and _oldest_kept(connection) in known):
        return revision
    raise NewerSchema(where, revision)


def _oldest_kept(connection: Connection) -> str | None:
    told: str | None = connection.execute(
        text("SELECT obj_description(CAST('alembic_version' AS regclass), 'pg_class')")
    ).scalar()
    return told.removeprefix(OLDEST) if told is not None else None


def alone(job: Callable[[Session], T]) -> Callable[[Session], T]:
    """The job as one that no other starting worker does at the same time: what it finds missing, nobody else adds."""

    def done_alone(session: Session) -> T:
        if session.get_bind().dialect.name == "postgresql":
            wait_for_others(session.connection())
        return job(session)

    return done_alone


def wait_for_others(connection: Connection) -> None:
    """Until the transaction ends. On SQLite a lock of the operating system lets only one worker start."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
