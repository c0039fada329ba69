"""`passerelle telegram setup`: what Telegram shows of the bot before anybody has spoken, in every language."""

import asyncio
import io

import pytest
from PIL import Image

from bot.channels.telegram.profile import DESCRIPTION, SHORT_DESCRIPTION, Profile
from bot.i18n.catalogues import shipped
from bot.i18n.markup import plain
from bot.i18n.translator import Reader
from tests.telegram.emulator import faults
from tests.telegram.emulator.errors import too_many_requests

pytestmark = pytest.mark.slow  # a helper process that draws, at each command: a second

ALL = 6 + 6 + 2 + 1  # descriptions, commands, rights and the picture
DONE = f"{ALL} changed. Apps show it within some minutes."


@pytest.fixture
async def setup(telegram, command_line):
    """Gives the command on this Telegram; in a thread, because the Telegram lives in this one."""
    settings = {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_BASE_URL": telegram.base_url}

    async def run(*words):
        code, told, problems = await asyncio.to_thread(command_line, "telegram", "setup", *words, **settings)
        return code, told.splitlines(), problems

    return run


def text(words, language):
    return plain(shipped().render(words, Reader(language)))


def picture(kind):
    made = io.BytesIO()
    Image.new("RGB", (400, 400), "purple").save(made, kind)
    return made.getvalue()


def looked_only(telegram):
    return {call.method.lower()[:3] for call in telegram.calls} <= {"get"}


async def test_everything_is_set_once_and_left_alone_then(telegram, setup):
    code, told, problems = await setup()
    assert (code, told[-1], problems) == (0, DONE, "")
    assert told[:3] == [
        "description (en, and everybody else): changed",
        "short description (en, and everybody else): changed",
        "description (ar): changed",
    ]
    world = telegram.world
    assert world.descriptions == {code: text(DESCRIPTION, code or "en") for code in ("", "ar", "fr")}
    assert world.short_descriptions == {code: text(SHORT_DESCRIPTION, code or "en") for code in ("", "ar", "fr")}
    assert len(world.commands) == 6
    assert world.default_rights[False]["can_manage_topics"]
    assert world.default_rights[True]["can_post_messages"]
    [sizes] = world.profile_photos
    assert (sizes[-1]["width"], sizes[-1]["height"]) == (640, 640)
    telegram.calls.clear()
    assert (await setup())[1][-1] == "Everything is as it should be."
    assert looked_only(telegram)


async def test_a_dry_run_tells_and_changes_nothing(telegram, setup):
    code, told, _problems = await setup("--dry-run")
    assert (code, told[0], told[-1]) == (
        0,
        "description (en, and everybody else): would be changed",
        f"{ALL} would be changed. Nothing was changed yet.",
    )
    assert looked_only(telegram)


async def test_only_what_somebody_has_changed_meanwhile_is_set_again(telegram, setup):
    await setup()
    telegram.world.short_descriptions["fr"] = "Something else"
    assert [line for line in (await setup())[1] if "as it should be" not in line] == [
        "short description (fr): changed",
        "1 changed. Apps show it within some minutes.",
    ]


async def test_a_picture_of_ones_own_takes_the_place_of_any_other(telegram, setup, tmp_path):
    await setup()
    (tmp_path / "own.png").write_bytes(picture("PNG"))
    assert (await setup("--picture", "own.png"))[1][-2:] == [
        "picture: changed",
        "1 changed. Apps show it within some minutes.",
    ]
    assert [sizes[-1]["width"] for sizes in telegram.world.profile_photos] == [400, 640]


async def test_what_is_no_picture_is_refused_before_anything_is_changed(telegram, setup, tmp_path):
    (tmp_path / "own.png").write_text("no picture", encoding="utf-8")
    assert await setup("--picture", "own.png") == (
        1,
        [],
        "own.png is no picture that can be read: please take a JPEG or PNG. Nothing was changed.\n",
    )
    assert telegram.world.descriptions == {}


async def test_after_a_stop_it_goes_on_where_it_was(telegram, setup):
    telegram.faults.add(faults.Refuses(too_many_requests(3000)), "setMyCommands")
    code, told, problems = await setup()
    assert (code, len(told), problems.startswith("Telegram does not let me go on: ")) == (1, 6, True)
    assert (await setup())[1][-1] == f"{ALL - 6} changed. Apps show it within some minutes."


async def test_where_telegram_asks_for_patience_it_waits(telegram, channel, naps):
    telegram.faults.add(faults.Refuses(too_many_requests(7)), "setMyDescription")
    done = [what async for what, _ in channel.set_up(Profile([], [], shipped(), picture("JPEG")))]
    assert (len(done), naps) == (ALL, [7])


async def test_without_a_token_it_says_what_to_set(command_line):
    code, _told, problems = await asyncio.to_thread(command_line, "telegram", "setup")
    assert (code, problems) == (
        1,
        "Telegram is not connected: set PASSERELLE_TELEGRAM_TOKEN to the token that @BotFather gave. Nothing was changed.\n",
    )


async def test_the_texts_fit_in_every_language():
    for language in shipped().languages:
        assert len(text(DESCRIPTION, language)) <= 512
        assert len(text(SHORT_DESCRIPTION, language)) <= 120


@pytest.mark.parametrize(
    ("method", "fields", "why"),
    [
        ("setMyDescription", {"description": "x" * 513}, "description is too long"),
        ("setMyShortDescription", {"short_description": "x" * 121}, "short description is too long"),
        ("setMyDescription", {"description": "x", "language_code": "pt-BR"}, "invalid language code specified"),
        ("setMyProfilePhoto", {"photo": "file-1"}, "can't parse InputProfilePhoto JSON object"),
        (
            "setMyProfilePhoto",
            {"photo": '{"type": "static", "photo": "file-1"}'},
            "profile photo must be uploaded as a new file",
        ),
    ],
)
async def test_the_emulator_refuses_what_telegram_refuses(ask, method, fields, why):
    assert (await ask(method, **fields))["description"] == f"Bad Request: {why}"
