"""The machine's clock is set back or forward by an hour, under everything that runs; `faketime` is its clock."""

import signal
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.faults.kill_rounds import GREETED, NEWS, all_copies_are_done, announced, closing, in_order
from tests.telegram.emulator import faults

pytestmark = pytest.mark.slow
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
PEOPLE = 10
RECIPIENTS = 60
PATIENCE = 240


@pytest.fixture
def clock(tmp_path, monkeypatch):
    """A file that says by how many seconds the clock is off, for whatever is started from now on."""
    if not LIBRARIES:
        pytest.skip("libfaketime is not installed: please run 'apt install faketime'")
    file = tmp_path / "clock"
    file.write_text("+0")
    settings = {"LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(file)}
    for name, value in {**settings, "FAKETIME_CACHE_DURATION": "1", "DONT_FAKE_MONOTONIC": "1"}.items():
        monkeypatch.setenv(name, value)
    return file


def said(telegram, person):
    return [words for _at, chat, words in telegram.journal.sends if chat == person.id]


@pytest.mark.parametrize("seconds", ["-3600", "+3600"])
async def test_everything_goes_on_at_once_and_nobody_is_written_to_twice(
    program, telegram, on_telegram, migrated_folder, clock, seconds
):
    database = Database.open(f"sqlite:///{migrated_folder}/data/passerelle.sqlite", durable=False)
    recipients = announced(database, telegram, RECIPIENTS)
    people = [telegram.person(1_000_000 + number) for number in range(2 * PEOPLE)]
    before, after = people[:PEOPLE], people[PEOPLE:]
    async with program(**on_telegram) as running:
        await telegram.waits_for(lambda: sum(NEWS in words for _at, _chat, words in telegram.journal.sends) > 10, 120)
        for person in before:  # their answers are on their way when the clock jumps
            telegram.faults.add(faults.FAILS, "sendMessage", chat=person.id, times=2)
            person.starts()
        await telegram.waits_for(lambda: len(telegram.calls_of("sendMessage")) > 15, 120)
        clock.write_text(seconds)
        for person in after:
            person.starts()
        await telegram.waits_for(lambda: all(len(said(telegram, one)) >= GREETED for one in people), PATIENCE)
        await all_copies_are_done(database)
        assert await running.end(signal.SIGTERM) == 0
    closed = closing(database)
    database.close()
    copies = {person.id: sum(NEWS in words for words in said(telegram, person)) for person in recipients}
    assert closed["adds up"]
    assert closed["sent"] == len(recipients)
    assert set(copies.values()) == {1}
    assert [in_order(said(telegram, one)) for one in people] == [in_order(said(telegram, people[0]))] * len(people)
    assert [len(said(telegram, one)) for one in people] == [GREETED] * len(people)
    assert any("set back by" in line for line in running.problems) == seconds.startswith("-")
