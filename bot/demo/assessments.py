"""The round of last year: what half of the fictitious centres said of themselves."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Final

from bot.demo.sources import dice
from bot.demo.world import DemoAssessment, DemoCentre, DemoMembership
from bot.domain.areas import PriorityArea
from bot.domain.scores import Levels
from bot.i18n.countries import BY_CODE, Group
from bot.questionnaires.builtin import eight_areas
from bot.questionnaires.form import Rating
from bot.storage.memberships import CentreFunction

_HOW_MANY: Final = 120
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
    centres: Sequence[DemoCentre], memberships: Iterable[DemoMembership], today: date
) -> tuple[DemoAssessment, ...]:
    throws = dice("assessments")
    ratings = [question.rating for question in eight_areas().questions if question.rating]
    coordinator = {one.centre: one.person for one in memberships if one.function is CentreFunction.COORDINATOR}
    chosen = set(throws.sample([centre.row.code for centre in centres if centre.fictitious], _HOW_MANY))
    return tuple(
        DemoAssessment(
            centre=centre.row.code,
            by=coordinator[centre.row.code],
            finished_on=today - timedelta(days=throws.randint(340, 400)),
            levels=_levels(centre, ratings, throws),
        )
        for centre in centres
        if centre.row.code in chosen
    )


def _levels(centre: DemoCentre, ratings: Iterable[Rating], throws: Random) -> Levels:
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
