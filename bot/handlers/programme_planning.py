"""A coordinator takes over the two phases of the initiative, from a day on; then a last look at all of it."""

from collections.abc import Collection
from datetime import date

from bot.core.answers import Text
from bot.core.conversation import Conversation
from bot.domain.milestones import day, window
from bot.domain.programme_template import PHASES
from bot.handlers import days_on_offer
from bot.handlers.naming import other_names
from bot.handlers.session_audience import ask_centres
from bot.i18n.phrase import LanguageName, Lines, Words, _, _p
from bot.usecases import announcements, programme_calendars, rights
from bot.usecases.programme_calendars import LONGEST_NAME, Plan

CALLED: dict[str, Words] = {
    "name": _("Name"),
    "others": _("Other languages"),
    "audience": _("Centres"),
    "day": _("Begins on"),
}


class PlanProgramme:
    """Name, centres, beginning; everything else can be changed afterwards."""

    name = "plan"
    title = _("Plan a programme")
    words = _p("word", "plan a programme|plan a program|new programme")
    brief = False

    def __init__(self, languages: Collection[str]) -> None:
        """`languages`: tags of those that we speak."""
        self._languages = tuple(languages)

    def talk(self, chat: Conversation) -> None:
        if not chat.look(programme_calendars.may_plan):
            chat.say(rights.NO_RIGHT)
            return
        chat.show("template", _template())
        original = chat.once("language", announcements.original_language)
        prompt = _("What is the programme called? Please write it in {language}.", language=LanguageName(original))
        names = {original: chat.ask("name", prompt, Text(at_most=LONGEST_NAME))}
        names |= other_names(chat, self._languages, original, _called_in, LONGEST_NAME)
        audience = ask_centres(chat, "audience", _("Which centres take part?"))
        begins_on = chat.ask(
            "day",
            _("On which day does it begin? The days of its milestones follow from that."),
            days_on_offer.first_of_months(chat),
        )
        further = {
            f"name {tag}": _("Name in {language}", language=LanguageName(tag)) for tag in names if tag != original
        }
        keys = ("name", "others", *further, "audience", "day")
        question = Lines((_("Shall I begin this programme?"), *_days(begins_on), ""))
        called = CALLED | further
        if not chat.review(
            "send", question, keys, send=_p("button", "Begin it"), drop=_p("button", "Don't begin"), called=called
        ):
            chat.say(_("Good, nothing was planned."))
            return
        number = chat.do(programme_calendars.adopt, Plan(names, original, audience, begins_on))
        chat.say(
            _(
                "Thank you. It is programme {number}: *programme* shows how far the centres are, and there you can change "
                "its milestones. I remind whoever speaks for a centre when one begins, is due soon, or late.",
                number=number,
            )
        )


def _template() -> Words:
    lines: list[Words] = [_("Two phases stand ready, as in “Sharing innovation in social inclusion”:")]
    for phase in PHASES:
        lines += [
            "",
            _("*{phase}*", phase=phase.name),
            *(_("• {milestone}", milestone=one.name) for one in phase.milestones),
        ]
    return Lines((*lines, "", _("You can change each of them once the programme stands.")))


def _days(begins_on: date) -> tuple[Words, ...]:
    found = [(one.name, window(begins_on, one.begins, one.due)) for phase in PHASES for one in phase.milestones]
    return tuple(
        _("• {milestone}: {begins} to {due}", milestone=name, begins=day(at.begins), due=day(at.due))
        for name, at in found
    )


def _called_in(language: LanguageName) -> Words:
    return _("What is the programme called in {language}?", language=language)
