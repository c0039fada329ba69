"""When people of two places are at work at the same time, on their own clocks and with their own weekends."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of

BEGIN, END = time(8), time(17)
_DAYS: Final = 7
_QUARTER: Final = 15 * 60  # seconds
# From a day before the first until a day after the last: no zone is further away from UTC than that.
_QUARTERS_BEFORE: Final = 24 * 4

WorkingWeek = tuple[int, ...]
"""A bit for each quarter of an hour (UTC) at work, one number for each working day of seven."""


@lru_cache(maxsize=512)
def working_week(zone: str, country: str, first: date) -> WorkingWeek:
    """Of the seven days from `first`; days on which that country rests are left out."""
    origin = datetime.combine(first, time(), UTC)
    days = (first + timedelta(days=number) for number in range(_DAYS))
    return tuple(_at_work(day, zone, origin) for day in days if day.weekday() not in weekend_of(country))


def shared_hours(one: WorkingWeek, other: WorkingWeek) -> int:
    """Whole hours, on a day on which both work; 0 where there is none."""
    return hours_a_day(both_at_work(one, other))


@lru_cache(maxsize=4096)
def both_at_work(one: WorkingWeek, other: WorkingWeek) -> WorkingWeek:
    """The quarters in which both are, of the days on which they are at all."""
    there = 0
    for day in other:
        there |= day
    return tuple(quarters for day in one if (quarters := day & there))


def hours_a_day(week: WorkingWeek) -> int:
    return sum(day.bit_count() for day in week) // (4 * len(week)) if week else 0


def _at_work(day: date, zone: str, origin: datetime) -> int:
    begin, end = (
        int((datetime.combine(day, clock, zone_of(zone)) - origin).total_seconds()) // _QUARTER + _QUARTERS_BEFORE
        for clock in (BEGIN, END)
    )
    return (1 << end) - (1 << begin)
