"""Self-assessments of centres: what each of a team said, what they settled on, and the means that were made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, func
from sqlalchemy import select as select_columns
from sqlmodel import Field, Session, SQLModel, col, select

from bot.domain.areas import PriorityArea
from bot.domain.settling import Settled
from bot.storage.centres import Centre
from bot.storage.privacy import Basis, Whose
from bot.storage.questionnaires import Publication, Submission
from bot.storage.types import Json, Key, public_id, row_id, table, text_enum


class AssessmentState(StrEnum):
    OPEN = "open"
    SIGNED = "signed"


class ScoreKind(StrEnum):
    AREA = "area"
    CRITERION = "criterion"
    STEP = "step"


class Assessment(SQLModel, table=True):
    __tablename__ = "assessment"
    __table_args__ = table(
        UniqueConstraint("centre_id", "publication_id"),
        CheckConstraint("signed_at IS NULL OR signed_at >= opened_at", name="times"),
        CheckConstraint("state <> 'signed' OR signed_at IS NOT NULL", name="signed"),
        CheckConstraint("(signed_at IS NULL) = (first_signed_at IS NULL)", name="first"),
        Index("ix_assessment_centre_id_state", "centre_id", "state"),
        purpose="what a centre says of itself: by its team in a round, or by one of them outside any",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="kept: it belongs to the centre, and stays without a name when the person is forgotten",
    )

    id: int = row_id()
    public_id: str = public_id()
    centre_id: int = Field(foreign_key="centre.id", sa_type=Key)
    publication_id: int | None = Field(default=None, foreign_key="publication.id", index=True, sa_type=Key)
    version_id: int = Field(foreign_key="questionnaire_version.id", index=True, sa_type=Key)
    # Of the form, by name, as far as the latest answers make them relevant; None: nobody has handed in anything yet.
    parts: list[str] | None = Field(default=None, sa_type=Json)
    state: AssessmentState = Field(default=AssessmentState.OPEN, sa_type=text_enum(AssessmentState))
    opened_at: datetime
    signed_at: datetime | None = None
    first_signed_at: datetime | None = None  # stays when it is reopened: whether a round was over, and the order in it
    signed_by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    overall: float | None = None  # None: nothing was rated, or it is not signed


class Rating(SQLModel, table=True):
    """Of the latest thing that a person handed in, each indicator counts."""

    __tablename__ = "rating"
    __table_args__ = table(
        CheckConstraint("NOT not_applicable OR level IS NULL", name="one_value"),
        purpose="what one person said of one indicator, read out of what they handed in",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the submission",
        never_reuse_ids=False,
    )

    submission_id: int = Field(primary_key=True, foreign_key="submission.id", ondelete="CASCADE", sa_type=Key)
    indicator: str = Field(primary_key=True)
    level: int | None = None  # None as well: they would rather not say
    not_applicable: bool = False
    relevance: int | None = None  # from 3, very, to 0


class SettledLevel(SQLModel, table=True):
    __tablename__ = "settled_level"
    __table_args__ = table(
        CheckConstraint("NOT not_applicable OR level IS NULL", name="one_value"),
        purpose="the level of one indicator that counts for the centre, and how the team came to it",
        whose=Whose.ORGANISERS,
        basis=Basis.TASK,
        retention="as long as the assessment",
        never_reuse_ids=False,
    )

    assessment_id: int = Field(primary_key=True, foreign_key="assessment.id", ondelete="CASCADE", sa_type=Key)
    indicator: str = Field(primary_key=True)
    level: float | None = None
    not_applicable: bool = False
    relevance: float | None = None
    how: Settled = Field(sa_type=text_enum(Settled))
    by_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    at: datetime


class AssessmentScore(SQLModel, table=True):
    __tablename__ = "assessment_score"
    __table_args__ = table(
        Index("ix_assessment_score_kind", "kind", "key"),
        purpose="the mean of one area, criterion or step, kept so that medians over all centres are one short query",
        whose=Whose.NOBODY,
        basis=Basis.NONE,
        retention="as long as the assessment",
        never_reuse_ids=False,
    )

    assessment_id: int = Field(primary_key=True, foreign_key="assessment.id", ondelete="CASCADE", sa_type=Key)
    kind: ScoreKind = Field(primary_key=True, sa_type=text_enum(ScoreKind))
    key: str = Field(primary_key=True)
    mean: float | None = None
    answered: int
    total: int
    not_applicable: int


class AssessmentComment(SQLModel, table=True):
    __tablename__ = "assessment_comment"
    __table_args__ = table(
        purpose="what a mentor of another centre, or one of the team, remarks on an assessment",
        whose=Whose.MEMBERS,
        basis=Basis.CONSENT,
        retention="as long as the assessment; without a name when the person is forgotten",
    )

    id: int = row_id()
    assessment_id: int = Field(foreign_key="assessment.id", ondelete="CASCADE", index=True, sa_type=Key)
    indicator: str | None = None
    area: str | None = None
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True, sa_type=Key)
    text: str
    at: datetime


def find_assessment(session: Session, public_id: str) -> Assessment | None:
    return session.exec(select(Assessment).where(Assessment.public_id == public_id)).one_or_none()


def assessment_of(session: Session, publication_id: int, centre_id: int) -> Assessment | None:
    """The one that the centre's team fills in."""
    return session.exec(
        select(Assessment).where(Assessment.publication_id == publication_id, Assessment.centre_id == centre_id)
    ).one_or_none()


def stands() -> ColumnElement[bool]:
    """It has been signed: what is open again keeps its result until it is signed once more."""
    return col(Assessment.signed_at).is_not(None)


def signed_of(session: Session, centre_id: int, at_most: int) -> list[Assessment]:
    """The latest first."""
    return list(
        session.exec(
            select(Assessment)
            .where(Assessment.centre_id == centre_id, stands())
            .order_by(col(Assessment.signed_at).desc(), col(Assessment.id).desc())
            .limit(at_most)
        )
    )


def held(session: Session, assessment_id: int) -> Assessment | None:
    """As it is now, held until the transaction ends: whoever signs it at the same moment waits."""
    wanted = select(Assessment).where(Assessment.id == assessment_id).with_for_update()
    return session.exec(wanted.execution_options(populate_existing=True)).one_or_none()


@dataclass(frozen=True)
class Told:
    """What somebody said of an indicator in one of the things that they handed in."""

    submission: int
    person: int | None
    membership: int | None
    at: datetime
    indicator: str
    level: int | None
    not_applicable: bool
    relevance: int | None


def told_by_team(session: Session, assessment_id: int) -> Sequence[Told]:
    """All of it, in the order in which it was handed in."""
    rows = session.connection().execute(
        select_columns(
            col(Submission.id),
            col(Submission.person_id),
            col(Submission.membership_id),
            col(Submission.finished_at),
            col(Rating.indicator),
            col(Rating.level),
            col(Rating.not_applicable),
            col(Rating.relevance),
        )
        .join(Rating, col(Rating.submission_id) == Submission.id)
        .where(col(Submission.assessment_id) == assessment_id)
        .order_by(col(Submission.finished_at), col(Submission.id))
    )
    return [Told(*row) for row in rows]


def settled_of(session: Session, assessment_id: int) -> list[SettledLevel]:
    return list(session.exec(select(SettledLevel).where(SettledLevel.assessment_id == assessment_id)))


def contributors(session: Session, assessment_id: int) -> list[int]:
    """People who handed something in, without those who are forgotten."""
    rows = session.exec(
        select(Submission.person_id)
        .where(Submission.assessment_id == assessment_id, col(Submission.person_id).is_not(None))
        .distinct()
    )
    return sorted(number for number in rows if number is not None)


def scores_of(session: Session, assessment_id: int) -> list[AssessmentScore]:
    return list(session.exec(select(AssessmentScore).where(AssessmentScore.assessment_id == assessment_id)))


def means_of_centres(session: Session, programme_id: int) -> Sequence[tuple[PriorityArea, int, float]]:
    """(area, centre, mean) over the programme: of each who signed for a centre, the latest assessment counts."""
    latest = (
        select(func.max(Assessment.id))
        .join(Centre, col(Centre.id) == Assessment.centre_id)
        .where(Centre.programme_id == programme_id, stands())
        .group_by(col(Assessment.centre_id), col(Assessment.signed_by_id))
    )
    of_centres = (
        select(AssessmentScore.key, Assessment.centre_id, func.avg(AssessmentScore.mean))
        .join(Assessment, col(Assessment.id) == AssessmentScore.assessment_id)
        .where(
            col(Assessment.id).in_(latest),
            AssessmentScore.kind == ScoreKind.AREA,
            col(AssessmentScore.mean).is_not(None),
        )
        .group_by(col(AssessmentScore.key), col(Assessment.centre_id))
        .order_by(col(AssessmentScore.key), col(Assessment.centre_id))
    )
    return [(PriorityArea(area), centre, float(mean)) for area, centre, mean in session.exec(of_centres)]


def before(session: Session, assessment: Assessment) -> tuple[int, int] | None:
    """Of the centre's earlier ones in rounds the latest: (its id, its round)."""
    rows = session.exec(
        select(Assessment.id, Publication.round_id)
        .join(Publication, col(Publication.id) == Assessment.publication_id)
        .where(
            Assessment.centre_id == assessment.centre_id,
            col(Assessment.publication_id) < assessment.publication_id,
            stands(),
        )
        .order_by(col(Assessment.publication_id).desc())
        .limit(1)
    )
    return next(((number, in_round) for number, in_round in rows if in_round is not None), None)
