"""Which results may be shown, so that nobody can work out what fewer than k people have said."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

FEWEST = 5  # k: people behind anything that is shown

Name = TypeVar("Name", bound=Hashable)
Cell = TypeVar("Cell", bound=Hashable)


def visible(
    results: Iterable[tuple[Name, Collection[Cell]]], counts: Mapping[Cell, int], *, fewest: int = FEWEST
) -> frozenset[Name]:
    """The names of those results that may be shown together.

    A result is a name and the cells (such as: learners of centre 7) that it sums up; `counts` are the people in each
    cell. The first results are the most important ones: what would betray a small group beside those that are shown
    already is hidden.

    Why that is safe: the results shown cut the people into blocks, each of them the people who are in the same
    results. Whatever can be worked out by adding and subtracting results is the same for all cells of a block, so it
    is about whole blocks; and no block is smaller than `fewest`.
    """
    block_of: dict[Cell, int] = {}  # cells that are in no result yet have none: nothing is known about them
    sizes: Counter[int] = Counter()
    shown = set()
    for name, cells in results:
        people = [cell for cell in dict.fromkeys(cells) if counts.get(cell, 0) > 0]
        inside: Counter[int | None] = Counter()
        for cell in people:
            inside[block_of.get(cell)] += counts[cell]
        outside = (sizes[block] - count for block, count in inside.items() if block is not None)
        if not people or min(inside.values()) < fewest or any(0 < rest < fewest for rest in outside):
            continue
        shown.add(name)
        parts = {block: len(sizes) + number for number, block in enumerate(inside)}
        for cell in people:
            before = block_of.get(cell)
            if before is not None:
                sizes[before] -= counts[cell]
            block_of[cell] = parts[before]
            sizes[parts[before]] += counts[cell]
    return frozenset(shown)
