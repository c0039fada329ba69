"""Which centre? One's own, or any that is found by its name."""

from collections.abc import Sequence

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import Country, Words, _
from bot.usecases import entering

ANOTHER, AGAIN = ".another", ".again"
ATTEMPTS = 100


def centre(
    chat: Conversation, own: Sequence[tuple[int, Words]], prompt: Words, *, others: bool, key: str = "centre"
) -> int | None:
    """Asked where there are several of one's own, or where a role reaches beyond them. None: there is none."""
    if not others and len(own) <= 1:
        return own[0][0] if own else None
    options = [Option(str(number), name) for number, name in own]
    if others:
        options.append(Option(ANOTHER, _("Another centre")))
    if own:
        chosen = chat.ask(key, prompt, OneOf(tuple(options)))
        if chosen != ANOTHER:
            return int(chosen)
    return search(chat)


def search(chat: Conversation) -> int | None:
    for attempt in range(1, ATTEMPTS):
        query = chat.ask(
            f"search {attempt}", _("What is the centre called, or which town is it in?"), Text(at_most=100)
        )
        found = chat.look(entering.find_centres, query)
        options = [Option(str(one.id), _label(one)) for one in found]
        options.append(Option(AGAIN, _("Search again")))
        prompt = _("Is it one of these?") if found else _("I found no centre of that name.")
        choice = chat.ask(f"centre {attempt}", prompt, OneOf(tuple(options)))
        if choice != AGAIN:
            return int(choice)
    return None


def _label(one: entering.Found) -> Words:
    return _("{centre} ({country})", centre=one.name, country=Country(one.country))
