import os
import re
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.delivery.leases import acquire
from bot.storage.database import Database
from bot.storage.lock import worker_lock
from bot.storage.schema import newest
from tests.storage.rows import adds, names


@pytest.fixture
def passerelle(tmp_path, monkeypatch):
    """Runs a command in an empty folder; gives its exit code and what it wrote."""
    monkeypatch.chdir(tmp_path)

    def run(*words, **settings):
        clean = {name: None for name in os.environ if name.startswith("PASSERELLE_")}
        result = CliRunner().invoke(app, words, env={**clean, **{f"PASSERELLE_{k}": v for k, v in settings.items()}})
        return result.exit_code, re.sub(r"[0-9a-f]{64}", "<sha256>", result.output)

    return run


@pytest.fixture
def people(tmp_path):
    def look(job=names):
        database = Database.open(f"sqlite:///{tmp_path}/data/passerelle.sqlite", durable=False)
        try:
            return database.write_now(job)
        finally:
            database.close()

    return look


def test_migrate_makes_the_folder_and_the_database(passerelle, people, tmp_path):
    assert passerelle("migrate") == (0, f"The database data/passerelle.sqlite has schema {newest()}; before: none.\n")
    assert passerelle("migrate") == (
        0,
        f"The database data/passerelle.sqlite has schema {newest()}; before: {newest()}.\n",
    )
    assert people() == []
    assert oct((tmp_path / "data").stat().st_mode & 0o777) == "0o700"


def test_a_backup_comes_back(passerelle, people):
    passerelle("migrate")
    people(adds("Nino"))
    assert passerelle("backup", "monday") == (
        0,
        (
            "monday holds the whole database, checked. sha256: <sha256> (also in monday.sha256).\n"
            "Who was forgotten stands in erasures.csv: keep the newest one beside your backups.\n"
        ),
    )
    people(adds("came later"))
    code, output = passerelle("restore", "monday")
    assert (code, re.sub(r"\d{8}T\d{6}Z", "<time>", output)) == (
        0,
        (
            f"data/passerelle.sqlite is the backup monday now, with schema {newest()}.\n"
            "Nobody in it was forgotten since it was made.\n"
            "The database before is kept as data/passerelle-replaced-<time>.sqlite: remove it when you are sure.\n"
        ),
    )
    assert people() == ["Nino"]


def test_where_there_is_no_database_no_backup_pretends_to_hold_one(passerelle, tmp_path):
    nothing = "There is no database data/passerelle.sqlite yet."
    code, output = passerelle("backup", "monday")
    assert (code, output[: len(nothing)], list(tmp_path.iterdir())) == (1, nothing, [])
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "passerelle.sqlite").touch()
    empty = "The database data/passerelle.sqlite is empty: there is nothing to keep; nothing was changed.\n"
    assert passerelle("backup", "monday") == (1, empty)
    assert not (tmp_path / "monday").exists()


def test_a_running_worker_is_named(passerelle, tmp_path):
    passerelle("migrate")
    passerelle("backup", "monday")
    with worker_lock(tmp_path / "data"):
        outcomes = [passerelle("migrate"), passerelle("restore", "monday")]
        backup_code, _ = passerelle("backup", "tuesday")
    assert [(code, output.partition(" already")[0]) for code, output in outcomes] == [
        (1, f"Process {os.getpid()} works with the data folder data")
    ] * 2
    assert backup_code == 0


@pytest.mark.parametrize("command", [["migrate"], ["backup", "monday"], ["restore", "monday"]])
def test_a_wrong_address_is_told_in_one_sentence(passerelle, command):
    code, output = passerelle(*command, DATABASE_URL="nonsense")
    assert (code, output.count("\n"), output.partition(". ")[0]) == (
        1,
        1,
        "PASSERELLE_DATABASE_URL cannot be used: it is not an address",
    )


def test_postgresql_is_migrated_too(passerelle, postgresql):
    url = postgresql.new_database()
    code, output = passerelle("migrate", DATABASE_URL=url)
    assert (code, output.partition("has schema ")[2]) == (0, f"{newest()}; before: none.\n")


@pytest.mark.slow
def test_a_backup_of_postgresql_comes_back_into_an_empty_one_or_into_a_file(passerelle, people, postgresql, tmp_path):
    first, second = postgresql.new_database(), postgresql.new_database()
    passerelle("migrate", DATABASE_URL=first)
    database = Database.open(first, durable=False)
    database.write_now(adds("Nino"))
    code, told = passerelle("backup", "monday", DATABASE_URL=first)
    assert (code, told.splitlines()[0]) == (
        0,
        "monday holds the whole database, checked. sha256: <sha256> (also in monday.sha256).",
    )
    database.write_now(adds("came later"))
    database.close()
    code, output = passerelle("restore", "monday", DATABASE_URL=second)
    assert (code, output.partition(" is the backup ")[2].partition(":")[0]) == (0, "monday now")
    database = Database.open(second, durable=False)
    assert database.read_now(names) == ["Nino"]
    database.close()
    code, output = passerelle("restore", "monday", DATABASE_URL=second)
    assert (code, "is not empty" in output, "nothing was changed" in output) == (1, True, True)
    assert passerelle("restore", "monday")[0] == 0
    assert people() == ["Nino"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "erasures.csv", "monday", "monday.sha256"]


@pytest.mark.slow
def test_the_whole_database_moves_to_postgresql_and_back(passerelle, people, postgresql, tmp_path):
    url = postgresql.new_database()
    passerelle("migrate")
    people(adds("Nino"))
    code, output = passerelle("copy-database", url)
    assert code == 0
    assert "        1  person\n" in output
    assert output.splitlines()[-1] == (
        "To work with it, write its address into PASSERELLE_DATABASE_URL and start the bot."
    )
    assert passerelle("copy-database", url)[0] == 1
    assert passerelle("copy-database", "sqlite:///back.sqlite", DATABASE_URL=url)[0] == 0
    back = Database.open(f"sqlite:///{tmp_path}/back.sqlite", durable=False)
    assert back.read_now(names) == ["Nino"]
    back.close()


@pytest.mark.slow
def test_nothing_is_copied_while_a_bot_works(passerelle, postgresql, tmp_path):
    passerelle("migrate")
    with worker_lock(tmp_path / "data"):
        assert passerelle("copy-database", "sqlite:///to.sqlite")[0] == 1
    url = postgresql.new_database()
    passerelle("migrate", DATABASE_URL=url)
    database = Database.open(url, durable=False)
    database.write_now(lambda session: acquire(session, "channel:telegram:1", "somebody"))
    database.close()
    code, output = passerelle("copy-database", "sqlite:///to.sqlite", DATABASE_URL=url)
    assert (code, "(channel:telegram:1). Stop it first; nothing was changed." in output) == (1, True)
    assert not (tmp_path / "to.sqlite").exists()


@pytest.mark.slow
def test_whoever_looks_after_the_database_waits_for_no_talks():
    look = "import sys, bot.cli_database; print({'bot.app', 'bot.handlers.menu'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
