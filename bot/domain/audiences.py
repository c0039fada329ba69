"""Whom something is meant for: conditions that must all hold; an empty one does not narrow.

Conditions are put together one after the other: *of these only*, *or also*, *but not*. Written as plain JSON, that stays
readable: `{"countries": ["TN"], "any_of": [{"functions": ["head"]}, {"roles": ["mentor"]}], "but_not": [{"answered": [7]}]}`
is whoever is in Tunisia and either a head or a mentor, without those who have handed in questionnaire 7.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

from bot.domain.regions import is_in
from bot.domain.rights import Where

OF_CENTRES = ("countries", "regions", "networks", "areas", "centres", "cohorts")  # what is asked of a centre
_PARTS = ("any_of", "but_not")


@dataclass(frozen=True)
class CentreFacts:
    """What an audience may ask of a centre."""

    id: int
    country: str
    networks: frozenset[int]
    areas: frozenset[str]
    cohorts: frozenset[int] = frozenset()

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
    regions: tuple[str, ...] = ()  # groups of countries: `domain.regions`
    cohorts: tuple[int, ...] = ()  # calendars of a programme that the centre goes through
    roles: tuple[str, ...] = ()  # of the person, of which they hold one
    answered: tuple[int, ...] = ()  # publications, of which the person has handed in one
    silent: tuple[int, ...] = ()  # publications, of which the person is asked to answer one and has not
    no_session: bool = False  # the person was at none, and has said yes to none that lies ahead
    any_of: tuple["Audience", ...] = ()  # at least one of these must hold as well
    but_not: tuple["Audience", ...] = ()  # whoever is in one of these is left out

    @property
    def takes_in_all_centres(self) -> bool:
        """Whether nothing is asked of centres, so that they need not be looked at."""
        return not self.mentions(*OF_CENTRES)

    @property
    def ways(self) -> tuple["Way", ...]:
        return _ways(self)

    def mentions(self, *names: str) -> bool:
        return any(getattr(one, name) for one in self.leaves() for name in names)

    def leaves(self) -> Iterator["Audience"]:
        """This one, and all that it is put together of."""
        yield self
        for part in (*self.any_of, *self.but_not):
            yield from part.leaves()

    def takes_in(self, centre: CentreFacts) -> bool:
        """Whether somebody at the centre may be in it: what is asked of people is not known here."""
        return any(
            all(one.fits_centre(centre) for one in way.every) and not any(one.takes_all_of(centre) for one in way.none)
            for way in self.ways
        )

    def takes_all_of(self, centre: CentreFacts) -> bool:
        """Whether everybody at the centre is in it, whoever they are; what leaves some out may do so at another centre."""
        return any(
            not way.none and all(one.fits_centre(centre) and not one.asks_of_person for one in way.every)
            for way in self.ways
        )

    def fits_centre(self, centre: CentreFacts) -> bool:
        """Its own conditions alone, without what it is put together of."""
        return (
            (not self.countries or centre.country in self.countries)
            and (not self.regions or any(is_in(region, centre.country) for region in self.regions))
            and (not self.networks or bool(centre.networks.intersection(self.networks)))
            and (not self.areas or bool(centre.areas.intersection(self.areas)))
            and (not self.centres or centre.id in self.centres)
            and (not self.cohorts or bool(centre.cohorts.intersection(self.cohorts)))
        )

    @property
    def asks_of_person(self) -> bool:
        """Among its own conditions."""
        return any(getattr(self, one.name) for one in fields(self) if one.name not in {*OF_CENTRES, *_PARTS})

    # -- put together, one after the other -----------------------------------------------------------------------------
    def only(self, condition: "Audience") -> "Audience":
        """Those of them who fulfil a condition, too, that is not put together of others."""
        asked = {one.name: getattr(condition, one.name) for one in fields(condition) if getattr(condition, one.name)}
        assert not asked.keys() & set(_PARTS), "one condition after the other"
        if all(getattr(self, name) == value for name, value in asked.items()):
            return self
        if any(getattr(self, name) for name in asked):
            return replace(condition, any_of=(self,))
        return replace(self, **asked)  # as plain as it can be written

    def or_also(self, others: "Audience") -> "Audience":
        return Audience(any_of=(self, others))

    def without(self, others: "Audience") -> "Audience":
        return replace(self, but_not=(*self.but_not, others))

    # -- as it is kept -------------------------------------------------------------------------------------------------
    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            if one.name in _PARTS and value:
                found[one.name] = [part.to_json() for part in value]
            elif value:
                found[one.name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Audience":
        found: dict[str, Any] = {}
        for name, value in data.items():
            found[name] = tuple(value) if isinstance(value, list) else value
            if name in _PARTS:
                found[name] = tuple(cls.from_json(part) for part in value)
        return cls(**found)


@dataclass(frozen=True)
class Way:
    """One way to be in an audience: what must hold at one place of a person, and in what they must not be anywhere."""

    every: tuple[Audience, ...]  # their own conditions only
    none: tuple[Audience, ...]


@lru_cache(maxsize=256)
def _ways(audience: Audience) -> tuple[Way, ...]:
    own = replace(audience, any_of=(), but_not=())
    if not audience.any_of:
        return (Way((own,), audience.but_not),)
    mine = () if own == Audience() else (own,)
    return tuple(
        Way((*mine, *way.every), (*way.none, *audience.but_not)) for part in audience.any_of for way in part.ways
    )
