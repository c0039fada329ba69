"""What an assessment says in numbers: means that leave out what does not apply, and the network beside them."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import mean, quantiles
from typing import TypeVar

from bot.domain.areas import PriorityArea

FEWEST_CENTRES = 5  # below that, a median would give single centres away

Key = TypeVar("Key", bound=Hashable)

# Level by indicator id; None: does not apply here; absent: not answered.
Levels = Mapping[str, int | None]


@dataclass(frozen=True)
class Indicator:
    id: str
    area: PriorityArea
    weight: Fraction = Fraction(1)

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"indicator {self.id}: a weight is more than zero, not {self.weight}")


@dataclass(frozen=True)
class Score:
    """Explains itself: 3.2 is the mean of 5 answered of 6 indicators in total, 1 not applicable."""

    mean: float | None
    answered: int
    total: int
    not_applicable: int


@dataclass(frozen=True)
class Profile:
    """Every area that the indicators touch, in the network's order."""

    areas: Mapping[PriorityArea, Score]
    overall: Score


@dataclass(frozen=True)
class Comparison:
    lower_quartile: float
    median: float
    upper_quartile: float
    centres: int


def score(indicators: Iterable[Indicator], levels: Levels) -> Score:
    """The weighted mean over what was answered; exact, so the order never matters."""
    asked = tuple(indicators)
    rated = [(level, one.weight) for one in asked if (level := levels.get(one.id)) is not None]
    weights = sum((weight for _, weight in rated), Fraction())
    return Score(
        mean=float(sum(level * weight for level, weight in rated) / weights) if rated else None,
        answered=len(rated),
        total=len(asked),
        not_applicable=sum(1 for one in asked if one.id in levels and levels[one.id] is None),
    )


def profile(indicators: Iterable[Indicator], levels: Levels) -> Profile:
    asked = tuple(indicators)
    by_area = {area: [one for one in asked if one.area is area] for area in PriorityArea}
    return Profile(
        areas={area: score(those, levels) for area, those in by_area.items() if those},
        overall=score(asked, levels),
    )


def compare(means_by_centre: Mapping[Key, Iterable[float]]) -> Comparison | None:
    """Each centre counts once, with the mean of its finished assessments; None while too few centres have any."""
    values = [mean(map(Fraction, means)) for means in map(tuple, means_by_centre.values()) if means]
    if len(values) < FEWEST_CENTRES:
        return None
    lower, middle, upper = quantiles(values, n=4, method="inclusive")
    return Comparison(float(lower), float(middle), float(upper), len(values))


def strongest(scores: Mapping[Key, Score], at_most: int = 3) -> tuple[Key, ...]:
    """Highest first, never more than half (rounded up) of what has a score; ties stand in the order of `scores`."""
    means = _means(scores)
    return tuple(sorted(means, key=lambda key: -means[key])[: min(at_most, (len(means) + 1) // 2)])


def to_work_on(scores: Mapping[Key, Score], at_most: int = 3) -> tuple[Key, ...]:
    """Lowest first, and only what lies below each of the `strongest`: no mean is called strong and weak at once."""
    means = _means(scores)
    strong = min((means[key] for key in strongest(scores, at_most)), default=0.0)
    below = [key for key, value in means.items() if value < strong]
    return tuple(sorted(below, key=lambda key: means[key])[:at_most])


def _means(scores: Mapping[Key, Score]) -> dict[Key, float]:
    return {key: each.mean for key, each in scores.items() if each.mean is not None}
