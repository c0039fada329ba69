"""The list of commands, in every language we speak."""

import gettext

import pytest

from bot import app
from bot.channels.telegram.commands import ALWAYS, IN_GROUPS
from bot.handlers import room_company
from bot.i18n.phrase import Marked
from bot.i18n.translator import Reader, Translator
from tests.telegram.emulator import faults
from tests.telegram.emulator.errors import ApiError

DEFAULT, GROUPS = '{"type": "default"}', '{"type": "all_group_chats"}'


@pytest.fixture(scope="module")
def translator():
    return app.translator()


def shown(telegram, scope, language=""):
    return [(each["command"], each["description"]) for each in telegram.world.commands[scope, language]]


async def test_commands_are_shown_in_every_language_and_few_in_groups(telegram, channel, translator):
    commands = [("practice", Marked("share a *practice*")), ("not.a.command", "x")]
    await channel.introduce(commands, translator, room_company.IN_GROUPS)
    assert set(telegram.world.commands) == {
        (scope, language) for scope in (DEFAULT, GROUPS) for language in ("", "ar", "fr")
    }
    english = shown(telegram, DEFAULT)
    assert english[:2] == [("practice", "Share a practice"), ("menu", "What I can do for you")]
    assert [name for name, _ in english] == ["practice", *(name for name, _ in ALWAYS)]
    assert shown(telegram, GROUPS, "fr") == [
        ("ask", "Demander à tout le monde, aussi dans l’autre salon"),
        ("room", "En faire le salon d’une rencontre"),
        ("news", "Publier les annonces ici"),
        ("menu", "Ce que je peux faire pour vous, en privé"),
    ]
    assert shown(telegram, DEFAULT, "ar")[1] == ("menu", "ما يمكنني القيام به")


def test_no_description_is_left_in_english(translator):
    languages = [tag for tag in translator.languages if tag != "en"]
    for _name, words in (*ALWAYS, *IN_GROUPS):
        for tag in languages:
            assert translator.spoken(tag) == tag
            assert translator.bound(Reader(tag))(words) != words.msgid


async def test_long_descriptions_are_cut_and_regional_languages_shortened(telegram, channel):
    nothing = gettext.NullTranslations()
    await channel.introduce([("x", "y" * 300)], Translator({"pt-BR": nothing, "pt-PT": nothing, "fil": nothing}))
    assert {language for _, language in telegram.world.commands} == {"", "pt"}
    assert shown(telegram, DEFAULT)[0] == ("x", "Y" + "y" * 254 + "…")


async def test_what_cannot_be_set_is_logged_only(telegram, channel, translator, caplog):
    telegram.faults.add(faults.FAILS, "setMyCommands")
    await channel.introduce([], translator)
    [record] = caplog.records
    assert (record.message, record.why) == ("the list of commands could not be set", "Internal Server Error")


async def test_a_telegram_that_lets_nobody_in_is_asked_again_until_it_does(telegram, channel, translator, naps, caplog):
    telegram.faults.add(faults.Refuses(ApiError(401, "Unauthorized")), "getMe", times=2)
    telegram.faults.add(faults.FAILS, "getMe", nth=3)
    await channel.introduce(app.talks(translator).commands, translator)
    assert (naps, caplog.records) == ([1, 2, 4], [])  # what is wrong is told by whoever reads
    assert [name for name, _ in shown(telegram, DEFAULT)][:2] == ["assessment", "sessions"]


def test_only_commands_that_suit_everybody_are_listed(translator):
    listed = [name for name, _ in app.talks(translator).commands]
    assert listed == ["assessment", "sessions", "practices", "link", "check", "mydata", "forget"]
