"""Putting a backup back without bringing back whoever was forgotten since it was made."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from bot.i18n.catalogues import shipped
from bot.storage import backups, erasure_list, matrix_keys, schema
from bot.storage.database import Database
from bot.storage.erasures import Forgotten, forgotten, merged
from bot.storage.errors import StorageError
from bot.usecases import erasing_again
from bot.usecases.work import COMMAND, Work

NO_LIST = (
    f"No list of those who were forgotten ({erasure_list.NAME}) lies beside the backup: whoever was forgotten after it was made is "
    "in it again. Put the newest list beside the backup and restore it once more."
)


class ForgettingAgain:
    """Knows who was forgotten: from the list beside the backup, and from the database that it replaces."""

    def __init__(self, file: Path, target: Path | None = None) -> None:
        """Raises BackupFailed where the list cannot be read."""
        self._beside = erasure_list.beside(file)
        self._has_list = self._beside.exists()
        self._trouble = ""
        self._changed = 0
        before = self._of_database(target) if target is not None and target.exists() else None
        self._knows = self._has_list or before is not None
        listed = erasure_list.read(self._beside) if self._has_list else []
        self._listed = listed if before is None else merged(newer=before, older=listed)

    def mend(self, database: Database) -> None:
        """In slices, before anybody works with it."""
        translator = shipped()
        for start in range(0, len(self._listed), erasing_again.AT_ONCE):
            some = self._listed[start : start + erasing_again.AT_ONCE]

            def job(session: Session, some: list[Forgotten] = some) -> int:
                work = Work(session, datetime.now(UTC), COMMAND, translator, lambda _channel, _account: None)
                return erasing_again.apply(work, some)

            self._changed += database.write_now(job)
        database.write_now(matrix_keys.drop_devices)

    def told(self) -> str:
        """What was done, in sentences for whoever restores."""
        if not self._knows:
            return NO_LIST + self._trouble
        if self._changed == 0:
            return f"Nobody in it was forgotten since it was made.{self._trouble}"
        return f"Forgotten again, because they were forgotten after it was made: {self._changed}.{self._trouble}"

    def _of_database(self, target: Path) -> list[Forgotten] | None:
        """None: it tells nothing, which may be why a backup is put in its place."""
        if not backups.is_sqlite(target):
            return None
        try:
            with closing(Database.open(f"sqlite:///{target}")) as database:
                schema.check(database)
                return database.read_now(forgotten)
        except StorageError as error:
            self._trouble = f" The database before could not be asked who was forgotten ({error})."
            return None
