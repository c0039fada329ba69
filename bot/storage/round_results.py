"""What centres said in a round, read for very many of them at once: a few queries, whatever their number."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
    tuple_,
    type_coerce,
)
from sqlalchemy.types import NullType
from sqlmodel import Session

from bot.domain.settling import Settled
from bot.storage.assessments import Assessment, AssessmentScore, AssessmentState, Rating, ScoreKind, SettledLevel
from bot.storage.centres import Centre
from bot.storage.memberships import CentreFunction, Membership
from bot.storage.networks import NetworkCentre
from bot.storage.prepared import Prepared
from bot.storage.questionnaires import Publication, PublicationWay, QuestionnaireVersion, Submission
from bot.storage.rounds import Round

_assessment = Assessment.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_score = AssessmentScore.__table__  # type: ignore[attr-defined] # see above
_level = SettledLevel.__table__  # type: ignore[attr-defined] # see above
_rating = Rating.__table__  # type: ignore[attr-defined] # see above
_submission = Submission.__table__  # type: ignore[attr-defined] # see above
_membership = Membership.__table__  # type: ignore[attr-defined] # see above
_round = Round.__table__  # type: ignore[attr-defined] # see above
_publication = Publication.__table__  # type: ignore[attr-defined] # see above
_centre = Centre.__table__  # type: ignore[attr-defined] # see above
_belonging = NetworkCentre.__table__  # type: ignore[attr-defined] # see above
_version = QuestionnaireVersion.__table__  # type: ignore[attr-defined] # see above
AS_IT_COMES = NullType()  # both drivers give a float for a float; SQLAlchemy would look at each


@dataclass(frozen=True)
class Signed:
    """A centre's assessment in a round."""

    assessment_id: int
    centre_id: int
    country: str
    version_id: int
    signed_at: datetime


def signed_in(session: Session, round_id: int, centre_id: int | None = None, *, alone: bool = False) -> list[Signed]:
    """
    Those that count in the round, in the order in which they signed first; and this centre, whether it counts or not, or
    none but this one.
    """
    rows = session.connection().execute(
        select(
            _assessment.c.id,
            _assessment.c.centre_id,
            _centre.c.country,
            _assessment.c.version_id,
            _assessment.c.signed_at,
        )
        .join(_centre, _centre.c.id == _assessment.c.centre_id)
        .where(_assessment.c.id.in_(_signed(round_id, centre_id)))
        .where(_assessment.c.centre_id == centre_id if alone else true())
        .order_by(_assessment.c.first_signed_at, _assessment.c.id)
    )
    return [Signed(*row) for row in rows]


class Answer(NamedTuple):
    """What a centre settled on for an indicator."""

    centre_id: int
    indicator: str
    level: float | None
    not_applicable: bool
    relevance: float | None
    how: Settled


def answers_in(session: Session, round_id: int, centre_id: int | None = None) -> list[Answer]:
    """Of all centres, or of one."""
    columns = (_level.c.indicator, _level.c.level, _level.c.not_applicable, _level.c.relevance, _level.c.how)
    rows = session.connection().execute(
        select(_assessment.c.centre_id, *columns)
        .join(_level, _level.c.assessment_id == _assessment.c.id)
        .where(_assessment.c.id.in_(_signed(round_id, centre_id)))
        .where(true() if centre_id is None else _assessment.c.centre_id == centre_id)
    )
    return [Answer(*row) for row in rows]


class KeptMean(NamedTuple):
    """Of an area, a criterion or a step, as it was written when the centre signed; the whole has neither kind nor key."""

    centre_id: int
    kind: str | None  # a ScoreKind
    key: str
    mean: float


def kept_means_in(session: Session, round_id: int, kinds: tuple[ScoreKind, ...] = tuple(ScoreKind)) -> list[KeptMean]:
    """Thousands of rows for a large round, in no order."""
    connection, of_round = session.connection(), {"round": round_id}
    wholes = (KeptMean(row.centre_id, None, "", row.overall) for row in _WHOLES.rows(connection, of_round))
    return [*wholes, *map(KeptMean._make, _parts(kinds).rows(connection, of_round))]


@cache
def _parts(kinds: tuple[ScoreKind, ...]) -> Prepared:
    return Prepared(
        select(
            _assessment.c.centre_id,
            type_coerce(_score.c.kind, String).label("kind"),
            _score.c.key,
            type_coerce(_score.c.mean, AS_IT_COMES).label("mean"),
        )
        .join(_score, _score.c.assessment_id == _assessment.c.id)
        .where(
            _assessment.c.id.in_(_signed(bindparam("round"))),
            type_coerce(_score.c.kind, String).in_([kind.value for kind in kinds]),
            _score.c.mean.is_not(None),
        )
    )


class Sum(NamedTuple):
    """Levels of so many people of one centre, added up."""

    centre_id: int
    function: CentreFunction
    indicator: str
    total: int
    people: int


def sums_by_function(session: Session, round_id: int) -> list[Sum]:
    """Of each person the latest level for an indicator counts. Without those who are gone: nobody knows their function."""
    superseded = _superseded(round_id)
    rows = session.connection().execute(
        select(
            _assessment.c.centre_id,
            _membership.c.function,
            _rating.c.indicator,
            func.sum(_rating.c.level),
            func.count(),
        )
        .join(_submission, _submission.c.assessment_id == _assessment.c.id)
        .join(_membership, _membership.c.id == _submission.c.membership_id)
        .join(_rating, _rating.c.submission_id == _submission.c.id)
        .where(
            _assessment.c.id.in_(_signed(round_id)),
            _rating.c.level.is_not(None),
            tuple_(_rating.c.submission_id, _rating.c.indicator).not_in(
                select(superseded.c.submission_id, superseded.c.indicator)
            ),
        )
        .group_by(_assessment.c.centre_id, _membership.c.function, _rating.c.indicator)
    )
    return [Sum(centre, function, indicator, int(total), people) for centre, function, indicator, total, people in rows]


def networks_of(session: Session, centres: Collection[int], day: date) -> dict[int, set[int]]:
    """Network → its centres among these, as of that day."""
    rows = session.connection().execute(
        select(_belonging.c.network_id, _belonging.c.centre_id).where(
            _belonging.c.centre_id.in_(centres),
            _belonging.c.joined_on <= day,
            or_(_belonging.c.left_on.is_(None), _belonging.c.left_on > day),
        )
    )
    found: dict[int, set[int]] = {}
    for network_id, centre_id in rows:
        found.setdefault(network_id, set()).add(centre_id)
    return found


def team_version(session: Session, round_id: int) -> int | None:
    """Of the instrument, for teams that begin now; None: there is no such round."""
    return session.connection().execute(select(_publication.c.version_id).where(*_of_the_team(round_id))).scalar()


def compiled_versions(session: Session, ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    rows = session.connection().execute(select(_version.c.id, _version.c.compiled).where(_version.c.id.in_(ids)))
    return dict(rows.all())


def _of_the_team(round_id: int | BindParameter[int]) -> tuple[ColumnElement[bool], ...]:
    return _publication.c.round_id == round_id, _publication.c.way == PublicationWay.TEAM


def _signed(round_id: int | BindParameter[int], also: int | None = None) -> Select[tuple[int]]:
    """
    Once a round is over it is made of the same centres for ever, those that had signed by then: with one more or one less,
    figures would tell of that one. `also` is a centre that looks at its own result.
    """
    team = select(_publication.c.id).where(*_of_the_team(round_id))
    is_signed = _assessment.c.state == AssessmentState.SIGNED
    closed_at = select(_round.c.closed_at).where(_round.c.id == round_id).scalar_subquery()
    counts = or_(and_(closed_at.is_(None), is_signed), _assessment.c.first_signed_at <= closed_at)
    if also is not None:
        counts = or_(counts, and_(is_signed, _assessment.c.centre_id == also))
    return select(_assessment.c.id).where(_assessment.c.publication_id.in_(team), counts)


_WHOLES = Prepared(
    select(_assessment.c.centre_id, type_coerce(_assessment.c.overall, AS_IT_COMES).label("overall")).where(
        _assessment.c.id.in_(_signed(bindparam("round"))), _assessment.c.overall.is_not(None)
    )
)


def _superseded(round_id: int) -> CTE:
    """Which ratings do not count, because the same person said something newer of the indicator; very few have."""
    newer, newer_rating = _submission.alias("newer"), _rating.alias("newer_rating")
    return (
        select(_submission.c.id.label("submission_id"), newer_rating.c.indicator)
        .join(
            newer,
            and_(
                newer.c.assessment_id == _submission.c.assessment_id,
                newer.c.person_id == _submission.c.person_id,
                newer.c.id > _submission.c.id,
            ),
        )
        .join(newer_rating, newer_rating.c.submission_id == newer.c.id)
        .where(_submission.c.assessment_id.in_(_signed(round_id)))
        .cte("superseded")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
