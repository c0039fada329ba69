"""Whether a person has handed something in: for a questionnaire by themselves, or with the team of a centre."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session

from bot.storage.assessments import Assessment
from bot.storage.questionnaires import Submission

_submission = Submission.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_assessment = Assessment.__table__  # type: ignore[attr-defined] # see above


def has_answered(publication: Any, person: ColumnElement[int]) -> ColumnElement[bool]:
    """For a query: `publication` is a number or a column."""
    alone = select(_submission.c.id).where(
        _submission.c.publication_id == publication, _submission.c.person_id == person
    )
    with_a_team = (
        select(_submission.c.id)
        .join(_assessment, _assessment.c.id == _submission.c.assessment_id)
        .where(_assessment.c.publication_id == publication, _submission.c.person_id == person)
    )
    return or_(alone.exists(), with_a_team.exists())


def answered(session: Session, publications: Collection[int], people: Collection[int]) -> frozenset[tuple[int, int]]:
    """(publication, person), of these."""
    number = func.coalesce(_submission.c.publication_id, _assessment.c.publication_id)
    rows = session.connection().execute(
        select(number, _submission.c.person_id)
        .outerjoin(_assessment, _assessment.c.id == _submission.c.assessment_id)
        .where(_submission.c.person_id.in_(people), number.in_(publications))
    )
    return frozenset((row[0], row[1]) for row in rows)
