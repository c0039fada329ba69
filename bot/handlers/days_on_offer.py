"""Until which day: working days to tap, where whoever is asked lives."""

from bot.core.conversation import Conversation
from bot.core.moments_on_offer import DateOnOffer
from bot.usecases import working_days


def soon(chat: Conversation) -> DateOnOffer:
    """Until when people may answer; today is one of these, when it is typed."""
    return DateOnOffer(days=chat.look(working_days.until))


def later(chat: Conversation) -> DateOnOffer:
    """Until when something may be done."""
    return DateOnOffer(from_today=False, days=chat.look(working_days.until, working_days.LATER))
