"""SQLite: connections with our settings, and its errors in our words."""

import json
import sqlite3
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.backend import Backend
from bot.storage.errors import (
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnavailable,
    DiskRefuses,
    NotADatabase,
    StorageError,
)
from bot.storage.types import dump_json

PROBLEMS: dict[int, type[DatabaseUnavailable]] = {
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
    sqlite3.SQLITE_NOTADB: NotADatabase,
    sqlite3.SQLITE_CORRUPT: NotADatabase,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseUnavailable,
    sqlite3.SQLITE_IOERR: DatabaseUnavailable,
    sqlite3.SQLITE_PERM: DatabaseUnavailable,
    sqlite3.SQLITE_AUTH: DatabaseUnavailable,
}
IN_DETAIL: dict[int, type[DatabaseUnavailable]] = {
    sqlite3.SQLITE_IOERR_WRITE: DiskRefuses,
    sqlite3.SQLITE_IOERR_FSYNC: DiskRefuses,
}
_LOAD_JSON = json.JSONDecoder().decode  # what `json.loads` comes to for text: it runs for each answer of a talk


def backend(path: Path, *, readers: int, durable: bool, busy_seconds: float) -> Backend:
    return Backend(
        name="sqlite",
        where=str(path),
        writing=writing_engine(path, durable=durable, busy_seconds=busy_seconds),
        reading=reading_engine(path, readers=readers, busy_seconds=busy_seconds),
        driver_error=sqlite3.Error,
        translate=told,
    )


def writing_engine(path: Path, *, durable: bool, busy_seconds: float) -> Engine:
    make_private_file(path)
    engine = _engine(path, busy_seconds, pool_size=2)

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        _prepare(connection)
        _run(connection, "PRAGMA journal_mode = WAL", f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_immediate)
    _make_savepoints_cheap(engine)
    return engine


def reading_engine(path: Path, *, readers: int, busy_seconds: float) -> Engine:
    engine = _engine(path, busy_seconds, pool_size=readers + 1)

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        _prepare(connection)
        _run(connection, "PRAGMA query_only = ON")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin)
    return engine


def make_private_file(path: Path) -> None:
    """The database holds names and answers: nobody else on the machine may read it."""
    try:
        path.touch(mode=0o600)  # and, where it exists, a look whether we may write it
    except OSError as error:
        raise DatabaseUnavailable(str(path), error.strerror or str(error)) from error


def told(error: BaseException, where: str) -> StorageError | None:
    if not isinstance(error, sqlite3.Error):
        return None
    code = getattr(error, "sqlite_errorcode", 0)
    kind = IN_DETAIL.get(code) or PROBLEMS.get(code & 0xFF)  # the bits above tell details
    return None if kind is None else kind(where, str(error))


def _engine(path: Path, busy_seconds: float, *, pool_size: int) -> Engine:
    return create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_seconds, "isolation_level": None, "cached_statements": 512},
        pool_size=pool_size,
        max_overflow=4,
        json_serializer=dump_json,
        json_deserializer=_LOAD_JSON,
        hide_parameters=True,  # what people wrote never comes into an error's text, and so into a log
    )


def _prepare(connection: DBAPIConnection) -> None:
    # The driver would begin transactions by itself, but not before SELECT or SAVEPOINT: we begin them.
    connection.isolation_level = None
    # 8 MiB of pages for each connection: more is not faster here, and a worker must stay small.
    _run(connection, "PRAGMA foreign_keys = ON", "PRAGMA cache_size = -8192", "PRAGMA temp_store = MEMORY")


def _run(connection: DBAPIConnection, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def _make_savepoints_cheap(engine: Engine) -> None:
    """Three statements to the driver itself: compiled anew for each name they were a fifth of a step's time."""
    dialect: Any = engine.dialect
    dialect.do_savepoint = lambda connection, name: driver_of(connection).execute(f"SAVEPOINT {name}")
    dialect.do_release_savepoint = lambda connection, name: driver_of(connection).execute(f"RELEASE {name}")
    dialect.do_rollback_to_savepoint = lambda connection, name: driver_of(connection).execute(f"ROLLBACK TO {name}")


def driver_of(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
