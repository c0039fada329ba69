"""The helper process's job: groups of centres that visit each other."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from bot.domain.tandems import Pair
from bot.domain.visits import FEWEST, MOST, VisitCentre, VisitGroups, all_visit_fits, why_without
from bot.matching.grouping import best_grouping
from bot.matching.wish import Wish

CENTRES = TypeAdapter(tuple[VisitCentre, ...])
GROUPS = TypeAdapter(VisitGroups)


def match_visits(centres: list[dict[str, Any]], apart: list[list[int]], on: str, *, in_pairs: bool) -> dict[str, Any]:
    """`apart`: two that shall not meet again; `on`: a day of the weeks of the visits. Gives a `VisitGroups`."""
    pairs = {(min(one, other), max(one, other)) for one, other in apart}
    result = grouped(CENTRES.validate_python(centres), pairs, date.fromisoformat(on), in_pairs=in_pairs)
    plain: dict[str, Any] = GROUPS.dump_python(result, mode="json")
    return plain


def grouped(centres: Iterable[VisitCentre], apart: Collection[Pair], on: date, *, in_pairs: bool) -> VisitGroups:
    """In pairs, with threes where somebody would be left over; or in groups, with pairs where it cannot be otherwise."""
    fits = all_visit_fits(centres, apart, on)
    wish = Wish(
        everybody=tuple(fits.centres),
        weights={pair: between.weight for pair, between in fits.fits.fits.items()},
        may_be=fits.may_be_group,
        wanted=(2,) if in_pairs else tuple(range(FEWEST, MOST + 1)),
        tolerated=(3,) if in_pairs else (2,),
    )
    found = best_grouping(wish)
    groups = [group for group in found if len(group) > 1]
    bound = wish.bound()
    return VisitGroups(
        groups=tuple(fits.views(group) for group in groups),
        alone={group[0]: why_without(group[0], fits) for group in found if len(group) == 1},
        reached=100 * wish.worth(groups) // bound if bound else 100,
    )
