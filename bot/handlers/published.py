"""What became of a questionnaire: how many have answered, and what can be done about it."""

from collections.abc import Sequence

from bot.core.answers import SAID_NO, SAID_YES, OneOf, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.moments import Date
from bot.core.refusal import Refusal
from bot.handlers import days_on_offer
from bot.i18n.phrase import Country, Lines, Words, _, _n, _p
from bot.usecases import chat_exports, nudges, publication_counts, publication_lists, publishing
from bot.usecases.publication_counts import Count, Standing

MOST_LINES = 20


class Published:
    """The list, then one of them."""

    name = "published"
    title = _("Follow the answers")
    words = _p("word", "published|published questionnaires")
    brief = True

    def talk(self, chat: Conversation) -> None:
        number = chat.number
        if number is None:
            self._choose(chat)
            return
        found = chat.look(publication_counts.standing, number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            chat.end()
        if not found.manages:
            chat.say(_told(found))
            chat.end()
        may_be_reminded = chat.look(nudges.possible, number)
        match chat.ask("what", _told(found), OneOf(_options(found, may_be_reminded))):
            case "remind":
                self._remind(chat, number, may_be_reminded)
            case "export":
                self._export(chat, number)
            case "close":
                self._close(chat, number)
            case "extend":
                self._extend(chat, number)
            case _:
                chat.say(_("Good, it stays as it is."))

    def _choose(self, chat: Conversation) -> None:
        found = chat.look(publication_lists.in_sight)
        if not found:
            chat.say(_("Nothing has been published yet. Write *publish* to begin."))
            return
        if len(found) == 1:
            chat.hand_over(self.name, str(found[0].number))
        options = tuple(Option(str(one.number), _line(one)) for one in found)
        chat.hand_over(self.name, chat.ask("which", _("Which questionnaire would you like to see?"), OneOf(options)))

    def _remind(self, chat: Conversation, number: int, people: int) -> None:
        prompt = _n(
            "{count} person has not answered and may be reminded now. Shall I do it?",
            "{count} people have not answered and may be reminded now. Shall I do it?",
            people,
        )
        if not chat.ask("remind", prompt, YesNo()):
            chat.say(_("Good, nobody is reminded."))
            return
        reminded = chat.do(nudges.nudge, number)
        chat.say(
            _n(
                "{count} person is being reminded, between 8 and 21 o'clock on their own clock. Whoever answers meanwhile is left in peace.",
                "{count} people are being reminded, between 8 and 21 o'clock on their own clock. Whoever answers meanwhile is left in peace.",
                reminded,
            )
        )

    def _export(self, chat: Conversation, number: int) -> None:
        options = (Option("labels", _p("button", "As people read it")), Option("codes", _p("button", "As codes")))
        prompt = _(
            "You get a workbook (.xlsx), with a row for each person's answers and no names. How shall I write the choices?"
        )
        wanted = chat.ask("format", prompt, OneOf(options))
        file = chat.do(chat_exports.workbook, number, labels=wanted == "labels")
        chat.say(_("Here is what came in for questionnaire {number}.", number=number), attachments=(file,))

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
        day = chat.ask(
            "closes",
            _("Until which day may people answer?"),
            days_on_offer.soon(chat),
        )
        chat.do(publishing.extend, number, publishing.end_of(day, chat.zone))
        chat.say(_("Questionnaire {number} is open until {day}.", number=number, day=Date().show(day)))


def _line(one: publication_lists.InSight) -> Words:
    if one.is_open:
        return _("{number}: {title}", number=one.number, title=one.title)
    return _("{number}: {title} (closed)", number=one.number, title=one.title)


def _options(found: Standing, may_be_reminded: int) -> tuple[Option, ...]:
    remind = (Option("remind", _p("button", "Remind them")),) if may_be_reminded else ()
    extend = Option("extend", _p("button", "Another last day") if found.is_open else _p("button", "Open it again"))
    export = (Option("export", _p("button", "Get the answers")),) if found.all.finished else ()
    close = (Option("close", _p("button", "Close it")),) if found.is_open else ()
    return (*remind, *export, extend, *close, Option("done", _p("button", "That is all")))


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
