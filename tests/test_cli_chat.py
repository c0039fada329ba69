"""`passerelle chat`: the whole bot in the terminal."""

import os

import pytest

from bot.storage.lock import worker_lock

pytestmark = pytest.mark.slow  # each start is a program with a helper of its own
HELLO = "Hello! I am Passerelle. I speak English with you; write language to change that.\n"
CONSENT = """\
I help vocational centres to learn from each other. May I keep your name, your centre and your answers for that? \
You can have them erased at any time.
  1. I agree
  2. Tell me more
  3. No
"""
CENTRE = "What is your centre called, or which town is it in?\n"


def test_a_talk_goes_on_where_the_same_name_left_it(command_line):
    assert command_line("chat", "--language", "en", said="hello\n") == (0, HELLO + CONSENT, "")
    assert command_line("chat", "--language", "en", said="1\n") == (0, CENTRE, "")


def test_another_name_is_another_person(command_line):
    assert command_line("chat", "--language", "en", said="hello\n1\n") == (0, HELLO + CONSENT + CENTRE, "")
    code, told, problems = command_line("chat", "--person", "lea", "--language", "fr", said="bonjour\n")
    assert (code, told[:7], told.splitlines()[-3:], problems) == (
        0,
        "Bonjour",
        ["  1. J’accepte", "  2. En savoir plus", "  3. Non"],
        "",
    )


def test_it_talks_on_postgresql_too(command_line, postgresql):
    url = postgresql.new_database()
    assert command_line("chat", "--language", "en", said="hello\n", DATABASE_URL=url) == (0, HELLO + CONSENT, "")


def test_without_input_nothing_is_said(command_line):
    assert command_line("chat") == (0, "", "")


def test_beside_a_running_worker_it_says_who_works_there(command_line, tmp_path):
    (tmp_path / "data").mkdir()
    with worker_lock(tmp_path / "data"):
        assert command_line("chat", said="hello\n") == (
            1,
            "",
            (
                f"Process {os.getpid()} works with the data folder data already, and only one may. Stop that one first, or "
                "give this one a folder of its own by PASSERELLE_DATA_DIR. For several workers at the same "
                "time take PostgreSQL: `passerelle copy-database` moves everything there. Nothing was changed.\n"
            ),
        )
