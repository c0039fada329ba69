"""Putting an action into a plan, from what others say of the centre or in one's own words; and changing one."""

from collections.abc import Mapping

from bot.core.answers import OneOf, Text
from bot.core.conversation import Conversation
from bot.core.given import Option
from bot.core.identifiers import row_number
from bot.core.moments import Date
from bot.core.refusal import Refusal
from bot.core.worded import WordsOr, typed
from bot.domain.action_plans import LONGEST, TO_DO, ActionOrigin
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.handlers import days_on_offer
from bot.i18n.phrase import Lines, Variants, Words, _, _p
from bot.usecases import (
    action_plan_pages,
    action_plan_places,
    action_plan_suggestions,
    action_plan_words,
    action_plans,
)
from bot.usecases.action_plan_pages import Shown
from bot.usecases.action_plan_suggestions import Suggestion
from bot.usecases.action_plans import NewAction
from bot.usecases.editions import Editions

KEEP, NOBODY, NONE, THAT_IS_ALL = "keep", "nobody", "none", "nothing"


class AddAction:
    """The argument is the number of a centre, perhaps with what it comes from: "5-visit-12"."""

    name = action_plan_words.ADD
    title = _("Add an action")
    words = _p("word", "add an action|new action")
    brief = False

    def __init__(self, editions: Editions) -> None:
        self._editions = editions

    def talk(self, chat: Conversation) -> None:
        number, _dash, key = chat.argument.partition("-")
        centre = row_number(number)
        if centre is None:
            chat.hand_over(action_plan_words.TALK)
        at = chat.look(action_plan_places.to_write, centre)
        if isinstance(at, Refusal):
            chat.say(at.why)
            return
        suggestion, told, shown = self._what(chat, centre, key)
        area = suggestion.area if suggestion is not None else None
        if area is None:
            area = _area(chat)
        who = _who(chat, centre)
        due_on = chat.ask_or_skip(
            "until",
            _("Until which day?"),
            days_on_offer.later(chat),
        )
        called: Mapping[str, Words] = {
            "what": _("From") if suggestion is not None else _("Action"),
            "text": _("Action"),
            "area": _("Area"),
            "who": _("In charge"),
            "until": _("Until"),
        }
        card = _("This goes into the plan. Is it right?")
        put, leave = _p("button", "Put it in"), _p("button", "Leave it out")
        if not chat.review("send", card, shown, send=put, drop=leave, called=called):
            chat.say(_("Good, nothing was put into the plan."))
            return
        new = NewAction(
            told=told,
            original=next(iter(told)),
            area=area,
            origin=ActionOrigin.OWN if suggestion is None else suggestion.origin,
            origin_id=None if suggestion is None else suggestion.origin_id,
            origin_part="" if suggestion is None else suggestion.origin_part,
            person_id=who,
            due_on=due_on,
        )
        added = chat.do(action_plans.add, centre, new)
        words: Words = _("It is in the plan: action {number}.", number=str(added))
        if due_on is not None:
            words = Lines((words, _("There will be a reminder a week before, and on the day.")))
        chat.say(words, acts=(action_plan_words.another(centre), action_plan_words.see_plan(centre)))

    def _what(
        self, chat: Conversation, centre: int, key: str
    ) -> tuple[Suggestion | None, Mapping[str, str], tuple[str, ...]]:
        """What it comes from; what will be done, by language; the questions that the review shows."""
        if not key:
            on_offer = chat.look(action_plan_suggestions.suggested, self._editions, centre)
            ways = OneOf(tuple(Option(one.key, one.words) for one in on_offer))
            question: Words = (
                _("What will you do? Write it in a sentence, or choose what it shall come from.")
                if on_offer
                else _("What will you do? One sentence is enough.")
            )
            chosen = chat.ask("what", question, WordsOr(ways, at_most=LONGEST))
            own = typed(chosen)
            if own is not None:
                return None, {chat.language: own}, ("what", "area", "who", "until")
            key = chosen
        suggestion = chat.look(action_plan_suggestions.meant, self._editions, centre, key)
        if suggestion is None:
            text = chat.ask("text", _("What will you do? One sentence is enough."), Text(at_most=LONGEST))
            return None, {chat.language: text}, ("text", "area", "who", "until")
        shown = ("what", "text", "area", "who", "until")
        if suggestion.wording is None:
            question = Lines(
                (_("*{what}*", what=suggestion.words), _("What will you do about it? One sentence is enough."))
            )
            return suggestion, {chat.language: chat.ask("text", question, Text(at_most=LONGEST))}, shown
        question = Lines(
            (
                _("“{text}”", text=Variants(suggestion.wording)),
                _("What will you do? Write it in a sentence, or keep it as it is."),
            )
        )
        keep = OneOf((Option(KEEP, _p("button", "Keep it so")),))
        kind = WordsOr(keep, at_most=LONGEST, called=Variants(suggestion.wording))
        own = typed(chat.ask("text", question, kind))
        return suggestion, suggestion.wording if own is None else {chat.language: own}, shown


class ChangeAction:
    """The argument is the number of an action."""

    name = action_plan_words.CHANGE
    title = _("Change an action")
    words = None  # a button of the action leads here
    brief = True

    def talk(self, chat: Conversation) -> None:
        shown = chat.look(action_plan_pages.to_change, chat.argument)
        if isinstance(shown, Refusal):
            chat.say(shown.why)
            return
        number = shown.line.number
        match chat.ask("part", _("What would you like to change?"), OneOf(_parts(shown))):
            case "text":
                question = Lines((_("What will you do?"), _("So far: “{text}”", text=shown.line.text)))
                chat.do(action_plans.reword, number, chat.ask("text", question, Text(at_most=LONGEST)))
            case "until":
                chat.do(
                    action_plans.set_day,
                    number,
                    chat.ask_or_skip(
                        "until",
                        _until(shown),
                        days_on_offer.later(chat),
                    ),
                )
            case "who":
                chat.do(action_plans.hand_to, number, _who(chat, shown.centre_id))
            case "area":
                chat.do(action_plans.put_in_area, number, _area(chat))
            case _:
                chat.say(_("Good, nothing has changed."))
                return
        chat.say(_("It is changed."), acts=(action_plan_words.see(number), action_plan_words.see_plan(shown.centre_id)))


def _parts(shown: Shown) -> tuple[Option, ...]:
    is_to_do = shown.line.state in TO_DO
    offered = (
        (shown.may_write, Option("text", _p("button", "What it says"))),
        (is_to_do, Option("until", _p("button", "Until when"))),
        (shown.may_write and is_to_do, Option("who", _p("button", "Who is in charge"))),
        (shown.may_write, Option("area", _p("button", "The area"))),
        (True, Option(THAT_IS_ALL, _p("button", "Nothing"))),
    )
    return tuple(option for is_offered, option in offered if is_offered)


def _until(shown: Shown) -> Words:
    if shown.line.due_on is None:
        return _("Until which day? Skip it to have none.")
    return _("Until which day? So far {day}; skip it to have none.", day=Date().show(shown.line.due_on))


def _area(chat: Conversation) -> PriorityArea | None:
    chosen = chat.ask_or_skip(
        "area",
        _("Which area does it belong to?"),
        OneOf(tuple(Option(one.value, AREA_NAMES[one]) for one in PriorityArea)),
    )
    return None if chosen is None else PriorityArea(chosen)


def _who(chat: Conversation, centre: int) -> int | None:
    people = chat.look(action_plan_pages.people, centre)
    options = [Option(str(number), name) for number, name in people]
    options.append(Option(NOBODY, _p("button", "Nobody yet")))
    chosen = chat.ask("who", _("Who will see to it?"), OneOf(tuple(options)))
    return None if chosen == NOBODY else int(chosen)
