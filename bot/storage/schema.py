"""Which schema a database has, and the way to ours."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from bot.storage.database import Database
from bot.storage.errors import DatabaseUnavailable, NewerSchema, OlderSchema

ONE_MIGRATION_AT_A_TIME = 7_224_371_905  # any number, the same for every process that shares a PostgreSQL database


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.storage:migrations")
    config.attributes["connection"] = connection
    return config


def revisions() -> list[str]:
    """Oldest first."""
    script = ScriptDirectory.from_config(configuration())
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


def newest() -> str:
    """The revision that this version of the program works with."""
    return revisions()[-1]


def revision_of(database: Database) -> str | None:
    """None: empty, nothing was ever created in it."""
    return database.read_now(lambda session: MigrationContext.configure(session.connection()).get_current_revision())


def check(database: Database) -> None:
    """Raises OlderSchema or NewerSchema where the database is not as this version needs it."""
    revision = revision_of(database)
    known = revisions()
    if revision == known[-1]:
        return
    where = database.backend.where
    raise NewerSchema(where, revision) if revision is not None and revision not in known else OlderSchema(where)


def migrate(database: Database, to: str = "head") -> None:
    """All steps or none; other processes wait."""
    if (revision := revision_of(database)) is not None and revision not in revisions():
        raise NewerSchema(database.backend.where, revision)
    if database.engine_name == "sqlite":
        _migrate_sqlite(database.backend.writing, to, database.backend.where)
    else:
        _migrate_postgresql(database.backend.writing, to)


def _migrate_sqlite(engine: Engine, to: str, where: str) -> None:
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


def _migrate_postgresql(engine: Engine, to: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_MIGRATION_AT_A_TIME})
        command.upgrade(configuration(connection), to)
