"""The action plan of a centre: how far an action has come, where it came from, and when somebody is reminded of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.nudges import WORK_FROM
from bot.i18n.phrase import Phrase, _, _p
from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of

LONGEST: Final = 300  # signs of what will be done: it is read on a phone, in a list
MOST: Final = 60  # actions of a centre that are still to be done: more is a wish list, and read by nobody


class ActionState(StrEnum):
    OPEN = "open"
    UNDER_WAY = "under_way"
    DONE = "done"
    GIVEN_UP = "given_up"  # with a word why


TO_DO = (ActionState.OPEN, ActionState.UNDER_WAY)
STATE_NAMES: Mapping[ActionState, Phrase] = {
    ActionState.OPEN: _p("action", "not begun yet"),
    ActionState.UNDER_WAY: _p("action", "under way"),
    ActionState.DONE: _p("action", "done"),
    ActionState.GIVEN_UP: _p("action", "given up"),
}


class ActionOrigin(StrEnum):
    OWN = "own"  # in somebody's own words
    ASSESSMENT = "assessment"  # something to work on; which indicator stands beside it
    VISIT = "visit"  # a recommendation of visitors
    VOTE = "vote"  # a recommendation that was voted on
    PRACTICE = "practice"  # of another centre, on its way to this one
    SESSION = "session"


# Days from the last one: before it there is time to do something, on it, and once when it is over.
REMINDED: Final = (timedelta(days=-7), timedelta(0), timedelta(days=7))
ORIGIN_NAMES: Mapping[ActionOrigin, Phrase] = {
    ActionOrigin.OWN: _("your own idea"),
    ActionOrigin.ASSESSMENT: _("the self-assessment"),
    ActionOrigin.VISIT: _("a recommendation of visitors"),
    ActionOrigin.VOTE: _("a recommendation that was voted on"),
    ActionOrigin.PRACTICE: _("a practice of another centre"),
    ActionOrigin.SESSION: _("a session"),
}


def next_reminder(due_on: date, after: datetime, zone: str, country: str | None) -> datetime | None:
    """The next one (UTC) later than `after`, in the morning of a working day there; None when there is none any more.

    What falls on a weekend comes before it as long as that helps, and after it once the action is late.
    """
    moments = (_moment(due_on, apart, zone, country) for apart in REMINDED)
    return next((at for at in moments if at > after), None)


def _moment(due_on: date, apart: timedelta, zone: str, country: str | None) -> datetime:
    day, weekend = due_on + apart, weekend_of(country)
    step = timedelta(days=1 if apart > timedelta() else -1)
    while day.weekday() in weekend:
        day += step
    return datetime.combine(day, time(WORK_FROM.hour), zone_of(zone)).astimezone(UTC)
