"""What groups say of centres without names, beside what the centres of a round say of themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from bot.domain.round_results import Figures, Measure, Subject, network_figures, paired
from bot.domain.scores import Indicator
from bot.storage.questionnaires import Voice
from bot.usecases.round_standings import RoundStandings


class Heard(Protocol):
    """What people of a group said of one indicator of a centre, where it may be shown."""

    @property
    def mean(self) -> float: ...
    @property
    def count(self) -> int: ...


SharesOfCentres = dict[int, dict[str, Fraction]]  # by indicator


@dataclass(frozen=True)
class Voices:
    """What groups said without names: by centre, indicator and group; and the indicators of their questionnaires."""

    heard: Mapping[tuple[int, str, Voice], Heard] = field(default_factory=dict)
    indicators: Mapping[Voice, Sequence[Indicator]] = field(default_factory=dict)


NOBODY = Voices()


def views(found: RoundStandings, voices: Voices, known: Collection[int]) -> dict[Voice, Figures]:
    figures = {}
    for voice, heard in shares_heard(voices).items():
        theirs, apart = {}, {}
        for centre, shares in found.shares.items():
            if pairs := paired(found.measure_of(centre), shares, heard.get(centre, {})):
                theirs[centre] = {subject: other for subject, (_own, other) in pairs.items()}
                apart[centre] = {subject: other - own for subject, (own, other) in pairs.items()}
        figures[voice] = network_figures(theirs, apart, found.measure.scale, is_open=found.is_open, known=known)
    return figures


def beside(
    found: RoundStandings, heard: Mapping[Voice, SharesOfCentres], centre_id: int
) -> dict[Voice, Mapping[Subject, tuple[float, float]]]:
    """Of one centre that has signed: its own level and that of each group, over what both rated."""
    measure = found.measure_of(centre_id)
    shares = measure.shares(found.levels(centre_id))
    pairs = {voice: paired(measure, shares, by_centre.get(centre_id, {})) for voice, by_centre in heard.items()}
    return {voice: measure.in_levels(of_it) for voice, of_it in pairs.items() if of_it}


def shares_heard(voices: Voices) -> dict[Voice, SharesOfCentres]:
    """How good each group finds each centre at each indicator, by its own questionnaire's scales."""
    measures = {voice: Measure(asked) for voice, asked in voices.indicators.items()}
    found: dict[Voice, SharesOfCentres] = {}
    for (centre, indicator, voice), heard in voices.heard.items():
        if voice in measures and indicator in measures[voice].indicators:
            share = measures[voice].share(indicator, heard.mean)
            found.setdefault(voice, {}).setdefault(centre, {})[indicator] = share
    return dict(sorted(found.items()))
