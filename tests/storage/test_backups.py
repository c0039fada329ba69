import asyncio
import hashlib
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.backups import backup, checksum_of, restore
from bot.storage.blobs import load, store
from bot.storage.database import Database
from bot.storage.errors import BackupFailed, NewerSchema, WorkerRunning
from bot.storage.lock import worker_lock
from bot.storage.schema import check, migrate, revisions
from tests.storage.rows import NOW, a_person, adds, names


@pytest.fixture
def folder(tmp_path):
    """Where backups go: another place than the database."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


@pytest.fixture
def target(sqlite_database):
    return Path(sqlite_database.backend.where)


def open_again(path):
    return Database.open(f"sqlite:///{path}", durable=False)


def read(path, job=names):
    database = open_again(path)
    found = database.read_now(job)
    database.close()
    return found


def test_a_backup_brings_everything_back(sqlite_database, target, folder):
    picture = bytes(range(256)) * 4000
    sqlite_database.write_now(adds("Nino"))
    sha256 = sqlite_database.write_now(lambda session: store(session, picture, "image/png", NOW))
    backup(sqlite_database, folder / "monday")
    sqlite_database.write_now(adds("came later"))
    sqlite_database.close()
    kept = restore(folder / "monday", target, NOW)
    assert (read(target), read(target, lambda session: load(session, sha256))) == (["Nino"], picture)
    assert kept == target.with_name("data-replaced-20220301T090000Z.sqlite")
    assert read(kept) == ["Nino", "came later"]


def test_a_backup_is_one_private_file_with_its_checksum(sqlite_database, folder):
    digest = backup(sqlite_database, folder / "monday")
    assert sorted(path.name for path in folder.iterdir()) == ["monday", "monday.sha256"]
    assert (folder / "monday").stat().st_mode & 0o777 == 0o600
    assert hashlib.sha256((folder / "monday").read_bytes()).hexdigest() == digest
    assert checksum_of(folder / "monday").read_text() == f"{digest}  monday\n"


async def test_a_backup_while_the_worker_writes_is_one_moment(sqlite_database, folder):
    """Each job adds two people: no backup may hold one without the other."""

    def a_pair(session):
        session.add(a_person("left"))
        session.flush()
        session.add(a_person("right"))

    written, enough = 0, asyncio.Event()

    async def write_all_the_time():
        nonlocal written
        while not enough.is_set():
            await sqlite_database.write(a_pair)
            written += 1

    writing = asyncio.ensure_future(write_all_the_time())
    for number in range(3):
        await asyncio.to_thread(backup, sqlite_database, folder / f"{number}")
    enough.set()
    await writing
    found = [read(folder / f"{number}") for number in range(3)]
    assert [people == ["left", "right"] * (len(people) // 2) for people in found] == [True] * 3
    assert len(found[2]) <= 2 * written


def test_a_backup_never_overwrites(sqlite_database, folder):
    (folder / "monday").write_text("precious")
    with pytest.raises(BackupFailed, match="exists already"):
        backup(sqlite_database, folder / "monday")
    assert (folder / "monday").read_text() == "precious"


def test_a_backup_into_nowhere_is_told(sqlite_database, folder):
    with pytest.raises(BackupFailed, match="No such file or directory"):
        backup(sqlite_database, folder / "missing" / "monday")


def test_what_an_interrupted_backup_left_is_no_hindrance(sqlite_database, folder):
    (folder / "monday.unfinished").write_text("half")
    backup(sqlite_database, folder / "monday")
    assert sorted(path.name for path in folder.iterdir()) == ["monday", "monday.sha256"]


def test_nothing_is_restored_under_a_running_worker(sqlite_database, target, folder):
    backup(sqlite_database, folder / "monday")
    sqlite_database.write_now(adds("Nino"))
    with worker_lock(target.parent), pytest.raises(WorkerRunning):
        restore(folder / "monday", target, NOW)
    assert sqlite_database.read_now(names) == ["Nino"]


def spoil(path, change):
    """Changes a backup and its checksum, as somebody would who means it."""
    change(path)
    checksum_of(path).unlink()


def newer(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


def foreign(path):
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE alembic_version")
    connection.close()


def damaged(path):
    content = path.read_bytes()
    path.write_bytes(content[:8192] + bytes(len(content) - 8192))


def no_database(path):
    path.write_text("Dear colleagues")


def orphaned(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE person SET merged_into_id = 99")
    connection.close()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (newer, (NewerSchema, "made by a newer version")),
        (foreign, (BackupFailed, "a database of another program")),
        (damaged, (BackupFailed, "Take another backup")),
        (no_database, (BackupFailed, "not an undamaged SQLite database")),
        (orphaned, (BackupFailed, "rows of person point at nothing")),
    ],
)
def test_a_backup_that_cannot_serve_is_refused(sqlite_database, target, folder, change, problem):
    sqlite_database.write_now(adds("Nino"))
    backup(sqlite_database, folder / "monday")
    sqlite_database.close()
    spoil(folder / "monday", change)
    beside = sorted(path.name for path in target.parent.iterdir())
    kind, sentence = problem
    with pytest.raises(kind, match=sentence):
        restore(folder / "monday", target, NOW)
    assert read(target) == ["Nino"]
    assert sorted({path.name for path in target.parent.iterdir()} - {"worker.lock"}) == beside


def test_a_backup_that_differs_from_its_checksum_is_refused(sqlite_database, target, folder):
    backup(sqlite_database, folder / "monday")
    with (folder / "monday").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(BackupFailed, match=r"is not what monday\.sha256 says"):
        restore(folder / "monday", target, NOW)


def test_a_missing_backup_is_told(target, folder):
    with pytest.raises(BackupFailed, match="There is no backup"):
        restore(folder / "none", target, NOW)


def test_a_backup_comes_into_an_empty_folder_too(sqlite_database, folder, tmp_path):
    sqlite_database.write_now(adds("Nino"))
    backup(sqlite_database, folder / "monday")
    (tmp_path / "new").mkdir()
    assert restore(folder / "monday", tmp_path / "new" / "passerelle.sqlite", NOW) is None
    assert read(tmp_path / "new" / "passerelle.sqlite") == ["Nino"]


def test_even_a_damaged_database_is_kept_with_its_log(sqlite_database, target, folder):
    backup(sqlite_database, folder / "monday")
    sqlite_database.close()
    target.write_bytes(b"broken")
    target.with_name(f"{target.name}-wal").write_bytes(b"a log")
    kept = restore(folder / "monday", target, NOW)
    assert (kept.read_bytes(), kept.with_name(f"{kept.name}-wal").read_bytes()) == (b"broken", b"a log")
    assert read(target) == []


@pytest.mark.slow
@pytest.mark.parametrize("revision", revisions())
def test_an_older_backup_is_brought_up_to_date(folder, tmp_path, revision):
    older = open_again(tmp_path / "older.sqlite")
    migrate(older, revision)
    backup(older, folder / "monday")
    older.close()
    restore(folder / "monday", tmp_path / "passerelle.sqlite", NOW)
    database = open_again(tmp_path / "passerelle.sqlite")
    check(database)
    assert database.read_now(lambda session: session.execute(text("SELECT count(*) FROM person")).scalar_one()) == 0
    database.close()
