"""What was answered before of an assessment that a team shares: to begin with where somebody answers again."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.storage.assessments import Assessment
from bot.storage.questionnaires import Submission
from bot.usecases import memberships
from bot.usecases.work import Work

_submission = Submission.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_assessment = Assessment.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Earlier:
    """By path, the latest: what the person said, and what anybody of the team did."""

    own: Mapping[str, str]
    team: Mapping[str, str]


def earlier(work: Work, number: int, centre_id: int, version_id: int) -> Earlier:
    """In the same version of the form, so that it means the same; for members of the centre. One query."""
    if not memberships.belongs_to(work, centre_id):
        return Earlier({}, {})
    rows = work.session.connection().execute(
        select(_submission.c.person_id, _submission.c.answers)
        .join(_assessment, _assessment.c.id == _submission.c.assessment_id)
        .where(
            _assessment.c.publication_id == number,
            _assessment.c.centre_id == centre_id,
            _submission.c.version_id == version_id,
        )
        .order_by(_submission.c.id)
    )
    own: dict[str, str] = {}
    team: dict[str, str] = {}
    for row in rows:
        team.update(row.answers)
        if row.person_id == work.person_id:
            own.update(row.answers)
    return Earlier(own, team)
