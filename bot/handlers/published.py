"""What became of a questionnaire: how many have answered, and what can be done about it."""

from collections.abc import Sequence

from bot.core.answers import SAID_NO, SAID_YES, OneOf
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import Date
from bot.core.refusal import Refusal
from bot.i18n.phrase import Country, Lines, Words, _, _n, _p
from bot.usecases import publication_counts, publication_lists, publishing
from bot.usecases.publication_counts import Count, Standing

MOST_LINES = 20


class Published:
    """The list, then one of them."""

    name = "published"
    title = _("Published questionnaires")
    words = _p("word", "published|published questionnaires")
    brief = False

    def talk(self, chat: Conversation) -> None:
        if not chat.argument.isdecimal():
            self._choose(chat)
            return
        number = int(chat.argument)
        found = chat.look(publication_counts.standing, number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            chat.end()
            return
        if not found.manages:
            chat.say(_told(found))
            chat.end()
        match chat.ask("what", _told(found), OneOf(_options(found))):
            case "close":
                self._close(chat, number)
            case "extend":
                self._extend(chat, number)

    def _choose(self, chat: Conversation) -> None:
        found = chat.look(publication_lists.in_sight)
        if not found:
            chat.say(_("Nothing has been published yet. Write *publish* to begin."))
            return
        if len(found) == 1:
            chat.hand_over(self.name, str(found[0].number))
        options = tuple(Option(str(one.number), _line(one)) for one in found)
        chat.hand_over(self.name, chat.ask("which", _("Which questionnaire would you like to see?"), OneOf(options)))

    def _close(self, chat: Conversation, number: int) -> None:
        options = (
            Option("yes", _p("button", "Close it"), SAID_YES),
            Option("no", _p("button", "Leave it open"), SAID_NO),
        )
        prompt = _(
            "Once it is closed, nobody can send answers any more. What people have begun is kept, and you can open it again. Close it?"
        )
        if chat.ask("sure", prompt, OneOf(options)) == "yes":
            chat.do(publishing.close, number)
            chat.say(_("Questionnaire {number} is closed.", number=number))
        else:
            chat.say(_("Good, it stays as it is."))

    def _extend(self, chat: Conversation, number: int) -> None:
        day = chat.ask("closes", _("Until which day may people answer?"), Date(to_come=True))
        chat.do(publishing.extend, number, publishing.end_of(day, chat.zone))
        chat.say(_("Questionnaire {number} is open until {day}.", number=number, day=Date().show(day)))


def _line(one: publication_lists.InSight) -> Words:
    if one.is_open:
        return _("{number}: {title}", number=one.number, title=one.title)
    return _("{number}: {title} (closed)", number=one.number, title=one.title)


def _options(found: Standing) -> tuple[Option, ...]:
    extend = Option("extend", _p("button", "Another last day") if found.is_open else _p("button", "Open it again"))
    close = (Option("close", _p("button", "Close it")),) if found.is_open else ()
    return (extend, *close, Option("done", _p("button", "That is all")))


def _told(found: Standing) -> Words:
    head = _("*{title}* (questionnaire {number}) is open.", title=found.title, number=found.number)
    if not found.is_open:
        head = _("*{title}* (questionnaire {number}) is closed.", title=found.title, number=found.number)
    whole = found.all
    lines: list[Words] = [
        head,
        _(
            "Asked: {asked}. Begun: {begun}. Answered: {finished}.",
            asked=whole.asked,
            begun=whole.begun,
            finished=whole.finished,
        ),
    ]
    countries = found.by_country
    if len(countries) > 1:
        lines += _parts([(Country(one.country), one) for one in countries])
    else:
        lines += _parts([(one.centre, one) for one in found.counts])
    return Lines(tuple(lines))


def _parts(parts: Sequence[tuple[Words, Count]]) -> list[Words]:
    """The first few; a list of 243 centres is for the export."""
    lines: list[Words] = [
        _("• {place}: {finished} of {asked} answered", place=place, finished=one.finished, asked=one.asked)
        for place, one in parts[:MOST_LINES]
    ]
    if len(parts) > MOST_LINES:
        lines.append(_n("… and {count} more.", "… and {count} more.", len(parts) - MOST_LINES))
    return lines
