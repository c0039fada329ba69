"""One database, two engines: jobs are functions that get a Session, on threads which are made for them."""

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from bot.core.measures import UNMEASURED, Measures
from bot.storage import sqlite
from bot.storage.after_commit import after_commit, along, call, callbacks_of
from bot.storage.backend import Backend, EngineName
from bot.storage.errors import BadDatabaseUrl, DatabaseClosed, DatabaseUnavailable
from bot.storage.group_writer import GroupWriter

if TYPE_CHECKING:
    from bot.storage.pool_writer import PoolWriter

__all__ = ["Database", "EngineName", "after_commit", "along"]

T = TypeVar("T")
TROUBLED_SECONDS = 30.0  # leases are renewed more often: as long as it lasts, somebody meets it anew


def no_faults(_: str) -> None:
    """Kill tests put a kill here."""


class Database:
    """
    A job runs in a transaction of its own (on SQLite in a savepoint of a shared one): when it raises, nothing of it
    stays and its exception goes to whoever called. Success is told when it is on disk. No job over 20 ms.
    What a job returns is detached: load all of it that is needed later.
    """

    def __init__(
        self,
        backend: Backend,
        writer: "GroupWriter | PoolWriter",
        *,
        readers: int,
        seconds: Callable[[], float] = time.monotonic,
        measures: Measures = UNMEASURED,
    ) -> None:
        self.backend = backend
        self.writer = writer
        self.threads = ThreadPoolExecutor(readers, thread_name_prefix="database-reader")
        self.closed = False
        self.seconds = seconds
        self.measures = measures
        self._trouble: tuple[float, DatabaseUnavailable] | None = None

    @classmethod
    def open(
        cls,
        url: str,
        *,
        readers: int = 3,
        writers: int = 4,
        durable: bool = True,
        busy_seconds: float = 15,
        faults: Callable[[str], None] = no_faults,
        seconds: Callable[[], float] = time.monotonic,
        measures: Measures = UNMEASURED,
    ) -> "Database":
        """`sqlite:///path` (one writer) or `postgresql+psycopg://…`; `durable=False` is for tests only."""
        parsed = parse(url)
        writer: GroupWriter | PoolWriter
        if parsed.get_backend_name() == "sqlite":
            path = Path(parsed.database or "")
            backend = sqlite.backend(path, readers=readers, durable=durable, busy_seconds=busy_seconds)
            writer = GroupWriter(backend, faults)
        else:
            # Its driver takes 9 MiB, which a bot on SQLite does without.
            from bot.storage import pool_writer, postgresql  # noqa: PLC0415 - see above

            backend = postgresql.backend(parsed, readers=readers, writers=writers, durable=durable)
            writer = pool_writer.PoolWriter(backend, faults, writers=writers)
        database = cls(backend, writer, readers=readers, seconds=seconds, measures=measures)
        try:
            with database.errors_told(reading=False), backend.writing.connect():
                return database
        except BaseException:
            database.close()
            raise

    @property
    def engine_name(self) -> EngineName:
        return self.backend.name

    @property
    def keeps_order(self) -> bool:
        """Whether jobs take effect in the order in which they were handed in."""
        return isinstance(self.writer, GroupWriter)

    async def write(self, job: Callable[[Session], T]) -> T:
        began = self.seconds()
        try:
            return await self.writer.write(job)
        except DatabaseUnavailable as error:
            self._trouble = (self.seconds(), error)
            raise
        finally:
            self.measures.database("write", self.seconds() - began)

    @property
    def trouble(self) -> DatabaseUnavailable | None:
        """
        Why something could not be written a moment ago. That something else could says little: on a full disk jobs that
        change nothing succeed.
        """
        since, error = self._trouble or (-math.inf, None)
        return error if self.seconds() - since < TROUBLED_SECONDS else None

    def stand_by(self, key: str, job: Callable[[Session], T]) -> asyncio.Future[T] | None:
        """
        The job runs once, as the last of the first commit of which a job calls for `key` (see `along`). None where
        jobs do not share commits.
        """
        return self.writer.stand_by(key, job) if isinstance(self.writer, GroupWriter) else None

    def stand_down(self, key: str) -> bool:
        """False: it is running, has run, or never stood by."""
        return isinstance(self.writer, GroupWriter) and self.writer.stand_down(key)

    async def read(self, job: Callable[[Session], T]) -> T:
        """On connections that cannot write, beside the writer; one job sees one moment."""
        if self.closed:
            raise DatabaseClosed
        began = self.seconds()
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, self.read_now, job)
        finally:
            self.measures.database("read", self.seconds() - began)

    def write_now(self, job: Callable[[Session], T]) -> T:
        """For the command line and tests: in the caller's thread, in a short transaction of its own."""
        with self.errors_told(reading=False), Session(self.backend.writing, expire_on_commit=False) as session:
            if self.backend.unhurried is not None:
                session.connection().execute(text(self.backend.unhurried))
            result = job(session)
            session.commit()
        call(callbacks_of(session))
        return result

    def read_now(self, job: Callable[[Session], T]) -> T:
        with self.errors_told(reading=True), Session(self.backend.reading, expire_on_commit=False) as session:
            result = job(session)
            session.flush()  # what a reading job changed must fail here and not vanish
        return result

    @contextmanager
    def errors_told(self, *, reading: bool) -> Iterator[None]:
        if self.closed:
            raise DatabaseClosed
        try:
            yield
        except Exception as error:
            told = self.backend.told(error, reading=reading)
            if told is error:
                raise
            raise told from told.__cause__

    def close(self) -> None:
        """After the jobs that were handed in before."""
        self.closed = True
        self.writer.close()
        self.threads.shutdown()
        self.backend.dispose()


def parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise BadDatabaseUrl("it is not an address") from None  # it may hold a password: no word of it
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in {"sqlite", "postgresql+psycopg"} or parsed.database in {None, "", ":memory:"}:
        raise BadDatabaseUrl(f"{parsed.render_as_string(hide_password=True)} is none that we know")
    return parsed
