"""Working days to choose from, wherever somebody is asked for a day or a moment to come."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of
from bot.usecases.people import person_of
from bot.usecases.public_holidays import holidays_of
from bot.usecases.work import Work

ON_OFFER = 6
SOON = (7, 14, 21, 28)  # days from today: until when people may answer
LATER = (30, 60, 90, 180)  # until when something may be done
_FORESEEN = timedelta(days=3 * 366)  # a day beyond was mistyped: its use case says so
_LOOKED_AT = 21  # days: the longest holidays end before


def to_come(work: Work, near: datetime | None = None) -> tuple[date, ...]:
    """The next working days where the actor is, from tomorrow on their clock; `near`: from that day on, where it is later."""
    person = person_of(work)
    zone = zone_of(person.zone)
    first = work.now.astimezone(zone).date() + timedelta(days=1)
    if near is not None:
        first = max(first, near.astimezone(zone).date())
    days = [first + timedelta(days=away) for away in range(_LOOKED_AT)]
    off = _off(work, person.country, days)
    return tuple(day for day in days if day not in off)[:ON_OFFER]


def until(work: Work, away: Sequence[int] = SOON, since: date | None = None) -> tuple[date, ...]:
    """So many days from that one on, or from today on the actor's clock; or the last working day before."""
    person = person_of(work)
    today = work.now.astimezone(zone_of(person.zone)).date()
    first = since or today
    if first - today > _FORESEEN:
        return ()
    nearby = [[first + timedelta(days=days - back) for back in range(min(days, _LOOKED_AT))] for days in away]
    off = _off(work, person.country, [day for days in nearby for day in days])
    found = (next((day for day in days if day not in off), None) for days in nearby)
    return tuple(dict.fromkeys(day for day in found if day is not None))


def _off(work: Work, country: str | None, days: Sequence[date]) -> frozenset[date]:
    """Which of these are weekends or public holidays there."""
    weekend = weekend_of(country)
    resting = holidays_of(work, [country] if country else [], min(days), max(days)).days
    return frozenset(day for day in days if day.weekday() in weekend) | resting.get(country or "", frozenset())
