"""Which centres something is for: all, one country, one network, one priority area. Only what the person's roles take in."""

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.audiences import Audience
from bot.i18n.phrase import Words, _
from bot.usecases import session_lists
from bot.usecases.session_lists import Choice, Reach


def ask_centres(chat: Conversation, key: str, question: Words) -> Audience:
    """Who leads one country or network sees it by name."""
    reach = chat.look(session_lists.reach)
    kind, _colon, value = chat.ask(key, question, _kinds(reach)).partition(":")
    match kind:
        case "country":
            country = value or chat.ask("country", _("Which country?"), _one_of(chat, reach.countries))
            return Audience(countries=(country,))
        case "network":
            network = value or chat.ask("network", _("Which network?"), _one_of(chat, reach.networks))
            return Audience(networks=(int(network),))
        case "area":
            area = chat.ask(
                "priority",
                _("Centres with which priority area?"),
                OneOf(tuple(Option(one.value, one.label) for one in reach.areas)),
            )
            return Audience(areas=(area,))
        case _:
            return Audience()


def _kinds(reach: Reach) -> OneOf:
    if not reach.everybody:
        named = [("country", one) for one in reach.countries] + [("network", one) for one in reach.networks]
        return OneOf(tuple(Option(f"{kind}:{one.value}", one.label) for kind, one in named))
    options = [Option("all", _("Everybody"))]
    options += [Option("country", _("One country"))] if reach.countries else []
    options += [Option("network", _("One network"))] if reach.networks else []
    return OneOf((*options, Option("area", _("One priority area"))))


def _one_of(chat: Conversation, choices: tuple[Choice, ...]) -> OneOf:
    """By their names."""
    return OneOf(chat.by_label(Option(one.value, one.label) for one in choices))
