"""A round read for all its centres at once: how good each of them is at what, exact, whatever version it answered."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, partial

from sqlmodel import Session

from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.round_results import OVERALL, About, Measure, Standings, Subject, paired
from bot.domain.scores import Scale
from bot.domain.steps import STEP_NAMES, Step
from bot.i18n.phrase import Variants, Words, _
from bot.questionnaires.described import texts_of
from bot.questionnaires.form import Form
from bot.questionnaires.scoring import criteria, rated
from bot.storage.assessments import ScoreKind
from bot.storage.round_results import (
    Answer,
    KeptMean,
    Signed,
    answers_in,
    compiled_versions,
    signed_in,
    team_version,
)
from bot.storage.rounds import Round, RoundState, find_round
from bot.usecases.forms import indicators

_DIGITS = 10**9
_ABOUT: dict[str, About] = {
    ScoreKind.AREA: About.AREA,
    ScoreKind.CRITERION: About.CRITERION,
    ScoreKind.STEP: About.STEP,
}


@dataclass(frozen=True)
class RoundStandings:
    """By centre, in the order in which they signed; `form` and `measure` are those that teams begin with now."""

    round: Round
    form: Form
    measure: Measure
    signed: Mapping[int, Signed]
    answers: Mapping[int, Mapping[str, Answer]]  # by indicator
    measures: Mapping[int, Measure]  # by version

    @property
    def is_open(self) -> bool:
        return self.round.state is RoundState.OPEN

    @cached_property
    def shares(self) -> Mapping[int, Mapping[str, Fraction]]:
        return {centre: self.measure_of(centre).shares(self.levels(centre)) for centre in self.signed}

    @cached_property
    def standings(self) -> Mapping[int, Standings]:
        return {centre: self.measure_of(centre).standings(shares) for centre, shares in self.shares.items()}

    def measure_of(self, centre: int) -> Measure:
        return self.measures[self.signed[centre].version_id]

    def levels(self, centre: int) -> dict[str, float | None]:
        """None: does not apply; absent: nobody said."""
        return _levels(self.answers.get(centre, {}).values())

    def shares_before(self, session: Session, centre: int) -> Mapping[str, Fraction]:
        """What that centre alone had in the round before, by indicator; nothing where it was not in it."""
        number = self.round.baseline_id
        signed = [] if number is None else signed_in(session, number, centre, alone=True)
        if number is None or not signed:
            return {}
        version = signed[0].version_id
        measure = self.measures.get(version)
        if measure is None:
            measure = Measure(indicators(Form.from_json(compiled_versions(session, {version})[version])))
        return measure.shares(_levels(answers_in(session, number, centre)))

    def relevances(self, centre: int) -> dict[str, float]:
        answers = self.answers.get(centre, {})
        return {name: one.relevance for name, one in answers.items() if one.relevance is not None}

    def changes_since(self, baseline: "RoundStandings | None") -> dict[int, Standings]:
        """Of the centres that signed both times: how much better they are, over what they rated both times."""
        if baseline is None:
            return {}
        pairs = {
            centre: paired(self.measure_of(centre), shares, baseline.shares[centre])
            for centre, shares in self.shares.items()
            if centre in baseline.signed
        }
        return {
            centre: {subject: now - then for subject, (now, then) in subjects.items()}
            for centre, subjects in pairs.items()
        }

    def kept(self, means: Iterable[KeptMean]) -> dict[int, dict[Subject, Fraction]]:
        """By centre, in the order of what was written when they signed: without single indicators, and quickly."""
        found: dict[int, dict[Subject, Fraction]] = {centre: {} for centre in self.signed}
        # There are thousands of means, few of which differ.
        subject = cache(_subject_kept)
        share_of = {version: cache(partial(_share_kept, measure.scale)) for version, measure in self.measures.items()}
        shares = {centre: share_of[signed.version_id] for centre, signed in self.signed.items()}
        for centre, kind, key, mean in means:
            found[centre][subject(kind, key)] = shares[centre](mean)
        return {centre: kept for centre, kept in found.items() if kept}

    @cached_property
    def names(self) -> Mapping[Subject, Words]:
        """Of all that is measured, in the order in which it is told."""
        groups = criteria(self.form)
        labels = {one.indicator: self.form.parts[one.path].label for one in rated(self.form)}

        def name(subject: Subject) -> Words:
            match subject.about:
                case About.AREA:
                    return AREA_NAMES[PriorityArea(subject.key)]
                case About.STEP:
                    return STEP_NAMES[Step(subject.key)]
                case About.CRITERION:
                    group = groups[subject.key]
                    return Variants(texts_of(self.form, group.label)) if group and group.label else subject.key
                case About.INDICATOR:
                    return Variants(texts_of(self.form, labels[subject.key]))
                case _:
                    return _("Overall")

        return {subject: name(subject) for subject in self.measure.subjects}


def _levels(answers: Iterable[Answer]) -> dict[str, float | None]:
    return {one.indicator: one.level for one in answers if one.level is not None or one.not_applicable}


def _subject_kept(kind: str | None, key: str) -> Subject:
    return OVERALL if kind is None else Subject(_ABOUT[kind], key)


def _share_kept(scale: Scale, mean: float) -> Fraction:
    """As written it is a binary fraction near the mean: 2.85 must be that again, or a median may be rounded otherwise."""
    level = round(mean * _DIGITS)
    return Fraction(level - scale.lowest * _DIGITS, (scale.highest - scale.lowest) * _DIGITS)


def standings_of(session: Session, number: int, centre_id: int | None = None) -> RoundStandings | None:
    """Five queries, however many centres there are; with the answers of all that count, or of one. None: no such round."""
    return _standings(session, number, centre_id, partial(answers_in, session, number, centre_id))


def without_answers(session: Session, number: int) -> RoundStandings | None:
    """For `kept` alone: of a large round the answers are tens of thousands of rows. None: no such round."""
    return _standings(session, number, None, tuple)


def _standings(
    session: Session, number: int, centre_id: int | None, answered: Callable[[], Iterable[Answer]]
) -> RoundStandings | None:
    round_ = find_round(session, number)
    version = None if round_ is None else team_version(session, number)
    if round_ is None or version is None:
        return None
    signed = {one.centre_id: one for one in signed_in(session, number, centre_id)}
    compiled = compiled_versions(session, {version, *(one.version_id for one in signed.values())})
    forms = {each: Form.from_json(plain) for each, plain in compiled.items()}
    measures = {each: Measure(indicators(form)) for each, form in forms.items()}
    answers: dict[int, dict[str, Answer]] = {}
    for one in answered():
        answers.setdefault(one.centre_id, {})[one.indicator] = one
    return RoundStandings(round_, forms[version], measures[version], signed, answers, measures)
