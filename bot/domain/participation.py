"""How far a round is, counted exactly: centres that were invited, have begun, have answered all, have signed; and people."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

Place = TypeVar("Place", bound=Hashable)
AtAStage = TypeVar("AtAStage", bound="CentreStage")


class Stage(StrEnum):
    """How far a centre is; each holds all before it."""

    INVITED = "invited"
    BEGUN = "begun"  # somebody has handed in a part
    COMPLETE = "complete"  # no part is missing
    SIGNED = "signed"


_ORDER = tuple(Stage)


@dataclass(frozen=True)
class CentreStage:
    centre: int
    country: str  # ISO 3166
    networks: frozenset[int]
    stage: Stage

    def has_reached(self, stage: Stage) -> bool:
        return _ORDER.index(self.stage) >= _ORDER.index(stage)


@dataclass(frozen=True)
class CentreStanding(CentreStage):
    """`people` are those who are asked or have answered, `answered` those who have handed something in."""

    people: int
    answered: int

    def __post_init__(self) -> None:
        if not 0 <= self.answered <= self.people:
            raise ValueError(f"{self.answered} of {self.people} people cannot have answered")


@dataclass(frozen=True)
class Tally:
    """signed ≤ complete ≤ begun ≤ invited; answered ≤ people."""

    invited: int = 0
    begun: int = 0
    complete: int = 0
    signed: int = 0
    people: int = 0
    answered: int = 0


def tally(centres: Iterable[CentreStanding]) -> Tally:
    found = tuple(centres)
    return Tally(
        invited=len(found),
        begun=sum(one.has_reached(Stage.BEGUN) for one in found),
        complete=sum(one.has_reached(Stage.COMPLETE) for one in found),
        signed=sum(one.has_reached(Stage.SIGNED) for one in found),
        people=sum(one.people for one in found),
        answered=sum(one.answered for one in found),
    )


def by_country(centres: Iterable[CentreStanding]) -> Mapping[str, Tally]:
    """In the order of their codes; they add up to the whole, but for people of two centres."""
    return _by(centres, lambda one: (one.country,))


def by_network(centres: Iterable[CentreStanding]) -> Mapping[int, Tally]:
    """A centre counts in each network that it belongs to, so that these do not add up."""
    return _by(centres, lambda one: one.networks)


def silent(centres: Iterable[AtAStage]) -> tuple[AtAStage, ...]:
    """Those that have not signed, the ones that have not even begun first."""
    found = (one for one in centres if one.stage is not Stage.SIGNED)
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.stage), one.country, one.centre)))


def _by(
    centres: Iterable[CentreStanding], places: Callable[[CentreStanding], Iterable[Place]]
) -> Mapping[Place, Tally]:
    groups: dict[Place, list[CentreStanding]] = {}
    for one in centres:
        for place in places(one):
            groups.setdefault(place, []).append(one)
    return {place: tally(groups[place]) for place in sorted(groups)}  # type: ignore[type-var] # codes, or numbers
