"""PostgreSQL: connections with our settings, and its errors in our words."""

import psycopg
from sqlalchemy import URL, Engine, ExceptionContext, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from bot.storage.backend import Backend
from bot.storage.errors import DatabaseFull, DatabaseLocked, DatabaseReadOnly, DatabaseUnavailable, StorageError
from bot.storage.types import dump_json

WORTH_A_RETRY = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
# Classes of SQLSTATE: connection, password, name of the database, resources, an operator's stop, a client that stood still.
CONNECTION_TROUBLE = ("08", "28", "3D", "53", "57P", "25P03")
# A worker that is suspended in the middle of a job: the server undoes it, or nobody could take its lease, which lasts longer.
STANDS_STILL_SECONDS = 10
UNHURRIED = "SET LOCAL idle_in_transaction_session_timeout = 0"
# A server whose machine has vanished says nothing: noticed in half a minute, not in the system's quarter of an hour.
CONNECTING = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,
    "client_encoding": "utf8",  # else a database that was made for no encoding hands out bytes instead of texts
}


def backend(url: URL, *, readers: int, writers: int, durable: bool) -> Backend:
    return Backend(
        name="postgresql",
        where=url.render_as_string(hide_password=True),
        writing=writing_engine(url, writers=writers, durable=durable),
        reading=reading_engine(url, readers=readers),
        driver_error=psycopg.Error,
        translate=told,
        unhurried=UNHURRIED,
    )


def writing_engine(url: URL, *, writers: int, durable: bool) -> Engine:
    engine = _engine(url, pool_size=writers + 1)
    synchronous = "on" if durable else "off"

    def prepare(connection: psycopg.Connection, _: ConnectionPoolEntry) -> None:
        _run(
            connection,
            "SET TIME ZONE 'UTC'",
            f"SET synchronous_commit = {synchronous}",
            f"SET idle_in_transaction_session_timeout = '{STANDS_STILL_SECONDS}s'",
        )

    event.listen(engine, "connect", prepare)
    return engine


def reading_engine(url: URL, *, readers: int) -> Engine:
    engine = _engine(url, pool_size=readers + 1)

    def prepare(connection: psycopg.Connection, _: ConnectionPoolEntry) -> None:
        _run(connection, "SET TIME ZONE 'UTC'")
        # One job sees one moment, as on SQLite.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True

    event.listen(engine, "connect", prepare)
    return engine


def told(error: BaseException, where: str) -> StorageError | None:
    why = str(error).strip().split("\n", 1)[0]
    match error:
        case psycopg.errors.ReadOnlySqlTransaction():
            return DatabaseReadOnly(where, why)
        case psycopg.errors.DiskFull():
            return DatabaseFull(where, why)
        case psycopg.errors.LockNotAvailable():
            return DatabaseLocked(where, why)
        case psycopg.OperationalError() | psycopg.errors.IdleInTransactionSessionTimeout() if (
            error.sqlstate is None or error.sqlstate.startswith(CONNECTION_TROUBLE)
        ):
            return DatabaseUnavailable(where, why)
        case _:
            return None


def _engine(url: URL, *, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={name: value for name, value in CONNECTING.items() if name not in url.query},
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=True,
        json_serializer=dump_json,
        hide_parameters=True,  # what people wrote never comes into an error's text, and so into a log
    )
    event.listen(engine, "handle_error", _leave_values_out)
    return engine


def _leave_values_out(context: ExceptionContext) -> None:
    """After its first line the server quotes the row ("Failing row contains …")."""
    error, told = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error) and error.args:
        whole = str(error)
        first = whole.partition("\n")[0]
        error.args = (first,)
        if told is not None:
            told.args = tuple(str(part).replace(whole, first) for part in told.args)


def _run(connection: psycopg.Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(statement)
    connection.commit()
