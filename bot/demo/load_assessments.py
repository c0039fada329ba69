"""Two rounds that are over: what centres said of themselves, with the means that were made of it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.demo.load_form import load_form
from bot.demo.loading import Loading, noon
from bot.demo.world import DemoAssessment, Texts
from bot.domain.audiences import Audience
from bot.domain.scores import Profile, profile
from bot.domain.settling import Settled
from bot.i18n.languages import BASE
from bot.questionnaires.builtin import eight_areas
from bot.questionnaires.outline import Outline
from bot.questionnaires.parts import parts
from bot.questionnaires.scoring import NOT_APPLICABLE
from bot.storage.assessments import (
    Assessment,
    AssessmentScore,
    AssessmentState,
    Rating,
    ScoreKind,
    SettledLevel,
)
from bot.storage.questionnaires import (
    Publication,
    PublicationState,
    PublicationWay,
    Submission,
)
from bot.storage.rounds import KIND, Round, RoundState
from bot.usecases import publishing
from bot.usecases.forms import indicators

_NAMES: Final[Mapping[int, Texts]] = {
    1: {"en": "First round", "fr": "Première campagne", "ar": "الجولة الأولى"},
    2: {"en": "Second round", "fr": "Deuxième campagne", "ar": "الجولة الثانية"},
}
_OPENED_BEFORE: Final = timedelta(days=7)  # the first was signed
_TAKES: Final = timedelta(days=2)


def load_assessments(loading: Loading) -> None:
    form = eight_areas()
    shared = [part.name for part in parts(form.form).shared]
    finished = loading.world.assessments
    version = _version(loading, form)
    publications = _rounds(loading, version)
    rated = indicators(form)
    profiles = [profile(rated, one.levels) for one in finished]
    numbers = loading.numbered(
        [
            _row(loading, one, scores, publications[one.round], version, shared)
            for one, scores in zip(finished, profiles, strict=True)
        ]
    )
    submissions = loading.numbered(
        [
            _submission(loading, number, one, publications[one.round], version, form, shared)
            for number, one in zip(numbers, finished, strict=True)
        ]
    )
    loading.unnumbered(
        [
            Rating(submission_id=submission, indicator=indicator, level=level, not_applicable=level is None)
            for submission, one in zip(submissions, finished, strict=True)
            for indicator, level in one.levels.items()
        ]
    )
    loading.unnumbered(
        [level for number, one in zip(numbers, finished, strict=True) for level in _settled(loading, number, one)]
    )
    loading.unnumbered(
        [score for number, scores in zip(numbers, profiles, strict=True) for score in _scores(number, scores)]
    )


def _version(loading: Loading, form: Outline) -> int:
    """As the talk will find it, so that what is handed in today belongs to the same."""
    at = noon(min(one.finished_on for one in loading.world.assessments)) - _OPENED_BEFORE
    return load_form(loading, form.form, form.id, publishing.digest(form.form, {}, {}), publishing.BUILT_IN, at)


def _rounds(loading: Loading, version: int) -> Mapping[int, int]:
    """The publication of each, by the number of the round."""
    publications: dict[int, int] = {}
    before: int | None = None
    for number, name in _NAMES.items():
        days = [one.finished_on for one in loading.world.assessments if one.round == number]
        opened, closed = noon(min(days)) - _OPENED_BEFORE, noon(max(days)) + timedelta(days=1)
        [before] = loading.numbered(
            [
                Round(
                    public_id=loading.public_id(opened),
                    programme_id=loading.programme,
                    baseline_id=before,
                    state=RoundState.CLOSED,
                    opens_at=opened,
                    closes_at=closed,
                    closed_at=closed,
                    created_at=opened,
                )
            ]
        )
        loading.named(KIND, [(before, name)])
        [publications[number]] = loading.numbered(
            [
                Publication(
                    public_id=loading.public_id(opened),
                    programme_id=loading.programme,
                    version_id=version,
                    way=PublicationWay.TEAM,
                    round_id=before,
                    audience=Audience().to_json(),
                    state=PublicationState.CLOSED,
                    opens_at=opened,
                    closes_at=closed,
                    closed_at=closed,
                    created_at=opened,
                )
            ]
        )
    return publications


def _row(
    loading: Loading,
    one: DemoAssessment,
    scores: Profile,
    publication: int,
    version: int,
    shared: Sequence[str],
) -> Assessment:
    at = noon(one.finished_on)
    return Assessment(
        public_id=loading.public_id(at),
        centre_id=loading.centres[one.centre],
        publication_id=publication,
        version_id=version,
        parts=list(shared),
        state=AssessmentState.SIGNED,
        opened_at=at - _TAKES,
        signed_at=at,
        first_signed_at=at,
        signed_by_id=loading.people[one.by],
        overall=scores.overall.mean,
    )


def _submission(
    loading: Loading,
    number: int,
    one: DemoAssessment,
    publication: int,
    version: int,
    form: Outline,
    shared: Sequence[str],
) -> Submission:
    at = noon(one.finished_on)
    paths = {question.rating.indicator: question.path for question in form.questions if question.rating is not None}
    return Submission(
        public_id=loading.public_id(at),
        publication_id=publication,
        assessment_id=number,
        version_id=version,
        person_id=loading.people[one.by],
        membership_id=loading.memberships[one.by, one.centre],
        centre_id=loading.centres[one.centre],
        parts=list(shared),
        language=BASE,
        started_at=at - _TAKES,
        finished_at=at,
        answers={
            paths[indicator]: NOT_APPLICABLE if level is None else str(level) for indicator, level in one.levels.items()
        },
    )


def _settled(loading: Loading, number: int, one: DemoAssessment) -> Sequence[SettledLevel]:
    return [
        SettledLevel(
            assessment_id=number,
            indicator=indicator,
            level=level,
            not_applicable=level is None,
            how=Settled.ONE,
            by_id=loading.people[one.by],
            at=noon(one.finished_on),
        )
        for indicator, level in one.levels.items()
    ]


def _scores(number: int, scores: Profile) -> Sequence[AssessmentScore]:
    return [
        AssessmentScore(
            assessment_id=number,
            kind=ScoreKind.AREA,
            key=area,
            mean=score.mean,
            answered=score.answered,
            total=score.total,
            not_applicable=score.not_applicable,
        )
        for area, score in scores.areas.items()
    ]
