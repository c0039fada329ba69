"""What becomes of a round: how many take part, who is behind, and what can be done about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import Date
from bot.core.refusal import Refusal
from bot.domain.participation import Tally, by_country, by_network
from bot.handlers import days_on_offer
from bot.handlers.round_map import picture
from bot.handlers.round_opening import NOT_YOURS
from bot.i18n.phrase import Country, Lines, Listed, Moment, MomentStyle, Words, _, _n, _p
from bot.usecases import (
    publishing,
    registry,
    round_lists,
    round_nudges,
    round_words,
    rounds,
    voices,
)
from bot.usecases.round_lists import Phase, Standing

MOST_LINES = 20
NEW, DONE = "new", "done"


class Rounds:
    """The list, then one of them."""

    name = "rounds"
    title = _("Rounds")
    words = _p("word", "rounds|my rounds")
    brief = True

    def talk(self, chat: Conversation) -> None:
        if not chat.look(publishing.may_publish):
            chat.say(NOT_YOURS)
            chat.end()
        number = chat.number
        if number is None:
            self._choose(chat)
            return
        found = chat.look(round_lists.standing, number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            chat.end()
        chosen = chat.ask("what", told(found), OneOf(_options(found)))
        if chosen == DONE:
            chat.say(_("Good, it stays as it is."))
        else:
            self._do(chat, found, chosen)

    def _do(self, chat: Conversation, found: Standing, chosen: str) -> None:
        match chosen:
            case "behind":
                self._behind(chat, found.number)
            case "networks":
                self._networks(chat, found)
            case "picture":
                self._picture(chat, found)
            case "results":
                chat.hand_over("synthesis", str(found.number))
            case "remind":
                self._remind(chat, found.number)
            case "quiet" | "loud":
                self._switch(chat, found.number, wanted=chosen == "loud")
            case "extend":
                self._extend(chat, found.number)
            case _:
                self._close(chat, found.number)

    def _choose(self, chat: Conversation) -> None:
        found = chat.look(round_lists.in_sight)
        new = Option(NEW, _p("button", "Open a round"))
        if not found:
            none = _("A round asks centres to assess themselves, all in the same weeks. None has been opened yet.")
            options: tuple[Option, ...] = (new, Option(DONE, _p("button", "Not now")))
            chosen = chat.ask("first", none, OneOf(options))
        else:
            options = (*(Option(str(one.number), _line(one)) for one in found), new)
            chosen = chat.ask("which", _("Which round would you like to see?"), OneOf(options))
        if chosen == NEW:
            chat.hand_over("openround")
        if chosen != DONE:
            chat.hand_over(self.name, chosen)
        chat.say(_("Good. *rounds* brings you back here."))

    def _behind(self, chat: Conversation, number: int) -> None:
        found = chat.look(round_lists.behind, number)
        assert not isinstance(found, Refusal), "it was seen just now"
        if not found:
            chat.say(_("Nobody is behind: all centres have signed off."))
            return
        late = [round_words.Late(one.name, one.standing.stage, nobody=one.standing.people == 0) for one in found]
        chat.say(Lines((_("These have not signed off yet:"), *round_words.of_all(late))))

    def _networks(self, chat: Conversation, found: Standing) -> None:
        names = dict(chat.look(registry.active_networks))
        parts = {names[number]: tally for number, tally in by_network(found.centres).items() if number in names}
        chat.say(Lines((_("A centre counts in each of its networks:"), *_parts(list(parts.items())))))

    def _picture(self, chat: Conversation, found: Standing) -> None:
        chat.say(
            _("So many centres of each country have begun."),
            attachments=(picture(found, chat.language, chat.render),),
        )

    def _remind(self, chat: Conversation, number: int) -> None:
        chat.do(round_nudges.nudge, number)
        chat.say(
            Lines(
                (
                    _(
                        "Those who have not answered are being reminded, on a working day between 9 and 17 o'clock there."
                    ),
                    _("Nobody gets more than one reminder in three days, nor more than three in all."),
                )
            )
        )

    def _switch(self, chat: Conversation, number: int, *, wanted: bool) -> None:
        chat.do(rounds.remind, number, wanted=wanted)
        if wanted:
            chat.say(_("Good: I remind those who stay silent, and then those who coordinate them."))
        else:
            chat.say(_("Good: I remind nobody of this round by myself any more."))

    def _extend(self, chat: Conversation, number: int) -> None:
        day = chat.ask(
            "closes",
            _("Until which day may people answer?"),
            days_on_offer.soon(chat),
        )
        chat.do(rounds.extend, number, publishing.end_of(day, chat.zone))
        chat.say(_("Round {number} is open until {day}.", number=number, day=Date().show(day)))

    def _close(self, chat: Conversation, number: int) -> None:
        options = (
            Option("yes", _p("button", "Close for good"), SAID_YES),
            Option("no", _p("button", "Leave it open"), SAID_NO),
        )
        prompt = _("Once a round is closed, nobody can answer any more, and it cannot be opened again. Close it?")
        if chat.ask("sure", prompt, OneOf(options)) == "yes":
            chat.do(rounds.close, number)
            chat.say(_("Round {number} is closed. What came in is kept as it is.", number=number))
        else:
            chat.say(_("Good, it stays as it is."))


def told(found: Standing) -> Words:
    """Of a round at a glance: for the part that the reader coordinates."""
    lines: list[Words] = [_head(found), *_about(found), *round_words.tally_lines(found.whole)]
    countries: Mapping[str, Tally] = by_country(found.centres)
    if len(countries) > 1:
        lines += _parts([(Country(code), tally) for code, tally in countries.items()])
    return Lines(tuple(lines))


def _head(found: Standing) -> Words:
    values: dict[str, Words | int | float] = {"round": found.name, "number": found.number}
    match found.phase:
        case Phase.TO_COME:
            return _("*{round}* (round {number}) opens on {day}.", **values, day=_day(found.opens_at))
        case Phase.OPEN if found.closes_at is not None:
            return _("*{round}* (round {number}) is open until {day}.", **values, day=_day(found.closes_at))
        case Phase.OPEN:
            return _("*{round}* (round {number}) is open.", **values)
        case _:
            return _("*{round}* (round {number}) is closed.", **values)


def _about(found: Standing) -> list[Words]:
    lines: list[Words] = [_("Questionnaire: {title}", title=found.title)]
    if found.baseline is not None:
        lines.append(_("Compared with: {round}", round=found.baseline))
    if found.voices:
        groups = Listed(tuple(voices.GROUPS[voice] for voice in found.voices))
        lines.append(_("Asked without names: {groups}", groups=groups))
    if found.phase is not Phase.CLOSED and not found.reminds:
        lines.append(_("Automatic reminders are off."))
    return lines


def _parts(parts: Sequence[tuple[Words, Tally]]) -> list[Words]:
    lines: list[Words] = [
        _(
            "• {place}: {begun} of {invited} begun, {signed} signed off",
            place=place,
            begun=one.begun,
            invited=one.invited,
            signed=one.signed,
        )
        for place, one in parts[:MOST_LINES]
    ]
    if len(parts) > MOST_LINES:
        lines.append(_n("… and {count} more.", "… and {count} more.", len(parts) - MOST_LINES))
    return lines


def _options(found: Standing) -> tuple[Option, ...]:
    options = [Option("behind", _p("button", "Who is behind?"))]
    if len(by_network(found.centres)) > 1:
        options.append(Option("networks", _p("button", "By network")))
    if len(by_country(found.centres)) > 1:
        options.append(Option("picture", _p("button", "As a picture")))
    if found.phase is not Phase.TO_COME:
        options.append(Option("results", _p("button", "Report and tables")))
    if found.manages and found.phase is not Phase.CLOSED:
        if found.phase is Phase.OPEN and found.whole.answered < found.whole.people:
            options.append(Option("remind", _p("button", "Remind now")))
        switch = Option("quiet", _p("button", "No reminders"))
        options.append(switch if found.reminds else Option("loud", _p("button", "Remind for me")))
        options.append(Option("extend", _p("button", "Another last day")))
        options.append(Option("close", _p("button", "Close it")))
    return (*options, Option(DONE, _p("button", "That is all")))


def _line(one: round_lists.InSight) -> Words:
    match one.phase:
        case Phase.TO_COME:
            return _("{title} (to come)", title=one.name)
        case Phase.OPEN:
            return one.name
        case _:
            return _("{title} (closed)", title=one.name)


def _day(at: datetime) -> Words:
    return Moment(at, MomentStyle.DATE)
