"""The helper process's job: groups for a round of learning tandems."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from pydantic import TypeAdapter

from bot.domain.partners import CentreProfile
from bot.domain.tandems import Alone, Pair, Tandems, all_fits, quality, seen_from, why_alone
from bot.matching.solver import best_groups

CENTRES = TypeAdapter(tuple[CentreProfile, ...])
TANDEMS = TypeAdapter(Tandems)


def match_tandems(centres: list[dict[str, Any]], apart: list[list[int]], on: str) -> dict[str, Any]:
    """`apart`: two that shall not meet (again); `on`: a day of the weeks in which they work together. Gives a `Tandems`."""
    pairs = {(min(one, other), max(one, other)) for one, other in apart}
    result = matched(CENTRES.validate_python(centres), pairs, date.fromisoformat(on))
    plain: dict[str, Any] = TANDEMS.dump_python(result, mode="json")
    return plain


def matched(centres: Iterable[CentreProfile], apart: Collection[Pair], on: date) -> Tandems:
    everybody = tuple(centres)
    assessed = [centre for centre in everybody if centre.levels]
    fits = all_fits(assessed, apart, on)
    groups = best_groups({pair: between.weight for pair, between in fits.fits.items()}, fits.may_be_three)
    placed = {centre for group in groups for centre in group}
    ids = [centre.id for centre in assessed]
    alone = {centre.id: Alone.NOT_ASSESSED for centre in everybody if not centre.levels}
    alone |= {one: why_alone(one, ids, fits) for one in ids if one not in placed}
    views = tuple({centre: seen_from(fits, centre, group) for centre in group} for group in groups)
    return Tandems(views, alone, quality(fits, groups))
