"""Who? Found by a part of the name, among those whom one may name."""

from bot.core.answers import OneOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.reading import cleaned
from bot.domain.audiences import Audience
from bot.domain.sessions import HostPart
from bot.i18n.phrase import Words, _
from bot.usecases import session_hosts
from bot.usecases.session_hosts import Found

AGAIN, NOBODY = ".again", ".nobody"
ATTEMPTS = 50
LONGEST = 100  # signs of what is searched for
IS_IT = _("Is it one of these? If not, write another name, or the town of the centre.")
NONE_FOUND = _("I found nobody of that name. Write another one, or the town of the centre.")
QUESTIONS: dict[HostPart, Words] = {
    HostPart.HOST: _("Who leads it? Please write a part of the name."),
    HostPart.CO_HOST: _("Who helps to lead it? Please write a part of the name."),
    HostPart.INTERPRETER: _("Who interprets? Please write a part of the name."),
}


def ask_people(chat: Conversation, part: HostPart, audience: Audience, at_most: int) -> tuple[list[int], list[str]]:
    """Those named, and the keys under which the review card shows them."""
    return ask_named(chat, str(part), QUESTIONS[part], audience, at_most)


def ask_named(
    chat: Conversation, key: str, question: Words, audience: Audience, at_most: int, *, optional: bool = False
) -> tuple[list[int], list[str]]:
    """As `ask_people`, for any question; its own keys begin with `key`. `optional`: it may be nobody."""
    people: list[int] = []
    keys: list[str] = []
    query = ""
    if optional:
        said = chat.ask_or_skip(_search(f"{key} 1"), question, Text(at_most=LONGEST))
        if said is None:
            return [], [_search(f"{key} 1")]
        query = said
    for place in range(1, at_most + 1):
        found = _ask_person(chat, f"{key} {place}", question, audience, query if place == 1 else "")
        if found is not None:
            people.append(found[0])
            keys.append(found[1])
        if place == at_most or not chat.ask(f"{key} {place} more", _("Anybody else?"), YesNo()):
            break
    return people, keys


def _ask_person(chat: Conversation, key: str, prompt: Words, audience: Audience, query: str) -> tuple[int, str] | None:
    """`query`: what was written already, if anything."""
    for attempt in range(1, ATTEMPTS):
        again = "" if attempt == 1 else f" {attempt}"
        query = query or chat.ask(_search(key, again), prompt, Text(at_most=LONGEST))
        found = chat.look(session_hosts.find_people, audience, query)
        options = [Option(str(one.id), _label(one)) for one in found]
        options += [Option(AGAIN, _("Search again")), Option(NOBODY, _("Nobody"))]
        chosen = chat.ask(f"{key}{again}", IS_IT if found else NONE_FOUND, Among(tuple(options)))
        if chosen == NOBODY:
            return None
        if not chosen.startswith(AGAIN):
            return int(chosen), f"{key}{again}"
        query = chosen.removeprefix(AGAIN)
    return None


def _search(key: str, again: str = "") -> str:
    return f"{key} search{again}"


class Among(OneOf):
    """One of those found; or another name, to search for that at once."""

    name = "among"

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        understood = super().parse(given, listener, draft)
        said = cleaned(given.text)
        is_another = isinstance(understood, Unclear) and any(sign.isalpha() for sign in said) and len(said) <= LONGEST
        return Accepted(f"{AGAIN}{said}") if is_another else understood

    def admits(self, data: Json) -> bool:
        return super().admits(data) or str(data).startswith(AGAIN)

    def show(self, value: str) -> Words:
        is_another = value.startswith(AGAIN) and value != AGAIN
        return value.removeprefix(AGAIN) if is_another else super().show(value)


def _label(one: Found) -> Words:
    return _("{name} ({place})", name=one.name, place=one.centre)
