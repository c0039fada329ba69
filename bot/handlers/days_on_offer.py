"""Until or from which day: days to tap, where whoever is asked lives."""

from collections.abc import Sequence
from datetime import date

from bot.core.conversation import Conversation
from bot.core.moments_on_offer import DateOnOffer
from bot.usecases import month_days, working_days


def soon(chat: Conversation) -> DateOnOffer:
    """Until when people may answer; today is one of these, when it is typed."""
    return DateOnOffer(days=chat.look(working_days.until))


def later(chat: Conversation) -> DateOnOffer:
    """Until when something may be done."""
    return DateOnOffer(from_today=False, days=chat.look(working_days.until, working_days.LATER))


def weeks_after(chat: Conversation, day: date, weeks: Sequence[int]) -> DateOnOffer:
    """Working days that so many weeks lie between."""
    return DateOnOffer(days=chat.look(working_days.until, tuple(7 * one for one in weeks), day))


def first_of_months(chat: Conversation, near: date | None = None) -> DateOnOffer:
    """When something begins that takes months; `near`: so far. Days that have passed are taken when they are typed."""
    return DateOnOffer(from_today=False, days=chat.look(month_days.firsts, near))


def last_of_months(chat: Conversation, near: date | None = None, after: date | None = None) -> DateOnOffer:
    """When something ends that takes months and begins on `after`; `near`: so far."""
    return DateOnOffer(from_today=False, days=chat.look(month_days.lasts, near, after))
