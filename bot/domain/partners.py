"""Which centres could learn of each other: needs, offers, and what makes two of them fit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Final

from bot.domain.areas import PriorityArea
from bot.domain.working_hours import shared_hours, working_week

# Levels are on the scale of five; relevance from 3, very, to 0.
LOW: Final = 3.0
HIGH: Final = 3.5
STEP_AHEAD: Final = 1.0  # so much higher is a level from which there is something to learn
RELEVANT: Final = 1.5
MOST_AREAS: Final = 3  # of needs, and of offers

# What counts how much between two centres; measured on nothing but common sense, and here to be discussed.
_ANY: Final = 10  # to have a language and hours in common at all
_MUTUAL: Final = 40
_A_LEVEL: Final = 4  # for each level that the other is ahead
_A_PRACTICE: Final = 4
_TOGETHER: Final = 6  # for an area in which both want to grow
_AN_HOUR: Final = 2
_ABROAD: Final = 12
_MOST_HOURS: Final = 8


class Obstacle(StrEnum):
    """Why two centres cannot be partners."""

    SAME = "same"
    BEFORE = "before"  # they have been, or one of them said no
    LANGUAGE = "language"
    HOURS = "hours"


@dataclass(frozen=True)
class CentreProfile:
    """What is known of a centre when partners are looked for; areas without a level were not answered."""

    id: int
    country: str
    languages: tuple[str, ...]
    zone: str
    levels: Mapping[PriorityArea, float]
    relevance: Mapping[PriorityArea, float] = field(default_factory=dict)  # absent: nobody said, so it may matter
    practices: frozenset[PriorityArea] = frozenset()  # areas in which the centre has published one

    @cached_property
    def needs(self) -> tuple[PriorityArea, ...]:
        """The relevant areas with a low level, lowest first; where none is low, the one below all others."""
        relevant = {area: level for area, level in self.levels.items() if self._is_relevant(area)}
        low = [area for area in _in_order(relevant) if relevant[area] <= LOW][:MOST_AREAS]
        if low or not relevant or min(relevant.values()) == max(self.levels.values()):
            return tuple(low)
        return tuple(_in_order(relevant)[:1])

    @cached_property
    def offers(self) -> tuple[PriorityArea, ...]:
        """Areas with a high level or a published practice, highest first; where none is high, the one above all others."""
        best = list(reversed(_in_order(self.levels)))
        high = [area for area in best if self.levels[area] >= HIGH][:MOST_AREAS]
        if not high and best and self.levels[best[0]] > self.levels[best[-1]]:
            high = best[:1]
        return (*high, *(area for area in PriorityArea if area in self.practices and area not in high))

    def _is_relevant(self, area: PriorityArea) -> bool:
        return self.relevance.get(area, RELEVANT) >= RELEVANT


@dataclass(frozen=True)
class Fit:
    """What two centres have for each other, seen from the first."""

    learns: tuple[PriorityArea, ...]  # of the second; the most promising first
    teaches: tuple[PriorityArea, ...]
    together: tuple[PriorityArea, ...]  # both want to grow there; only where neither is ahead
    languages: tuple[str, ...]
    hours: int  # whole working hours that they share on a day
    abroad: bool
    weight: int

    def turned(self) -> "Fit":
        """Seen from the other."""
        return replace(self, learns=self.teaches, teaches=self.learns)


@dataclass(frozen=True)
class Suggestion:
    centre_id: int
    fit: Fit


def fit(one: CentreProfile, other: CentreProfile, on: date) -> Fit | Obstacle:
    """`on` is a day of the weeks in which they would work together: it decides which clocks are ahead."""
    if one.id == other.id:
        return Obstacle.SAME
    languages = tuple(tag for tag in one.languages if tag in other.languages)
    if not languages:
        return Obstacle.LANGUAGE
    hours = shared_hours(working_week(one.zone, one.country, on), working_week(other.zone, other.country, on))
    if not hours:
        return Obstacle.HOURS
    learns, teaches = _lessons(one, other), _lessons(other, one)
    together = () if learns or teaches else tuple(area for area in one.needs if area in other.needs)
    points = [_points(one, other, learns), _points(other, one, teaches)]
    weight = (
        _ANY
        + sum(points)
        + (_MUTUAL if all(points) else 0)
        + _TOGETHER * len(together[:2])
        + _AN_HOUR * min(hours, _MOST_HOURS)
        + (_ABROAD if one.country != other.country else 0)
    )
    return Fit(learns, teaches, together, languages, hours, one.country != other.country, weight)


def suggest(
    centre: CentreProfile, others: Iterable[CentreProfile], not_again: Collection[int], on: date, at_most: int = 3
) -> Sequence[Suggestion]:
    """The best partners first, those who have something to learn or to teach; the same whatever the order of `others`."""
    found: list[Suggestion] = []
    for other in others:
        if other.id in not_again:
            continue
        between = fit(centre, other, on)
        if isinstance(between, Fit) and (between.learns or between.teaches):
            found.append(Suggestion(other.id, between))
    return sorted(found, key=lambda one: (-one.fit.weight, one.centre_id))[:at_most]


def _lessons(learner: CentreProfile, other: CentreProfile) -> tuple[PriorityArea, ...]:
    """What the learner needs and the other has, the largest difference first."""
    wanted = [area for area in learner.needs if area in other.offers]
    ahead = {area: _ahead(learner, other, area) for area in wanted}
    return tuple(
        sorted(
            (area for area in wanted if ahead[area] >= STEP_AHEAD or area in other.practices),
            key=lambda area: -ahead[area],
        )
    )


def _ahead(learner: CentreProfile, other: CentreProfile, area: PriorityArea) -> float:
    return other.levels.get(area, learner.levels[area]) - learner.levels[area]


def _points(learner: CentreProfile, other: CentreProfile, areas: Sequence[PriorityArea]) -> int:
    """The first lesson counts in full, the second by half."""
    each = [
        round(_A_LEVEL * _ahead(learner, other, area)) + (_A_PRACTICE if area in other.practices else 0)
        for area in areas[:2]
    ]
    return sum(max(1, points) // (1 + number) for number, points in enumerate(each))


def _in_order(levels: Mapping[PriorityArea, float]) -> list[PriorityArea]:
    """Lowest first; equals in the network's order."""
    return sorted((area for area in PriorityArea if area in levels), key=lambda area: levels[area])
