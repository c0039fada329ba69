"""What the two engines have in common: two pools of connections, and errors in our words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.storage.errors import StorageError

EngineName = Literal["sqlite", "postgresql"]


@dataclass(frozen=True)
class Backend:
    name: EngineName
    where: str
    writing: Engine
    reading: Engine
    translate: Callable[[DBAPIError, str], StorageError | None]

    def told(self, error: BaseException) -> BaseException:
        """The error itself where it is the job's own affair."""
        if not isinstance(error, DBAPIError):
            return error
        told = self.translate(error, self.where)
        if told is None:
            return error
        told.__cause__ = error
        return told

    def dispose(self) -> None:
        self.writing.dispose()
        self.reading.dispose()
