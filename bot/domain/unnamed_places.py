"""Where a centre without a name is said to be: so roughly that at least five centres fit what is told."""

from collections.abc import Mapping
from functools import cache
from typing import Final

from bot.domain.regions import Region, is_in
from bot.domain.suppression import FEWEST

# Each country counts for the first of these: so that no two of them overlap, and nothing can be told by taking one from another.
PARTS: Final = (
    Region.SOUTH_EASTERN_EUROPE,
    Region.EASTERN_EUROPE,
    Region.MEDITERRANEAN,
    Region.CENTRAL_ASIA,
    Region.EU,
    Region.AFRICA,
)


@cache
def part_of(country: str) -> Region | None:
    return next((part for part in PARTS if is_in(part, country)), None)


def place_told(country: str, centres: Mapping[str, int], *, fewest: int = FEWEST) -> str | Region | None:
    """
    The country, or its part of the world, or None where even that would tell of too few.

    `centres`: by country, how many fit all else that the reader is told. Of a part of the world only those countries count that
    are not told themselves: whoever reads its name can leave out all others.
    """
    if centres.get(country, 0) >= fewest:
        return country
    part = part_of(country)
    hidden = sum(count for code, count in centres.items() if count < fewest and part_of(code) is part)
    return part if hidden >= fewest else None
