"""How many centres of each country have taken part, as a map of squares: plain data, every word translated."""

from dataclasses import asdict, dataclass
from typing import Any

from bot.reports.country_places import PLACES


@dataclass(frozen=True, slots=True)
class Tile:
    """A country by its ISO 3166 code: so many of its centres have taken part, of so many in all. Raises ValueError."""

    country: str
    done: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.done <= self.of or self.of == 0:
            raise ValueError(f"{self.country}: {self.done} of {self.of} centres is not possible")


@dataclass(frozen=True, slots=True)
class TileGrid:
    """One square a country, once each; `legend` says how to read one ("filled as far as centres have taken part").

    `elsewhere` stands above the countries that have no place on the map; `empty` is said when there is no country.
    """

    tiles: tuple[Tile, ...]
    legend: str
    elsewhere: str
    empty: str

    def as_data(self) -> dict[str, Any]:
        """The columns and rows that are in use only, so that a few neighbours make a small map."""
        placed = [(one, *PLACES[one.country]) for one in self.tiles if one.country in PLACES]
        left = min((column for _, column, _row in placed), default=0)
        top = min((row for _, _column, row in placed), default=0)
        return {
            "placed": [{**asdict(one), "column": column - left, "row": row - top} for one, column, row in placed],
            "others": [
                asdict(one) for one in sorted(self.tiles, key=lambda one: one.country) if one.country not in PLACES
            ],
            "legend": self.legend,
            "elsewhere": self.elsewhere,
            "empty": self.empty,
        }


@dataclass(frozen=True, slots=True)
class ParticipationMap:
    """`total` says it all in one sentence."""

    language: str
    title: str
    subtitle: str
    grid: TileGrid
    total: str
    programme: str

    def as_data(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "title": self.title,
            "subtitle": self.subtitle,
            "grid": self.grid.as_data(),
            "total": self.total,
            "programme": self.programme,
        }
