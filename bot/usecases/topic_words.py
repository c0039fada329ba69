"""What is said of a day of a network in a message."""

from bot.core.outcome import Act
from bot.i18n.phrase import _p


def see(number: int) -> Act:
    return Act("begin", f"topics:{number}", _p("button", "See the topics"))
