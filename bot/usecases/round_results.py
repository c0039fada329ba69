"""Where centres stand in a round: all together, by country, by network and by function. No centre is named or ranked.

`of_round`, `needs` and `by_function` are for connections that read beside the writer: for hundreds of centres they take half a second.
"""

from collections.abc import Callable, Collection, Mapping, Sized
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from bot.core.refusal import Refusal
from bot.domain.priorities import Priority, priorities
from bot.domain.rights import HeldRole, Right, ScopeKind, Where, allows, covers, gives
from bot.domain.round_results import (
    About,
    Common,
    Figures,
    Standings,
    Subject,
    common,
    figures_by_group,
    network_figures,
    paired,
)
from bot.domain.scores import Indicator, Key, Profile, Scale, profile
from bot.i18n.phrase import Variants, Words, _
from bot.storage.memberships import CentreFunction
from bot.storage.questionnaires import Voice
from bot.storage.round_results import Signed, kept_means_in, networks_of, sums_by_function
from bot.storage.rounds import KIND
from bot.storage.variants import texts
from bot.usecases import results, rights
from bot.usecases.assessments import standing
from bot.usecases.round_standings import RoundStandings, standings_of, without_answers
from bot.usecases.round_voices import NOBODY, Voices, beside, shares_heard, views
from bot.usecases.rounds import NO_SUCH_ROUND
from bot.usecases.work import ActorKind, Work

NOT_SIGNED = _("The centre has not signed off its self-assessment in this round, so there is no result to show.")
_NEED, _STRENGTH, _RELEVANT = Fraction(1, 2), Fraction(3, 4), Fraction(1, 2)  # shares of a scale


class GroupKind(StrEnum):
    COUNTRY = "country"
    NETWORK = "network"


class Group(NamedTuple):
    """A country by its code (ISO 3166), or a network by its number as text."""

    kind: GroupKind
    key: str

    @property
    def where(self) -> Where:
        if self.kind is GroupKind.COUNTRY:
            return Where(country=self.key)
        return Where(networks=frozenset({int(self.key)}))


@dataclass(frozen=True)
class RoundResult:
    """Where `subjects` is empty, the instrument counts nothing. Every figure stands on the one scale.

    `groups` are those that the reader coordinates, shown as far as no two figures of these tell of few centres; while the
    round is open there are none.
    """

    number: int
    name: Variants
    is_open: bool
    baseline: int | None
    scale: Scale
    subjects: Mapping[Subject, Words]  # with their names, in the order in which they are told
    everybody: Figures
    groups: Mapping[Group, Figures]
    networks: Mapping[str, Variants]  # names, by the key of a group
    views: Mapping[Voice, Figures]  # of what others say, and how far it is from what the centres say
    needs: tuple[Common, ...]
    strengths: tuple[Common, ...]


@dataclass(frozen=True)
class CentreResult:
    """One centre for itself. Pairs are levels on the profile's scale. Of everybody: no single indicators, no differences."""

    profile: Profile
    priorities: Mapping[str, Priority]  # by indicator
    since_baseline: Mapping[Subject, tuple[float, float]]  # now and then
    views: Mapping[Voice, Mapping[Subject, tuple[float, float]]]  # own and theirs
    subjects: Mapping[Subject, Words]
    everybody: Figures


def of_round(work: Work, number: int, voices: Voices = NOBODY) -> RoundResult | Refusal:
    """For everybody who belongs to a centre or sees results somewhere; groups only for those who coordinate them."""
    found = _found(work, number)
    if isinstance(found, Refusal):
        return found
    coordinates = _coordinating(work)
    groups = {} if found.is_open else {group: ids for group, ids in _groups(work, found).items() if coordinates(group)}
    known = one_by_one(work, found.signed)
    changes, scale = found.changes_since(_baseline(work, found)), found.measure.scale
    networks = [int(group.key) for group in groups if group.kind is GroupKind.NETWORK]
    return RoundResult(
        number=number,
        name=Variants(texts(work.session, KIND, [number], "name").get(number, {})),
        is_open=found.is_open,
        baseline=found.round.baseline_id,
        scale=scale,
        subjects=found.names,
        everybody=network_figures(found.standings, changes, scale, is_open=found.is_open, known=known),
        groups=figures_by_group(found.standings, changes, groups, scale, known=known),
        networks={str(key): Variants(named) for key, named in texts(work.session, "network", networks, "name").items()},
        views=views(found, voices, known),
        needs=common(_flags(found, _is_need), is_open=found.is_open, known=known),
        strengths=common(_flags(found, _is_strength), is_open=found.is_open, known=known),
    )


def of_centre(work: Work, number: int, centre_id: int, voices: Voices = NOBODY) -> CentreResult | Refusal:
    """For its team, and for those who may see its results. Quick enough for a step of a talk."""
    if refusal := results.refused(work, centre_id):
        return refusal
    found = standings_of(work.session, number, centre_id)
    if found is None:
        return Refusal(NO_SUCH_ROUND)
    if centre_id not in found.signed:
        return Refusal(NOT_SIGNED)
    measure, levels = found.measure_of(centre_id), found.levels(centre_id)
    shares, asked = measure.shares(levels), tuple(measure.indicators.values())
    everybody = found.kept(kept_means_in(work.session, number))
    return CentreResult(
        profile=profile(asked, levels),
        priorities=priorities(asked, levels, found.relevances(centre_id)),
        since_baseline=measure.in_levels(paired(measure, shares, found.shares_before(work.session, centre_id))),
        views=beside(found, shares_heard(voices), centre_id),
        subjects=found.names,
        everybody=network_figures(
            everybody, {}, found.measure.scale, is_open=found.is_open, known=one_by_one(work, found.signed)
        ),
    )


@dataclass(frozen=True)
class Middle:
    """Where all centres stand in the middle, without single indicators."""

    name: Variants
    subjects: Mapping[Subject, Words]
    everybody: Figures


def of_everybody(work: Work, number: int) -> Middle | Refusal:
    """From what was kept when centres signed: quick enough for a step of a talk."""
    if not _may_read(work):
        return Refusal(rights.NO_RIGHT)
    found = without_answers(work.session, number)
    if found is None:
        return Refusal(NO_SUCH_ROUND)
    kept, known = found.kept(kept_means_in(work.session, number)), one_by_one(work, found.signed)
    return Middle(
        name=Variants(texts(work.session, KIND, [number], "name").get(number, {})),
        subjects=found.names,
        everybody=network_figures(kept, {}, found.measure.scale, is_open=found.is_open, known=known),
    )


@dataclass(frozen=True)
class Needs:
    """Of single indicators, those that many centres need, what most share first; `names` of all indicators."""

    names: Mapping[str, Words]
    needs: tuple[Common, ...]


def needs(work: Work, number: int) -> Needs | Refusal:
    """As `of_round` has them, and nothing else; like it, for a connection that reads beside the writer."""
    found = _found(work, number)
    if isinstance(found, Refusal):
        return found
    known = one_by_one(work, found.signed)
    return Needs(
        names={subject.key: name for subject, name in found.names.items() if subject.about is About.INDICATOR},
        needs=common(_flags(found, _is_need), is_open=found.is_open, known=known),
    )


def by_function(work: Work, number: int) -> Mapping[CentreFunction, Figures] | Refusal:
    """Heads, teachers and others of the teams, each by itself: of a centre the mean of its people, from five centres on."""
    found = _found(work, number)
    if isinstance(found, Refusal):
        return found
    shares: dict[CentreFunction, dict[int, dict[str, Fraction]]] = {}
    for one in sums_by_function(work.session, number):
        measure = found.measure_of(one.centre_id)
        if one.indicator in measure.indicators:
            of_centre = shares.setdefault(one.function, {}).setdefault(one.centre_id, {})
            of_centre[one.indicator] = measure.share(one.indicator, one.total, one.people)
    known = one_by_one(work, found.signed)
    return {
        function: network_figures(
            _standings(found, shares[function]), {}, found.measure.scale, is_open=found.is_open, known=known
        )
        for function in CentreFunction
        if function in shares
    }


def _found(work: Work, number: int) -> RoundStandings | Refusal:
    if not _may_read(work):
        return Refusal(rights.NO_RIGHT)
    found = standings_of(work.session, number)
    return Refusal(NO_SUCH_ROUND) if found is None else found


def _may_read(work: Work) -> bool:
    if work.actor.kind is not ActorKind.PERSON or _seeing(work):
        return True
    return work.session.exec(standing(work).limit(1)).first() is not None


def _baseline(work: Work, found: RoundStandings) -> RoundStandings | None:
    earlier = found.round.baseline_id
    return None if earlier is None else standings_of(work.session, earlier)


# -- who reads ---------------------------------------------------------------------------------------------------------
def _seeing(work: Work) -> tuple[HeldRole, ...]:
    return tuple(role for role in rights.roles_of(work, work.person_id) if gives(role, Right.SEE_RESULTS))


def _wide(work: Work) -> list[HeldRole]:
    return [role for role in _seeing(work) if role.scope_kind is not ScopeKind.CENTRE]


def _coordinating(work: Work) -> Callable[[Group], bool]:
    if work.actor.kind is not ActorKind.PERSON:
        return lambda _group: True
    seeing = _seeing(work)
    return lambda group: allows(seeing, Right.SEE_RESULTS, group.where)


def sees_beyond_a_centre(work: Work) -> bool:
    """Whether the reader is one of those who coordinate centres, whichever these are."""
    return work.actor.kind is not ActorKind.PERSON or bool(_wide(work))


def one_by_one(work: Work, signed: Mapping[int, Signed]) -> Collection[int]:
    """Those of the centres whose results the reader may see one by one, because of more than belonging to one."""
    if work.actor.kind is not ActorKind.PERSON:
        return signed.keys()
    wide = _wide(work)
    networks: dict[int, set[int]] = {}
    for network, centres in networks_of(work.session, list(signed), work.now.date()).items():
        for centre in centres:
            networks.setdefault(centre, set()).add(network)
    return [
        centre
        for centre, one in signed.items()
        if any(covers(role, Where(centre, one.country, frozenset(networks.get(centre, ())))) for role in wide)
    ]


def _groups(work: Work, found: RoundStandings) -> dict[Group, Collection[int]]:
    """Countries first, then networks, as of the day on which the round was closed; the large ones before the small.

    So where one has to be hidden because it would tell of another, it is the smaller one.
    """
    countries: dict[str, list[int]] = {}
    for centre, one in found.signed.items():
        countries.setdefault(one.country, []).append(centre)
    day = (found.round.closed_at or work.now).date()
    networks = networks_of(work.session, list(found.signed), day)
    return {
        **{Group(GroupKind.COUNTRY, key): countries[key] for key in _large_first(countries)},
        **{Group(GroupKind.NETWORK, str(key)): networks[key] for key in _large_first(networks)},
    }


def _large_first(groups: Mapping[Key, Sized]) -> list[Key]:
    return sorted(groups, key=lambda key: (-len(groups[key]), str(key)))


# -- what they read ----------------------------------------------------------------------------------------------------
def _standings(found: RoundStandings, shares: Mapping[int, Mapping[str, Fraction]]) -> dict[int, Standings]:
    """In the order in which the centres signed."""
    return {centre: found.measure_of(centre).standings(shares[centre]) for centre in found.signed if centre in shares}


def _flags(
    found: RoundStandings, is_so: Callable[[Indicator, Fraction, float | None], bool]
) -> dict[int, dict[str, bool]]:
    flags = {}
    for centre, shares in found.shares.items():
        asked, relevances = found.measure_of(centre).indicators, found.relevances(centre)
        flags[centre] = {name: is_so(asked[name], share, relevances.get(name)) for name, share in shares.items()}
    return flags


def _is_need(indicator: Indicator, share: Fraction, relevance: float | None) -> bool:
    """In the lower half of the scale; where people said how relevant it is, it is so."""
    matters = indicator.relevance is None or relevance is None or indicator.relevance.share(relevance) >= _RELEVANT
    return share < _NEED and matters


def _is_strength(_indicator: Indicator, share: Fraction, _relevance: float | None) -> bool:
    return share >= _STRENGTH
