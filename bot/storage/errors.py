"""What can go wrong with the database, told to whoever can act.

StorageError
├── BadDatabaseUrl
├── DatabaseUnavailable   cannot be opened or reached
│   ├── NotADatabase
│   ├── DataFolderUnusable
│   ├── DatabaseLocked
│   ├── DatabaseReadOnly
│   ├── DatabaseFull
│   └── DiskRefuses        takes no more for another reason: a quota, a fault
├── DatabaseMissing       nothing was made yet where the settings point
├── DatabaseClosed
├── ReadersOnly           a reading job tried to write
├── FileTooLarge
├── WorkerRunning         another process holds the worker's lock
├── OlderSchema, NewerSchema
├── OlderWorkers          a worker of an older version could not go on
└── BackupFailed
"""

from pathlib import Path


class StorageError(Exception):
    """Says what happened, where, and what to do."""


class BadDatabaseUrl(StorageError):
    def __init__(self, why: str) -> None:
        super().__init__(
            f"PASSERELLE_DATABASE_URL cannot be used: {why}. Write postgresql+psycopg://name:password@host/database, "
            "or leave it empty for a SQLite file in PASSERELLE_DATA_DIR."
        )


class DatabaseUnavailable(StorageError):
    sentence = (
        "The database {where} cannot be used: {why}. Check that it exists, is reachable and that this account may "
        "read and write it and its folder; nothing was changed."
    )

    def __init__(self, where: str, why: str) -> None:
        super().__init__(self.sentence.format(where=where, why=why))


class NotADatabase(DatabaseUnavailable):
    sentence = (
        "The file {where} is not an undamaged SQLite database ({why}). Check PASSERELLE_DATA_DIR and "
        "PASSERELLE_DATABASE_URL, or put a backup back with `passerelle restore`; nothing was changed."
    )


class DataFolderUnusable(DatabaseUnavailable):
    sentence = (
        "The data folder {where} cannot be used: {why}. Name a folder where this account may write by "
        "PASSERELLE_DATA_DIR, or give it the right to write there; nothing was changed."
    )


class DatabaseLocked(DatabaseUnavailable):
    sentence = (
        "Another program keeps the database {where} locked ({why}). Wait until it is done or stop it, then try "
        "again; nothing was changed."
    )


class DatabaseReadOnly(DatabaseUnavailable):
    pass


class DiskRefuses(DatabaseUnavailable):
    sentence = (
        "The disk does not take what belongs into the database {where} ({why}). Look at its quota, its limits and its "
        "health: work goes on by itself as soon as it does; what was confirmed before is safe."
    )


class DatabaseFull(DatabaseUnavailable):
    sentence = (
        "There is no room left for the database {where} ({why}). Free some space on that disk: work goes on by "
        "itself; what was confirmed before is safe."
    )


class DatabaseMissing(StorageError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"There is no database {where} yet. If there should be one, look at PASSERELLE_DATA_DIR and "
            "PASSERELLE_DATABASE_URL; else `passerelle migrate` makes it. Nothing was changed."
        )


class DatabaseClosed(StorageError):
    def __init__(self) -> None:
        super().__init__("The database was closed already: the program is stopping. Start it again to go on.")


class ReadersOnly(StorageError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"A job given to `read` tried to change the database {where}. Give it to `write`; nothing was changed."
        )


class FileTooLarge(StorageError):
    def __init__(self, size: int, largest: int) -> None:
        super().__init__(f"A file of {size} bytes is too large: at most {largest} bytes are kept. Send a smaller one.")


class OlderSchema(StorageError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"The database {where} is empty or was made by an older version. Please run `passerelle migrate` "
            "(if it holds data, `passerelle backup FILE` first); nothing was changed."
        )


class NewerSchema(StorageError):
    def __init__(self, where: str, revision: str | None) -> None:
        super().__init__(
            f"The database {where} was made by a newer version of Passerelle (schema {revision}). Install that "
            "version, or use a backup from before; nothing was changed."
        )


class OlderWorkers(StorageError):
    def __init__(self, where: str, owners: list[str]) -> None:
        who = ", ".join("{} (process {})".format(*owner.split("/")) for owner in owners)
        super().__init__(
            f"The database {where} has to be changed for this version in a way with which an older version cannot go on, "
            f"and such a version is still at work: {who}. Stop it first, then start this one; nothing was changed."
        )


class WorkerRunning(StorageError):
    def __init__(self, folder: Path, pid: str) -> None:
        self.pid = int(pid) if pid else None
        super().__init__(
            f"Process {pid or '(just starting)'} works with the data folder {folder} already, and only one may. "
            "Stop that one first, or give this one a folder of its own by PASSERELLE_DATA_DIR. For several workers at the "
            "same time take PostgreSQL: `passerelle copy-database` moves everything there. Nothing was changed."
        )


class BackupFailed(StorageError):
    pass


class CopyFailed(StorageError):
    pass
