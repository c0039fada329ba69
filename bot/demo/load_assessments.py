"""Rows of finished self-assessments, with the means that were made of them."""

from collections.abc import Mapping
from datetime import timedelta

from bot.demo.loading import Loading, noon
from bot.demo.world import DemoAssessment
from bot.domain.scores import Profile, profile
from bot.questionnaires.builtin import eight_areas
from bot.storage.assessments import Assessment, AssessmentAnswer, AssessmentScore, AssessmentState
from bot.storage.forms import keep_form
from bot.usecases.forms import BUILT_IN, indicators


def load_assessments(loading: Loading) -> None:
    form = eight_areas()
    version = keep_form(loading.session, form.form, BUILT_IN, loading.now)
    finished = loading.world.assessments
    rated = indicators(form)
    profiles = [profile(rated, one.levels) for one in finished]
    numbers = loading.numbered(
        [_row(loading, one, scores, version) for one, scores in zip(finished, profiles, strict=True)]
    )
    questions = {one.rating.indicator: one.name for one in form.questions if one.rating is not None}
    loading.unnumbered(
        [answer for number, one in zip(numbers, finished, strict=True) for answer in _answers(number, one, questions)]
    )
    loading.unnumbered(
        [score for number, scores in zip(numbers, profiles, strict=True) for score in _scores(number, scores)]
    )


def _row(loading: Loading, one: DemoAssessment, scores: Profile, version: int) -> Assessment:
    at = noon(one.finished_on)
    return Assessment(
        public_id=loading.public_id(at),
        centre_id=loading.centres[one.centre],
        person_id=loading.people[one.by],
        membership_id=loading.memberships[one.by, one.centre],
        form_version_id=version,
        round=one.round,
        state=AssessmentState.FINISHED,
        started_at=at - timedelta(days=2),
        finished_at=at,
        overall=scores.overall.mean,
    )


def _answers(number: int, one: DemoAssessment, questions: Mapping[str, str]) -> list[AssessmentAnswer]:
    return [
        AssessmentAnswer(assessment_id=number, question=questions[indicator], level=level, not_applicable=level is None)
        for indicator, level in one.levels.items()
    ]


def _scores(number: int, scores: Profile) -> list[AssessmentScore]:
    return [
        AssessmentScore(
            assessment_id=number,
            area=area,
            mean=score.mean,
            answered=score.answered,
            total=score.total,
            not_applicable=score.not_applicable,
        )
        for area, score in scores.areas.items()
    ]
