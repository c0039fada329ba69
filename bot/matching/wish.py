"""What a grouping is to be: who fits whom and how well, which groups may be, and of which sizes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Final

Pair = tuple[int, int]
Group = tuple[int, ...]
"""Sorted; of one, who is alone."""

_SHARES: Final = 12  # what is divided by 1, 2, 3 or 4 others stays whole


@dataclass(frozen=True)
class Wish:
    """`weights` has a number ≥ 0 for each two that fit, the smaller first; `may_be` tells of several whether they can be one group."""

    everybody: tuple[int, ...]
    weights: Mapping[Pair, int]
    may_be: Callable[[Group], bool]
    wanted: tuple[int, ...]  # sizes, smallest first
    tolerated: tuple[int, ...]  # sizes where it cannot be otherwise
    _known: dict[Group, bool] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def fitting(self) -> Mapping[int, Mapping[int, int]]:
        """By member, whom it fits, and the weight; the best first."""
        found: dict[int, dict[int, int]] = {one: {} for one in self.everybody}
        for (one, other), weight in self.weights.items():
            found[one][other] = found[other][one] = weight
        return {one: dict(sorted(found[one].items(), key=lambda two: (-two[1], two[0]))) for one in found}

    @cached_property
    def unwanted(self) -> int:
        """What a group of an unwanted size costs: more than all groups together are worth."""
        return 1 + 2 * _SHARES * len(self.everybody) * (1 + max(self.weights.values(), default=0))

    @cached_property
    def lonely(self) -> int:
        """What one who is alone costs: more than any number of unwanted groups."""
        return self.unwanted * (len(self.everybody) + 2)

    def score(self, group: Group) -> int | None:
        """None where it cannot be; higher is better."""
        points = self.points(group)
        return points if points is not None and self.is_possible(group) else None

    def points(self, group: Group) -> int | None:
        """Its score if it is possible, which takes longer to tell; None where two of them do not fit, or the size is wrong."""
        size = len(group)
        if size == 1:
            return -self.lonely
        if size not in self.wanted and size not in self.tolerated:
            return None
        total = 0
        for one, other in combinations(group, 2):
            weight = self.fitting[one].get(other)
            if weight is None:
                return None
            total += weight
        return 2 * _SHARES * total // (size - 1) - (0 if size in self.wanted else self.unwanted)

    def is_possible(self, group: Group) -> bool:
        """Of one whose members fit each other two by two."""
        if group not in self._known:
            self._known[group] = len(group) == 1 or self.may_be(group)
        return self._known[group]

    def worth(self, groups: Iterable[Group]) -> int:
        """Without what being alone or of an unwanted size costs."""
        pairs = ((group, sum(self.weights[two] for two in combinations(group, 2))) for group in groups)
        return sum(2 * _SHARES * weight // (len(group) - 1) for group, weight in pairs if len(group) > 1)

    def bound(self) -> int:
        """No grouping is worth more: each with the best of those whom it fits."""
        others = self.wanted[0] - 1
        best = (list(self.fitting[one].values())[:others] for one in self.everybody)
        return sum(_SHARES * sum(weights) // len(weights) for weights in best if weights)
