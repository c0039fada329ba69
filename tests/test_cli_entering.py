"""`passerelle claim`, `appoint` and `invite`, and that what they print really lets people in."""

import asyncio
import re

import pytest

from bot.core.clock import SystemClock
from bot.core.refusal import Refusal
from bot.domain.rights import Role
from bot.i18n.translator import Reader
from bot.platforms import name_on_telegram
from bot.settings import Settings
from bot.storage.database import Database
from bot.usecases import codes, role_codes
from tests.telegram.emulator import Emulator
from tests.transcripts.world import furnish
from tests.usecases.announcing import AMINA, MARIAM, PAUL, TRANSLATOR, does, settled

CODE = re.compile(r"\b[ABCDEFGHJKMNPQRSTUVWXYZ23456789]{8}\b")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
MISSING = (
    "There is no database data/passerelle.sqlite yet. If there should be one, look at PASSERELLE_DATA_DIR and "
    "PASSERELLE_DATABASE_URL; else `passerelle migrate` makes it. Nothing was changed.\n"
)


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
    done = [does(database, person, role_codes.accept, code, now=now) for person, code in claims]
    database.close()
    assert done == [Refusal(codes.WRONG), role_codes.Accepted(), Refusal(codes.WRONG)]


@pytest.mark.parametrize(
    ("words", "role", "place"),
    [
        (("programme-coordinator",), Role.PROGRAMME_COORDINATOR, None),
        (("country-coordinator", "--country", "tn"), Role.COUNTRY_COORDINATOR, "Tunisia"),
        (("network-animator", "--network", "hotel-and-tourism"), Role.NETWORK_ANIMATOR, "Hotels and tourism"),
        (("administrator",), Role.ADMINISTRATOR, None),
    ],
)
def test_a_role_is_offered_by_a_code_that_really_gives_it(command_line, database_url, words, role, place):
    database = Database.open(database_url, durable=False)
    people = settled(database, AMINA)
    code, told, problems = command_line("appoint", *words, DATABASE_URL=database_url)
    taken = does(database, people["amina"], role_codes.accept, CODE.findall(told)[0], now=SystemClock().now())
    database.close()
    assert (code, read(told), problems) == (
        0,
        (
            "Send this to the person, to write to the bot within 7 days:\n\n"
            "    /claim <code>     (on Matrix: !claim <code>)\n\nIt works once.\n"
        ),
        "",
    )
    shown = taken.place and TRANSLATOR.render(taken.place, Reader("en"))
    assert (taken.role, shown) == (role, place)


NEEDS = "A country coordinator needs --country, a network animator --network, the other roles neither of them.\n"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("country-coordinator",), NEEDS),
        (("network-animator", "--country", "TN"), NEEDS),
        (("administrator", "--country", "TN"), NEEDS),
        (
            ("country-coordinator", "--country", "FR"),
            "There is no centre there that this role could be for. Please choose another place.\n",
        ),
        (
            ("network-animator", "--network", "lost"),
            (
                "There is no network with the code lost. They stand in the column `networks` of "
                "`passerelle centres export -`.\n"
            ),
        ),
    ],
)
def test_an_offer_that_does_not_fit_is_told(command_line, settings, words, why):
    assert command_line("appoint", *words, **settings) == (1, "", why)


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


async def test_where_telegram_is_connected_it_tells_the_name_for_the_link(command_line, settings):
    async with Emulator() as telegram:
        connected = {
            "TELEGRAM_TOKEN": telegram.token,
            "TELEGRAM_BASE_URL": telegram.base_url,
            "MATRIX_USER": "@bot:example.org",
        }
        code, told, _problems = await asyncio.to_thread(command_line, "invite", "TN-1", **settings, **connected)
        called = await name_on_telegram(Settings(telegram_token=telegram.token, telegram_base_url=telegram.base_url))
    assert called
    assert (code, read(told)) == (
        0,
        (
            "Code: <code> (for 30, until <date>)\n"
            f"On Telegram: https://t.me/{called}?start=<code>\n"
            "On Matrix: write to @bot:example.org: !start <code>\n"
        ),
    )


@pytest.mark.parametrize("token", ["no token at all", "123:nobody-listens"])
def test_where_telegram_does_not_tell_the_code_is_told_all_the_same(command_line, settings, token):
    unreachable = {"TELEGRAM_TOKEN": token, "TELEGRAM_BASE_URL": "http://127.0.0.1:9/bot"}
    code, told, problems = command_line("invite", "TN-1", **settings, **unreachable)
    assert (code, "On Telegram: write to the bot: /start" in told, problems) == (0, True, "")


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


@pytest.mark.parametrize("words", [("claim",), ("appoint", "administrator"), ("invite", "TN-1")])
def test_without_a_database_it_says_what_to_do_first_and_makes_none(command_line, words, tmp_path):
    assert (command_line(*words), list(tmp_path.iterdir())) == ((1, "", MISSING), [])
