"""What the two engines have in common: two pools of connections, and errors in our words."""

from collections.abc import Callable, Iterator
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
    driver_error: type[Exception]
    translate: Callable[[BaseException, str], StorageError | None]
    unhurried: str | None = None  # said at the beginning of a transaction that may think for long

    def told(self, error: BaseException, *, reading: bool = False) -> BaseException:
        """In our words; the error itself where it is the job's own affair (a constraint, wrong SQL)."""
        if isinstance(error, StopIteration):
            return RuntimeError(f"the job raised {error!r}")  # no future can carry it: the caller would wait for ever
        for cause in self.causes(error):
            told = self.translate(cause, self.where)
            if told is not None:
                told = ReadersOnly(self.where) if reading and isinstance(told, DatabaseReadOnly) else told
                told.__cause__ = cause
                return told
        return error

    def dispose(self) -> None:
        self.writing.dispose()
        self.reading.dispose()

    def causes(self, error: BaseException | None) -> Iterator[BaseException]:
        """The database's errors, last one first: with a full disk even the rollback fails, and hides the reason."""
        while isinstance(error, DBAPIError | self.driver_error):
            yield error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
            error = error.__context__
