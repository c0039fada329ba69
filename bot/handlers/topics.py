"""A day of a network: members propose topics and vote for them; whoever animates it opens the vote and makes a session of the result."""

from bot.core.answers import SAID_NO, SAID_YES, OneOf, SeveralOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.outcome import Act
from bot.domain.topics import VOTES_EACH
from bot.handlers import days_on_offer
from bot.i18n.phrase import Lines, Moment, MomentStyle, Words, _, _p
from bot.usecases import publishing, topic_origins, topic_pages, topics
from bot.usecases.rights import NO_RIGHT
from bot.usecases.topic_pages import Day, Shown

LONGEST_TOPIC = 120
SAID = {"propose": _p("word", "propose a topic|propose")}  # here, not a session
OPEN = "open"


class Topics:
    """What shall our day be about?"""

    name = "topics"
    title = _("Network days")
    words = _p("word", "topics|network day|network days")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = chat.argument or self._chosen(chat)
        if number == OPEN:
            self._open(chat)
            return
        day = chat.look(topic_pages.seen, number)
        if day is None:
            chat.say(topics.UNKNOWN)
            return
        chat.say(_told(day), acts=_acts(day))
        options = tuple(Option(value, label, SAID.get(value)) for value, label in _offered(day).items())
        if not options:
            return
        what = chat.ask("what", _("What would you like to do?"), OneOf((*options, Option("nothing", _("That is all")))))
        match what:
            case "vote":
                self._vote(chat, day)
            case "propose":
                self._propose(chat, day)
            case "close":
                _make_sure(chat, _("Count the votes now? Nobody can vote afterwards."), _p("button", "Count them"))
                chat.do(topics.close, day.number)
                chat.hand_over(self.name, str(day.number))
            case "choose":
                self._choose(chat, day)
            case "drop":
                _make_sure(chat, _("Drop this vote? Nobody is told, and nothing comes of it."), _p("button", "Drop it"))
                chat.do(topics.drop, day.number)
                chat.say(_("The vote is dropped."))
            case _:
                chat.say(_("Good, nothing has changed."))

    def _chosen(self, chat: Conversation) -> str:
        listed, may_open = chat.look(topic_pages.listed), chat.look(topic_pages.may_open)
        if not listed:
            if may_open:
                return OPEN
            chat.say(
                _("There is no vote on a topic in your networks at the moment. You will be told when there is one.")
            )
            chat.end()
        options = [Option(str(one.number), _line(one)) for one in listed]
        if may_open:
            options.append(Option(OPEN, _("Open another vote")))
        elif len(options) == 1:
            return options[0].value
        return chat.ask("which", _("Which one would you like to see?"), OneOf(tuple(options)))

    def _open(self, chat: Conversation) -> None:
        networks = chat.look(topic_pages.networks)
        if not networks:
            chat.say(NO_RIGHT)
            return
        options = OneOf(tuple(Option(one.value, one.label) for one in networks))
        network = chat.ask("network", _("For a day of which network shall its members choose the topic?"), options)
        closes = chat.ask(
            "closes",
            _("Until which day can they propose topics and vote?"),
            days_on_offer.soon(chat),
        )
        shown = {"network": _("Network"), "closes": _("Open until")}
        send = _p("button", "Open the vote")
        if not chat.review(
            "send",
            _("All members of the network are told. Is everything right?"),
            tuple(shown),
            send=send,
            called=shown,
        ):
            chat.say(_("Good, nothing was sent."))
            return
        number = chat.do(topics.open_vote, int(network), publishing.end_of(closes, chat.zone))
        chat.say(
            _(
                "The vote is open, and the members are being told. Write *topics* to propose topics yourself, or to count the votes earlier. "
                "It has the number {number}.",
                number=str(number),
            )
        )

    def _vote(self, chat: Conversation, day: Day) -> None:
        options = tuple(Option(str(one.id), one.words) for one in day.topics)
        question = _(
            "Which topics are you for? Choose {count} at most; what you chose before no longer counts.",
            count=VOTES_EACH,
        )
        chosen: tuple[str, ...] = chat.ask("votes", question, SeveralOf(options))
        chat.do(topics.vote, day.number, [int(one) for one in chosen])
        chat.say(_("Thank you, your vote counts. You can change it until {day}.", day=_until(day)))

    def _propose(self, chat: Conversation, day: Day) -> None:
        words = chat.ask("topic", _("Which topic do you propose? A few words are enough."), Text(at_most=LONGEST_TOPIC))
        chat.do(topics.propose, day.number, words)
        chat.say(_("Thank you. The other members can vote for it now; nobody sees who proposed it."))

    def _choose(self, chat: Conversation, day: Day) -> None:
        options = tuple(Option(str(one.id), one.words) for one in day.topics)
        winner = chat.ask("winner", _("Which topic shall it be?"), OneOf(options))
        chat.do(topics.choose, day.number, int(winner))
        chat.hand_over(self.name, str(day.number))


def _offered(day: Day) -> dict[str, Words]:
    found: dict[str, Words] = {}
    if day.is_open:
        if day.topics:
            found["vote"] = _("Change my vote") if any(one.is_mine for one in day.topics) else _("Vote")
        found["propose"] = _("Propose a topic")
        if day.looks_after:
            found["close"] = _("Count the votes")
    elif day.looks_after and not day.is_chosen and day.topics:
        found["choose"] = _("Choose the topic")
    if day.looks_after and not day.has_session:
        found["drop"] = _("Drop the vote")
    return found


def _told(day: Day) -> Words:
    if not day.is_open:
        over = _("*{network}*: the vote on the topic of the day is over.", network=day.network)
        return Lines((over, *day.result))
    lead = _(
        "*{network}*: what shall the day be about? You can vote until {day}.", network=day.network, day=_until(day)
    )
    if not day.topics:
        return Lines((lead, _("Nobody has proposed a topic yet.")))
    return Lines((lead, *(_topic(one) for one in day.topics)))


def _topic(one: Shown) -> Words:
    return _("• {topic} (you are for it)", topic=one.words) if one.is_mine else _("• {topic}", topic=one.words)


def _until(day: Day) -> Words:
    return Moment(day.closes_at, MomentStyle.LAST_DAY)


def _acts(day: Day) -> tuple[Act, ...]:
    if not (day.looks_after and day.is_chosen) or day.has_session:
        return ()
    return (Act("begin", f"propose:{topic_origins.PREFIX}{day.number}", _p("button", "Propose a session")),)


def _line(one: topic_pages.Line) -> Words:
    if one.is_open:
        return _("{network}: the vote is open", network=one.network)
    return _("{network}: the vote is over", network=one.network)


def _make_sure(chat: Conversation, question: Words, yes: Words) -> None:
    """Ends the talk where the answer is no."""
    options = (Option("yes", yes, SAID_YES), Option("no", _p("button", "No"), SAID_NO))
    if chat.ask("sure", question, OneOf(options)) == "no":
        chat.say(_("Good, nothing has changed."))
        chat.end()
