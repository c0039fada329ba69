"""What no single transcript can show."""

from bot.core.answers import Text
from bot.core.conversation import Conversation
from bot.i18n.phrase import _
from tests.transcripts.play import Play


class Survey:
    name = "survey"
    title = _("Survey")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        chat.ask("first", "First?", Text())
        chat.ask("second", "Second?", Text())


def test_a_talk_whose_handler_is_gone_ends_in_plain_words(sqlite_database):
    play = Play(sqlite_database, restarting=True, more=(Survey(),))
    play.play("@member amina language=en\namina: /survey\namina: one\n")
    play.more = ()
    went = play.play("amina: two\n")
    assert went.splitlines()[-4:-2] == [
        "amina: two",
        "bot: What we were talking about is no longer offered. Your answers are kept.",
    ]
