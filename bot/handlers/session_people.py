"""Who? Found by a part of the name, among those whom one may name."""

from bot.core.answers import OneOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.domain.audiences import Audience
from bot.domain.sessions import HostPart
from bot.i18n.phrase import Words, _
from bot.usecases import session_hosts
from bot.usecases.session_hosts import Found

AGAIN, NOBODY = ".again", ".nobody"
ATTEMPTS = 50
QUESTIONS: dict[HostPart, Words] = {
    HostPart.HOST: _("Who leads it? Please write a part of the name."),
    HostPart.CO_HOST: _("Who helps to lead it? Please write a part of the name."),
    HostPart.INTERPRETER: _("Who interprets? Please write a part of the name."),
}


def ask_people(chat: Conversation, part: HostPart, audience: Audience, at_most: int) -> tuple[list[int], list[str]]:
    """Those named, and the keys under which the review card shows them."""
    return ask_named(chat, str(part), QUESTIONS[part], audience, at_most)


def ask_named(
    chat: Conversation, key: str, question: Words, audience: Audience, at_most: int
) -> tuple[list[int], list[str]]:
    """As `ask_people`, for any question; its own keys begin with `key`."""
    people: list[int] = []
    keys: list[str] = []
    for place in range(1, at_most + 1):
        found = _ask_person(chat, f"{key} {place}", question, audience)
        if found is not None:
            people.append(found[0])
            keys.append(found[1])
        if place == at_most or not chat.ask(f"{key} {place} more", _("Anybody else?"), YesNo()):
            break
    return people, keys


def _ask_person(chat: Conversation, key: str, prompt: Words, audience: Audience) -> tuple[int, str] | None:
    for attempt in range(1, ATTEMPTS):
        again = "" if attempt == 1 else f" {attempt}"
        query = chat.ask(f"{key} search{again}", prompt, Text(at_most=100))
        found = chat.look(session_hosts.find_people, audience, query)
        options = [Option(str(one.id), _label(one)) for one in found]
        options += [Option(AGAIN, _("Search again")), Option(NOBODY, _("Nobody"))]
        question = _("Is it one of these?") if found else _("I found nobody of that name.")
        chosen = chat.ask(f"{key}{again}", question, OneOf(tuple(options)))
        if chosen == NOBODY:
            return None
        if chosen != AGAIN:
            return int(chosen), f"{key}{again}"
    return None


def _label(one: Found) -> Words:
    return _("{name} ({place})", name=one.name, place=one.centre)
