"""Propose a peer-learning session and invite people to it."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import DateTime
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.handlers.session_audience import ask_centres
from bot.handlers.session_questions import LENGTHS, LONGEST_TITLE, WebLink
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.usecases import partner_introductions, people, session_calendar, session_lists, sessions
from bot.usecases.rights import NO_RIGHT

AREAS = OneOf(tuple(Option(area.value, name) for area, name in AREA_NAMES.items()))
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


class ProposeSession:
    """Title, area, time, length, link, audience; then everybody is invited."""

    name = "propose"
    title = _("Propose a session")
    words = _p("word", "propose|propose a session")
    brief = False

    def talk(self, chat: Conversation) -> None:
        partners = chat.look(partner_introductions.audience, chat.argument)
        if partners is None and not chat.look(session_lists.may_propose):
            chat.say(NO_RIGHT)
            return
        title = chat.ask("title", _("What is the session called?"), Text(at_most=LONGEST_TITLE))
        area = self._area(chat)
        starts_at = chat.ask(
            "starts_at",
            _("When does it begin, on your clock?"),
            DateTime(),
        )
        minutes = chat.ask("minutes", _("How long does it last?"), LENGTHS)
        link = chat.ask_or_skip("link", _("Is there a link to meet at?"), WebLink())
        audience = partners or ask_centres(chat, "audience", _("Who shall be invited?"))
        invited = chat.look(session_lists.people_reached, audience)
        card: Words = Lines(
            (
                _("Is everything right?"),
                *([_("It is with your partners, about *{area}*.", area=AREA_NAMES[area])] if partners else []),
                _n("The invitation goes to *{count}* person.", "The invitation goes to *{count}* people.", invited),
            )
        )
        if not chat.review("send", card, tuple(SHOWN), send=_p("button", "Invite them"), called=SHOWN):
            chat.say(_("Good, nothing was sent."))
            return
        number = chat.do(sessions.propose, title, area, starts_at, int(minutes), link, audience)
        chat.say(
            _(
                "Session {number} is planned, and the invitations are on their way. "
                "Write *sessions* to see who is coming, to change it or to cancel it.",
                number=str(number),
            ),
            attachments=() if chat.look(people.is_text_only) else (chat.do(session_calendar.own_file, number),),
        )

    def _area(self, chat: Conversation) -> PriorityArea:
        """With partners, the one in which they have something for each other."""
        area = chat.look(partner_introductions.area, chat.argument)
        return area or PriorityArea(chat.ask("area", _("Which area does it belong to?"), AREAS))
