"""Groups of three to five, or pairs, out of many: exactly where there are few, by construction and improvement where many.

The best way leaves the fewest alone, then has the fewest groups of an unwanted size, then the highest worth: what each
member has on average of the others, summed up. Partitioning a graph like that is NP-hard from three on.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

from bot.matching.improving import improved
from bot.matching.wish import Group, Wish

EXACT: Final = 12  # so many who may be together are grouped by trying every way


def best_grouping(wish: Wish) -> Sequence[Group]:
    """All of `everybody`, each once; the same whatever the order in which they stand there."""
    found: list[Group] = []
    for island in _islands(wish):
        found += exactly(wish, island) if len(island) <= EXACT else improved(wish, island)
    return sorted(found)


def _islands(wish: Wish) -> Iterable[Group]:
    """Those who are joined by anybody at all; no group has members of two islands."""
    left = set(wish.everybody)
    for one in sorted(wish.everybody):
        if one not in left:
            continue
        left.discard(one)
        island, edge = [one], [one]
        while edge:
            for other in wish.fitting[edge.pop()]:
                if other in left:
                    left.discard(other)
                    island.append(other)
                    edge.append(other)
        yield tuple(sorted(island))


def exactly(wish: Wish, members: Group) -> list[Group]:
    """The best of all ways there are, by what is best for each rest of them."""
    largest = max((*wish.wanted, *wish.tolerated))
    best: dict[Group, tuple[int, Group]] = {}  # by rest: the score, and the group of its first

    def of(rest: Group) -> int:
        if not rest:
            return 0
        if rest not in best:
            first, others = rest[0], rest[1:]
            ways: list[tuple[int, Group]] = []
            for size in range(largest):
                for some in combinations([one for one in others if one in wish.fitting[first]], size):
                    group = (first, *some)
                    score = wish.score(group)
                    if score is not None:
                        ways.append((score + of(tuple(one for one in others if one not in some)), group))
            best[rest] = max(ways, key=lambda way: (way[0], [-one for one in way[1]]))
        return best[rest][0]

    of(members)
    found, rest = [], members
    while rest:
        group = best[rest][1]
        found.append(group)
        rest = tuple(one for one in rest if one not in group)
    return found
