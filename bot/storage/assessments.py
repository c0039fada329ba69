"""Self-assessments of centres: what was answered, and the means that were made of it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, func
from sqlmodel import Field, Session, SQLModel, col, select

from bot.domain.areas import PriorityArea
from bot.storage.centres import Centre
from bot.storage.types import Key, public_id, row_id, table, text_enum


class AssessmentState(StrEnum):
    OPEN = "open"
    FINISHED = "finished"
    WITHDRAWN = "withdrawn"


class Assessment(SQLModel, table=True):
    __tablename__ = "assessment"
    __table_args__ = table(
        CheckConstraint("finished_at IS NULL OR finished_at >= started_at", name="times"),
        CheckConstraint("state <> 'finished' OR finished_at IS NOT NULL", name="finished"),
        Index("ix_assessment_centre_id_state", "centre_id", "state"),
        purpose="one filling-in of a questionnaire for a centre",
        retention="kept: it belongs to the centre, and stays without a name when the person is forgotten",
    )

    id: int = row_id()
    public_id: str = public_id()
    centre_id: int = Field(foreign_key="centre.id", sa_type=Key)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    membership_id: int | None = Field(default=None, foreign_key="membership.id", index=True, sa_type=Key)
    form_version_id: int = Field(foreign_key="form_version.id", index=True, sa_type=Key)
    round: int | None = None
    state: AssessmentState = Field(sa_type=text_enum(AssessmentState))
    started_at: datetime
    finished_at: datetime | None = None
    overall: float | None = None  # None: nothing was rated


class AssessmentAnswer(SQLModel, table=True):
    """When each was given is not kept: they arrive together, and the talk knows more only while it is open."""

    __tablename__ = "assessment_answer"
    __table_args__ = table(
        CheckConstraint(
            "(CASE WHEN level IS NULL THEN 0 ELSE 1 END) + (CASE WHEN text IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN not_applicable THEN 1 ELSE 0 END) = 1",
            name="one_value",
        ),
        purpose="the answer to one question of an assessment",
        retention="as long as the assessment",
        never_reuse_ids=False,
    )

    assessment_id: int = Field(primary_key=True, foreign_key="assessment.id", ondelete="CASCADE", sa_type=Key)
    question: str = Field(primary_key=True)
    level: int | None = None
    text: str | None = None
    not_applicable: bool = False


class AssessmentScore(SQLModel, table=True):
    __tablename__ = "assessment_score"
    __table_args__ = table(
        Index("ix_assessment_score_area", "area"),
        purpose="the mean of one area, kept so that medians over all centres are one short query",
        retention="as long as the assessment",
        never_reuse_ids=False,
    )

    assessment_id: int = Field(primary_key=True, foreign_key="assessment.id", ondelete="CASCADE", sa_type=Key)
    area: PriorityArea = Field(primary_key=True, sa_type=text_enum(PriorityArea))
    mean: float | None = None
    answered: int
    total: int
    not_applicable: int


def find_assessment(session: Session, public_id: str) -> Assessment | None:
    return session.exec(select(Assessment).where(Assessment.public_id == public_id)).one_or_none()


def finished_of(session: Session, centre_id: int, at_most: int) -> list[Assessment]:
    """The latest first."""
    return list(
        session.exec(
            select(Assessment)
            .where(Assessment.centre_id == centre_id, Assessment.state == AssessmentState.FINISHED)
            .order_by(col(Assessment.finished_at).desc(), col(Assessment.id).desc())
            .limit(at_most)
        )
    )


def scores_of(session: Session, assessment_id: int) -> list[AssessmentScore]:
    return list(session.exec(select(AssessmentScore).where(AssessmentScore.assessment_id == assessment_id)))


def means_of_centres(session: Session, programme_id: int) -> Sequence[tuple[PriorityArea, int, float]]:
    """(area, centre, mean) over the programme: of each member of a centre, the latest assessment counts."""
    latest = (
        select(func.max(Assessment.id))
        .join(Centre, col(Centre.id) == Assessment.centre_id)
        .where(Centre.programme_id == programme_id, Assessment.state == AssessmentState.FINISHED)
        .group_by(col(Assessment.centre_id), col(Assessment.person_id))
    )
    of_centres = (
        select(AssessmentScore.area, Assessment.centre_id, func.avg(AssessmentScore.mean))
        .join(Assessment, col(Assessment.id) == AssessmentScore.assessment_id)
        .where(col(Assessment.id).in_(latest), col(AssessmentScore.mean).is_not(None))
        .group_by(col(AssessmentScore.area), col(Assessment.centre_id))
        .order_by(col(AssessmentScore.area), col(Assessment.centre_id))
    )
    return [(PriorityArea(area), centre, float(mean)) for area, centre, mean in session.exec(of_centres)]
