"""What the terminal prints of a message."""

from bot.channels.terminal.render import lines
from bot.core.messages import Choice, Outgoing


def test_what_the_text_says_one_types_is_not_listed_again():
    choices = (Choice("2", "a:times.turn:31 2", word="yes 31 2", told=True), Choice("All", "a:all:31", word="all 31"))
    assert lines(Outgoing("Write *yes 31 2*.", choices=choices)) == ["Write yes 31 2.", "  all 31: All"]
