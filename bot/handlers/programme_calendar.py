"""The programme of one's centre: what is due, done, late; for those who coordinate: how far all are, and who is behind."""

from datetime import date

from bot.core.answers import OneOf
from bot.core.conversation import Conversation
from bot.core.days_on_offer import OneDay
from bot.core.given import Option
from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.domain.milestones import Standing
from bot.handlers import asked_for, choosing, programme_picture
from bot.i18n.phrase import Lines, Words, _, _n, _p
from bot.usecases import milestone_lists, milestone_words, milestones, people, programme_calendars
from bot.usecases.milestone_lists import CentreView, InSight, Overview

NEW, FINISHED, TODAY, BEFORE = "new", "done", "today", "before"
THAT_IS_ALL = Option(FINISHED, _p("button", "That is all"))
AT_ONCE = 6  # countries in one message
MORE, ENOUGH = Option("more", _p("button", "Show more")), Option("enough", _p("button", "Enough"))
_NONE = _("There is no programme for your centre at the moment. *menu* shows what else you can do.")
_STAYS = _("Good, it stays as it is.")


class Programme:
    """Which calendar, of which centre; then what stands in it."""

    name = "programme"
    title = _("Programme")
    words = _p("word", "programme|program|my programme")
    brief = True

    def talk(self, chat: Conversation) -> None:
        about, drawn = asked_for.split(chat.argument)
        calendar, _dash, centre = about.partition("-")
        number = row_number(calendar)
        if number is None:
            self._choose(chat)
            return
        if not centre:
            self._overview(chat, chat.look(milestone_lists.overview, number))
            return
        self._centre(chat, chat.look(milestone_lists.centre_view, number, row_number(centre) or 0), drawn=drawn)

    def _choose(self, chat: Conversation) -> None:
        found, plans = chat.look(milestone_lists.in_sight), chat.look(programme_calendars.may_plan)
        if len(found) == 1 and not plans:
            chat.hand_over(self.name, _where(found[0]))
        options = [Option(_where(one), _line(one)) for one in found]
        if plans:
            options.append(Option(NEW, _p("button", "Plan a programme")))
        if not options:
            chat.say(_NONE)
            return
        prompt = _("Which programme would you like to see?") if found else _("No programme has been planned yet.")
        chosen = chat.ask("which", prompt, OneOf((*options, *(() if found else (THAT_IS_ALL,)))))
        if chosen == FINISHED:
            chat.say(_("Good. *programme* brings you back here."))
            return
        if chosen == NEW:
            chat.hand_over("plan")
        chat.hand_over(self.name, chosen)

    # -- one centre ----------------------------------------------------------------------------------------------------
    def _centre(self, chat: Conversation, view: CentreView | Refusal, *, drawn: bool) -> None:
        if isinstance(view, Refusal):
            chat.say(view.why)
            return
        if drawn or not chat.look(people.is_text_only):
            picture = programme_picture.of_centre(view, chat.language, chat.render)
            chat.say(milestone_words.of_centre(view), attachments=(picture,))
        else:
            about = f"{view.calendar.number}-{view.at.centre}"
            chat.say(milestone_words.of_centre(view), acts=(asked_for.picture_of(self.name, about),))
        options = _for_a_centre(view)
        if not options:
            return
        match chat.ask("what", _("What would you like to do?"), OneOf((*options, THAT_IS_ALL))):
            case "say":
                self._say_done(chat, view)
            case "back":
                self._take_back(chat, view)
            case _:
                chat.say(_STAYS)

    def _say_done(self, chat: Conversation, view: CentreView) -> None:
        ahead = [step for step in view.calendar.steps if view.stands(step) is not Standing.DONE]
        options = tuple(Option(str(step.number), step.name) for step in sorted(ahead, key=lambda step: step.window.due))
        step = int(chat.ask("step", _("Which milestone has your centre done?"), OneOf(options)))
        when = (Option(TODAY, _p("button", "Today")), Option(BEFORE, _p("button", "Another day")))
        day = chat.ask("when", _("When was it done?"), OneDay((), when, to_come=False))
        if day == BEFORE:
            day = chat.ask("on", _("On which day was it done?"), OneDay((), to_come=False))
        chat.do(milestones.say_done, step, view.at.centre, None if day == TODAY else date.fromisoformat(day))
        self._tell(chat, view, step)

    def _take_back(self, chat: Conversation, view: CentreView) -> None:
        said = [step for step in view.calendar.steps if _is_said(view, step.number)]
        options = tuple(Option(str(step.number), step.name) for step in said)
        number = int(chat.ask("taken back", _("Which one is not done after all?"), OneOf(options)))
        chat.do(milestones.take_back, number, view.at.centre)
        self._tell(chat, view, number, taken_back=True)

    def _tell(self, chat: Conversation, view: CentreView, number: int, *, taken_back: bool = False) -> None:
        now = chat.look(milestone_lists.centre_view, view.calendar.number, view.at.centre)
        assert not isinstance(now, Refusal), "it was seen just now"
        step = next(one for one in now.calendar.steps if one.number == number)
        chat.say(milestone_words.taken_back(now, step) if taken_back else milestone_words.thanks(now, step))

    # -- many centres --------------------------------------------------------------------------------------------------
    def _overview(self, chat: Conversation, found: Overview | Refusal) -> None:
        if isinstance(found, Refusal):
            chat.say(found.why)
            return
        options = _for_many(found)
        match chat.ask("what", milestone_words.of_many(found), OneOf((*options, THAT_IS_ALL))):
            case "behind":
                self._behind(chat, found)
            case "picture":
                self._picture(chat, found)
            case "centre":
                centre = choosing.search(chat)
                assert centre is not None, "the search goes on until one is chosen"
                chat.hand_over(self.name, f"{found.calendar.number}-{centre}")
            case "change":
                chat.hand_over("milestones", str(found.calendar.number))
            case _:
                chat.say(_STAYS)

    def _behind(self, chat: Conversation, found: Overview) -> None:
        """By name; where they are many, with one milestone, by country and a few countries at a time."""
        late = found.late()
        if all(len(centres) <= milestone_words.MOST_NAMED for _step, centres in late):
            chat.say(milestone_words.behind(found))
            return
        options = tuple(Option(str(step.number), milestone_words.late_with(step, centres)) for step, centres in late)
        number = chat.ask("late", _("With which milestone?"), OneOf(options))
        centres = next((centres for step, centres in late if str(step.number) == number), ())
        lines = milestone_words.behind_by_country(centres)
        for first in range(0, len(lines), AT_ONCE):
            chat.say(Lines(lines[first : first + AT_ONCE]))
            left = len(lines) - first - AT_ONCE
            if left > 0:
                question = _n("There is {count} more country.", "There are {count} more countries.", left)
                if chat.ask(f"after {first}", question, OneOf((MORE, ENOUGH))) == ENOUGH.value:
                    chat.say(_STAYS)
                    break

    def _picture(self, chat: Conversation, found: Overview) -> None:
        chat.say(
            _("This is how far the centres are with each milestone."),
            attachments=(programme_picture.of_many(found, chat.language, chat.render),),
        )


def _for_a_centre(view: CentreView) -> tuple[Option, ...]:
    if not view.may_say:
        return ()
    options = []
    if any(view.stands(step) is not Standing.DONE for step in view.calendar.steps):
        options.append(Option("say", _p("button", "Something is done")))
    if any(_is_said(view, step.number) for step in view.calendar.steps):
        options.append(Option("back", _p("button", "Not done after all")))
    return tuple(options)


def _for_many(found: Overview) -> tuple[Option, ...]:
    options = [
        Option("behind", _p("button", "Who is behind?")),
        Option("centre", _p("button", "One centre")),
        Option("picture", _p("button", "As a picture")),
    ]
    if found.manages and found.calendar.is_running:
        options.append(Option("change", _p("button", "Change it")))
    return tuple(options)


def _is_said(view: CentreView, step: int) -> bool:
    return step in view.done and view.done[step].is_said


def _where(one: InSight) -> str:
    return str(one.calendar) if one.centre is None else f"{one.calendar}-{one.centre}"


def _line(one: InSight) -> Words:
    if one.centre_name is not None:
        return _("{calendar}: {centre}", calendar=one.name, centre=one.centre_name)
    return (
        _("{calendar}: overview", calendar=one.name) if one.is_running else _("{calendar} (ended)", calendar=one.name)
    )
