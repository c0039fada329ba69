"""First and last days of months to choose from, where somebody plans months ahead."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.i18n.zones import zone_of
from bot.usecases.people import person_of
from bot.usecases.work import Work

ON_OFFER = 6
_EARLIER = timedelta(days=100)  # what has a day already may also be wanted sooner


def firsts(work: Work, near: date | None = None) -> tuple[date, ...]:
    """First days to come on the actor's clock; `near`: those around that day, which is none of them."""
    return _some(work, near, (month for month in _months(_since(work, near))))


def lasts(work: Work, near: date | None = None, after: date | None = None) -> tuple[date, ...]:
    """Last days to come on the actor's clock; `near`: as above; `after`: of months that end behind that day."""
    since = max(_since(work, near), after) if after is not None else _since(work, near)
    return _some(work, near, (_next(month) - timedelta(days=1) for month in _months(since)))


def _since(work: Work, near: date | None) -> date:
    today = work.now.astimezone(zone_of(person_of(work).zone)).date()
    return today if near is None else max(today, near - _EARLIER)


def _some(work: Work, near: date | None, days: Iterator[date]) -> tuple[date, ...]:
    since = _since(work, near)
    found = (day for day in days if day > since and day != near)
    return tuple(day for _place, day in zip(range(ON_OFFER), found, strict=False))


def _months(since: date) -> Iterator[date]:
    """The first day of the month in which that day lies, and of all that follow."""
    month = since.replace(day=1)
    while month.year < date.max.year:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)
