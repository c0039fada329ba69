"""What may be told of how people rated a session: only together, and only so that no difference tells of a few."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FEWEST = 5  # answers that are shown together, and by which more are added


@dataclass(frozen=True)
class Ratings:
    """Of the first `answers` that came; `mean` from 1 to 5; `choices`: how often each was chosen, by question."""

    answers: int
    mean: float | None
    choices: Mapping[str, Mapping[str, int]]


def ratings(rows: Sequence[Mapping[str, str]], rated: str, chosen: Sequence[str]) -> Ratings:
    """Answers by path, in the order in which they came; `rated` and `chosen` are paths.

    Whoever looks twice, before and after one answer, must not read it from the difference: they are taken in by fives.
    """
    shown = rows[: len(rows) - len(rows) % FEWEST]
    levels = [int(row[rated]) for row in shown if rated in row]
    return Ratings(
        answers=len(shown),
        mean=sum(levels) / len(levels) if levels else None,
        choices={path: Counter(row[path] for row in shown if path in row) for path in chosen},
    )
