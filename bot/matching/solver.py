"""The best groups of two, and of three where somebody would be left over: a maximum-weight matching, solved exactly."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import heappop, heappush
from itertools import count
from typing import Final

import rustworkx

Pair = tuple[int, int]
Group = tuple[int, ...]
"""Two, or three: then the first fits both others."""

_TIES: Final = 2**44  # so much a point of weight is worth: more than all tie-breakers of one matching together
_TRIED: Final = 200  # matchings, before a triad that cannot be is let go: far more than ever seen


@dataclass(frozen=True)
class _Matching:
    pairs: tuple[Pair, ...]
    hosts: Mapping[int, int] = field(default_factory=dict)  # guest → host
    weight: int = 0


def best_groups(weights: Mapping[Pair, int], may_be_three: Callable[[int, int, int], bool]) -> Sequence[Group]:
    """Of all ways to group: those with the fewest left over, then with the fewest threes, then with the highest weight.

    `weights` has a number ≥ 0 for each two that fit, the smaller id first. The weight of a three is that of its first
    with both others. The same whatever the order, because no two ways are equally good.
    """
    best = _Matching(())
    numbers = count()  # so that the heap never compares matchings
    first = _solved(weights)
    heap = [(-first.weight, next(numbers), weights, first)]
    for _attempt in range(_TRIED):
        _weight, _number, allowed, best = heappop(heap)
        wrong = _impossible_three(best, may_be_three)
        if wrong is None:
            return _groups(best)
        guest, host, mate = wrong
        for together in ((guest, host), (host, mate)):  # every way that is possible does without one of these
            fewer = {pair: points for pair, points in allowed.items() if set(pair) != set(together)}
            found = _solved(fewer)
            heappush(heap, (-found.weight, next(numbers), fewer, found))
    return _groups(_without_impossible(best, may_be_three))


def _solved(weights: Mapping[Pair, int]) -> _Matching:
    """
    A guest is matched with a copy of the host. A copy costs more than all weights together, and whoever is matched counts
    more than all copies, so that there are guests only where somebody would otherwise be left over.
    """
    nodes = sorted({node for pair in weights for node in pair})
    at = {node: number for number, node in enumerate(nodes)}
    penalty = (max(weights.values(), default=0) + 1) * _TIES * (len(nodes) + 1)
    matched = penalty * (len(nodes) + 1)
    graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * (2 * len(nodes)))
    edges: list[tuple[int, int, int]] = []
    for (one, other), points in sorted(weights.items()):
        weight = points * _TIES + _tie_breaker(one, other)
        edges.append((at[one], at[other], 2 * matched + weight))
        edges += [
            (at[guest], len(nodes) + at[host], matched - penalty + weight)
            for guest, host in ((one, other), (other, one))
        ]
    graph.add_edges_from(edges)
    found = [(min(two), max(two)) for two in rustworkx.max_weight_matching(graph, weight_fn=int)]
    values = {(one, other): weight for one, other, weight in edges}
    pairs = sorted((nodes[one], nodes[other]) for one, other in found if other < len(nodes))
    hosts = {nodes[one]: nodes[other - len(nodes)] for one, other in found if other >= len(nodes)}
    return _Matching(tuple(pairs), hosts, sum(values[two] for two in found))


def _impossible_three(
    matching: _Matching, may_be_three: Callable[[int, int, int], bool]
) -> tuple[int, int, int] | None:
    """(guest, host, whom the host is matched with) of the first."""
    mates = _mates(matching.pairs)
    for guest, host in sorted(matching.hosts.items()):
        if not may_be_three(host, mates[host], guest):
            return guest, host, mates[host]
    return None


def _without_impossible(matching: _Matching, may_be_three: Callable[[int, int, int], bool]) -> _Matching:
    mates = _mates(matching.pairs)
    kept = {guest: host for guest, host in matching.hosts.items() if may_be_three(host, mates[host], guest)}
    return _Matching(matching.pairs, kept)


def _groups(matching: _Matching) -> Sequence[Group]:
    guests = {host: guest for guest, host in matching.hosts.items()}
    return sorted(
        (two, one, guests[two]) if two in guests else (one, two, *((guests[one],) if one in guests else ()))
        for one, two in matching.pairs
    )


def _mates(pairs: Iterable[Pair]) -> dict[int, int]:
    return {one: other for pair in pairs for one, other in (pair, pair[::-1])}


def _tie_breaker(one: int, other: int) -> int:
    return int.from_bytes(blake2b(f"{one} {other}".encode(), digest_size=4).digest())
