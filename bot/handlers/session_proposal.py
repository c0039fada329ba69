"""Propose a session and invite people to it, or keep it as a draft."""

from dataclasses import replace

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments_on_offer import MomentOnOffer
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.audiences import Audience
from bot.domain.sessions import SessionKind
from bot.handlers.session_audience import ask_centres
from bot.handlers.session_details import MORE, Details, ask_details, ask_for_more
from bot.handlers.session_length import DAY_LENGTHS, LENGTHS
from bot.handlers.session_questions import LONGEST_TITLE, WebLink
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.usecases import (
    session_files,
    session_lists,
    session_materials,
    session_origins,
    session_proposals,
    session_series,
    session_wishes,
    working_days,
)
from bot.usecases.rights import NO_RIGHT
from bot.usecases.session_origins import Origin
from bot.usecases.session_proposals import Proposal
from bot.usecases.session_wishes import WISH
from bot.usecases.time_vote_words import TALK

SHOWN: dict[str, Words] = {
    "title": _("Title"),
    "area": _("Area"),
    "starts_at": _("Beginning"),
    "minutes": _("Length"),
    "link": _("Link"),
    "audience": _("Invited"),
    "country": _("Country"),
    "network": _("Network"),
    "priority": _("Priority area"),
}
KEEP = Option("keep", _p("button", "Keep it for later"))


class ProposeSession:
    """Title, area, time, length, link, audience, and whatever else somebody wants to say; then everybody is invited."""

    name = "propose"
    title = _("Propose a session")
    words = _p("word", "propose|propose a session")
    brief = False

    def talk(self, chat: Conversation) -> None:
        origin = chat.look(session_origins.origin, chat.argument) or Origin()
        if origin.audience is None and not chat.look(session_lists.may_propose):
            _tell_of_wishes(chat)
            return
        proposal, details = self._asked(chat, origin)
        has_time = proposal.starts_at is not None
        called = {**SHOWN, **details.called}
        more = () if details.are_all else (MORE,)
        choice = chat.decide(
            "send",
            self._card(chat, origin, proposal),
            tuple(called),
            send=_p("button", "Invite them") if has_time else _("Find a time"),
            also=(*more, KEEP),
            called=called,
        )
        match choice:
            case "drop":
                chat.say(_("Good, nothing was sent."))
            case "details":
                ask_for_more(chat)
            case "send" if has_time:
                self._invite(chat, proposal, details)
            case "send":
                number = chat.do(session_proposals.keep, proposal)
                _add_materials(chat, number, details)
                chat.hand_over(TALK, str(number))
            case _:
                number = chat.do(session_proposals.keep, proposal)
                _add_materials(chat, number, details)
                chat.say(
                    _(
                        "Session {number} is kept as a draft; nobody has been told. Write *sessions* to go on with it.",
                        number=str(number),
                    )
                )

    def _asked(self, chat: Conversation, origin: Origin) -> tuple[Proposal, Details]:
        question = Lines((*origin.lead, _("What is the session called?")))
        title = origin.title or chat.ask("title", question, Text(at_most=LONGEST_TITLE))
        areas = OneOf(tuple(Option(area.value, AREA_NAMES[area]) for area in origin.areas))
        area = origin.area or PriorityArea(chat.ask("area", _("Which area does it belong to?"), areas))
        starts_at = chat.ask_or_skip(
            "starts_at",
            _("When does it begin, on your clock? If you skip this, those you invite can choose a time together."),
            MomentOnOffer(days=chat.look(working_days.to_come)),
        )
        lengths = DAY_LENGTHS if origin.kind is SessionKind.NETWORK_DAY else LENGTHS
        minutes = chat.ask("minutes", _("How long does it last?"), lengths)
        link = chat.ask_or_skip("link", _("Is there a link to meet at?"), WebLink())
        audience = origin.audience or ask_centres(chat, "audience", _("Who shall be invited?"))
        details = ask_details(chat, audience, Details(kind=origin.kind, languages=origin.languages))
        proposal = Proposal(
            title=title,
            area=area,
            starts_at=starts_at,
            minutes=int(minutes),
            link=link,
            audience=_narrowed(audience, details.kind),
            kind=details.kind,
            aim=details.aim,
            languages=details.languages,
            capacity=details.capacity,
            per_centre=details.per_centre,
            room=details.room,
            hosts=details.hosts,
            origin=origin.origin,
        )
        return proposal, details

    def _card(self, chat: Conversation, origin: Origin, proposal: Proposal) -> Words:
        lines: list[Words] = [_("Is everything right?"), *origin.words]
        if proposal.kind is SessionKind.STEERING:
            lines.append(_("To the steering committee belong heads and coordinators of the centres."))
        if proposal.starts_at is None:
            lines.append(
                _("It has no time yet. Those you invite can choose one together; nobody is told before you say so.")
            )
        else:
            invited = chat.look(session_lists.people_reached, proposal.audience)
            lines.append(
                _n("The invitation goes to *{count}* person.", "The invitation goes to *{count}* people.", invited)
            )
        return Lines(tuple(lines))

    def _invite(self, chat: Conversation, proposal: Proposal, details: Details) -> None:
        number = chat.do(session_proposals.propose, proposal)
        _add_materials(chat, number, details)
        calendar = chat.do(session_files.own, number)
        chat.say(
            _(
                "Session {number} is planned, and the invitations are on their way. "
                "Write *sessions* to see who is coming, to change it or to cancel it.",
                number=str(number),
            ),
            acts=chat.look(session_series.offered, number),
            links=calendar.links,
            attachments=calendar.attachments,
        )


def _tell_of_wishes(chat: Conversation) -> None:
    """Who may not propose a session may wish for one."""
    if not chat.look(session_wishes.is_offered):
        chat.say(NO_RIGHT)
        return
    words = _(
        "Sessions are proposed by those who coordinate your centre. You can tell them what you would like to learn or "
        "talk about."
    )
    chat.say(words, acts=(WISH,))


def _add_materials(chat: Conversation, number: int, details: Details) -> None:
    if details.materials:
        chat.do(session_materials.add, number, details.materials, chat.came_from("materials"))


def _narrowed(audience: Audience, kind: SessionKind) -> Audience:
    return replace(audience, functions=session_lists.STEERING) if kind is SessionKind.STEERING else audience
