"""Propose a peer-learning session and invite people to it."""

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import DateTime
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.audiences import Audience
from bot.handlers.session_questions import LENGTHS, LONGEST_TITLE, WebLink
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.usecases import people, session_calendar, session_lists, sessions
from bot.usecases.rights import NO_RIGHT
from bot.usecases.session_lists import Choice, Reach

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
        if not chat.look(session_lists.may_propose):
            chat.say(NO_RIGHT)
            return
        title = chat.ask("title", _("What is the session called?"), Text(at_most=LONGEST_TITLE))
        area = chat.ask("area", _("Which area does it belong to?"), AREAS)
        starts_at = chat.ask(
            "starts_at",
            _("When does it begin, on your clock?"),
            DateTime(),
        )
        minutes = chat.ask("minutes", _("How long does it last?"), LENGTHS)
        link = chat.ask_or_skip("link", _("Is there a link to meet at?"), WebLink())
        audience = self._audience(chat)
        invited = chat.look(session_lists.people_reached, audience)
        card: Words = Lines(
            (
                _("Is everything right?"),
                _n("The invitation goes to *{count}* person.", "The invitation goes to *{count}* people.", invited),
            )
        )
        if not chat.review("send", card, tuple(SHOWN), send=_p("button", "Invite them"), called=SHOWN):
            chat.say(_("Good, nothing was sent."))
            return
        number = chat.do(sessions.propose, title, PriorityArea(area), starts_at, int(minutes), link, audience)
        chat.say(
            _(
                "Session {number} is planned, and the invitations are on their way. "
                "Write *sessions* to see who is coming, to change it or to cancel it.",
                number=str(number),
            ),
            attachments=() if chat.look(people.is_text_only) else (chat.do(session_calendar.own_file, number),),
        )

    def _audience(self, chat: Conversation) -> Audience:
        """Only what the person's roles take in is on offer; who leads one country or network sees it by name."""
        reach = chat.look(session_lists.reach)
        kind, _colon, value = chat.ask("audience", _("Who shall be invited?"), _kinds(reach)).partition(":")
        match kind:
            case "country":
                country = value or chat.ask("country", _("Which country?"), _one_of(reach.countries))
                return Audience(countries=(country,))
            case "network":
                network = value or chat.ask("network", _("Which network?"), _one_of(reach.networks))
                return Audience(networks=(int(network),))
            case "area":
                area = chat.ask("priority", _("Centres with which priority area?"), _one_of(reach.areas))
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


def _one_of(choices: tuple[Choice, ...]) -> OneOf:
    return OneOf(tuple(Option(one.value, one.label) for one in choices))
