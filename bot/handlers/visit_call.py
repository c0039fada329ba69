"""A call for peer visits: opened by whoever coordinates, answered for a centre by its coordinator or head."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, SeveralOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.visits import VisitWay
from bot.handlers import days_on_offer
from bot.handlers.session_audience import ask_centres
from bot.i18n.phrase import LanguageName, Lines, Words, _, _p
from bot.usecases import publishing, visit_calls, visit_lists, visit_offers
from bot.usecases.rights import NO_RIGHT
from bot.usecases.visit_calls import Plan
from bot.usecases.visit_offers import Asked, Offer

CALLED: dict[str, Words] = {
    "audience": _("Centres"),
    "country": _("Country"),
    "network": _("Network"),
    "priority": _("Priority area"),
    "closes": _("Answers until"),
    "from": _("First day"),
    "until": _("Last day"),
    "way": _("Form"),
    "size": _("Groups"),
}
WAYS = OneOf(
    (
        Option(VisitWay.EITHER.value, _p("button", "The host chooses")),
        Option(VisitWay.LIVE.value, _p("button", "A video meeting")),
        Option(VisitWay.DIARY.value, _p("button", "A week of photos")),
    )
)
SIZES = OneOf((Option("groups", _p("button", "Groups of 3 to 5")), Option("pairs", _p("button", "Pairs"))))
# Weeks: between the last answer and the first visit; between the first and the last visit.
PREPARING, LASTING = (4, 6, 8, 12), (2, 4, 8, 12)
PARTS: dict[str, tuple[bool, bool]] = {
    "both": (True, True),
    "hosts": (True, False),
    "visits": (False, True),
    "neither": (False, False),
}


class CallForVisits:
    """Whom, until when, which weeks, in which form; then the centres are asked."""

    name = "callforvisits"
    title = _("Call for visits")
    words = _p("word", "call for visits")
    brief = False

    def talk(self, chat: Conversation) -> None:
        if not chat.look(visit_lists.may_call):
            chat.say(NO_RIGHT)
            return
        audience = ask_centres(chat, "audience", _("Which centres shall be asked whether they host or visit peers?"))
        closes = chat.ask(
            "closes",
            _("Until which day may they answer?"),
            days_on_offer.soon(chat),
        )
        begin = chat.ask(
            "from",
            _("From which day on may the visits be? Hosts need four weeks to prepare."),
            days_on_offer.weeks_after(chat, closes, PREPARING),
        )
        until = chat.ask("until", _("And until which day?"), days_on_offer.weeks_after(chat, begin, LASTING))
        way = chat.ask("way", _("In which form are the visits?"), WAYS)
        size = chat.ask("size", _("Shall centres visit each other in groups of three to five, or in pairs?"), SIZES)
        plan = Plan(
            audience,
            closes,
            publishing.end_of(closes, chat.zone),
            begin,
            until,
            VisitWay(way),
            in_pairs=size == "pairs",
        )
        card = Lines(
            (
                _("Shall I ask the centres?"),
                _("When they have answered, you see the groups before any centre is told."),
                "",
            )
        )
        if not chat.review("send", card, tuple(CALLED), send=_p("button", "Ask the centres"), called=CALLED):
            chat.say(_("Good, nothing was sent."))
            return
        number = chat.do(visit_calls.open_call, plan)
        chat.say(
            _(
                "Call {number} for peer visits is open; the centres are being asked. *visits* shows who has answered.",
                number=str(number),
            )
        )


class AnswerVisits:
    """Host, visit, or both: for one's own centre."""

    name = "answervisits"
    title = _("Answer a call")
    words = _p("word", "answer a call")
    brief = False

    def talk(self, chat: Conversation) -> None:
        asked = chat.look(visit_offers.asked, chat.argument) if chat.argument else self._chosen(chat)
        if isinstance(asked, Refusal):
            chat.say(asked.why)
            return
        centre = asked.centres[0][0]
        if len(asked.centres) > 1:
            options = tuple(Option(str(number), name) for number, name in asked.centres)
            centre = int(chat.ask("centre", _("For which centre do you answer?"), OneOf(options)))
        hosts, visits = PARTS[
            chat.ask("part", Lines((asked.words, _("What would your centre like to do?"))), self._parts())
        ]
        given = Offer(hosts, visits)
        if hosts or visits:
            given = Offer(hosts, visits, self._areas(chat, hosts=hosts), self._languages(chat, centre))
        chat.do(visit_offers.offer, asked.number, centre, given)
        if not (hosts or visits):
            chat.say(_("Good, not this time. If you change your mind before the call closes, write *answer a call*."))
            return
        chat.say(
            _(
                "Thank you, that is noted for call {number}. When all have answered, I write to you with a group; "
                "your centre then says yes or no. Until the call closes you can change it: write *answer a call*.",
                number=str(asked.number),
            )
        )

    def _chosen(self, chat: Conversation) -> Asked | Refusal:
        calls = chat.look(visit_offers.open_calls)
        if not calls:
            return Refusal(_("No call for peer visits waits for an answer of your centre."))
        if len(calls) == 1:
            return calls[0]
        options = tuple(Option(str(one.number), _("Call {number}", number=str(one.number))) for one in calls)
        number = chat.ask("call", _("Which call do you answer?"), OneOf(options))
        return next(one for one in calls if str(one.number) == number)

    def _parts(self) -> OneOf:
        return OneOf(
            (
                Option("both", _p("button", "Host and visit"), SAID_YES),
                Option("hosts", _p("button", "Only host")),
                Option("visits", _p("button", "Only visit")),
                Option("neither", _p("button", "Not this time"), SAID_NO),
            )
        )

    def _areas(self, chat: Conversation, *, hosts: bool) -> tuple[PriorityArea, ...]:
        prompt: Words = _("Which areas of your centre shall the visitors look at?")
        if not hosts:
            prompt = _("Which areas would you like to see at other centres?")
        options = tuple(Option(area.value, name) for area, name in AREA_NAMES.items())
        picked = chat.ask("areas", prompt, SeveralOf(options))
        return tuple(PriorityArea(one) for one in picked)

    def _languages(self, chat: Conversation, centre: int) -> tuple[str, ...]:
        known = chat.look(visit_offers.languages_of, centre)
        if len(known) == 1:
            return known
        options = tuple(Option(tag, LanguageName(tag, capital=True)) for tag in known)
        prompt = _("In which languages could your colleagues talk with the others?")
        return chat.ask("languages", prompt, SeveralOf(options))
