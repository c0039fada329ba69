"""Whom something is meant for: conditions that must all hold; an empty one does not narrow."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.rights import Where


@dataclass(frozen=True)
class CentreFacts:
    """What an audience may ask of a centre."""

    id: int
    country: str
    networks: frozenset[int]
    areas: frozenset[str]

    @property
    def where(self) -> Where:
        return Where(centre=self.id, country=self.country, networks=self.networks)


@dataclass(frozen=True)
class Audience:
    countries: tuple[str, ...] = ()  # ISO 3166
    networks: tuple[int, ...] = ()
    areas: tuple[str, ...] = ()  # priority areas of the centre
    functions: tuple[str, ...] = ()  # of the person in the centre
    languages: tuple[str, ...] = ()  # of the person
    centres: tuple[int, ...] = ()
    sessions: tuple[int, ...] = ()  # of which the person was at one

    @property
    def takes_in_all_centres(self) -> bool:
        return not (self.countries or self.networks or self.areas or self.centres)

    def takes_in(self, centre: CentreFacts) -> bool:
        return (
            (not self.countries or centre.country in self.countries)
            and (not self.networks or bool(centre.networks.intersection(self.networks)))
            and (not self.areas or bool(centre.areas.intersection(self.areas)))
            and (not self.centres or centre.id in self.centres)
        )

    def to_json(self) -> dict[str, Any]:
        return {name: list(values) for name, values in asdict(self).items() if values}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Audience":
        return cls(**{name: tuple(values) for name, values in data.items()})
