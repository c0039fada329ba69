"""On the page of a session: invite people to a draft, change what it is, call it off."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from bot.core.answers import SAID_NO, SAID_YES, AnswerKind, OneOf, SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments_on_offer import MomentOnOffer
from bot.domain.sessions import HostPart, SessionKind
from bot.handlers.session_details import LONGEST_AIM, LONGEST_PLACE, MOST_HELPERS, OTHER_KINDS, ask_places
from bot.handlers.session_length import LENGTHS
from bot.handlers.session_people import ask_people
from bot.handlers.session_questions import LONGEST_TITLE, WebLink
from bot.i18n.phrase import LanguageName, Words, _, _n, _p
from bot.usecases import session_lists, session_proposals, sessions, working_days
from bot.usecases.session_lists import Seen
from bot.usecases.sessions import Changes

T = TypeVar("T")


def as_given(value: T) -> T:
    return value


FIELDS = (
    Option("starts_at", _("The time")),
    Option("title", _("The title")),
    Option("minutes", _("The length")),
    Option("link", _("The link")),
    Option("room", _("The place")),
    Option("kind", _("The kind")),
    Option("aim", _("The aim")),
    Option("languages", _("The languages")),
    Option("places", _("Number of places")),
    Option("host", _("Who leads it")),
    Option("co_host", _("Who helps")),
    Option("interpreter", _("Who interprets")),
)
QUESTIONS: dict[str, tuple[Words, AnswerKind[Any], Callable[[Any], Any]]] = {
    "title": (_("What is the session called?"), Text(at_most=LONGEST_TITLE), as_given),
    "minutes": (_("How long does it last?"), LENGTHS, int),
    "link": (_("At which link do you meet?"), WebLink(), as_given),
    "room": (_("Where do people meet?"), Text(at_most=LONGEST_PLACE), as_given),
    "kind": (_("What kind of session is it?"), OneOf(OTHER_KINDS), SessionKind),
    "aim": (_("What will people take home from it? One sentence is enough."), Text(at_most=LONGEST_AIM), as_given),
}
REMOVABLE = frozenset({"link", "room", "aim"})  # by skipping the question
PARTS = {part.value: part for part in HostPart}
SEND = _p("button", "Send it")
TO_ALL = _("Everybody who is invited will be told. Shall I send it?")


def invite(chat: Conversation, session: Seen) -> None:
    people = chat.look(session_lists.people_reached, session.audience)
    _make_sure(
        chat,
        _n("The invitation goes to *{count}* person.", "The invitation goes to *{count}* people.", people),
        send=_p("button", "Invite them"),
    )
    chat.do(session_proposals.invite, session.number)
    chat.say(
        _(
            "Session {number} is planned, and the invitations are on their way. "
            "Write *sessions* to see who is coming, to change it or to cancel it.",
            number=str(session.number),
        )
    )


def change(chat: Conversation, session: Seen) -> None:
    field = chat.ask("field", _("What would you like to change?"), OneOf(FIELDS))
    number = str(session.number)
    if field in PARTS:
        _change_people(chat, session, PARTS[field])
        return
    new = _asked(chat, session, field)
    is_told = session.is_planned and field != "places"
    if is_told:
        _make_sure(chat, TO_ALL)
    chat.do(sessions.change, session.number, **new)
    if not is_told:
        _told_so(chat, session)
    elif field == "starts_at":
        chat.say(_("Session {number} is moved; everybody who is invited is told.", number=number))
    else:
        chat.say(_("Session {number} is changed; everybody who is invited is told.", number=number))


def _asked(chat: Conversation, session: Seen, field: str) -> Changes:
    match field:
        case "places":
            capacity, per_centre = ask_places(chat)
            return {"capacity": capacity, "per_centre": per_centre}
        case "starts_at":
            days = chat.look(working_days.to_come, session.starts_at)
            kind = MomentOnOffer(days=days)
            return {"starts_at": chat.ask(field, _("When does it begin, on your clock?"), kind)}
        case "languages":
            tags = chat.look(session_lists.spoken, session.audience)
            options = SeveralOf(tuple(Option(tag, LanguageName(tag, capital=True)) for tag in tags))
            spoken: tuple[str, ...] = chat.ask(field, _("Which languages are spoken there?"), options)
            return {"languages": list(spoken)}
        case _:
            question, answers, read = QUESTIONS[field]
            ask = chat.ask_or_skip if field in REMOVABLE else chat.ask
            value = ask(field, question, answers)
            return cast("Changes", {field: None if value is None else read(value)})


def _change_people(chat: Conversation, session: Seen, part: HostPart) -> None:
    """Who had this part before has it no longer; the new ones are asked."""
    at_most = 1 if part is HostPart.HOST else MOST_HELPERS
    people, _keys = ask_people(chat, part, session.audience, at_most)
    chat.do(sessions.give_part, session.number, part, people)
    _told_so(chat, session)


def _told_so(chat: Conversation, session: Seen) -> None:
    """Whoever is at work on a draft goes on with it."""
    chat.say(_("Session {number} is changed.", number=str(session.number)))
    if session.is_draft:
        chat.hand_over("sessions", str(session.number))


def cancel(chat: Conversation, session: Seen) -> None:
    reason = chat.ask_or_skip(
        "reason",
        _("Why is it cancelled? This goes to those who are invited; you can *skip* it."),
        Text(at_most=500),
    )
    sure = chat.ask(
        "sure",
        _("Cancel this session for everybody? That cannot be undone."),
        OneOf((Option("yes", _("Yes, cancel it"), SAID_YES), Option("no", _("Keep it"), SAID_NO))),
    )
    if sure == "no":
        chat.say(_("Good, nothing has changed."))
        return
    chat.do(sessions.cancel, session.number, reason)
    chat.say(_("Session {number} is cancelled; everybody who is invited is told.", number=str(session.number)))


def drop(chat: Conversation, session: Seen) -> None:
    """A draft: nobody knows of it."""
    _make_sure(chat, _("Drop this draft? That cannot be undone."), send=_p("button", "Drop it"))
    chat.do(sessions.cancel, session.number, None)
    chat.say(_("The draft is dropped; nobody was told of it."))


def _make_sure(chat: Conversation, question: Words, send: Words = SEND) -> None:
    """Asked once more. Ends the talk where the answer is no."""
    options = (Option("yes", send, SAID_YES), Option("no", _p("button", "No"), SAID_NO))
    if chat.ask("sure", question, OneOf(options)) == "no":
        chat.say(_("Good, nothing has changed."))
        chat.end()
