"""A round over many centres: where they stand, without telling where any single one of them does."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import Generic, NamedTuple, TypeVar

from bot.domain.areas import PriorityArea
from bot.domain.scores import FEWEST_CENTRES, Comparison, Indicator, Level, Levels, Scale, common_scale, middle, spread
from bot.domain.steps import Step
from bot.domain.suppression import visible
from bot.i18n.phrase import Phrase, _

Group = TypeVar("Group", bound=Hashable)


class About(StrEnum):
    OVERALL = "overall"
    AREA = "area"
    STEP = "step"
    CRITERION = "criterion"
    INDICATOR = "indicator"


class Subject(NamedTuple):
    """What a number is about: a key of that kind, empty for the whole."""

    about: About
    key: str = ""


OVERALL = Subject(About.OVERALL)

# How good a centre is, from 0 to 1 at the top, so that versions with other scales can be compared; of differences, from -1 to 1.
Standings = Mapping[Subject, Fraction]


class Withheld(StrEnum):
    """Why a number is not shown."""

    TOO_FEW = "too few"
    NOT_YET = "not yet"
    WOULD_TELL = "would tell"


WITHHELD: Mapping[Withheld, Phrase] = {
    Withheld.TOO_FEW: _("fewer than five centres"),
    Withheld.NOT_YET: _("not yet: while the round is open, figures grow by five centres at a time"),
    Withheld.WOULD_TELL: _("not shown: beside other figures it would tell of fewer than five centres"),
}


@dataclass(frozen=True)
class Difference:
    """Of those centres which have two views, over the indicators that stand in both; in levels of the scale."""

    median: float
    centres: int


@dataclass(frozen=True)
class Figures:
    """Of a group of centres. Each subject that any of them rated is in `spreads` or in `withheld`.

    `differences` are those from an earlier round, or those of what others say from what the centres say themselves.
    """

    centres: int  # that have signed
    spreads: dict[Subject, Comparison]
    differences: dict[Subject, Difference]
    withheld: dict[Subject, Withheld]


class Measure:
    """One version of an instrument, prepared once for very many centres: exact, and the same as `domain.scores`."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self.indicators = {one.id: one for one in indicators}
        self.scale = common_scale(self.indicators.values())
        self._subjects = {one.id: tuple(subjects_of(one)) for one in self.indicators.values()}
        self._alone = {indicator: Subject(About.INDICATOR, indicator) for indicator in self.indicators}
        # Whole numbers, because sums of fractions take five times as long.
        denominator = lcm(*(one.weight.denominator for one in self.indicators.values()))
        self._weights = {one.id: int(one.weight * denominator) for one in self.indicators.values()}
        self._known: dict[tuple[Scale, bool, Level, int], Fraction] = {}

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """The whole, areas and steps in their orders, then criteria and indicators in the form's."""
        there = dict.fromkeys(subject for subjects in self._subjects.values() for subject in subjects)
        order = (
            OVERALL,
            *(Subject(About.AREA, area) for area in PriorityArea),
            *(Subject(About.STEP, step) for step in Step),
        )
        themes = (subject for subject in there if subject.about is About.CRITERION)
        return (*(subject for subject in order if subject in there), *themes, *self._alone.values())

    def shares(self, levels: Levels) -> dict[str, Fraction]:
        """How good each level is, by indicator; without what does not apply, is not said, or is not asked here."""
        return {
            indicator: self.share(indicator, level)
            for indicator, level in levels.items()
            if level is not None and indicator in self.indicators
        }

    def share(self, indicator: str, total: Level, people: int = 1) -> Fraction:
        """Of the mean level of so many people, whose levels add up to `total`."""
        one = self.indicators[indicator]
        key = (one.scale, one.reverse, total, people)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = one.standing(Fraction(total) / people)
        return found

    def standings(self, shares: Mapping[str, Fraction]) -> dict[Subject, Fraction]:
        """Weighted means over what is there."""
        common = lcm(*(share.denominator for share in shares.values()))
        sums: dict[Subject, int] = {}
        weights: dict[Subject, int] = {}
        for indicator, share in shares.items():
            weight = self._weights[indicator]
            weighted = share.numerator * (common // share.denominator) * weight
            for subject in self._subjects[indicator]:
                sums[subject] = sums.get(subject, 0) + weighted
                weights[subject] = weights.get(subject, 0) + weight
        found = {subject: Fraction(total, weights[subject] * common) for subject, total in sums.items()}
        found.update((self._alone[indicator], share) for indicator, share in shares.items())
        return found

    def in_levels(self, pairs: Mapping[Subject, tuple[Fraction, Fraction]]) -> dict[Subject, tuple[float, float]]:
        """Shares as levels on the one scale."""
        at = self.scale.at
        return {subject: (float(at(one)), float(at(other))) for subject, (one, other) in pairs.items()}


def subjects_of(indicator: Indicator) -> Iterable[Subject]:
    """What it counts in, beside itself."""
    yield OVERALL
    if indicator.area is not None:
        yield Subject(About.AREA, indicator.area.value)
    if indicator.step is not None:
        yield Subject(About.STEP, indicator.step.value)
    if indicator.criterion is not None:
        yield Subject(About.CRITERION, indicator.criterion)


def paired(
    measure: Measure, shares: Mapping[str, Fraction], others: Mapping[str, Fraction]
) -> dict[Subject, tuple[Fraction, Fraction]]:
    """Like with like: two views over the indicators that stand in both, with the same weights and areas.

    For one centre and an earlier round, and for its own view beside that of others.
    """
    both = [indicator for indicator in shares if indicator in others]
    one = measure.standings({indicator: shares[indicator] for indicator in both})
    other = measure.standings({indicator: others[indicator] for indicator in both})
    return {subject: (one[subject], other[subject]) for subject in one}


def counted(centres: int, *, is_open: bool) -> int:
    """When so many centres have signed: of how many figures are made. Those that signed first come first.

    While a round is open, figures that were shown one day stand beside those of the next. So they grow by five centres
    at a time and stay five behind: whenever the round ends, the last step is no smaller either.
    """
    if is_open:
        return max(centres // FEWEST_CENTRES - 1, 0) * FEWEST_CENTRES
    return centres if centres >= FEWEST_CENTRES else 0


def network_figures(
    standings: Mapping[int, Standings],
    differences: Mapping[int, Standings],
    scale: Scale,
    *,
    is_open: bool,
    known: Collection[int] = (),
) -> Figures:
    """Over all centres of a round, by number, in the order in which they signed.

    `known` are centres whose results the reader may see one by one: a number is shown only if, without these, it is
    about five at least, or about nobody else.
    """
    figures = Figures(len(standings), {}, {}, {})
    for subject, by_centre in _by_subject(standings).items():
        first = list(by_centre)[: counted(len(by_centre), is_open=is_open)]
        if not first:
            few = len(by_centre) < FEWEST_CENTRES
            figures.withheld[subject] = Withheld.TOO_FEW if few else Withheld.NOT_YET
        elif _is_about_few(first, known):
            figures.withheld[subject] = Withheld.WOULD_TELL
        else:
            figures.spreads[subject] = _spread([by_centre[centre] for centre in first], scale)
    for subject, by_centre in _by_subject(differences).items():
        first = list(by_centre)[: counted(len(by_centre), is_open=is_open)]
        if first and not _is_about_few(first, known):
            figures.differences[subject] = _difference([by_centre[centre] for centre in first], scale)
    return figures


def figures_by_group(
    standings: Mapping[int, Standings],
    differences: Mapping[int, Standings],
    groups: Mapping[Group, Collection[int]],
    scale: Scale,
    *,
    known: Collection[int] = (),
) -> dict[Group, Figures]:
    """Of a round that is closed, beside those of all centres; `groups` in the order in which they matter."""
    members = {group: [centre for centre in standings if centre in ids] for group, ids in groups.items()}
    figures = {group: Figures(len(ids), {}, {}, {}) for group, ids in members.items()}
    allowed = _Shown(members, known)
    for subject, by_centre in _by_subject(standings).items():
        shown = allowed.of(by_centre)
        for group, ids in members.items():
            there = [by_centre[centre] for centre in ids if centre in by_centre]
            if group in shown:
                figures[group].spreads[subject] = _spread(there, scale)
            elif there:
                few = len(there) < FEWEST_CENTRES
                figures[group].withheld[subject] = Withheld.TOO_FEW if few else Withheld.WOULD_TELL
    for subject, by_centre in _by_subject(differences).items():
        for group in allowed.of(by_centre):
            there = [by_centre[centre] for centre in members[group] if centre in by_centre]
            figures[group].differences[subject] = _difference(there, scale)
    return figures


class _Shown(Generic[Group]):
    """Which groups may be shown beside all centres, who are shown to others whenever they are five.

    Known by the centres which rated something: mostly these are the same.
    """

    def __init__(self, groups: Mapping[Group, Sequence[int]], known: Collection[int]) -> None:
        self.groups = groups
        self.known = known
        self._found: dict[frozenset[int], frozenset[Group]] = {}

    def of(self, centres: Collection[int]) -> frozenset[Group]:
        key = frozenset(centres)
        if key not in self._found:
            self._found[key] = self._work_out(key)
        return self._found[key]

    def _work_out(self, centres: frozenset[int]) -> frozenset[Group]:
        everybody: tuple[Group | None, Collection[int]] = (None, centres)
        there = {group: [centre for centre in ids if centre in centres] for group, ids in self.groups.items()}
        names = visible([everybody, *there.items()], dict.fromkeys(centres, 1), fewest=FEWEST_CENTRES)
        return frozenset(group for group, ids in there.items() if group in names and not _is_about_few(ids, self.known))


def _is_about_few(centres: Iterable[int], known: Collection[int]) -> bool:
    return 0 < len(set(centres).difference(known)) < FEWEST_CENTRES


def _spread(standings: Iterable[Fraction], scale: Scale) -> Comparison:
    found = spread([*standings], scale)
    assert found is not None, "there are five"
    return found


def _difference(steps: Sequence[Fraction], scale: Scale) -> Difference:
    return Difference(float(middle(steps) * (scale.highest - scale.lowest)), len(steps))


@dataclass(frozen=True)
class Common:
    """What so many of the centres that rated it share."""

    indicator: str
    centres: int
    of: int


def common(
    flags: Mapping[int, Mapping[str, bool]], *, is_open: bool, known: Collection[int] = ()
) -> tuple[Common, ...]:
    """Which indicators are true of most, by centre in the order in which they signed; what most share comes first.

    Shown only if it tells neither of fewer than five of which it is true, nor of fewer than five of which it is not.
    """
    by_indicator: dict[str, dict[int, bool]] = {}
    for centre, said in flags.items():
        for indicator, flag in said.items():
            by_indicator.setdefault(indicator, {})[centre] = flag
    found = []
    for indicator, by_centre in by_indicator.items():
        first = list(by_centre)[: counted(len(by_centre), is_open=is_open)]
        yes, no = ([centre for centre in first if by_centre[centre] is flag] for flag in (True, False))
        told_of_few = 0 < len(no) < FEWEST_CENTRES or _is_about_few(yes, known) or _is_about_few(no, known)
        if len(yes) >= FEWEST_CENTRES and not told_of_few:
            found.append(Common(indicator, len(yes), len(first)))
    return tuple(sorted(found, key=lambda one: -Fraction(one.centres, one.of)))


def _by_subject(of_centres: Mapping[int, Standings]) -> dict[Subject, dict[int, Fraction]]:
    found: dict[Subject, dict[int, Fraction]] = {}
    for centre, values in of_centres.items():
        for subject, value in values.items():
            found.setdefault(subject, {})[centre] = value
    return found
