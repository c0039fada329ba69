"""Times for a meeting that suit the most people: on their own clocks, with their weekends and public holidays."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import accumulate
from typing import Final

from bot.domain.working_hours import BEGIN, END
from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of

MORNING, EVENING = time(7), time(21)  # what begins before or ends after is in the night
SHORTEST, LONGEST = 15, 12 * 60  # minutes of a meeting

_QUARTER: Final = 15 * 60  # seconds; no zone is off by less
_STARTS: Final = tuple(time(hour, minute) for hour in range(MORNING.hour, EVENING.hour) for minute in (0, 30))
_A_DAY_OFF: Final = 3  # as bad as an early morning for so many people
_APART: Final = timedelta(hours=2)  # two slots on offer begin at least so far from each other


class Fit(StrEnum):
    """How a meeting lies in somebody's day."""

    WORK = "work"
    EARLY = "early"
    LATE = "late"
    OFF = "off"  # weekend or public holiday
    NIGHT = "night"


@dataclass(frozen=True)
class Place:
    """`people` who share a clock and a calendar; `needed` of them have to be there."""

    zone: str
    country: str
    people: int
    needed: int = 0
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Comfort:
    """For how many people a slot lies how."""

    work: int = 0
    early: int = 0
    late: int = 0
    off: int = 0
    night: int = 0

    @property
    def people(self) -> int:
        return self.work + self.early + self.late + self.off + self.night


@dataclass(frozen=True)
class Found:
    """A slot (UTC), and for how many it lies how."""

    starts_at: datetime
    comfort: Comfort


def fit(starts_at: datetime, minutes: int, place: Place) -> Fit:
    """For somebody there; who works on a Sunday in Cairo is off on a Friday."""
    zone = zone_of(place.zone)
    begins, ends = starts_at.astimezone(zone), (starts_at + timedelta(minutes=minutes)).astimezone(zone)
    is_one_day = begins.date() == ends.date()
    if not is_one_day or begins.time() < MORNING or ends.time() > EVENING:
        return Fit.NIGHT
    if is_off(begins.date(), place):
        return Fit.OFF
    if begins.time() < BEGIN:
        return Fit.EARLY
    return Fit.WORK if ends.time() <= END else Fit.LATE


def is_off(day: date, place: Place) -> bool:
    return day.weekday() in weekend_of(place.country) or day in place.holidays


def comfort(starts_at: datetime, minutes: int, places: Iterable[Place]) -> Comfort:
    """Of one slot, for instance one that an organiser has in mind."""
    counts = dict.fromkeys(Fit, 0)
    for place in places:
        counts[fit(starts_at, minutes, place)] += place.people
    return Comfort(**counts)


def best_slots(
    places: Collection[Place], zone: str, after: datetime, days: int, minutes: int, at_most: int
) -> Sequence[Found]:
    """
    The best `at_most` slots, the best of all first, of those that begin after `after` on one of the next `days` days of the
    organiser's `zone`, on the full or half hour there and never in the organiser's night.

    Better is what is in the night for fewer people, then what lies in the working hours of more of those needed, then
    what is early, late or a day off for fewer; then another day, another hour, a full hour, sooner.
    """
    first = after.astimezone(zone_of(zone)).date()
    grid = _Grid(first - timedelta(days=2), days + 4, minutes)
    for place in places:
        grid.add(place)
    return grid.best(_candidates(zone, after, first, days, minutes), at_most)


def exists(day: date, clock: time, zone: str) -> bool:
    """Whether clocks there ever show it: some hours are left out when they go forward."""
    local = datetime.combine(day, clock, zone_of(zone))
    return local.astimezone(UTC).astimezone(zone_of(zone)).replace(tzinfo=None) == local.replace(tzinfo=None)


def _candidates(zone: str, after: datetime, first: date, days: int, minutes: int) -> list[tuple[datetime, datetime]]:
    """On the organiser's clock and in UTC."""
    found = []
    for day in (first + timedelta(days=number) for number in range(days)):
        for clock in _STARTS:
            local = datetime.combine(day, clock, zone_of(zone))
            at = local.astimezone(UTC)
            ends = (at + timedelta(minutes=minutes)).astimezone(zone_of(zone))
            is_awake = ends.date() == day and ends.time() <= EVENING
            if at > after and is_awake and exists(day, clock, zone):
                found.append((local, at))
    return found


class _Grid:
    """
    For each quarter of an hour, for how many people a meeting that begins then lies how. Filled with where each stretch
    of somebody's day begins and ends, and summed up once: what it costs does not depend on how many slots are compared.
    """

    def __init__(self, first: date, days: int, minutes: int) -> None:
        self._days = [first + timedelta(days=number) for number in range(days)]
        self._origin = datetime.combine(first, time(), UTC) - timedelta(days=1)
        self._quarters = -(-minutes * 60 // _QUARTER)
        self._changes = {fit: [0] * ((days + 2) * 96 + 1) for fit in Fit}
        self._needed = [0] * ((days + 2) * 96 + 1)
        self._people = self._needed_people = 0

    def add(self, place: Place) -> None:
        self._people += place.people
        self._needed_people += place.needed
        for day in self._days:
            morning, evening = self._quarter(day, MORNING, place.zone), self._quarter(day, EVENING, place.zone)
            if is_off(day, place):
                self._count(Fit.OFF, morning, evening - self._quarters, place)
                continue
            begin, end = self._quarter(day, BEGIN, place.zone), self._quarter(day, END, place.zone)
            latest = evening - self._quarters
            self._count(Fit.EARLY, morning, min(begin - 1, latest), place)
            self._count(Fit.WORK, begin, end - self._quarters, place)
            self._count(Fit.LATE, max(begin, end - self._quarters + 1), latest, place)

    def best(self, candidates: Sequence[tuple[datetime, datetime]], at_most: int) -> Sequence[Found]:
        sums = {fit: list(accumulate(changes)) for fit, changes in self._changes.items()}
        needed = list(accumulate(self._needed))
        ranked = []
        for local, at in candidates:
            quarter = self._place(at)
            work, early, late, off = (sums[fit][quarter] for fit in (Fit.WORK, Fit.EARLY, Fit.LATE, Fit.OFF))
            night = self._people - work - early - late - off
            cost = (night, self._needed_people - needed[quarter], early + late + _A_DAY_OFF * off)
            ranked.append(_Ranked(cost, local, Found(at, Comfort(work, early, late, off, night))))
        return _spread(ranked, at_most, timedelta(seconds=self._quarters * _QUARTER))

    def _quarter(self, day: date, clock: time, zone: str) -> int:
        return self._place(datetime.combine(day, clock, zone_of(zone)))

    def _place(self, at: datetime) -> int:
        return int((at - self._origin).total_seconds()) // _QUARTER

    def _count(self, fit: Fit, begin: int, last: int, place: Place) -> None:
        """Whoever begins from the one quarter to the other, both included."""
        if last < begin:
            return
        self._changes[fit][begin] += place.people
        self._changes[fit][last + 1] -= place.people
        if fit is Fit.WORK:
            self._needed[begin] += place.needed
            self._needed[last + 1] -= place.needed


@dataclass(frozen=True)
class _Ranked:
    cost: tuple[int, int, int]
    local: datetime
    found: Found


def _spread(ranked: Sequence[_Ranked], at_most: int, length: timedelta) -> Sequence[Found]:
    """One after the other the best that is far enough from those taken; what differs from them more comes first."""
    apart = max(length, _APART)
    left, taken = list(ranked), list[_Ranked]()
    while left and len(taken) < at_most:
        days, clocks = {one.local.date() for one in taken}, {one.local.time() for one in taken}
        best = min(
            left,
            key=lambda one: (
                *one.cost,
                one.local.date() in days,
                one.local.time() in clocks,
                one.local.minute,
                one.found.starts_at,
            ),
        )
        taken.append(best)
        left = [one for one in left if abs(one.found.starts_at - best.found.starts_at) >= apart]
    return [one.found for one in taken]
