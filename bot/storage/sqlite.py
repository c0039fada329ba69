"""SQLite: connections with our settings, and its errors in our words."""

import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.backend import Backend
from bot.storage.errors import (
    DatabaseFull,
    DatabaseLocked,
    DatabaseUnavailable,
    NotADatabase,
    ReadersOnly,
    StorageError,
)
from bot.storage.types import dump_json

NOT_OURS = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
UNUSABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH)


def backend(path: Path, *, readers: int, durable: bool, busy_seconds: float) -> Backend:
    return Backend(
        name="sqlite",
        where=str(path),
        writing=writing_engine(path, durable=durable, busy_seconds=busy_seconds),
        reading=reading_engine(path, readers=readers, busy_seconds=busy_seconds),
        translate=told,
    )


def writing_engine(path: Path, *, durable: bool, busy_seconds: float) -> Engine:
    if not path.exists():
        make_private_file(path)
    engine = _engine(path, busy_seconds, pool_size=2)

    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        _prepare(connection)
        _run(connection, "PRAGMA journal_mode = WAL", f"PRAGMA synchronous = {'FULL' if durable else 'OFF'}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_immediate)
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
        path.touch(mode=0o600)
    except OSError as error:
        raise DatabaseUnavailable(str(path), error.strerror or str(error)) from error


def told(error: DBAPIError, where: str) -> StorageError | None:
    """The same in our words, or None where it is the job's own affair (a constraint, wrong SQL)."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest a detail
    why = str(error.orig)
    if code == sqlite3.SQLITE_FULL:
        return DatabaseFull(where, why)
    if code in BUSY:
        return DatabaseLocked(where, why)
    if code in NOT_OURS:
        return NotADatabase(where, why)
    if code == sqlite3.SQLITE_READONLY:
        return ReadersOnly(where) if error.statement else DatabaseUnavailable(where, why)
    return DatabaseUnavailable(where, why) if code in UNUSABLE else None


def _engine(path: Path, busy_seconds: float, *, pool_size: int) -> Engine:
    return create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": busy_seconds, "isolation_level": None, "cached_statements": 512},
        pool_size=pool_size,
        max_overflow=4,
        json_serializer=dump_json,
    )


def _prepare(connection: DBAPIConnection) -> None:
    # The driver would begin transactions by itself, but not before SELECT or SAVEPOINT: we begin them.
    connection.isolation_level = None
    _run(connection, "PRAGMA foreign_keys = ON", "PRAGMA cache_size = -16384", "PRAGMA temp_store = MEMORY")


def _run(connection: DBAPIConnection, *statements: str) -> None:
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")
