"""An older backup does not bring back whoever was forgotten since, whichever way the later list of them comes."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot.restoring import NO_LIST, ForgettingAgain
from bot.storage import backups, erasure_list
from bot.storage.database import Database
from bot.storage.erasures import Forgotten, forgotten, merged
from bot.storage.errors import BackupFailed
from bot.storage.people import Person
from bot.usecases import erasing_again, forgetting
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

pytestmark = pytest.mark.slow  # writes, checks and puts back whole databases
NAMES = ("amina", "leila", "omar")
AGAIN = "Forgotten again, because they were forgotten after it was made: "


class Server:
    """A database with three people, and a folder of backups beside it."""

    def __init__(self, database, folder) -> None:
        self.learning = Learning(database)
        self.learning.joins(*(Named(name, language="fr", centre="TN-1") for name in NAMES))
        self.database, self.folder = database, folder
        folder.mkdir()

    def asks(self, name):
        self.learning.does(name, forgetting.ask)

    def days_pass(self):
        self.learning.now += forgetting.AFTER
        self.learning.does(None, forgetting.erase_due)

    def backup(self, name):
        backups.backup(self.database, self.folder / name)
        erasure_list.keep_beside(self.folder / name, self.database.read_now(forgotten))

    def restored(self, name, target):
        """What is told, and of everybody their name and state."""
        again = ForgettingAgain(self.folder / name, target)
        backups.restore(self.folder / name, target, BEGINNING, again.mend)
        database = Database.open(f"sqlite:///{target}", durable=False)
        people = database.read_now(
            lambda session: [(one.name, one.state.value) for one in session.exec(select(Person).order_by(Person.id))]
        )
        database.close()
        return again.told(), people


@pytest.fixture
def server(sqlite_database, tmp_path):
    return Server(sqlite_database, tmp_path / "backups")


def here(server):
    return Path(server.database.backend.where)


def test_the_list_beside_the_backup_forgets_again_on_another_machine(server, tmp_path):
    server.backup("before")
    for name in ("amina", "leila"):
        server.asks(name)
    server.days_pass()
    server.asks("omar")
    server.backup("after")
    told, people = server.restored("before", tmp_path / "new.sqlite")
    assert told == f"{AGAIN}3."
    assert people == [(None, "erased"), (None, "erased"), ("Omar", "left")]


def test_the_database_that_is_replaced_knows_it_without_any_list(server):
    server.backup("before")
    server.asks("amina")
    server.days_pass()
    erasure_list.beside(server.folder / "before").unlink()
    server.database.close()
    told, people = server.restored("before", here(server))
    assert told == f"{AGAIN}1."
    assert people == [(None, "erased"), ("Leila", "active"), ("Omar", "active")]


def test_whoever_has_only_asked_has_seven_days_again_for_they_may_have_undone_it(server, tmp_path):
    server.backup("before")
    server.asks("amina")
    server.backup("after")
    server.learning.does("amina", forgetting.undo)
    _told, people = server.restored("before", tmp_path / "new.sqlite")
    assert people[0] == ("Amina", "left")
    database = Database.open(f"sqlite:///{tmp_path}/new.sqlite", durable=False)
    due = database.read_now(lambda session: session.exec(select(Person.forget_at).where(Person.name == "Amina")).one())
    database.close()
    assert due > BEGINNING + forgetting.AFTER


def test_whoever_has_undone_it_by_the_next_backup_is_not_asked_again(server, tmp_path):
    server.backup("before")
    server.asks("amina")
    server.backup("amid")
    server.learning.does("amina", forgetting.undo)
    server.backup("after")
    told, people = server.restored("before", tmp_path / "new.sqlite")
    assert told == "Nobody in it was forgotten since it was made."
    assert people[0] == ("Amina", "active")


def test_without_any_list_it_is_said_what_that_means(server, tmp_path):
    server.backup("before")
    erasure_list.beside(server.folder / "before").unlink()
    told, _people = server.restored("before", tmp_path / "new.sqlite")
    assert told == NO_LIST


def test_a_damaged_database_before_is_told_of_and_the_list_still_counts(server, tmp_path):
    server.backup("before")
    server.asks("amina")
    server.days_pass()
    server.backup("after")
    target = tmp_path / "damaged.sqlite"
    target.write_bytes(backups.HEADER + b"nothing more")
    told, people = server.restored("before", target)
    assert told.startswith(f"{AGAIN}1. The database before could not be asked who was forgotten (")
    assert people[0] == (None, "erased")


def test_a_list_that_cannot_be_read_stops_the_restoring_before_anything_is_changed(server, tmp_path):
    server.backup("before")
    for written in ("", "person,what,at\nx,perhaps,2026-01-01T00:00:00+00:00\n", "person,what,at\nx,erased,monday\n"):
        erasure_list.beside(server.folder / "before").write_text(written)
        with pytest.raises(BackupFailed, match="nothing was changed"):
            server.restored("before", tmp_path / "new.sqlite")
    assert not (tmp_path / "new.sqlite").exists()


def test_very_many_are_forgotten_again_in_slices(server, tmp_path, monkeypatch):
    monkeypatch.setattr(erasing_again, "AT_ONCE", 1)
    server.backup("before")
    for name in NAMES:
        server.asks(name)
    server.days_pass()
    server.backup("after")
    told, people = server.restored("before", tmp_path / "new.sqlite")
    assert (told, people) == (f"{AGAIN}3.", [(None, "erased")] * 3)


def test_a_list_is_private_and_comes_back_as_it_was_written(tmp_path):
    listed = [
        Forgotten("a", is_done=True, at=BEGINNING),
        Forgotten("b", is_done=False, at=BEGINNING + timedelta(days=1)),
    ]
    file = erasure_list.keep_beside(tmp_path / "monday", listed)
    assert erasure_list.read(file) == listed
    assert file.stat().st_mode & 0o777 == 0o600


def test_of_two_lists_what_was_done_stays_done_and_the_newer_one_knows_who_still_asks():
    done, asked = Forgotten("a", is_done=True, at=BEGINNING), Forgotten("b", is_done=False, at=BEGINNING)
    assert merged(newer=[], older=[done, asked]) == [done]
    assert merged(newer=[asked], older=[done]) == [done, asked]
    still_asked = Forgotten("a", is_done=False, at=BEGINNING)
    assert merged(newer=[still_asked], older=[done]) == [done]
