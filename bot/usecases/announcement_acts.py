"""What its author, and whoever else may, can do about an announcement that goes out: a button each, or a word with its number."""

from bot.core.outcome import Act
from bot.i18n.phrase import _, _p

HOLD, SEND_ON, WITHDRAW = _p("word", "hold"), _p("word", "send on|release"), _p("word", "withdraw|take back")
RETRY, RESEND = _p("word", "retry|try again"), _p("word", "resend|send again")


def hold(number: int) -> Act:
    return Act("announcement.hold", str(number), _("Hold"), HOLD)


def send_on(number: int) -> Act:
    return Act("announcement.send-on", str(number), _("Send on"), SEND_ON)


def take_back(number: int) -> Act:
    return Act("announcement.withdraw", str(number), _("Take back"), WITHDRAW)


def undo(number: int) -> Act:
    """Before anybody has it."""
    return Act("announcement.withdraw", str(number), _p("button", "Undo"), WITHDRAW)


def retry(number: int) -> Act:
    return Act("announcement.retry", str(number), _p("button", "Try the rest again"), RETRY)


def resend(number: int) -> Act:
    return Act("announcement.resend", str(number), _p("button", "Resend uncertain"), RESEND)


def again(number: int) -> Act:
    """After all, and nobody has it."""
    return Act("announcement.again", str(number), _p("button", "Make it a draft"))
