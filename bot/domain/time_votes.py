"""Which of several times a meeting gets, from what people said of each: yes, if need be, no."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

MOST_SLOTS = 10  # more than that nobody reads on a phone


class Suits(StrEnum):
    """What somebody says of one slot."""

    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


@dataclass(frozen=True)
class SlotTally:
    """`slot`: its number; `missing`: those needed who did not say that they can, in order; `refused`: who of them said no."""

    slot: int
    yes: int = 0
    if_need_be: int = 0
    no: int = 0
    missing: tuple[int, ...] = ()
    refused: tuple[int, ...] = ()

    @property
    def can(self) -> int:
        return self.yes + self.if_need_be


@dataclass(frozen=True)
class Winner:
    slot: int


@dataclass(frozen=True)
class Tie:
    """Several are equally good; only a person can tell."""

    slots: tuple[int, ...]


@dataclass(frozen=True)
class NoneFits:
    """No slot has enough people and all those needed. `best`: those with the most, if anybody can at all."""

    best: tuple[int, ...]


Result = Winner | Tie | NoneFits


def tally(
    slots: Sequence[int],
    counts: Mapping[tuple[int, Suits], int],
    needed: Collection[int] = (),
    said: Mapping[tuple[int, int], Suits] = MappingProxyType({}),
) -> tuple[SlotTally, ...]:
    """`counts`: how many people said what of which slot; `said`: what those needed said, by (person, slot)."""
    return tuple(
        SlotTally(
            slot,
            yes=counts.get((slot, Suits.YES), 0),
            if_need_be=counts.get((slot, Suits.IF_NEED_BE), 0),
            no=counts.get((slot, Suits.NO), 0),
            missing=tuple(sorted(person for person in needed if said.get((person, slot), Suits.NO) is Suits.NO)),
            refused=tuple(sorted(person for person in needed if said.get((person, slot)) is Suits.NO)),
        )
        for slot in slots
    )


def result(tallies: Sequence[SlotTally], quorum: int) -> Result:
    """
    The slot on which the most people can come, of equals the one with the most plain yes: among those with at least
    `quorum` people and with all who are needed.
    """
    fitting = [one for one in tallies if one.can >= max(1, quorum) and not one.missing]
    if not fitting:
        return NoneFits(tuple(one.slot for one in _most([one for one in tallies if one.can])))
    best = _most(fitting)
    return Winner(best[0].slot) if len(best) == 1 else Tie(tuple(one.slot for one in best))


def _most(tallies: Sequence[SlotTally]) -> Sequence[SlotTally]:
    """In their order."""
    if not tallies:
        return ()
    best = max((one.can, one.yes) for one in tallies)
    return [one for one in tallies if (one.can, one.yes) == best]
