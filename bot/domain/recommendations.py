"""Which recommendations matter most to those who are asked: ranked or given points, and counted once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.i18n.phrase import Phrase, _

LEAST: Final = 2
MOST: Final = 10  # recommendations in one ballot: more of them nobody puts in order
POINTS: Final = 10  # that each gives away


class BallotMethod(StrEnum):
    RANKING = "ranking"
    POINTS = "points"


class BallotVoter(StrEnum):
    PERSON = "person"
    CENTRE = "centre"  # by whoever speaks for it


METHODS: Mapping[BallotMethod, Phrase] = {
    BallotMethod.RANKING: _("Put them in order"),
    BallotMethod.POINTS: _("Give away ten points"),
}
VOTERS: Mapping[BallotVoter, Phrase] = {
    BallotVoter.PERSON: _("One vote for each person"),
    BallotVoter.CENTRE: _("One vote for each centre"),
}


@dataclass(frozen=True)
class Placed:
    """A recommendation after the count: its points, and for how many it came first."""

    recommendation: int
    points: int
    first: int


def of_ranking(order: Sequence[int]) -> dict[int, int]:
    """The first of n gets n - 1 points, the last none (Borda's count)."""
    return {one: len(order) - place for place, one in enumerate(order, 1)}


def is_fair(points: Mapping[int, int], known: Iterable[int]) -> bool:
    """Whether somebody has given away all their points, to what there is, and no less than nothing."""
    return set(points) <= set(known) and all(one >= 0 for one in points.values()) and sum(points.values()) == POINTS


def counted(known: Sequence[int], votes: Iterable[Mapping[int, int]]) -> tuple[Placed, ...]:
    """`votes`: points by recommendation. The most points first, then whatever came first for more, then as they stand."""
    given, first = dict.fromkeys(known, 0), dict.fromkeys(known, 0)
    for vote in votes:
        most = max(vote.values(), default=0)
        for one in known:
            given[one] += vote.get(one, 0)
            first[one] += most > 0 and vote.get(one, 0) == most
    placed = (Placed(one, given[one], first[one]) for one in known)
    return tuple(sorted(placed, key=lambda one: (-one.points, -one.first)))
