"""What is to be done for a peer visit, by whom and until when: backwards from its day, on working days of whoever does it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from bot.domain.nudges import WORK_FROM, next_working
from bot.domain.working_hours import BEGIN, END
from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of

REMINDED: Final = (-7, 0, 3)  # days from when it is due; no more than these
ASKED_AFTERWARDS: Final = (1, 4)  # whether the visit took place: its session reminds of it before
_A_DAY: Final = timedelta(days=1)
CHOOSE_WITHIN: Final = timedelta(days=7)  # the host chooses the day, from when all have said yes


class VisitStep(StrEnum):
    """In the order in which they come."""

    DAY = "day"  # the host chooses when it is
    SELF_REPORT = "self_report"
    AGENDA = "agenda"
    QUESTIONS = "questions"  # each visiting centre, by area
    VISIT = "visit"
    DRAFT = "draft"  # of the report, by the visiting centre that writes
    COMMENTS = "comments"
    FINAL = "final"


class Part(StrEnum):
    HOST = "host"
    VISITOR = "visitor"  # each of them
    WRITER = "writer"  # the visitor who puts the report together


@dataclass(frozen=True)
class _Step:
    part: Part
    days: int  # from the day of the visit


STEPS: Mapping[VisitStep, _Step] = {
    VisitStep.SELF_REPORT: _Step(Part.HOST, -28),
    VisitStep.AGENDA: _Step(Part.HOST, -14),
    VisitStep.QUESTIONS: _Step(Part.VISITOR, -7),
    VisitStep.VISIT: _Step(Part.HOST, 0),
    VisitStep.DRAFT: _Step(Part.WRITER, 28),
    VisitStep.COMMENTS: _Step(Part.HOST, 42),
    VisitStep.FINAL: _Step(Part.WRITER, 49),
}
PREPARING: Final = frozenset(step for step, rule in STEPS.items() if rule.days < 0)  # of no use after the visit
LAST_DUE: Final = max(step.days for step in STEPS.values())  # days after the visit


@dataclass(frozen=True)
class Place:
    """Where a centre is, for when it works; `holidays` of its country, as far as they are known."""

    centre_id: int
    country: str
    zone: str
    holidays: frozenset[date] = frozenset()

    def works_on(self, day: date) -> bool:
        return day.weekday() not in weekend_of(self.country) and day not in self.holidays


@dataclass(frozen=True)
class Task:
    centre_id: int
    step: VisitStep
    due_on: date


def timetable(
    visit_on: date, host: int, visitors: Iterable[int], places: Mapping[int, Place], today: date
) -> tuple[Task, ...]:
    """In the order of the steps. `places` of all centres tell when they rest.

    What would be due on a weekend or a public holiday is due on the working day before it. Where less than four weeks
    are left, nothing is due before the next working day, and the order of the steps stays.
    """
    by_part: dict[Part, tuple[int, ...]] = {Part.HOST: (host,), Part.VISITOR: tuple(sorted(visitors))}
    by_part[Part.WRITER] = by_part[Part.VISITOR][:1]
    tasks = []
    for step, rule in STEPS.items():
        wanted = visit_on + timedelta(days=rule.days)
        for centre in by_part[rule.part]:
            due_on = visit_on if step is VisitStep.VISIT else _due(wanted, places[centre], today)
            tasks.append(Task(centre, step, due_on))
    return tuple(tasks)


def _due(wanted: date, place: Place, today: date) -> date:
    day = working_day_until(wanted, place)
    return day if day > today else working_day_from(today + _A_DAY, place)


def working_day_until(day: date, place: Place) -> date:
    """This day, or the last one before it on which they work there."""
    while not place.works_on(day):
        day -= _A_DAY
    return day


def working_day_from(day: date, place: Place) -> date:
    """This day, or the next one on which they work there."""
    while not place.works_on(day):
        day += _A_DAY
    return day


def next_reminder(
    step: VisitStep, due_on: date, sent: int, now: datetime, zone: str, country: str | None
) -> datetime | None:
    """When a step that is not done is reminded of next, on the clock of whoever does it, while people work there (UTC).

    `sent` reminders went out; those whose day is over by now are left out. None: there were enough.
    """
    offsets = ASKED_AFTERWARDS if step is VisitStep.VISIT else REMINDED
    for days in offsets[sent:]:
        on = due_on + timedelta(days=days)
        at = next_working(datetime.combine(on, WORK_FROM, zone_of(zone)).astimezone(UTC), zone, country)
        if at > now:
            return at
    return None


def days_for_visits(first: date, last: date, places: Collection[Place], today: date) -> tuple[date, ...]:
    """Days between both on which they work at all of the places; after today."""
    begin = max(first, today + _A_DAY)
    days = (begin + timedelta(days=number) for number in range((last - begin).days + 1))
    return tuple(day for day in days if all(place.works_on(day) for place in places))


def hours_for_visits(day: date, places: Sequence[Place], minutes: int) -> tuple[datetime, ...]:
    """Whole hours (UTC) of the first one's clock, on that day there, from which all are at work for so long."""
    zone = zone_of(places[0].zone)
    begins = (datetime.combine(day, time(hour), zone).astimezone(UTC) for hour in range(24))
    return tuple(at for at in begins if all(_at_work(at, place, minutes) for place in places))


def _at_work(at: datetime, place: Place, minutes: int) -> bool:
    begin = at.astimezone(zone_of(place.zone))
    end = (at + timedelta(minutes=minutes)).astimezone(zone_of(place.zone))
    return place.works_on(begin.date()) and begin.date() == end.date() and begin.time() >= BEGIN and end.time() <= END
