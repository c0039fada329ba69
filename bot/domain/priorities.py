"""What to work on first: what matters much to a centre, and where much is missing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from bot.domain.scores import Indicator, Key, Level, Levels

Relevances = Mapping[str, Level]  # by indicator id, on the indicator's scale of relevance; absent: not said


@dataclass(frozen=True)
class Priority:
    """Relevance times gap, each from 0 to 1: 0 is nothing to do, 1 is of the highest relevance and at the very bottom."""

    relevance: Fraction
    gap: Fraction  # how far below the top of the scale
    indicators: int  # that it is the mean of
    value: Fraction


def priorities(indicators: Iterable[Indicator], levels: Levels, relevances: Relevances) -> dict[str, Priority]:
    """By indicator id, the highest first; without those that lack a level or a relevance, do not apply, or have no gap.

    Of equal ones the larger gap comes first, then the order of the form.
    """
    found = ((one.id, _priority(one, levels, relevances)) for one in indicators)
    return _ranked((indicator, each) for indicator, each in found if each is not None)


def priorities_by(
    indicators: Iterable[Indicator], levels: Levels, relevances: Relevances, key: Callable[[Indicator], Key | None]
) -> dict[Key, Priority]:
    """Of areas, criteria or steps: weighted means over their indicators with a level and a relevance, ranked alike."""
    groups: dict[Key, list[tuple[Fraction, Priority]]] = {}
    for one in indicators:
        each, belongs_to = _priority(one, levels, relevances), key(one)
        if each is not None and belongs_to is not None:
            groups.setdefault(belongs_to, []).append((one.weight, each))
    return _ranked((belongs_to, _mean(those)) for belongs_to, those in groups.items())


def _priority(indicator: Indicator, levels: Levels, relevances: Relevances) -> Priority | None:
    """Raises ValueError for what is not on the scales."""
    level, relevance = levels.get(indicator.id), relevances.get(indicator.id)
    if level is None or relevance is None or indicator.relevance is None:
        return None
    matters, missing = indicator.relevance.share(relevance), 1 - indicator.standing(level)
    return Priority(matters, missing, 1, matters * missing)


def _mean(weighted: list[tuple[Fraction, Priority]]) -> Priority:
    """Of the products, so that what matters little never lends its gap to what matters much."""
    weights = sum((weight for weight, _ in weighted), Fraction())

    def over(part: Callable[[Priority], Fraction]) -> Fraction:
        return sum((weight * part(each) for weight, each in weighted), Fraction()) / weights

    return Priority(
        relevance=over(lambda one: one.relevance),
        gap=over(lambda one: one.gap),
        indicators=len(weighted),
        value=over(lambda one: one.value),
    )


def _ranked(found: Iterable[tuple[Key, Priority]]) -> dict[Key, Priority]:
    worth = [(key, each) for key, each in found if each.value > 0]
    return dict(sorted(worth, key=lambda pair: (-pair[1].value, -pair[1].gap)))
