"""When an announcement goes out, asked within the talk that writes it."""

from datetime import datetime

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments_on_offer import MomentOnOffer
from bot.i18n.phrase import Words, _, _p
from bot.usecases import working_days
from bot.usecases.announcement_times import AT_ONCE, URGENCY_NAMES, Urgency, When

_CHOICES = (
    Option("now", _p("button", "Now")),
    Option("at", _p("button", "Later")),
    Option("everywhere", _p("button", "At each one's hour")),
    Option("urgent", _p("button", "Now, it is urgent")),
)
WHEN_NAMES: dict[str, Words] = {"when": _("Time of sending"), "at": _("Day and hour"), "urgent": _("Why it is urgent")}


def ask_when(chat: Conversation) -> When:
    """An urgent one may wake people, and is not counted among those of the week."""
    choice = chat.ask(
        "when",
        _("When should it go out? At night it waits for the morning, unless it is urgent."),
        OneOf(_CHOICES),
    )
    match choice:
        case "urgent":
            options = tuple(Option(reason, name) for reason, name in URGENCY_NAMES.items())
            return When(urgent=Urgency(chat.ask("urgent", _("Why may it wake people?"), OneOf(options))))
        case "at":
            return When(at=_ask_moment(chat, _("On which day and at what time, on your clock?")))
        case "everywhere":
            at = _ask_moment(chat, _("On which day and at what time, on each person's own clock?"))
            return When(at=at, everywhere=True)
        case _:
            return AT_ONCE


def _ask_moment(chat: Conversation, question: Words) -> datetime:
    return chat.ask("at", question, MomentOnOffer(days=chat.look(working_days.to_come)))
