"""What a picture of a self-assessment's result shows: plain data, every word already in the reader's language."""

from dataclasses import asdict, dataclass
from typing import Any

LOWEST_LEVEL, HIGHEST_LEVEL = 1, 5


@dataclass(frozen=True, slots=True)
class AreaScore:
    """One line of the card; without a score (None) `score_text` says so in words, otherwise it is the number."""

    label: str
    score: float | None
    score_text: str
    median: float | None = None
    quartiles: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        low, high = self.quartiles or (LOWEST_LEVEL, HIGHEST_LEVEL)
        for level in (self.score, self.median, low, high):
            if level is not None and not LOWEST_LEVEL <= level <= HIGHEST_LEVEL:
                raise ValueError(f"{self.label}: a level lies between {LOWEST_LEVEL} and {HIGHEST_LEVEL}, not {level}")
        if low > high:
            raise ValueError(f"{self.label}: the lower quartile comes first, not {self.quartiles}")


@dataclass(frozen=True, slots=True)
class ProfileCard:
    """`median_legend` and `quartiles_legend` are drawn only if an area has a median, or quartiles."""

    language: str
    title: str
    centre: str
    date: str
    areas: tuple[AreaScore, ...]
    lowest: str
    highest: str
    own_legend: str
    median_legend: str
    quartiles_legend: str
    answered: str
    programme: str
    ticks: tuple[str, str, str, str, str] = ("1", "2", "3", "4", "5")

    def as_data(self) -> dict[str, Any]:
        return asdict(self)
