"""Buttons of earlier versions, and questions before a step that is settled."""

import pytest

from bot.core.answers import Text
from bot.core.conversation import Conversation
from bot.core.messages import IncomingKind
from bot.i18n.phrase import _
from tests.transcripts.play import Play

BEGIN = "@member amina language=en"


def settle_it(_work: object) -> str:
    return "settled"


class Order:
    name = "order"
    title = _("Order")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        chat.ask("what", "What?", Text())
        chat.once("step", settle_it)
        chat.ask("colour", "Which colour?", Text())


def told(database, data):
    """What is said to a tap on a button that no script can show."""
    play = Play(database)
    play.play(BEGIN)
    play._incoming(play.people["amina"], kind=IncomingKind.TAP, data=data, message_id="b1", tap_id="tap1")
    return play.lines[1:]


@pytest.mark.parametrize("data", ["", "old", "menu:1", "a:vanished:1", "a:"])
def test_a_button_of_an_earlier_version_says_so(sqlite_database, data):
    assert told(sqlite_database, data) == ["bot briefly: This button is from an older version. Please write menu."]


@pytest.mark.parametrize("data", ["q:", "q:1", "q:999:abc:0", "q:one:abc:0"])
def test_a_button_of_a_question_that_is_gone_says_so(sqlite_database, data):
    assert told(sqlite_database, data) == ["bot briefly: That question is already answered."]


def test_what_came_before_a_settled_step_is_not_asked_again(database):
    script = """\
@member amina language=en
amina: /order
bot: What?
amina: a kitchen
bot: Which colour?
amina: back
bot: What came before is settled; we cannot go back further.
bot: Which colour?
"""
    assert Play(database, more=(Order(),)).play(script) == script
