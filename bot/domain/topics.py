"""Which topic the members of a network have chosen for a day of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

DAYS_A_YEAR: Final = 2  # of one network
VOTES_EACH: Final = 3  # topics that one person may be for
TOPICS_EACH: Final = 3  # that one person may propose
MOST_TOPICS: Final = 20


@dataclass(frozen=True)
class Count:
    """A topic and how many are for it."""

    topic: int
    votes: int


def counted(votes: Mapping[int, int]) -> tuple[Count, ...]:
    """`{topic: votes}`, with those that nobody is for: the most votes first, then as they were proposed."""
    return tuple(Count(topic, votes[topic]) for topic in sorted(votes, key=lambda one: (-votes[one], one)))


def leading(counts: tuple[Count, ...]) -> tuple[int, ...]:
    """The topics with the most votes: several where they are equal, none where nobody has voted."""
    most = max((one.votes for one in counts), default=0)
    return tuple(one.topic for one in counts if one.votes == most) if most else ()
