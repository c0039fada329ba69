"""Pictures and files for those who have chosen text only: they come when they are asked for, and not before."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.outcome import Act
from bot.i18n.phrase import Words, _, _p
from bot.usecases import people

SHOWN = "shown"  # behind the argument of a talk: with its picture, whatever was chosen
SHOW = _p("button", "Show the picture")
NOT_SENT = _("Good, I send no file. You can ask for it again at any time.")


def file_wanted(chat: Conversation) -> bool:
    """For what somebody has asked for anyway; whoever has chosen text only is told first that it is a file."""
    if not chat.look(people.is_text_only):
        return True
    options = (Option("yes", _p("button", "Send it"), SAID_YES), Option("no", _p("button", "No file"), SAID_NO))
    prompt = _("This is a file, and you have chosen text only. Shall I send it all the same?")
    return chat.ask("file", prompt, OneOf(options)) == "yes"


def split(argument: str) -> tuple[str, bool]:
    """What a talk is about, and whether its picture was asked for: "12-shown" → "12", True."""
    about = argument.removesuffix(f"-{SHOWN}")
    return about, about != argument


def picture_of(talk: str, about: str, label: Words = SHOW) -> Act:
    """In place of a picture, or of a paper, that was not asked for yet."""
    return Act("begin", f"{talk}:{about}-{SHOWN}", label)
