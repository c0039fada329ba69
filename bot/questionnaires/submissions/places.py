"""Paths of values, as text: /data/person[2]/name."""

import re
from collections.abc import Iterable, Iterator

from bot.questionnaires.answers import MOST_ROUNDS

_NUMBER = re.compile(r"\[([0-9]{1,9})\]")


def bare(path: str) -> str:
    """Without numbers: the path of the part."""
    return _NUMBER.sub("", path)


def repeats(path: str) -> Iterator[str]:
    """The rounds in which it stands, outermost first; of a round, the round itself as the last one."""
    return (path[: found.end()] for found in _NUMBER.finditer(path))


def rounds(paths: Iterable[str]) -> dict[str, int]:
    """How many rounds there have to be: by the path of a repeat without its own number. Raises ValueError."""
    counts: dict[str, int] = {}
    for path in paths:
        for found in _NUMBER.finditer(path):
            above, number = path[: found.start()], int(found[1])
            if not 1 <= number <= MOST_ROUNDS:
                raise ValueError(f"{path}: a round has a number from 1 to {MOST_ROUNDS}.")
            counts[above] = max(number, counts.get(above, 0))
    return counts
