"""Two rounds, last year and this autumn: what half of the fictitious centres said of themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Final

from bot.demo.sources import dice
from bot.demo.world import DemoAssessment, DemoCentre, DemoMembership
from bot.domain.areas import PriorityArea
from bot.domain.scores import ChosenLevels
from bot.i18n.countries import BY_CODE, Group
from bot.questionnaires.builtin import eight_areas
from bot.questionnaires.scoring import Rated
from bot.storage.memberships import CentreFunction


@dataclass(frozen=True)
class _Round:
    """So many centres have finished it, within these days before today."""

    number: int
    centres: int
    earliest: int
    latest: int


_LAST_YEAR, _THIS_YEAR = _Round(1, 120, 400, 340), _Round(2, 96, 75, 10)
_NEWCOMERS: Final = 24  # of this year's centres, those that were not in last year's round
_STEPS: Final = {-1: 1, 0: 6, 1: 3}  # how far an indicator moves in a year, and how often
_LOWEST, _HIGHEST = 1, 5
_USUAL: Final = {  # where such centres tend to stand
    PriorityArea.WBL: 3.5,
    PriorityArea.ENTREPRENEURSHIP: 2.9,
    PriorityArea.PEDAGOGY: 3.4,
    PriorityArea.SPECIALISATION: 2.7,
    PriorityArea.DIGITAL: 2.8,
    PriorityArea.AUTONOMY: 2.6,
    PriorityArea.GREEN: 2.3,
    PriorityArea.INCLUSION: 3.3,
}
_OF_A_GROUP: Final = {
    (Group.EU, PriorityArea.DIGITAL): 0.4,
    (Group.EU, PriorityArea.GREEN): 0.4,
    (Group.AFRICA, PriorityArea.ENTREPRENEURSHIP): 0.5,
    (Group.AFRICA, PriorityArea.DIGITAL): -0.4,
}
_SPREAD_OF_INDICATORS: Final = (0.2, 0.0, -0.3)  # within an area some ask more
_WHERE_IT_MATTERS: Final = 0.4  # in the areas a centre has chosen
_DOES_NOT_APPLY: Final = {"autonomy_income": 0.12, "specialisation_innovation": 0.1, "wbl_tasks": 0.06}
_SELDOM_DOES_NOT_APPLY: Final = 0.015


def demo_assessments(
    centres: Sequence[DemoCentre],
    memberships: Iterable[DemoMembership],
    shown: Sequence[str],
    today: date,
) -> tuple[DemoAssessment, ...]:
    """`shown` are the centres of the personas: they were there last year, and the first has this year's still to do."""
    throws = dice("assessments")
    ratings = [question.rating for question in eight_areas().questions if question.rating]
    coordinator = {one.centre: one.person for one in memberships if one.function is CentreFunction.COORDINATOR}
    others = [centre.row.code for centre in centres if centre.fictitious and centre.row.code not in shown]
    last_year = {*shown, *throws.sample(others, _LAST_YEAR.centres - len(shown))}
    again = [code for code in others if code in last_year]
    new = [code for code in others if code not in last_year]
    staying = throws.sample(again, _THIS_YEAR.centres - _NEWCOMERS - len(shown[1:]))
    this_year = {*shown[1:], *staying, *throws.sample(new, _NEWCOMERS)}

    def finished(one: _Round, code: str, levels: ChosenLevels) -> DemoAssessment:
        day = today - timedelta(days=throws.randint(one.latest, one.earliest))
        return DemoAssessment(one.number, code, coordinator[code], day, levels)

    first = [
        finished(_LAST_YEAR, centre.row.code, _levels(centre, ratings, throws))
        for centre in centres
        if centre.row.code in last_year
    ]
    before = {one.centre: one.levels for one in first}
    second = []
    for centre in centres:
        code = centre.row.code
        if code in this_year:
            levels = _a_year_on(before[code], throws) if code in before else _levels(centre, ratings, throws)
            second.append(finished(_THIS_YEAR, code, levels))
    return (*first, *second)


def _a_year_on(levels: Mapping[str, int | None], throws: Random) -> ChosenLevels:
    steps = throws.choices(list(_STEPS), list(_STEPS.values()), k=len(levels))
    return {
        indicator: None if level is None else min(max(level + step, _LOWEST), _HIGHEST)
        for (indicator, level), step in zip(levels.items(), steps, strict=True)
    }


def _levels(centre: DemoCentre, ratings: Iterable[Rated], throws: Random) -> ChosenLevels:
    group = BY_CODE[centre.row.country].group
    of_the_centre = throws.gauss(0, 0.45)
    here = {
        area: _USUAL[area] + of_the_centre + _OF_A_GROUP.get((group, area), 0.0) + throws.gauss(0, 0.35)
        for area in PriorityArea
    }
    levels: dict[str, int | None] = {}
    for rating, harder in zip(ratings, cycle(_SPREAD_OF_INDICATORS), strict=False):
        chosen = _WHERE_IT_MATTERS if rating.area in centre.row.areas else 0.0
        level = round(here[PriorityArea(rating.area)] + chosen + harder + throws.gauss(0, 0.5))
        out_of_place = throws.random() < _DOES_NOT_APPLY.get(rating.indicator, _SELDOM_DOES_NOT_APPLY)
        levels[rating.indicator] = None if out_of_place else min(max(level, _LOWEST), _HIGHEST)
    return levels
