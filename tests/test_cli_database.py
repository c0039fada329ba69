import os
import re

import pytest
from typer.testing import CliRunner

from bot.cli import app
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
        "monday holds the whole database, checked. sha256: <sha256> (also in monday.sha256).\n",
    )
    people(adds("came later"))
    code, output = passerelle("restore", "monday")
    assert (code, re.sub(r"\d{8}T\d{6}Z", "<time>", output)) == (
        0,
        (
            f"data/passerelle.sqlite is the backup monday now, with schema {newest()}.\n"
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


def test_postgresql_has_its_own_tools_for_backups(passerelle, postgresql_url):
    outcomes = [
        passerelle("backup", "monday", DATABASE_URL=postgresql_url),
        passerelle("restore", "monday", DATABASE_URL=postgresql_url),
    ]
    assert [(code, output.partition(". ")[0]) for code, output in outcomes] == [
        (1, "Backups of PostgreSQL come with a later version"),
        (1, "Restoring into PostgreSQL comes with a later version"),
    ]
