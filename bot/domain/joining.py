"""Who gets a place in a session that has only so many, and who moves up from its waiting list."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Somebody = TypeVar("Somebody", bound=Hashable)


@dataclass(frozen=True)
class Limits:
    """How many may come, and how many of each centre; None: as many as like to."""

    capacity: int | None = None
    per_centre: int | None = None

    @property
    def are_any(self) -> bool:
        return self.capacity is not None or self.per_centre is not None


@dataclass(frozen=True)
class Joiner(Generic[Somebody]):
    """Who would like to come, and of which centre; whoever is of none takes a place, but none of a centre's."""

    who: Somebody
    centre: int | None


def moving_up(
    limits: Limits, taken: Mapping[int | None, int], waiting: Sequence[Joiner[Somebody]]
) -> tuple[Joiner[Somebody], ...]:
    """Which of those who wait, longest first, get a place now. `taken`: how many of each centre have one.

    Nobody is passed over but where all places of their own centre are taken; they keep their turn. So somebody new gets
    a place only if nobody before them could take it: they are the last of those who wait.
    """
    by_centre = Counter(taken)
    left = None if limits.capacity is None else limits.capacity - by_centre.total()
    found: list[Joiner[Somebody]] = []
    for one in waiting:
        if left is not None and len(found) >= left:
            break
        if one.centre is not None and limits.per_centre is not None and by_centre[one.centre] >= limits.per_centre:
            continue
        by_centre[one.centre] += 1
        found.append(one)
    return tuple(found)
