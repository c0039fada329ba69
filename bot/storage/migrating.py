"""Changing a database's schema, step by step."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from bot.storage.database import Database
from bot.storage.errors import DatabaseUnavailable, OlderWorkers
from bot.storage.schema import OLDEST, revisions, wait_for_others
from bot.storage.workers import at_work


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, to: str) -> None:
    if database.engine_name == "sqlite":
        _upgrade_sqlite(database.backend.writing, to, database.backend.where)
    else:
        _upgrade_postgresql(database.backend.writing, to, database.backend.where)


def oldest_program(up_to: str) -> str:
    """
    The oldest revision whose program can work with the database once all revisions up to this one are in place: each names
    it as `works_with`, which is older than itself as long as it only adds.
    """
    known = revisions()
    script = ScriptDirectory.from_config(configuration())
    here = known[: known.index(up_to) + 1]
    oldest: str = max((script.get_revision(one).module.works_with for one in here), key=known.index)
    return oldest


def _upgrade_sqlite(engine: Engine, to: str, where: str) -> None:
    with engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        # A table is changed by copying it: its children must not be deleted with the old one. Only outside of a
        # transaction does SQLite listen to this.
        driver.cursor().execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                command.upgrade(configuration(connection), to)
                broken = connection.execute(text("PRAGMA foreign_key_check")).first()
                if broken is not None:
                    raise DatabaseUnavailable(where, f"rows of {broken[0]} would point at nothing after the migration")
        finally:
            driver.cursor().execute("PRAGMA foreign_keys = ON")


def _upgrade_postgresql(engine: Engine, to: str, where: str) -> None:
    with engine.begin() as connection:
        wait_for_others(connection)
        oldest = oldest_program(to)
        if MigrationContext.configure(connection).get_current_revision() is not None:
            _look_for_older_workers(connection, oldest, where)
        command.upgrade(configuration(connection), to)
        # For programs that do not know these revisions; a comment, so that it is part of no copy and no backup.
        connection.execute(text(f"COMMENT ON TABLE alembic_version IS '{OLDEST}{oldest}'"))  # a name of our own


def _look_for_older_workers(connection: Connection, oldest: str, where: str) -> None:
    known = revisions()
    now = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    too_old = [
        owner
        for owner, revision in at_work(connection, now).items()
        if revision in known and known.index(revision) < known.index(oldest)
    ]
    if too_old:
        raise OlderWorkers(where, sorted(too_old))
