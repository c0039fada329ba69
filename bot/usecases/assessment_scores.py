"""The means of a signed assessment, written as they were on that day."""

from collections.abc import Mapping

from sqlalchemy import delete, insert
from sqlmodel import col

from bot.domain.scores import Profile, Score
from bot.storage.assessments import AssessmentScore, ScoreKind
from bot.usecases.work import Work


def write(work: Work, assessment_id: int, scores: Profile) -> None:
    """In place of those of an earlier signing."""
    connection = work.session.connection()
    connection.execute(delete(AssessmentScore).where(col(AssessmentScore.assessment_id) == assessment_id))
    kinds: Mapping[ScoreKind, Mapping[str, Score]] = {
        ScoreKind.AREA: {area.value: score for area, score in scores.areas.items()},
        ScoreKind.CRITERION: scores.criteria,
        ScoreKind.STEP: {step.value: score for step, score in scores.steps.items()},
    }
    rows = [
        {
            "assessment_id": assessment_id,
            "kind": kind,
            "key": key,
            "mean": score.mean,
            "answered": score.answered,
            "total": score.total,
            "not_applicable": score.not_applicable,
        }
        for kind, by_key in kinds.items()
        for key, score in by_key.items()
    ]
    if rows:
        connection.execute(insert(AssessmentScore), rows)
