"""Sessions that repeat: a rule of RFC 5545 on the wall clock of the organiser's zone, and the instants that makes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from dateutil.rrule import rrulestr

from bot.i18n.zones import zone_of

MOST = 13  # sessions in a series, with the first: a week's for a quarter of a year, a month's for a year
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ALWAYS_THERE = 28  # the last day that every month has
_WEEK = 7


class Every(StrEnum):
    """How often, as people say it."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH_WEEKDAY = "month_weekday"  # the third Thursday
    MONTH_DAY = "month_day"  # the 16th; where a month has none, its last day


@dataclass(frozen=True)
class Occurrence:
    """One of a series: `day` is where the rule puts it; `is_shifted`, where clocks leave its hour out that day."""

    day: date
    starts_at: datetime  # UTC
    is_shifted: bool = False


def rule_for(every: Every, first: date, count: int) -> str:
    """An RRULE; `count` sessions, with the first."""
    match every:
        case Every.WEEK:
            rule = "FREQ=WEEKLY"
        case Every.TWO_WEEKS:
            rule = "FREQ=WEEKLY;INTERVAL=2"
        case Every.MONTH_WEEKDAY:
            rule = f"FREQ=MONTHLY;BYDAY={week_of_month(first)}{_DAYS[first.weekday()]}"
        case Every.MONTH_DAY if first.day <= _ALWAYS_THERE:
            rule = f"FREQ=MONTHLY;BYMONTHDAY={first.day}"
        case Every.MONTH_DAY:
            days = ",".join(str(day) for day in range(_ALWAYS_THERE, first.day + 1))
            rule = f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1"
    return f"{rule};COUNT={count}"


def week_of_month(day: date) -> int:
    """The first to the fourth of its weekday in the month; -1 is the last, where it is the fifth."""
    week = (day.day - 1) // _WEEK + 1
    return week if week * _WEEK <= _ALWAYS_THERE else -1


def occurrences(rule: str, first: datetime, zone: str) -> tuple[Occurrence, ...]:
    """All of them in order; `first` is a wall time without a zone, where the rule begins."""
    return tuple(occurrence(wall, zone) for wall in rrulestr(rule, dtstart=first))


def occurrence(wall: datetime, zone: str) -> Occurrence:
    """At that time on the wall clock. An hour that is left out counts by the clock before it; of two the first is meant."""
    starts_at = wall.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)
    return Occurrence(wall.date(), starts_at, wall_of(starts_at, zone) != wall)


def rule_of(begins: Sequence[datetime], zone: str) -> str | None:
    """
    An RRULE that makes exactly these instants, in order, on the wall clock of the zone; None where none that we make does.

    Others shall read it: so none with an hour that clocks leave out, nor with BYSETPOS, which not every calendar follows.
    """
    first = wall_of(begins[0], zone)
    for every in Every:
        rule = rule_for(every, first.date(), len(begins))
        found = occurrences(rule, first, zone)
        if [one.starts_at for one in found] == list(begins):
            is_plain = "BYSETPOS" not in rule and not any(one.is_shifted for one in found)
            return rule if is_plain else None
    return None


def wall_of(at: datetime, zone: str) -> datetime:
    return at.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)


def moved(days: tuple[date, ...], to: datetime, zone: str) -> tuple[Occurrence, ...]:
    """The first of these days goes to that wall time, the others as many days further, at its hour."""
    further: timedelta = to.date() - days[0]
    return tuple(occurrence(datetime.combine(day + further, to.time()), zone) for day in days)
