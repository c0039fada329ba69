"""What the two engines have in common: two pools of connections, and errors in our words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.storage.errors import DatabaseReadOnly, ReadersOnly, StorageError

EngineName = Literal["sqlite", "postgresql"]


@dataclass(frozen=True)
class Backend:
    name: EngineName
    where: str
    writing: Engine
    reading: Engine
    translate: Callable[[BaseException, str], StorageError | None]

    def told(self, error: BaseException, *, reading: bool = False) -> BaseException:
        """In our words; the error itself where it is the job's own affair (a constraint, wrong SQL)."""
        cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
        told = self.translate(cause, self.where)
        if told is None:
            return error
        if reading and isinstance(told, DatabaseReadOnly):
            told = ReadersOnly(self.where)
        told.__cause__ = cause
        return told

    def dispose(self) -> None:
        self.writing.dispose()
        self.reading.dispose()
