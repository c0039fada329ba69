"""Working days to choose from, wherever somebody is asked for a day or a moment to come."""

from datetime import date, datetime, timedelta

from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of
from bot.usecases.people import person_of
from bot.usecases.public_holidays import holidays_of
from bot.usecases.work import Work

ON_OFFER = 6
_LOOKED_AT = 21  # days: the longest holidays end before


def to_come(work: Work, near: datetime | None = None) -> tuple[date, ...]:
    """The next working days where the actor is, from tomorrow on their clock; `near`: from that day on, where it is later."""
    person = person_of(work)
    zone = zone_of(person.zone)
    first = work.now.astimezone(zone).date() + timedelta(days=1)
    if near is not None:
        first = max(first, near.astimezone(zone).date())
    weekend = weekend_of(person.country)
    last = first + timedelta(days=_LOOKED_AT)
    resting = holidays_of(work, [person.country] if person.country else [], first, last).days
    off = resting.get(person.country or "", frozenset())
    days = (first + timedelta(days=away) for away in range(_LOOKED_AT))
    return tuple(day for day in days if day.weekday() not in weekend and day not in off)[:ON_OFFER]
