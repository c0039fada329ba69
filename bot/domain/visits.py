"""Which centres could visit each other, in a group or as a pair: what makes them fit, and what it is worth."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import reduce
from itertools import combinations
from typing import Final

from bot.domain.areas import PriorityArea
from bot.domain.partners import CentreProfile, Fit, Obstacle, fit
from bot.domain.tandems import Fits, Pair, seen_from
from bot.domain.working_hours import both_at_work, hours_a_day, working_week

Group = tuple[int, ...]
FEWEST, MOST = 3, 5  # centres in a group; two only where it cannot be otherwise, or where pairs are wanted
_A_WISH: Final = 10  # for an area that the host wishes to be looked at, and in which the other is strong
_SAME_WISH: Final = 4  # for an area that both wish to look at


class VisitWay(StrEnum):
    LIVE = "live"  # a session
    DIARY = "diary"  # a week of photos and short videos, for weak links
    EITHER = "either"  # each host says which; of a call only


class WithoutGroup(StrEnum):
    """Why a centre has nobody to visit: the first of these that holds."""

    NOBODY_ELSE = "nobody else"  # answered
    LANGUAGE = "language"
    COUNTRY = "country"  # whoever speaks one of their languages is of the same country
    HOURS = "hours"
    BEFORE = "before"  # they have worked with all who would fit
    PART = "part"  # all who would fit want to host as well, or to visit as well
    NOBODY_LEFT = "nobody left"
    SAID_NO = "said no"  # others of their group


@dataclass(frozen=True)
class VisitCentre:
    """A centre that answered a call; `profile` has the languages in which it offered to work."""

    profile: CentreProfile
    hosts: bool
    visits: bool
    areas: tuple[PriorityArea, ...] = ()  # that its visit is to be about

    @property
    def id(self) -> int:
        return self.profile.id


@dataclass(frozen=True)
class VisitFits:
    """Which two could be in a group, and all that tells whether more of them could."""

    centres: Mapping[int, VisitCentre]
    fits: Fits
    on: date
    same_country: frozenset[Pair]

    def may_be_group(self, group: Group) -> bool:
        """Each two fit; one language and some hours are for all; whoever hosts is visited, and whoever visits is hosted."""
        return (
            all(pair in self.fits.fits for pair in combinations(sorted(group), 2))
            and bool(self.languages(group))
            and self.has_parts(group)
            and self.hours(group) > 0
        )

    def languages(self, group: Group) -> tuple[str, ...]:
        """That all of them speak."""
        first, *rest = (self.centres[one].profile.languages for one in sorted(group))
        return tuple(tag for tag in first if all(tag in others for others in rest))

    def hours(self, group: Group) -> int:
        """In which all of them are at work, on a day."""
        profiles = (self.centres[one].profile for one in sorted(group))
        return hours_a_day(reduce(both_at_work, (working_week(one.zone, one.country, self.on) for one in profiles)))

    def has_parts(self, group: Group) -> bool:
        hosts = [one for one in group if self.centres[one].hosts]
        visitors = [one for one in group if self.centres[one].visits]
        return _served(hosts, visitors)

    def views(self, group: Group) -> Mapping[int, Fit]:
        """What each of the group has of the others."""
        hours, languages = self.hours(group), self.languages(group)
        return {
            one: replace(seen_from(self.fits, one, group), hours=hours, languages=languages) for one in sorted(group)
        }


@dataclass(frozen=True)
class VisitGroups:
    """What came out for a call: what each centre of a group has of the others; and who stays without one, why."""

    groups: tuple[Mapping[int, Fit], ...]
    alone: Mapping[int, WithoutGroup]
    reached: int  # per cent of what no grouping at all could exceed


def all_visit_fits(centres: Iterable[VisitCentre], apart: Collection[Pair], on: date) -> VisitFits:
    """`apart`: two that were in a visit or a partnership together; `on`: a day of the weeks of the visits."""
    known = {one.id: one for one in sorted(centres, key=lambda one: one.id)}
    fits: dict[Pair, Fit] = {}
    obstacles: dict[Pair, Obstacle] = {}
    same_country: set[Pair] = set()
    for one, other in combinations(known.values(), 2):
        pair = one.id, other.id
        between = Obstacle.BEFORE if pair in apart else fit(one.profile, other.profile, on)
        if one.profile.country == other.profile.country:
            same_country.add(pair)
        elif isinstance(between, Fit):
            fits[pair] = replace(between, weight=between.weight + _wishes(one, other))
        else:
            obstacles[pair] = between
    return VisitFits(known, Fits(fits, obstacles), on, frozenset(same_country))


def why_without(centre: int, fits: VisitFits) -> WithoutGroup:
    """The nearest it came to having a group."""
    pairs = {(min(centre, other), max(centre, other)): other for other in fits.centres if other != centre}
    if not pairs:
        return WithoutGroup.NOBODY_ELSE
    fitting = [other for pair, other in pairs.items() if pair in fits.fits.fits]
    if fitting:
        could = any(fits.has_parts((centre, *some)) for number in (1, 2) for some in combinations(fitting, number))
        return WithoutGroup.NOBODY_LEFT if could else WithoutGroup.PART
    met = {fits.fits.obstacles[pair] for pair in pairs if pair in fits.fits.obstacles}
    if Obstacle.BEFORE in met:
        return WithoutGroup.BEFORE
    if Obstacle.HOURS in met:
        return WithoutGroup.HOURS
    speaks = set(fits.centres[centre].profile.languages)
    at_home = [other for pair, other in pairs.items() if pair in fits.same_country]
    if any(speaks.intersection(fits.centres[other].profile.languages) for other in at_home):
        return WithoutGroup.COUNTRY
    return WithoutGroup.LANGUAGE


def lessons(views: Mapping[int, Fit]) -> Sequence[PriorityArea]:
    """In which one of the group is strong and another wants to grow; most wanted first."""
    counts: dict[PriorityArea, int] = {}
    for view in views.values():
        for area in view.learns:
            counts[area] = counts.get(area, 0) + 1
    order = list(PriorityArea)
    return sorted(counts, key=lambda area: (-counts[area], order.index(area)))


def _served(hosts: Sequence[int], visitors: Sequence[int]) -> bool:
    return all(any(other != one for other in visitors) for one in hosts) and all(
        any(other != one for other in hosts) for one in visitors
    )


def _wishes(one: VisitCentre, other: VisitCentre) -> int:
    answered = sum(
        area in expert.profile.offers
        for host, expert in ((one, other), (other, one))
        if host.hosts and expert.visits
        for area in host.areas
    )
    return _A_WISH * answered + _SAME_WISH * len(set(one.areas) & set(other.areas))
