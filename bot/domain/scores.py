"""What an assessment says in numbers: exact means that leave out what does not apply, each explaining itself."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from statistics import mean
from typing import TypeVar

from bot.domain.areas import PriorityArea
from bot.domain.steps import Step

FEWEST_CENTRES = 5  # below that, a median would give single centres away

Key = TypeVar("Key", bound=Hashable)

# As chosen, a whole number; between two of them, where several people were averaged.
Level = int | float | Fraction
# Level by indicator id; None: does not apply here; absent: not answered, or not said.
Levels = Mapping[str, Level | None]
ChosenLevels = Mapping[str, int | None]


@dataclass(frozen=True)
class Scale:
    lowest: int = 1
    highest: int = 5

    def __post_init__(self) -> None:
        if self.lowest >= self.highest:
            raise ValueError(f"a scale goes up: {self.lowest} to {self.highest} does not")

    def share(self, level: Level) -> Fraction:
        """How far up, from 0 to 1. Raises ValueError for what is not on the scale."""
        if not self.lowest <= level <= self.highest:
            raise ValueError(f"{level} is not between {self.lowest} and {self.highest}")
        return (Fraction(level) - self.lowest) / (self.highest - self.lowest)

    def at(self, share: Fraction) -> Fraction:
        return self.lowest + share * (self.highest - self.lowest)


@dataclass(frozen=True)
class Indicator:
    id: str
    area: PriorityArea | None = None
    weight: Fraction = Fraction(1)
    criterion: str | None = None  # a theme or a sheet, by the author's name for it
    step: Step | None = None
    scale: Scale = Scale()
    reverse: bool = False  # the lower the level, the better
    relevance: Scale | None = None  # from "not at all" to "very"; None: nobody is asked

    def __post_init__(self) -> None:
        if self.weight <= 0:
            raise ValueError(f"indicator {self.id}: a weight is more than zero, not {self.weight}")

    def standing(self, level: Level) -> Fraction:
        """How good that is, from 0 to 1 at the top. Raises ValueError for what is not on the scale."""
        share = self.scale.share(level)
        return 1 - share if self.reverse else share


class Missing(StrEnum):
    """Why there is no mean."""

    NOTHING_ASKED = "nothing asked"  # nothing there counts in a score
    NOT_RATED = "not rated"
    NOT_APPLICABLE = "not applicable"  # whatever was answered does not apply


@dataclass(frozen=True)
class Score:
    """Explains itself: 3.2 is the mean of 5 answered of 6 indicators in total, 1 not applicable."""

    mean: float | None
    answered: int
    total: int
    not_applicable: int

    @property
    def missing(self) -> Missing | None:
        """None: there is a mean."""
        if self.answered:
            return None
        if not self.total:
            return Missing.NOTHING_ASKED
        return Missing.NOT_APPLICABLE if self.not_applicable else Missing.NOT_RATED


@dataclass(frozen=True)
class Profile:
    """What the indicators touch: areas in the network's order, steps in the circle's, criteria in the form's.

    Every mean stands on the one `scale`, whatever scales the indicators have.
    """

    areas: Mapping[PriorityArea, Score]
    overall: Score
    criteria: Mapping[str, Score] = field(default_factory=dict)
    steps: Mapping[Step, Score] = field(default_factory=dict)
    scale: Scale = Scale()


@dataclass(frozen=True)
class Comparison:
    lower_quartile: float
    median: float
    upper_quartile: float
    centres: int


def score(indicators: Iterable[Indicator], levels: Levels, scale: Scale | None = None) -> Score:
    """The weighted mean over what was answered; exact, so the order never matters. On the indicators' common scale."""
    asked = tuple(indicators)
    rated = [(one, level) for one in asked if (level := levels.get(one.id)) is not None]
    weights = sum((one.weight for one, _ in rated), Fraction())
    return Score(
        mean=float((scale or common_scale(asked)).at(_standing(rated) / weights)) if rated else None,
        answered=len(rated),
        total=len(asked),
        not_applicable=sum(1 for one in asked if one.id in levels and levels[one.id] is None),
    )


def profile(indicators: Iterable[Indicator], levels: Levels) -> Profile:
    asked = tuple(indicators)
    scale = common_scale(asked)
    areas = scores_by(asked, levels, lambda one: one.area, scale)
    steps = scores_by(asked, levels, lambda one: one.step, scale)
    return Profile(
        areas={area: areas[area] for area in PriorityArea if area in areas},
        overall=score(asked, levels, scale),
        criteria=scores_by(asked, levels, lambda one: one.criterion, scale),
        steps={step: steps[step] for step in Step if step in steps},
        scale=scale,
    )


def scores_by(
    indicators: Iterable[Indicator], levels: Levels, key: Callable[[Indicator], Key | None], scale: Scale | None = None
) -> dict[Key, Score]:
    """A score for each key, in the order of the first indicator that has it; None as a key: belongs to none."""
    asked = tuple(indicators)
    groups: dict[Key, list[Indicator]] = {}
    for one in asked:
        belongs_to = key(one)
        if belongs_to is not None:
            groups.setdefault(belongs_to, []).append(one)
    on = scale or common_scale(asked)
    return {belongs_to: score(those, levels, on) for belongs_to, those in groups.items()}


def levels_over_people(people: Sequence[Levels]) -> dict[str, Fraction | None]:
    """What a group says as one: exact means, for `profile` and `score`; None where it applies to nobody who answered."""
    answers: dict[str, list[Fraction]] = {}
    for levels in people:
        for indicator, level in levels.items():
            answers.setdefault(indicator, []).extend(() if level is None else (Fraction(level),))
    return {indicator: mean(given) if given else None for indicator, given in answers.items()}


def profiles(indicators: Iterable[Indicator], people: Mapping[Key, Sequence[Levels]]) -> dict[Key, Profile]:
    """Of each group, for instance of each role, by what its people say together."""
    asked = tuple(indicators)
    return {group: profile(asked, levels_over_people(levels)) for group, levels in people.items()}


def common_scale(indicators: Iterable[Indicator]) -> Scale:
    """The one that most of them have; of as many, the longest, then the lowest."""
    counts = Counter(one.scale for one in indicators)
    if not counts:
        return Scale()
    return min(counts, key=lambda scale: (-counts[scale], scale.lowest - scale.highest, scale.lowest))


def compare(means_by_centre: Mapping[Key, Iterable[float]]) -> Comparison | None:
    """Each centre counts once, with the mean of its finished assessments; None while too few centres have any."""
    return spread([mean(map(Fraction, means)) for means in map(tuple, means_by_centre.values()) if means])


def spread(values: Sequence[Fraction], scale: Scale | None = None) -> Comparison | None:
    """Of a value for each centre; with a scale they are shares of it. None while there are too few."""
    if len(values) < FEWEST_CENTRES:
        return None
    ascending = _ascending(values)
    quartiles = (_quartile(ascending, number) for number in (1, 2, 3))
    lower, middle, upper = quartiles if scale is None else map(scale.at, quartiles)
    return Comparison(float(lower), float(middle), float(upper), len(values))


def middle(values: Collection[Fraction]) -> Fraction:
    """Of one at least."""
    return _quartile(_ascending(values), 2)


def _ascending(values: Collection[Fraction]) -> list[Fraction]:
    """Comparing fractions takes very long, and telling apart those that are the same number for a machine changes nothing."""
    return sorted(values, key=_number)


def _number(value: Fraction) -> float:
    return value.numerator / value.denominator


def _quartile(ascending: Sequence[Fraction], number: int) -> Fraction:
    """Exact, and among the values even where there are few: the lowest and the highest are the ends."""
    place, beyond = divmod(number * (len(ascending) - 1), 4)
    if not beyond:
        return ascending[place]
    return (ascending[place] * (4 - beyond) + ascending[place + 1] * beyond) / 4


def strongest(scores: Mapping[Key, Score], at_most: int = 3) -> tuple[Key, ...]:
    """Highest first, about half of what has a score at most; none where all are alike.

    What stands as high as one that is left out is left out, too, unless nothing else would stand out; then, ties stand in
    the order of `scores`.
    """
    means = _means(scores)
    ranked = sorted(means, key=lambda key: -means[key])
    if not ranked or means[ranked[0]] == means[ranked[-1]]:
        return ()
    taken = min(at_most, (len(ranked) + 1) // 2)
    as_high = [key for key in ranked if means[key] >= means[ranked[taken - 1]]]
    if len(as_high) <= at_most and len(as_high) < len(ranked):
        return tuple(as_high)
    left_out = means[ranked[taken]]
    return tuple(key for key in ranked[:taken] if means[key] > left_out) or tuple(ranked[:taken])


def to_work_on(scores: Mapping[Key, Score], at_most: int = 3) -> tuple[Key, ...]:
    """Lowest first, and only what lies below each of the `strongest`: no mean is called strong and weak at once."""
    means = _means(scores)
    strong = min((means[key] for key in strongest(scores, at_most)), default=max(means.values(), default=0.0))
    below = [key for key, value in means.items() if value < strong]
    return tuple(sorted(below, key=lambda key: means[key])[:at_most])


def _standing(rated: Iterable[tuple[Indicator, Level]]) -> Fraction:
    return sum((one.standing(level) * one.weight for one, level in rated), Fraction())


def _means(scores: Mapping[Key, Score]) -> dict[Key, float]:
    return {key: each.mean for key, each in scores.items() if each.mean is not None}
