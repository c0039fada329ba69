"""What can be tapped on the day of a session and after it, and the words that do the same."""

from datetime import datetime, timedelta

from bot.core.outcome import Act
from bot.i18n.phrase import _p
from bot.usecases.session_words import NO

LATE, LATE_BY = _p("word", "late|running late"), _p("word", "late by")
HERE, MISSED = _p("word", "here|i am here"), _p("word", "missed")

LAST_HOUR = timedelta(hours=1)  # before it begins: whoever is reminded then is on the way, or there already


def can_check_in(begins: datetime, now: datetime) -> bool:
    """Or could, before it was over."""
    return begins - LAST_HOUR <= now


def late(number: str) -> Act:
    return Act("session.late", number, _p("button", "I'm running late"), LATE)


def here(number: str) -> Act:
    return Act("session.here", number, _p("button", "I'm here"), HERE)


def cannot_come(number: str) -> Act:
    return Act("session.no", number, _p("button", "I can't come"), NO)


def missed(number: str) -> Act:
    return Act("session.missed", number, _p("button", "I was not there"), MISSED)
