"""The threads that write to PostgreSQL: one job, one transaction."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from bot.storage.after_commit import call, callbacks_of
from bot.storage.backend import Backend
from bot.storage.errors import DatabaseClosed
from bot.storage.postgresql import WORTH_A_RETRY

ATTEMPTS = 6
FIRST_PAUSE_SECONDS = 0.005
T = TypeVar("T")


class PoolWriter:
    def __init__(self, backend: Backend, faults: Callable[[str], None], *, writers: int) -> None:
        self.backend = backend
        self.faults = faults
        self.closed = False
        self.threads = ThreadPoolExecutor(writers, thread_name_prefix="database-writer")

    async def write(self, job: Callable[[Session], T]) -> T:
        if self.closed:
            raise DatabaseClosed
        return await asyncio.get_running_loop().run_in_executor(self.threads, self.commit_told, job)

    def close(self) -> None:
        """After the jobs that were handed in before."""
        self.closed = True
        self.threads.shutdown()

    def commit_told(self, job: Callable[[Session], T]) -> T:
        try:
            return self.commit(job)
        except Exception as error:
            told = self.backend.told(error)
            if told is error:
                raise
            raise told from told.__cause__

    def commit(self, job: Callable[[Session], T]) -> T:
        """Once more when another transaction was in the way: PostgreSQL has undone everything then."""
        pause = FIRST_PAUSE_SECONDS
        for _ in range(ATTEMPTS - 1):
            try:
                return self.attempt(job)
            except Exception as error:
                cause = (
                    error.orig if isinstance(error, DBAPIError) else error
                )  # prepared statements raise the driver's own
                if not isinstance(cause, WORTH_A_RETRY):
                    raise
            time.sleep(pause)
            pause *= 2
        return self.attempt(job)

    def attempt(self, job: Callable[[Session], T]) -> T:
        with Session(self.backend.writing, expire_on_commit=False) as session:
            result = job(session)
            session.flush()
            self.faults("before-commit")
            session.commit()
            self.faults("after-commit")
        call(callbacks_of(session))
        return result
