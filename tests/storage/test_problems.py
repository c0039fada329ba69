"""A database that cannot be used is told in words, and nothing happens to it."""

import asyncio
import os
import shutil
import sqlite3
import tempfile
import traceback
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from bot.storage.database import Database
from bot.storage.errors import (
    BadDatabaseUrl,
    DatabaseFull,
    DatabaseLocked,
    DatabaseReadOnly,
    DatabaseUnavailable,
    DiskRefuses,
    NotADatabase,
    StorageError,
)
from tests.storage.rows import a_person, adds, names

NOBODY = 65534


@contextmanager
def as_somebody_without_rights():
    """Root may do everything: give that up for a moment."""
    was_root = os.geteuid() == 0
    if was_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if was_root:
            os.seteuid(0)


@pytest.fixture
def open_folder():
    """Others may enter it, unlike pytest's own folders."""
    folder = Path(tempfile.mkdtemp(prefix="passerelle-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def refusal(url, **options):
    with pytest.raises(StorageError) as problem:
        Database.open(url, **options)
    return type(problem.value), str(problem.value)


def test_a_folder_that_is_not_there(tmp_path):
    assert refusal(f"sqlite:///{tmp_path}/missing/x.sqlite") == (
        DatabaseUnavailable,
        (
            f"The database {tmp_path}/missing/x.sqlite cannot be used: No such file or directory. Check that it exists, "
            "is reachable and that this account may read and write it and its folder; nothing was changed."
        ),
    )


def test_a_file_without_rights(migrated_sqlite_file, open_folder):
    path = open_folder / "passerelle.sqlite"
    shutil.copy(migrated_sqlite_file, path)
    path.chmod(0o400)
    with as_somebody_without_rights():
        kind, sentence = refusal(f"sqlite:///{path}")
    assert (kind, sentence.partition(". ")[0]) == (
        DatabaseUnavailable,
        f"The database {path} cannot be used: Permission denied",
    )


def test_a_folder_without_rights(migrated_sqlite_file, open_folder):
    """SQLite has to write its log beside the file."""
    path = open_folder / "passerelle.sqlite"
    shutil.copy(migrated_sqlite_file, path)
    path.chmod(0o666)
    open_folder.chmod(0o555)
    with as_somebody_without_rights():
        kind, _ = refusal(f"sqlite:///{path}")
    open_folder.chmod(0o755)
    assert kind in {DatabaseUnavailable, DatabaseReadOnly}


def test_a_file_of_another_kind(tmp_path):
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear colleagues, " * 100)
    kind, sentence = refusal(f"sqlite:///{path}")
    assert (kind, sentence.partition(". ")[0]) == (
        NotADatabase,
        f"The file {path} is not an undamaged SQLite database (file is not a database)",
    )
    assert path.read_text() == "Dear colleagues, " * 100


def test_a_damaged_file(sqlite_url):
    database = Database.open(sqlite_url, durable=False)
    database.write_now(lambda session: session.add_all(a_person(f"person {n} " * 20) for n in range(200)))
    database.close()
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    content = path.read_bytes()
    path.write_bytes(content[:8192] + bytes(len(content) - 8192))
    assert refusal(sqlite_url)[0] is NotADatabase


def test_a_locked_file(sqlite_url):
    database = Database.open(sqlite_url, durable=False, busy_seconds=0.01)
    holder = sqlite3.connect(database.backend.where, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseLocked, match="Another program keeps the database"):
        database.write_now(adds("Nino"))
    assert database.read_now(names) == []
    holder.execute("ROLLBACK")
    holder.close()
    database.write_now(adds("Nino"))
    assert database.read_now(names) == ["Nino"]
    database.close()


async def test_the_writer_tells_of_a_lock_and_goes_on(sqlite_url):
    database = Database.open(sqlite_url, durable=False, busy_seconds=0.01)
    holder = sqlite3.connect(database.backend.where, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseLocked):
        await database.write(adds("too early"))
    holder.execute("ROLLBACK")
    holder.close()
    await database.write(adds("Nino"))
    assert database.read_now(names) == ["Nino"]
    database.close()


async def test_who_waits_behind_a_lock_is_told_at_once_and_not_one_after_the_other(sqlite_url):
    database = Database.open(sqlite_url, durable=False, busy_seconds=0.3)
    begun = []
    event.listen(database.backend.writing, "checkout", lambda *_: begun.append(1))
    holder = sqlite3.connect(database.backend.where, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    outcomes = await asyncio.gather(*(database.write(adds(str(number))) for number in range(5)), return_exceptions=True)
    holder.close()
    assert ([type(one) for one in outcomes], len(begun)) == ([DatabaseLocked] * 5, 1)
    await database.write(adds("Nino"))
    assert database.read_now(names) == ["Nino"]
    database.close()


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://root@localhost/x", "sqlite://", "sqlite:///:memory:", "postgresql://host:port/x"],
)
def test_an_address_we_do_not_know(url):
    kind, sentence = refusal(url)
    assert (kind, sentence.rpartition(". Write ")[2]) == (
        BadDatabaseUrl,
        "postgresql+psycopg://name:password@host/database, or leave it empty for a SQLite file in PASSERELLE_DATA_DIR.",
    )


@pytest.mark.parametrize(
    "url", ["postgres ql://bot:secret@host/x", "mysql://bot:secret@host/x", "postgresql://bot:secret@h:x/"]
)
def test_no_password_is_told(url):
    _, sentence = refusal(url)
    assert "secret" not in sentence


def test_the_file_is_for_this_account_only(tmp_path):
    database = Database.open(f"sqlite:///{tmp_path}/new.sqlite", durable=False)
    database.write_now(lambda session: session.connection().exec_driver_sql("CREATE TABLE x (y)"))
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {
        "new.sqlite": "0o600",
        "new.sqlite-shm": "0o600",
        "new.sqlite-wal": "0o600",
    }
    database.close()


WRITTEN = "what somebody wrote\nin two lines"


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO person (name) VALUES (:written)",  # other columns must not be empty
        "INSERT INTO address (channel, nowhere) VALUES (:written, 1)",
        "SELECT :written FROM nowhere",
    ],
)
def test_an_error_tells_nothing_of_what_people_wrote(database, statement):
    with pytest.raises(DBAPIError) as problem:
        database.write_now(lambda session: session.connection().execute(text(statement), {"written": WRITTEN}))
    told = "".join(traceback.format_exception(problem.value))
    assert [piece for piece in ("somebody wrote", "two lines", "Failing row contains") if piece in told] == []
    assert "[SQL parameters hidden due to hide_parameters=True]" in told


@pytest.mark.parametrize(
    "problem", [DatabaseUnavailable, NotADatabase, DatabaseLocked, DatabaseReadOnly, DatabaseFull, DiskRefuses]
)
def test_every_sentence_names_the_place_and_the_reason(problem):
    sentence = str(problem("/data/x.sqlite", "because"))
    assert sentence.count("/data/x.sqlite") == sentence.count("because") == 1


@pytest.mark.parametrize(("in_the_address", "seconds"), [("", "10"), ("&connect_timeout=3", "3")])
def test_a_server_that_vanishes_is_noticed_soon_unless_the_address_says_otherwise(
    postgresql_url, in_the_address, seconds
):
    database = Database.open(f"{postgresql_url}{in_the_address}")
    with database.backend.writing.connect() as connection:
        settings = connection.connection.driver_connection.info.get_parameters()
    database.close()
    assert settings["connect_timeout"] == seconds
    assert {name: settings[name] for name in ("keepalives_idle", "keepalives_interval", "tcp_user_timeout")} == {
        "keepalives_idle": "10",
        "keepalives_interval": "5",
        "tcp_user_timeout": "30000",
    }
