"""Backups while the worker runs, as one file whichever engine it is, and putting one back."""

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from bot.storage.copying import Copied, copy
from bot.storage.database import Database
from bot.storage.errors import BackupFailed
from bot.storage.lock import worker_lock
from bot.storage.schema import migrate, revision_of
from bot.storage.sqlite import driver_of

HEADER = b"SQLite format 3\0"
BESIDE = ("-wal", "-shm")  # what SQLite keeps next to a database
Mend = Callable[[Database], None]


def _as_it_is(_database: Database) -> None:
    """Nothing is to be changed."""


def backup(database: Database, file: Path) -> str:
    """Writes FILE and FILE.sha256; returns the sha256. Nobody has to stop for it."""
    if revision_of(database) is None:
        raise BackupFailed(
            f"The database {database.backend.where} is empty: there is nothing to keep; nothing was changed."
        )
    if file.exists():
        raise BackupFailed(f"The file {file} exists already. Give the backup another name; nothing was changed.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        with suppress(FileNotFoundError):
            unfinished.unlink()
        unfinished.touch(mode=0o600)
        _copy(database, unfinished)
        _look_for_damage(unfinished)
        digest = _on_disk(unfinished)
        checksum_of(file).write_text(f"{digest}  {file.name}\n", encoding="utf-8")
        unfinished.rename(file)
        _folder_on_disk(file.parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(
            f"The backup {file} could not be written: {error}. Look for room and rights in that folder; "
            "the database itself was not touched."
        ) from error
    return digest


def restore(file: Path, target: Path, now: datetime, mend: Mend = _as_it_is) -> Path | None:
    """Puts the backup in place of the database; returns where the replaced one is kept, if there was one.

    `mend` changes the copy before anybody works with it.
    """
    with worker_lock(target.parent):
        fresh = target.with_name(f"{target.name}.restoring")
        try:
            _remove(fresh)
            _copy_checked(file, fresh)
            _bring_up_to_date(fresh, file, mend)
            _on_disk(fresh)
            kept = _put_aside(target, now) if target.exists() else None
            fresh.rename(target)
            _folder_on_disk(target.parent)
        except (OSError, sqlite3.Error) as error:
            raise BackupFailed(
                f"The backup {file} could not be put in place of {target}: {error}. Look for room and rights in both "
                "folders; nothing was thrown away."
            ) from error
        finally:
            _remove(fresh)
    return kept


def restore_into(file: Path, target: Database, folder: Path, mend: Mend = _as_it_is) -> Copied:
    """Puts the backup into an empty PostgreSQL database; `folder` has room for a copy of it meanwhile. `mend`: as above."""
    fresh = folder / f"{file.name}.restoring"
    try:
        _copy_checked(file, fresh)
        _bring_up_to_date(fresh, file, mend)
        migrate(target)
        source = Database.open(f"sqlite:///{fresh}")
        try:
            return copy(source, target)
        finally:
            source.close()
    except OSError as error:
        raise BackupFailed(
            f"The backup {file} could not be read in {folder}: {error}. Look for room and rights there; nothing was changed."
        ) from error
    finally:
        _remove(fresh)


def checksum_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")


def _copy(database: Database, to: Path) -> None:
    if database.engine_name == "postgresql":
        _copy_from_postgresql(database, to)
        return
    with database.backend.reading.connect() as connection, closing(sqlite3.connect(to)) as copy:
        driver_of(connection).backup(copy)  # one moment of the database; writers go on meanwhile
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it


def _copy_from_postgresql(database: Database, to: Path) -> None:
    """One moment of it, as SQLite: the same kind of file from both engines, for both."""
    file = Database.open(f"sqlite:///{to}", durable=False)  # it is on disk before it gets its name
    try:
        migrate(file)
        copy(database, file)
    finally:
        file.close()
    with closing(sqlite3.connect(to)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def _copy_checked(file: Path, to: Path) -> None:
    if not file.is_file():
        raise BackupFailed(f"There is no backup {file}. Check its name; nothing was changed.")
    to.touch(mode=0o600)
    digest = hashlib.sha256()
    with file.open("rb") as source, to.open("wb") as copy:
        while piece := source.read(1 << 20):
            digest.update(piece)
            copy.write(piece)
    checksum = checksum_of(file)
    if checksum.exists() and checksum.read_text(encoding="utf-8").split()[:1] != [digest.hexdigest()]:
        raise BackupFailed(
            f"The backup {file} is not what {checksum.name} says: it was changed or damaged on its way. "
            "Copy it again or take another one; nothing was changed."
        )
    _look_for_damage(to, file)


def _look_for_damage(file: Path, called: Path | None = None) -> None:
    try:
        with closing(sqlite3.connect(file)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupFailed(
            f"{called or file} is not an undamaged SQLite database ({error}). Take another backup; nothing was changed."
        ) from error
    if found != ["ok"] or orphans is not None:
        what = "; ".join(found) if found != ["ok"] else f"rows of {orphans[0]} point at nothing"
        raise BackupFailed(f"{called or file} is damaged ({what}). Take another backup; nothing was changed.")


def _bring_up_to_date(fresh: Path, file: Path, mend: Mend) -> None:
    database = Database.open(f"sqlite:///{fresh}")
    try:
        if revision_of(database) is None:
            raise BackupFailed(f"{file} is a database of another program. Check its name; nothing was changed.")
        migrate(database)
        mend(database)
    finally:
        database.close()


def _put_aside(target: Path, now: datetime) -> Path:
    kept = target.with_name(f"{target.stem}-replaced-{now:%Y%m%dT%H%M%SZ}{target.suffix}")
    if is_sqlite(target):  # anything else would lose its log: SQLite removes one that it cannot place
        with suppress(sqlite3.Error), closing(sqlite3.connect(target)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for suffix in (*BESIDE, ""):  # the file last: it must never stand beside another one's log
        beside = target.with_name(f"{target.name}{suffix}")
        if beside.exists():
            beside.rename(kept.with_name(f"{kept.name}{suffix}"))
    return kept


def is_sqlite(file: Path) -> bool:
    """Whether it begins as such a file does."""
    with file.open("rb") as content:
        return content.read(len(HEADER)) == HEADER


def _on_disk(file: Path) -> str:
    """Waits for the disk; returns the sha256 of what is there."""
    with file.open("rb+") as content:
        os.fsync(content.fileno())
        return hashlib.file_digest(content, "sha256").hexdigest()


def _folder_on_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(file: Path) -> None:
    for suffix in ("", *BESIDE):
        file.with_name(f"{file.name}{suffix}").unlink(missing_ok=True)
