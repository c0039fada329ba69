"""The one thread that writes to SQLite: jobs that come together share a commit, and fail alone."""

import asyncio
import time
from collections.abc import Callable, Iterator
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TypeVar

from sqlalchemy import Connection
from sqlmodel import Session

from bot.storage.after_commit import after_commit_of, along_of, call
from bot.storage.backend import Backend
from bot.storage.errors import DatabaseClosed
from bot.storage.sqlite import driver_of
from bot.storage.steps import Step, settle

GROUP_SECONDS = 0.010
T = TypeVar("T")


class GroupWriter:
    def __init__(
        self, backend: Backend, faults: Callable[[str], None], seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self.engine = backend.writing
        self.told = backend.told
        self.faults = faults
        self.seconds = seconds
        self.queue: SimpleQueue[Step | None] = SimpleQueue()
        self.standing_by: dict[str, Step] = {}
        self.lock = Lock()
        self.thread: Thread | None = None
        self.closed = False
        self.ended = False

    async def write(self, job: Callable[[Session], T]) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self.lock:
            if self.closed:
                raise DatabaseClosed
            self.queue.put(Step(job, loop, future))
            if self.thread is None:
                # A daemon: a program that forgets to close ends all the same, and nobody was told of success.
                self.thread = Thread(target=self.run, name="database-writer", daemon=True)
                self.thread.start()
        return await future

    def stand_by(self, key: str, job: Callable[[Session], T]) -> asyncio.Future[T]:
        """The job runs once, at the end of the first commit of which a job calls for `key`."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self.lock:
            self.standing_by[key] = Step(job, loop, future)
        return future

    def stand_down(self, key: str) -> bool:
        """False: it is running, has run, or never stood by."""
        with self.lock:
            return self.standing_by.pop(key, None) is not None

    def close(self) -> None:
        """After the jobs that were handed in before."""
        with self.lock:
            self.closed = True
            thread, self.thread = self.thread, None
        if thread is not None:
            self.queue.put(None)
            thread.join()

    def run(self) -> None:
        while not self.ended:
            first = self.next_step(wait=True)
            if first is not None:
                self.commit_group(first)

    def next_step(self, *, wait: bool) -> Step | None:
        try:
            step = self.queue.get(block=wait)
        except Empty:
            return None
        self.ended = step is None
        return step

    def commit_group(self, first: Step) -> None:
        group: list[Step] = []
        try:
            with self.engine.connect() as connection, connection.begin():
                self.take_steps(connection, first, group)
                self.faults("before-commit")
            self.faults("after-commit")
        except BaseException as error:  # noqa: BLE001 - whatever it was, those who wait must hear of it
            told = self.told(error)
            if not group:  # it could not even begin: whoever waits behind would wait as long again, one after the other
                group = [first, *self.waiting()]
            for step in group:
                if step.error is None:
                    step.error = told
        else:
            for step in group:
                call(step.callbacks)
        settle(group)

    def waiting(self) -> Iterator[Step]:
        while (step := self.next_step(wait=False)) is not None:
            yield step

    def take_steps(self, connection: Connection, first: Step, group: list[Step]) -> None:
        ends = self.seconds() + GROUP_SECONDS
        step: Step | None = first
        while step is not None:
            group.append(step)
            self.take(connection, step)
            step = self.next_step(wait=False) if self.seconds() < ends else None
        self.take_along(connection, group)

    def take_along(self, connection: Connection, group: list[Step]) -> None:
        called: dict[str, Callable[[], object]] = {}
        for step in group:
            called |= step.along
        for key, otherwise in called.items():
            with self.lock:
                standing = self.standing_by.pop(key, None)
            if standing is None:
                group[-1].callbacks.append(otherwise)
            else:
                group.append(standing)
                self.take(connection, standing)

    def take(self, connection: Connection, step: Step) -> None:
        if step.future.cancelled():
            return
        session = Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        try:
            step.result = step.job(session)
            session.commit()
            step.callbacks, step.along = after_commit_of(session), along_of(session)
        except BaseException as error:
            step.error = self.told(error)
            if not driver_of(connection).in_transaction:
                # Disk full and the like: SQLite has rolled back the whole group by itself.
                session.invalidate()
                raise
            session.rollback()
        session.close()
