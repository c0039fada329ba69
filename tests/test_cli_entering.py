"""`passerelle claim` and `invite`, and that what they print really lets people in."""

import re

import pytest

from bot.core.clock import SystemClock
from bot.core.refusal import Refusal
from bot.storage.database import Database
from bot.usecases import claiming, codes
from tests.transcripts.world import furnish
from tests.usecases.announcing import MARIAM, PAUL, does, settled

CODE = re.compile(r"\b[ABCDEFGHJKMNPQRSTUVWXYZ23456789]{8}\b")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MISSING = "The database data/passerelle.sqlite is empty or was made by an older version."


def read(told):
    return DATE.sub("<date>", CODE.sub("<code>", told))


@pytest.fixture
def settings(database_url):
    """One engine, with a few centres in it."""
    database = Database.open(database_url, durable=False)
    database.write_now(furnish)
    database.close()
    return {"DATABASE_URL": database_url}


def test_the_code_for_the_first_administrator_comes_with_the_words_to_write(command_line, settings):
    code, told, problems = command_line("claim", **settings)
    assert (code, read(told), problems) == (
        0,
        "Write to the bot within 24 hours:\n\n    /claim <code>     (on Matrix: !claim <code>)\n\nIt works once.\n",
        "",
    )


def test_of_two_codes_only_the_newer_works_and_that_once(command_line, database_url):
    database = Database.open(database_url, durable=False)
    people = settled(database, PAUL, MARIAM)
    older, newer = (CODE.findall(command_line("claim", DATABASE_URL=database_url)[1])[0] for _again in range(2))
    now = SystemClock().now()
    claims = ((people["paul"], older), (people["paul"], newer), (people["mariam"], newer))
    done = [does(database, person, claiming.claim, code, now=now) for person, code in claims]
    database.close()
    assert done == [Refusal(codes.WRONG), 1, Refusal(codes.WRONG)]


def test_an_invitation_is_a_code_with_the_words_to_write(command_line, settings):
    code, told, problems = command_line("invite", "TN-1", **settings)
    assert (code, read(told), problems) == (
        0,
        (
            "Code: <code> (for 30, until <date>)\n"
            "On Telegram: write to the bot: /start <code>\n"
            "On Matrix: write to the bot: !start <code>\n"
        ),
        "",
    )
    assert len(set(CODE.findall(told))) == 1


def test_with_the_name_of_the_bot_it_is_a_link_and_a_picture(command_line, settings, tmp_path):
    words = ("invite", "GE-1", "head", "--uses", "1", "--bot", "passerelle_bot", "--qr", "qr.png")
    code, told, _problems = command_line(*words, **settings)
    assert (code, read(told)) == (
        0,
        (
            "Code: <code> (for 1, until <date>)\n"
            "On Telegram: https://t.me/passerelle_bot?start=<code>\n"
            "On Matrix: write to the bot: !start <code>\n"
            "QR picture: qr.png\n"
        ),
    )
    assert (tmp_path / "qr.png").read_bytes().startswith(b"\x89PNG")


def test_a_picture_that_cannot_be_written_leaves_the_code_valid(command_line, settings):
    code, told, problems = command_line("invite", "TN-1", "--qr", "lost/qr.png", **settings)
    assert (code, told.count("\n"), problems) == (
        1,
        3,
        (
            "The picture lost/qr.png cannot be written: No such file or directory. Name another place; the code above "
            "works all the same.\n"
        ),
    )


def test_a_centre_that_is_not_there_is_told(command_line, settings):
    assert command_line("invite", "XX-9", **settings) == (
        1,
        "",
        "There is no centre with the code XX-9. `passerelle centres export -` lists them.\n",
    )


def test_a_function_that_does_not_exist_is_told_with_those_that_do(command_line, settings):
    code, told, problems = command_line("invite", "TN-1", "wizard", **settings)
    assert (code, told, re.findall(r"\b(head|teacher|trainer|coordinator|staff)\b", problems)) == (
        2,
        "",
        ["head", "teacher", "trainer", "coordinator", "staff"],
    )


@pytest.mark.parametrize("words", [("claim",), ("invite", "TN-1")])
def test_without_a_database_it_says_what_to_do_first(command_line, words):
    code, told, problems = command_line(*words)
    assert (code, told, problems.partition(" Please run")[0]) == (1, "", MISSING)
