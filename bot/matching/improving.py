"""Many: a construction, then improved until nothing gets better."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from bot.matching.wish import Group, Wish

_NEAREST: Final = 10  # candidates for each further place of a new group
_DEEP: Final = 3  # groups that one move may touch one after the other


def improved(wish: Wish, members: Group) -> list[Group]:
    """The best of a few beginnings, each improved: two groups at a time are divided anew in the best way there is."""
    orders = (
        sorted(members, key=lambda one: (len(wish.fitting[one]), one)),  # who fits the fewest chooses first
        sorted(members, key=lambda one: (-next(iter(wish.fitting[one].values()), 0), one)),
    )
    ways = [_Improving(wish, _constructed(wish, order)).done() for order in orders]
    return max(ways, key=lambda groups: (_total(wish, groups), groups))


def _total(wish: Wish, groups: Iterable[Group]) -> int:
    return sum(wish.score(group) or 0 for group in groups)


def _constructed(wish: Wish, order: Sequence[int]) -> list[Group]:
    """One after the other chooses the best group among those who are left."""
    left, groups = set(order), []
    for one in order:
        if one in left:
            group = _chosen(wish, one, left)
            left.difference_update(group)
            groups.append(group)
    return groups


def _chosen(wish: Wish, one: int, left: Collection[int]) -> Group:
    size = wish.wanted[0]
    candidates: list[Group] = [(one,)]
    for _place in range(size - 1):
        more = {
            tuple(sorted((*group, other)))
            for group in candidates
            for other in _first(wish.fitting[one], left, group, _NEAREST)
            if all(other in wish.fitting[member] for member in group)
        }
        candidates = sorted(more)
    scored = [(score, group) for group in candidates if (score := wish.score(group)) is not None]
    return max(scored, default=(0, (one,)), key=lambda way: (way[0], [-member for member in way[1]]))[1]


def _first(fitting: Mapping[int, int], left: Collection[int], but: Group, number: int) -> list[int]:
    found: list[int] = []
    for other in fitting:
        if other in left and other not in but:
            found.append(other)
            if len(found) == number:
                break
    return found


_Changes = Mapping[Group, tuple[Group, ...]]  # what comes instead of a group


class _Improving:
    """Groups that change until no two of them could be divided better, and nobody who is alone can be placed."""

    def __init__(self, wish: Wish, groups: Sequence[Group]) -> None:
        self._wish = wish
        self._groups = sorted(groups)
        self._best_so: set[tuple[Group, Group]] = set()  # two that could not be divided better

    def done(self) -> list[Group]:
        changed: set[Group] = set(self._groups)
        while True:
            self._divide_anew(changed)
            rescued = self._rescued()
            if rescued is None:
                return sorted(self._groups)
            changed = self._replaced(rescued, (part for parts in rescued.values() for part in parts))

    def _divide_anew(self, changed: set[Group]) -> None:
        """Each of the changed ones with each other group, until none of them gets better."""
        while changed:
            one = min(changed)
            changed.discard(one)
            for other in list(self._groups):
                pair = min(one, other), max(one, other)
                if one == other or pair in self._best_so:
                    continue
                better = self._better(one, other)
                if better is not None:
                    changed.discard(other)
                    changed |= self._replaced((one, other), better)
                    break
                self._best_so.add(pair)

    def _replaced(self, old: Iterable[Group], new: Iterable[Group]) -> set[Group]:
        gone = set(old)
        fresh = set(new)
        self._groups = sorted(fresh.union(group for group in self._groups if group not in gone))
        return fresh

    def _better(self, one: Group, other: Group) -> tuple[Group, ...] | None:
        """The best way to divide both, if it is better than this one."""
        wish, way = self._wish, None
        best = (wish.points(one) or 0) + (wish.points(other) or 0)
        for parts in self._divisions(one, other):
            total = 0
            for part in parts:
                points = wish.points(part)
                if points is None:
                    break
                total += points
            else:
                if total > best and all(map(wish.is_possible, parts)):
                    best, way = total, parts
        return way

    def _divisions(self, one: Group, other: Group) -> Iterable[tuple[Group, ...]]:
        members = tuple(sorted((*one, *other)))
        wanted = self._wish.wanted
        sizes = {*wanted, len(one), len(other)}
        if len(one) not in wanted or len(other) not in wanted:
            sizes.update(self._wish.tolerated, (1,))
        if len(members) in sizes:
            yield (members,)
        first, rest = members[0], members[1:]
        for size in sorted(sizes):
            if len(members) - size in sizes:
                for some in combinations(rest, size - 1):
                    left = tuple(member for member in rest if member not in some)
                    yield (first, *some), left
        if len(members) == 3 * wanted[0]:
            yield from self._thirds(first, rest)

    def _thirds(self, first: int, rest: Group) -> Iterable[tuple[Group, ...]]:
        size = self._wish.wanted[0]
        for some in combinations(rest, size - 1):
            group = (first, *some)
            if self._wish.score(group) is None:
                continue
            second, *left = (member for member in rest if member not in some)
            for others in combinations(left, size - 1):
                yield group, (second, *others), tuple(member for member in left if member not in others)

    # -- those who are alone, or in a group of an unwanted size -----------------------------------------------------------
    def _rescued(self) -> _Changes | None:
        """With fewer alone, or as many and fewer groups of an unwanted size."""
        wanted = self._wish.wanted
        for sizes in (wanted, (*wanted, *self._wish.tolerated)):
            for group in self._groups:
                if len(group) == 1 and (found := self._moved(group[0], {group: ()}, sizes)):
                    return found
        for group in self._groups:
            if len(group) > 1 and len(group) not in wanted and (found := self._dissolved(group)):
                return found
        return None

    def _dissolved(self, group: Group) -> _Changes | None:
        """One member less makes it a wanted one; or all of them move, one after the other."""
        for member in group:
            rest = tuple(one for one in group if one != member)
            if len(rest) in self._wish.wanted and self._wish.score(rest) is not None:
                found = self._moved(member, {group: (rest,)}, self._wish.wanted)
                if found is not None:
                    return found
        changes: _Changes | None = {group: ()}
        for member in group:
            changes = None if changes is None else self._moved(member, changes, self._wish.wanted)
        return changes

    def _moved(self, member: int, changes: _Changes, sizes: Collection[int]) -> _Changes | None:
        """With those that give this one a place, in groups of these sizes; whoever makes room there moves on, a few times."""
        ways: list[tuple[int, _Changes]] = [(member, changes)]
        seen = {member}
        for step in range(1, _DEEP + 1):
            further: list[tuple[int, _Changes]] = []
            for homeless, so_far in ways:
                fitting = self._wish.fitting[homeless]
                for group in self._groups:
                    if group in so_far or sum(one not in fitting for one in group) > 1:
                        continue
                    placed = self._with(group, homeless, sizes)
                    if placed is not None:
                        return {**so_far, group: placed}
                    for leaving in group if step < _DEEP and len(group) > 1 else ():
                        swapped = tuple(sorted((homeless, *(one for one in group if one != leaving))))
                        if leaving not in seen and self._wish.score(swapped) is not None:
                            seen.add(leaving)
                            further.append((leaving, {**so_far, group: (swapped,)}))
            ways = further
        return None

    def _with(self, group: Group, one: int, sizes: Collection[int]) -> tuple[Group, ...] | None:
        """Both together, or divided in two, where all that comes out is of these sizes."""
        number = len(group) + 1
        if number not in sizes and not any(number - size in sizes for size in sizes):
            return None
        members = tuple(sorted((*group, one)))
        if self._is_one(members, sizes):
            return (members,)
        first, rest = members[0], members[1:]
        for size in range(min(sizes), len(members) - min(sizes) + 1):
            for some in combinations(rest, size - 1):
                parts = (first, *some), tuple(other for other in rest if other not in some)
                if all(self._is_one(part, sizes) for part in parts):
                    return parts
        return None

    def _is_one(self, group: Group, sizes: Collection[int]) -> bool:
        return len(group) in sizes and self._wish.score(group) is not None
