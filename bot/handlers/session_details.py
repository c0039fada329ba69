"""What else can be said of a session when it is proposed: only what somebody wants to add is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NoReturn

from bot.core.amounts import WholeNumber
from bot.core.answers import OneOf, SeveralOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.messages import FileReference
from bot.domain.audiences import Audience
from bot.domain.sessions import HostPart, SessionKind
from bot.handlers.session_materials import QUESTION, Materials
from bot.handlers.session_people import ask_people
from bot.i18n.phrase import LanguageName, Words, _, _p
from bot.usecases import session_lists
from bot.usecases.session_proposals import MOST_PEOPLE
from bot.usecases.session_words import KIND_NAMES

LONGEST_AIM, LONGEST_PLACE = 500, 200
MOST_HELPERS = 3  # co-hosts; interpreters likewise
MORE = Option("details", _p("button", "More details"))
_ROUNDS = "rounds of details"
# Peer visits are arranged by their own call.
KINDS = tuple(Option(kind.value, name) for kind, name in KIND_NAMES.items() if kind is not SessionKind.PEER_VISIT)
# Who is invited to a steering committee is settled when it is proposed.
OTHER_KINDS = tuple(one for one in KINDS if one.value != SessionKind.STEERING)


@dataclass(frozen=True)
class Details:
    """`keys` of the questions that were asked, and what the review card calls them."""

    kind: SessionKind = SessionKind.PEER_LEARNING
    aim: str | None = None
    languages: tuple[str, ...] = ()
    capacity: int | None = None
    per_centre: int | None = None
    room: str | None = None
    hosts: dict[HostPart, tuple[int, ...]] = field(default_factory=dict)
    materials: tuple[str | FileReference, ...] = ()
    called: dict[str, Words] = field(default_factory=dict)
    are_all: bool = False  # nothing is left to add


def ask_details(chat: Conversation, audience: Audience, start: Details) -> Details:
    """As often as somebody asked for more on the review card."""
    found = start
    wanted: list[str] = []
    for one in range(1, _rounds(chat) + 1):
        left = _left(wanted)
        added: tuple[str, ...] = chat.ask(
            f"details {one}", _("What would you like to add?"), SeveralOf(left, at_least=0)
        )
        wanted += added
    for value, (_label, ask) in DETAILS.items():
        if value in wanted:
            found = ask(chat, audience, found)
    return replace(found, are_all=len(wanted) == len(DETAILS))


def ask_for_more(chat: Conversation) -> NoReturn:
    """Asked for on the review card, which comes again afterwards."""
    chat.remember(_ROUNDS, _rounds(chat) + 1)
    chat.close("send")
    chat.again()


def _rounds(chat: Conversation) -> int:
    return int(chat.recall(_ROUNDS) or 0)


def _left(wanted: list[str]) -> tuple[Option, ...]:
    return tuple(Option(value, label) for value, (label, _ask) in DETAILS.items() if value not in wanted)


def _kind(chat: Conversation, _audience: Audience, found: Details) -> Details:
    kind = chat.ask("kind", _("What kind of session is it?"), OneOf(KINDS))
    return replace(found, kind=SessionKind(kind), called={**found.called, "kind": _("Kind")})


def _aim(chat: Conversation, _audience: Audience, found: Details) -> Details:
    aim = chat.ask("aim", _("What will people take home from it? One sentence is enough."), Text(at_most=LONGEST_AIM))
    return replace(found, aim=aim, called={**found.called, "aim": _("Aim")})


def _languages(chat: Conversation, audience: Audience, found: Details) -> Details:
    options = tuple(Option(tag, LanguageName(tag, capital=True)) for tag in chat.look(session_lists.spoken, audience))
    spoken = chat.ask("languages", _("Which languages are spoken there?"), SeveralOf(options))
    found = replace(found, languages=tuple(spoken), called={**found.called, "languages": _("Languages")})
    if not chat.ask("is_interpreted", _("Does anybody interpret?"), YesNo()):
        return found
    return _people(chat, audience, found, HostPart.INTERPRETER, MOST_HELPERS, _("Interpreting"))


def _host(chat: Conversation, audience: Audience, found: Details) -> Details:
    return _people(chat, audience, found, HostPart.HOST, 1, _("Led by"))


def _co_hosts(chat: Conversation, audience: Audience, found: Details) -> Details:
    return _people(chat, audience, found, HostPart.CO_HOST, MOST_HELPERS, _("With the help of"))


def _people(
    chat: Conversation, audience: Audience, found: Details, part: HostPart, at_most: int, called: Words
) -> Details:
    people, keys = ask_people(chat, part, audience, at_most)
    named = {**found.hosts, part: tuple(people)} if people else found.hosts
    return replace(found, hosts=named, called={**found.called, **dict.fromkeys(keys, called)})


def ask_places(chat: Conversation) -> tuple[int | None, int | None]:
    """In all, and of one centre; None: as many as like."""
    in_all = WholeNumber(at_least=1, at_most=MOST_PEOPLE)
    capacity = chat.ask_or_skip("capacity", _("How many people can come at most?"), in_all)
    of_one = WholeNumber(at_least=1, at_most=capacity or MOST_PEOPLE)
    return capacity, chat.ask_or_skip("per_centre", _("And how many of one centre at most?"), of_one)


def _places(chat: Conversation, _audience: Audience, found: Details) -> Details:
    capacity, per_centre = ask_places(chat)
    called = {**found.called, "capacity": _("Places"), "per_centre": _("Places for each centre")}
    return replace(found, capacity=capacity, per_centre=per_centre, called=called)


def _room(chat: Conversation, _audience: Audience, found: Details) -> Details:
    room = chat.ask("room", _("Where do people meet?"), Text(at_most=LONGEST_PLACE))
    return replace(found, room=room, called={**found.called, "room": _("Place")})


def _materials(chat: Conversation, _audience: Audience, found: Details) -> Details:
    given = chat.ask("materials", QUESTION, Materials())
    return replace(found, materials=given, called={**found.called, "materials": _("Materials")})


DETAILS: dict[str, tuple[Words, Callable[[Conversation, Audience, Details], Details]]] = {
    "kind": (_("The kind"), _kind),
    "aim": (_("The aim"), _aim),
    "languages": (_("Languages"), _languages),
    "host": (_("Who leads it"), _host),
    "co_hosts": (_("Who helps"), _co_hosts),
    "places": (_("Number of places"), _places),
    "room": (_("The place"), _room),
    "materials": (_("Materials"), _materials),
}
