"""How the levels that several people of a team give to one indicator become the one that counts for their centre."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from statistics import mean


class Settling(StrEnum):
    """What becomes of levels that differ within a team: the rule of a round."""

    AGREE = "agree"  # the team talks, and chooses one
    AVERAGE = "average"
    KEEP = "keep"  # they stand side by side


class Settled(StrEnum):
    """How one level came out of those that people gave."""

    ONE = "one"  # one person answered
    ALIKE = "alike"
    AGREED = "agreed"  # the team chose it
    AVERAGE = "average"
    KEPT = "kept"  # the views stand side by side; their mean counts


@dataclass(frozen=True)
class View:
    """What one person says of an indicator. No level, and yet applicable: they would rather not say."""

    who: Hashable
    level: int | None
    not_applicable: bool
    relevance: int | None
    since: datetime  # they have said just this

    @property
    def says_something(self) -> bool:
        return self.level is not None or self.not_applicable


@dataclass(frozen=True)
class Decision:
    """On views that differ. Neither a level nor not applicable: both views are kept."""

    level: int | None
    not_applicable: bool
    at: datetime

    @property
    def keeps(self) -> bool:
        return self.level is None and not self.not_applicable


@dataclass(frozen=True)
class Counting:
    """What counts for the centre. The level is None where the indicator does not apply."""

    level: Fraction | None
    relevance: Fraction | None
    how: Settled

    @property
    def not_applicable(self) -> bool:
        return self.level is None


def differ(views: Iterable[View]) -> bool:
    return len({(one.level, one.not_applicable) for one in views if one.says_something}) > 1


def holds(decision: Decision | None, views: Sequence[View]) -> bool:
    """Until one of those who said something says something else."""
    return decision is not None and all(one.since <= decision.at for one in views if one.says_something)


def needs_the_team(views: Sequence[View], rule: Settling, decision: Decision | None = None) -> bool:
    return rule is Settling.AGREE and differ(views) and not holds(decision, views)


def settle(views: Sequence[View], rule: Settling, decision: Decision | None = None) -> Counting | None:
    """None: nobody says anything. Where the team has still to agree, the views stand side by side."""
    saying = [one for one in views if one.says_something]
    if not saying:
        return None
    relevances = [Fraction(one.relevance) for one in views if one.relevance is not None]
    relevance = mean(relevances) if relevances else None
    if not differ(saying):
        return Counting(_mean(saying), relevance, Settled.ALIKE if len(saying) > 1 else Settled.ONE)
    if rule is Settling.AGREE and decision is not None and not decision.keeps and holds(decision, views):
        agreed = None if decision.level is None else Fraction(decision.level)
        return Counting(agreed, relevance, Settled.AGREED)
    return Counting(_mean(saying), relevance, Settled.AVERAGE if rule is Settling.AVERAGE else Settled.KEPT)


def _mean(views: Iterable[View]) -> Fraction | None:
    """Of those who give a level; None: to all of them it does not apply."""
    levels = [Fraction(one.level) for one in views if one.level is not None]
    return mean(levels) if levels else None
