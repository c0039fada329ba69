"""Changing a programme that runs: its milestones one by one, its beginning, its reminders, its end."""

from typing import Literal

from bot.core.answers import SAID_NO, SAID_YES, OneOf, Text, YesNo
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.refusal import Refusal
from bot.domain.milestones import DoneBy, Span, day
from bot.handlers import days_on_offer
from bot.i18n.phrase import Lines, Words, _, _p
from bot.usecases import announcements, milestone_lists, milestone_words, milestones, programme_calendars
from bot.usecases.milestone_lists import Calendar, Step
from bot.usecases.milestones import LONGEST_TASK, NewStep
from bot.usecases.programme_calendars import LONGEST_NAME
from bot.usecases.rights import NO_RIGHT

_STAYS = _("Good, it stays as it is.")
_MOVES = _("Shall this day move along if the programme begins on another day?")
_DONE_BY = OneOf(tuple(Option(one.value, words) for one, words in milestone_words.DONE_BY.items()))
_ASK_DONE_BY = _("What shows that a centre has done it? Whoever speaks for the centre may say so in any case.")


class ChangeProgramme:
    """`argument` is the number of the programme; without one, the list comes first."""

    name = "milestones"
    title = _("Milestones")
    words = _p("word", "milestones|change milestones")
    brief = False

    def talk(self, chat: Conversation) -> None:
        if chat.number is None:
            chat.hand_over("programme")
        found = chat.look(milestone_lists.overview, chat.number)
        if isinstance(found, Refusal):
            chat.say(found.why)
            return
        if not found.manages or not found.calendar.is_running:
            chat.say(NO_RIGHT if found.calendar.is_running else programme_calendars.ENDED)
            return
        match chat.ask("what", _("What would you like to change?"), OneOf(_options(found.calendar))):
            case "milestone":
                self._step(chat, found.calendar)
            case "add":
                self._add(chat, found.calendar)
            case "beginning":
                self._beginning(chat, found.calendar)
            case "quiet" | "loud" as wanted:
                self._remind(chat, chat.number, wanted=wanted == "loud")
            case "end":
                self._end(chat, chat.number)
            case _:
                chat.say(_STAYS)

    # -- one milestone -------------------------------------------------------------------------------------------------
    def _step(self, chat: Conversation, calendar: Calendar) -> None:
        options = tuple(Option(str(step.number), step.name) for step in calendar.steps)
        number = int(chat.ask("step", _("Which milestone?"), OneOf(options)))
        step = next(one for one in calendar.steps if one.number == number)
        field = chat.ask("field", _about(step), OneOf(_FIELDS))
        match field:
            case "begins" | "due":
                self._place(chat, step, field)
            case "name" | "task":
                self._word(chat, step, field)
            case "done_by":
                picked = chat.ask("done_by", _ASK_DONE_BY, _DONE_BY)
                chat.do(milestones.count_as_done, number, DoneBy(picked))
                chat.say(_("Good: from now on that makes *{milestone}* done.", milestone=step.name))
            case "out":
                self._take_out(chat, step)
            case _:
                chat.say(_STAYS)

    def _place(self, chat: Conversation, step: Step, side: Literal["begins", "due"]) -> None:
        if side == "begins":
            days = days_on_offer.first_of_months(chat, step.window.begins)
            on = chat.ask("day", _("On which day does it begin?"), days)
        else:
            days = days_on_offer.last_of_months(chat, step.window.due, step.window.begins)
            on = chat.ask("day", _("Until which day shall it be done?"), days)
        moves = chat.ask("moves", _MOVES, _MOVES_OR_NOT)
        chat.do(milestones.place, step.number, side, on, moves=moves)
        if side == "begins":
            chat.say(_("*{milestone}* begins on {day} now.", milestone=step.name, day=day(on)))
        else:
            chat.say(_("*{milestone}* is due by {day} now.", milestone=step.name, day=day(on)))

    def _word(self, chat: Conversation, step: Step, field: Literal["name", "task"]) -> None:
        language = chat.once("language", announcements.original_language)
        if field == "name":
            text = chat.ask("name", _("What is the milestone called?"), Text(at_most=LONGEST_NAME))
        else:
            text = chat.ask(
                "task", _("What do the centres do there? Tell it in a sentence."), Text(at_most=LONGEST_TASK)
            )
        chat.do(milestones.word, step.number, field, {language: text})
        chat.say(_("It is changed. Everybody reads your wording now, in whatever language."))

    def _take_out(self, chat: Conversation, step: Step) -> None:
        options = (
            Option("yes", _p("button", "Take it out"), SAID_YES),
            Option("no", _p("button", "Leave it"), SAID_NO),
        )
        prompt = _("Nobody would see *{milestone}* any more. Take it out?", milestone=step.name)
        if chat.ask("sure", prompt, OneOf(options)) == "no":
            chat.say(_STAYS)
            return
        chat.do(milestones.take_out, step.number)
        chat.say(_("*{milestone}* is taken out. That centres had done it is kept.", milestone=step.name))

    def _add(self, chat: Conversation, calendar: Calendar) -> None:
        language = chat.once("language", announcements.original_language)
        options = tuple(Option(str(phase.number), phase.name) for phase in calendar.phases)
        phase = int(chat.ask("phase", _("In which phase?"), OneOf(options)))
        name = chat.ask("name", _("What is the milestone called?"), Text(at_most=LONGEST_NAME))
        task = chat.ask_or_skip(
            "task", _("What do the centres do there? Tell it in a sentence, or skip."), Text(at_most=LONGEST_TASK)
        )
        begins = chat.ask("begins", _("On which day does it begin?"), days_on_offer.first_of_months(chat))
        ends = days_on_offer.last_of_months(chat, after=begins)
        due = chat.ask("day", _("Until which day shall it be done?"), ends)
        moves = chat.ask("moves", _("Shall its days move along if the programme begins on another day?"), _MOVES_OR_NOT)
        done_by = DoneBy(chat.ask("done_by", _ASK_DONE_BY, _DONE_BY))
        chat.do(milestones.add, phase, NewStep(name, task or "", language, begins, due, moves, done_by))
        chat.say(
            _("*{milestone}* is there now, from {begins} to {due}.", milestone=name, begins=day(begins), due=day(due))
        )

    # -- the whole -----------------------------------------------------------------------------------------------------
    def _beginning(self, chat: Conversation, calendar: Calendar) -> None:
        prompt = _("It begins on {day}. On which day shall it begin?", day=day(calendar.begins_on))
        on = chat.ask("day", prompt, days_on_offer.first_of_months(chat, calendar.begins_on))
        chat.do(programme_calendars.begin_on, calendar.number, on)
        chat.say(
            _("The programme begins on {day} now; its milestones have moved along, but for fixed days.", day=day(on))
        )

    def _remind(self, chat: Conversation, number: int, *, wanted: bool) -> None:
        chat.do(programme_calendars.remind, number, wanted=wanted)
        if wanted:
            chat.say(_("Good: I remind whoever speaks for a centre when a milestone begins, is due soon, or late."))
        else:
            chat.say(_("Good: I remind nobody of this programme any more."))

    def _end(self, chat: Conversation, number: int) -> None:
        options = (
            Option("yes", _p("button", "End it for good"), SAID_YES),
            Option("no", _p("button", "Leave it"), SAID_NO),
        )
        prompt = _("A programme that has ended stays as it is, and nobody is reminded any more. End it?")
        if chat.ask("sure", prompt, OneOf(options)) == "no":
            chat.say(_STAYS)
            return
        chat.do(programme_calendars.end, number)
        chat.say(_("The programme has ended. What the centres have done is kept."))


_FIELDS = (
    Option("begins", _p("button", "Its first day")),
    Option("due", _p("button", "Its last day")),
    Option("name", _p("button", "Its name")),
    Option("task", _p("button", "What is done")),
    Option("done_by", _p("button", "How it shows")),
    Option("out", _p("button", "Take it out")),
    Option("nothing", _p("button", "Nothing")),
)
_MOVES_OR_NOT = YesNo(yes=_p("button", "It moves along"), no=_p("button", "It stays"))


def _options(calendar: Calendar) -> tuple[Option, ...]:
    options = [Option("milestone", _p("button", "A milestone"))] if calendar.steps else []
    options += [Option("add", _p("button", "Add a milestone")), Option("beginning", _p("button", "The beginning"))]
    quiet, loud = Option("quiet", _p("button", "No reminders")), Option("loud", _p("button", "Remind for me"))
    options += [quiet if calendar.reminds else loud, Option("end", _p("button", "End it"))]
    return (*options, Option("nothing", _p("button", "Nothing")))


def _about(step: Step) -> Words:
    begins, due = day(step.window.begins), day(step.window.due)
    fixed = _("a fixed day")
    along = _("moves along")
    return Lines(
        (
            _("*{milestone}*", milestone=step.name),
            _("First day: {day} ({how})", day=begins, how=along if isinstance(step.begins, Span) else fixed),
            _("Last day: {day} ({how})", day=due, how=along if isinstance(step.due, Span) else fixed),
            _("What is done: {task}", task=step.task)
            if step.task.texts
            else _("What is done: nothing is said of it yet"),
            _("How it shows: {fact}", fact=milestone_words.DONE_BY[step.done_by]),
            _("What would you like to change?"),
        )
    )
