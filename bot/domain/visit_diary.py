"""A peer visit by diary: five working days of the host's, each with a question, in the morning there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.visit_timetable import Place, working_day_from
from bot.i18n.phrase import Phrase, _
from bot.i18n.zones import zone_of

ASKED_AT: Final = time(9)
TOLD_AT: Final = time(17)  # what came in since is told to the visitors together, at the end of the host's day
_DAY: Final = timedelta(days=1)


class DiaryPrompt(StrEnum):
    """In the order of the days."""

    PLACE = "place"
    LESSON = "lesson"
    LEARNERS = "learners"
    PRACTICE = "practice"
    WISH = "wish"


PROMPTS: Mapping[DiaryPrompt, Phrase] = {
    DiaryPrompt.PLACE: _("Show us where you teach: a workshop, a classroom, the yard."),
    DiaryPrompt.LESSON: _("What happened in a lesson today?"),
    DiaryPrompt.LEARNERS: _("What do learners say or make? Ask one of them, if they like."),
    DiaryPrompt.PRACTICE: _("What works well with you that others could take over?"),
    DiaryPrompt.WISH: _("What would you like to become better at? Where do you want advice?"),
}


@dataclass(frozen=True)
class Day:
    """`ask_at` is an instant (UTC)."""

    number: int
    on: date
    prompt: DiaryPrompt
    ask_at: datetime


def week(first: date, host: Place) -> tuple[Day, ...]:
    """One day for each prompt, from `first` on, but for weekends and public holidays where the host is."""
    days = []
    on = first
    for number, prompt in enumerate(DiaryPrompt, 1):
        on = working_day_from(on, host)
        days.append(Day(number, on, prompt, _at(on, ASKED_AT, host.zone)))
        on += _DAY
    return tuple(days)


def told_at(now: datetime, zone: str) -> datetime:
    """When visitors hear of what comes in now: the next end of a day at the host's (UTC)."""
    today = now.astimezone(zone_of(zone)).date()
    at = _at(today, TOLD_AT, zone)
    return at if at > now else _at(today + _DAY, TOLD_AT, zone)


def _at(day: date, clock: time, zone: str) -> datetime:
    return datetime.combine(day, clock, zone_of(zone)).astimezone(UTC)
