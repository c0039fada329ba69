"""Sessions appear in one's own calendar by themselves: an address to subscribe to, for oneself or to share."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _p
from bot.usecases import calendar_feeds, session_lists
from bot.usecases.calendar_feeds import MINE, PROGRAMME, Addresses, Whose, of_network
from bot.usecases.session_lists import Reach


class Calendar:
    """/calendar"""

    name = "calendar"
    title = _("Calendar")
    words = _p("word", "calendar|my calendar")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.look(calendar_feeds.is_offered):
            chat.say(calendar_feeds.NO_SITE)
            return
        whose = self._whose(chat)
        since = chat.look(calendar_feeds.since, whose)
        if since is None:
            self._first(chat, whose)
        else:
            known = _(
                "There is an address since {day}. I cannot show it again: I keep no copy of it.",
                day=Moment(since, MomentStyle.DAY),
            )
            self._another(chat, whose, known)

    def _whose(self, chat: Conversation) -> Whose:
        """Who coordinates chooses; everybody else has one's own only."""
        shared = _shared(chat.look(session_lists.reach))
        if not shared:
            return MINE
        options = (Option("mine", _("My sessions")), *(Option(value, label) for value, _whose, label in shared))
        chosen = chat.ask("whose", _("Which calendar is it about?"), OneOf(options))
        return {value: whose for value, whose, _label in shared}.get(chosen, MINE)

    def _first(self, chat: Conversation, whose: Whose) -> None:
        options = (
            Option("make", _("Make an address"), SAID_YES),
            Option("nothing", _p("button", "Not now"), SAID_NO),
        )
        if chat.ask("first", _offer(whose), OneOf(options)) == "make":
            self._tell(chat, whose)
        else:
            chat.say(_("Good. Write *calendar* whenever you like."))

    def _another(self, chat: Conversation, whose: Whose, known: Words) -> None:
        options = (
            Option("make", _("A new address")),
            Option("end", _("End it")),
            Option("nothing", _("That is all")),
        )
        question = Lines((known, _("Would you like a new one? The old one then stops working.")))
        match chat.ask("another", question, OneOf(options)):
            case "make":
                self._tell(chat, whose)
            case "end":
                chat.do(calendar_feeds.end, whose)
                chat.say(_("It has ended: whoever subscribed to it sees nothing new any more."))
            case _:
                chat.say(_("Good, nothing has changed."))

    def _tell(self, chat: Conversation, whose: Whose) -> None:
        addresses = chat.do(calendar_feeds.make, whose)
        chat.say(_how(addresses))
        chat.say(_who_reads_it(whose))


def _shared(reach: Reach) -> list[tuple[str, Whose, Words]]:
    found: list[tuple[str, Whose, Words]] = [
        (f"network:{one.value}", of_network(int(one.value)), one.label) for one in reach.networks
    ]
    if reach.everybody:
        found.append(("programme", PROGRAMME, _("The whole programme")))
    return found


def _offer(whose: Whose) -> Words:
    if whose == MINE:
        return _(
            "The sessions that you say yes or maybe to can appear in your own calendar by themselves, and move there "
            "when they move. Shall I make an address for that?"
        )
    return _(
        "All sessions of this calendar can appear in the calendars of others by themselves, without names and without "
        "links. Shall I make an address for that, which you can share?"
    )


def _how(addresses: Addresses) -> Words:
    return Lines(
        (
            _("On an iPhone, iPad or Mac, open this one: {address}", address=addresses.webcal),
            _(
                "In Google Calendar (on a computer: *Other calendars*, *From URL*) or in Outlook (*Add calendar*, "
                "*Subscribe from web*), paste this one: {address}",
                address=addresses.https,
            ),
            _("Changes appear there after some hours; I tell you of them here at once."),
        )
    )


def _who_reads_it(whose: Whose) -> Words:
    if whose == MINE:
        return _("Whoever has this address sees your sessions: please keep it to yourself. *calendar* makes a new one.")
    return _("You may share this address. If it goes too far, *calendar* makes a new one.")
