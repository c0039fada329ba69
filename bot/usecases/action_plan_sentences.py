"""What is said of an action, in the chat and on paper alike: how far it has come, who sees to it, until when, from where."""

from collections.abc import Iterator

from bot.domain.action_plans import ORIGIN_NAMES, STATE_NAMES, ActionOrigin, ActionState
from bot.domain.areas import AREA_NAMES
from bot.i18n.phrase import Words, _
from bot.usecases.action_plan_pages import Line
from bot.usecases.visit_days import day_words, short_day


def how_far(one: Line) -> Words:
    if one.state is ActionState.OPEN:
        return _("How far: {state}.", state=STATE_NAMES[one.state])
    return _("How far: {state} since {day}.", state=STATE_NAMES[one.state], day=short_day(one.state_on))


def why_not(one: Line) -> Iterator[Words]:
    if one.why_not is not None:
        yield _("Why: “{text}”", text=one.why_not)


def in_charge(one: Line) -> Words:
    if one.in_charge is not None:
        return _("In charge: {name}.", name=one.in_charge)
    return _("In charge: somebody of the team.") if one.has_owner else _("In charge: nobody yet.")


def until(one: Line) -> Iterator[Words]:
    if one.due_on is not None:
        day = day_words(one.due_on)
        yield _("It was due on {day}: it is late.", day=day) if one.is_late else _("To be done by {day}.", day=day)


def about(one: Line) -> Iterator[Words]:
    if one.area is not None:
        yield _("Area: {area}.", area=AREA_NAMES[one.area])
    if one.origin is not ActionOrigin.OWN:
        yield _("It comes from {origin}.", origin=ORIGIN_NAMES[one.origin])
