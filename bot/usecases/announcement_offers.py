"""What whoever reads an announcement can do about it: a button each, or a word with its number."""

from bot.core.outcome import Act
from bot.i18n.phrase import _, _p

WHY, MUTE, READ = _p("word", "why"), _p("word", "mute"), _p("word", "read")


def to_readers(number: int, topic: str | None) -> tuple[Act, ...]:
    """Below each copy."""
    argument = str(number)
    why = Act("announcement.why", argument, _("Why me?"), WHY)
    mute = Act("topic.off", argument, _("Not this topic"), MUTE)
    return (why,) if topic is None else (why, mute)


def read(number: int) -> Act:
    """Where announcements are listed: the message says itself what to type."""
    return Act("announcement.read", str(number), _("Read {number}", number=str(number)), READ, told=True)
