"""What came out of a vote on recommendations: plain data, every word translated."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """`points_text` says the number in words: "12 points"."""

    label: str
    points: int
    points_text: str


@dataclass(frozen=True, slots=True)
class BallotResult:
    """`bars` from the most points to the fewest; `total` tells how many have voted."""

    language: str
    title: str
    subtitle: str
    bars: tuple[Bar, ...]
    total: str
    programme: str

    def as_data(self) -> dict[str, Any]:
        return asdict(self)
