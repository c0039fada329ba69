"""A round of learning tandems: all centres of a network in twos, and threes where somebody would be left over."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations

from bot.domain.areas import PriorityArea
from bot.domain.partners import CentreProfile, Fit, Obstacle, fit

Pair = tuple[int, int]
"""Numbers of two centres, the smaller first."""


class Alone(StrEnum):
    """Why a centre has no partner in a round: the first of these that holds."""

    WAITING = "waiting"  # another partner waits for their answer
    NOBODY_SPEAKS = "nobody speaks"  # neither a coordinator nor a head is here, or wants to be asked
    NOT_ASSESSED = "not assessed"
    LANGUAGE = "language"  # nobody speaks one of theirs
    HOURS = "hours"  # whoever does is not at work at the same time
    BEFORE = "before"  # they have been partners with all who are left
    NOBODY_LEFT = "nobody left"  # all who would fit have somebody


@dataclass(frozen=True)
class Fits:
    """Which two can work together, and what keeps the others apart."""

    fits: Mapping[Pair, Fit]  # seen from the smaller number
    obstacles: Mapping[Pair, Obstacle]

    def between(self, one: int, other: int) -> Fit | None:
        """Seen from the first."""
        found = self.fits.get((min(one, other), max(one, other)))
        return found if found is None or one < other else found.turned()

    def may_be_three(self, one: int, other: int, third: int) -> bool:
        """All of them fit each other, with one language for all."""
        three = [self.between(*two) for two in combinations((one, other, third), 2)]
        languages = [set(each.languages) for each in three if each is not None]
        return len(languages) == len(three) and bool(set.intersection(*languages))


@dataclass(frozen=True)
class Quality:
    """Of how many tandems how many have what, for the preview."""

    groups: int
    threes: int
    complementary: int  # everybody has something to learn
    abroad: int  # of more than one country
    three_hours: int  # that they share on a working day, at least


@dataclass(frozen=True)
class Tandems:
    """What came out for a round: `groups` with what each of it has of the others, by centre; and who stays alone, why."""

    groups: tuple[Mapping[int, Fit], ...]
    alone: Mapping[int, Alone]
    quality: Quality


def all_fits(centres: Iterable[CentreProfile], apart: Collection[Pair], on: date) -> Fits:
    fits: dict[Pair, Fit] = {}
    obstacles: dict[Pair, Obstacle] = {}
    for one, other in combinations(sorted(centres, key=lambda centre: centre.id), 2):
        between = Obstacle.BEFORE if (one.id, other.id) in apart else fit(one, other, on)
        if isinstance(between, Fit):
            fits[one.id, other.id] = between
        else:
            obstacles[one.id, other.id] = between
    return Fits(fits, obstacles)


def seen_from(fits: Fits, centre: int, group: Sequence[int]) -> Fit:
    """What a centre has of all others of its group together. Raises KeyError where two of them do not fit."""
    found = [between for other in group if other != centre and (between := fits.between(centre, other)) is not None]
    if len(found) != len(group) - 1:
        raise KeyError(centre)
    return Fit(
        learns=_each_once(one.learns for one in found),
        teaches=_each_once(one.teaches for one in found),
        together=_each_once(one.together for one in found),
        languages=tuple(tag for tag in found[0].languages if all(tag in one.languages for one in found)),
        hours=min(one.hours for one in found),
        abroad=any(one.abroad for one in found),
        weight=sum(one.weight for one in found),
    )


def quality(fits: Fits, groups: Sequence[Sequence[int]]) -> Quality:
    views = [[seen_from(fits, centre, group) for centre in group] for group in groups]
    return Quality(
        groups=len(groups),
        threes=sum(len(group) > 2 for group in groups),  # noqa: PLR2004 - more than two are three
        complementary=sum(all(view.learns for view in group) for group in views),
        abroad=sum(any(view.abroad for view in group) for group in views),
        three_hours=sum(all(view.hours >= 3 for view in group) for group in views),  # noqa: PLR2004 - as it is called
    )


def why_alone(centre: int, everybody: Iterable[int], fits: Fits) -> Alone:
    """The nearest it came to having somebody."""
    others = [(min(centre, other), max(centre, other)) for other in everybody if other != centre]
    if any(pair in fits.fits for pair in others):
        return Alone.NOBODY_LEFT
    met = {fits.obstacles[pair] for pair in others}
    if Obstacle.BEFORE in met:
        return Alone.BEFORE
    return Alone.HOURS if Obstacle.HOURS in met else Alone.LANGUAGE


def _each_once(many: Iterable[Iterable[PriorityArea]]) -> tuple[PriorityArea, ...]:
    return tuple(dict.fromkeys(each for some in many for each in some))
