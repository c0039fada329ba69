"""Where a centre stands, as marks on tracks: plain data, every word already in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass

MOST_VIEWS = 3  # shapes that are told apart at a glance: a triangle, a square, a cross


@dataclass(frozen=True, slots=True)
class Scale:
    """`ticks` stand at equal distances from `lowest` to `highest`, one for each level; the two words explain the ends."""

    lowest: float
    highest: float
    ticks: tuple[str, ...]
    lowest_words: str
    highest_words: str

    def __post_init__(self) -> None:
        if not self.lowest < self.highest:
            raise ValueError(f"a scale goes upwards, not from {self.lowest} to {self.highest}")
        if len(self.ticks) < 2:  # noqa: PLR2004  its two ends
            raise ValueError("a scale has at least two ticks")


@dataclass(frozen=True, slots=True)
class Row:
    """An area, a criterion or a step. Without a score (None) `score_text` says so in words, otherwise it is the number.

    `before` is the score of an earlier round and `change` the words beside it; `views` are the levels that others see,
    in the order of `Legends.views`, None where there is none to be shown.
    """

    label: str
    score: float | None
    score_text: str
    median: float | None = None
    quartiles: tuple[float, float] | None = None
    before: float | None = None
    change: str = ""
    views: tuple[float | None, ...] = ()

    def levels(self) -> Iterator[float]:
        for level in (self.score, self.median, self.before, *(self.quartiles or ()), *self.views):
            if level is not None:
                yield level


@dataclass(frozen=True, slots=True)
class Legends:
    """Each is drawn only if a row has its mark."""

    own: str
    median: str = ""
    quartiles: str = ""
    before: str = ""
    views: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileChart:
    """`empty` is what to say when no row has a score: then there are words in place of tracks. Raises ValueError."""

    rows: tuple[Row, ...]
    scale: Scale
    legends: Legends
    empty: str

    def __post_init__(self) -> None:
        if len(self.legends.views) > MOST_VIEWS:
            raise ValueError(f"at most {MOST_VIEWS} views are told apart in one picture")
        for row in self.rows:
            self._check(row)

    def _check(self, row: Row) -> None:
        lowest, highest = self.scale.lowest, self.scale.highest
        for level in row.levels():
            if not lowest <= level <= highest:
                raise ValueError(f"{row.label}: a level lies between {lowest} and {highest}, not {level}")
        if row.quartiles is not None and row.quartiles[0] > row.quartiles[1]:
            raise ValueError(f"{row.label}: the lower quartile comes first, not {row.quartiles}")
        if len(row.views) > len(self.legends.views):
            raise ValueError(f"{row.label}: each view needs a legend")
