"""What there is: questionnaires with their versions, and what of them was published, with what has come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select as select_columns
from sqlmodel import col, func, select

from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.storage.questionnaires import (
    Publication,
    PublicationWay,
    Questionnaire,
    QuestionnaireVersion,
    Submission,
    takes_answers,
)
from bot.usecases import rights
from bot.usecases.publication_scope import scope_of
from bot.usecases.publishing import may_publish
from bot.usecases.work import Work

_version = QuestionnaireVersion.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables


@dataclass(frozen=True)
class ListedVersion:
    id: int
    number: int
    version: str  # as the author calls it
    title: str
    file_name: str
    created_at: datetime


@dataclass(frozen=True)
class ListedPublication:
    number: int
    version: int  # its number
    opens_at: datetime
    closes_at: datetime | None
    is_open: bool
    submissions: int


@dataclass(frozen=True)
class Listed:
    """The latest first, of versions and of publications."""

    form_id: str
    versions: tuple[ListedVersion, ...]
    publications: tuple[ListedPublication, ...]


def overview(work: Work) -> tuple[Listed, ...] | Refusal:
    """All of the programme, in four queries."""
    if not may_publish(work):
        return Refusal(rights.NO_RIGHT)
    names = work.session.exec(select(Questionnaire.id, Questionnaire.form_id).order_by(Questionnaire.form_id)).all()
    versions = _versions(work)
    numbers = {version.id: (owner, version.number) for owner, rows in versions.items() for version in rows}
    publications: dict[int, list[ListedPublication]] = {}
    for one, submissions in _published(work):
        owner, number = numbers[one.version_id]
        listed = ListedPublication(
            one.id, number, one.opens_at, one.closes_at, takes_answers(one, work.now), submissions=submissions
        )
        publications.setdefault(owner, []).append(listed)
    return tuple(
        Listed(form_id, tuple(versions.get(owner, ())), tuple(publications.get(owner, ()))) for owner, form_id in names
    )


@dataclass(frozen=True)
class Newest:
    """A version to do something with."""

    id: int
    number: int
    title: str


MOST_LISTED = 50


def newest(work: Work) -> tuple[Newest, ...]:
    """The latest version of each questionnaire, what came last first."""
    latest = select_columns(func.max(_version.c.id)).group_by(_version.c.questionnaire_id)
    rows = work.session.connection().execute(
        select_columns(_version.c.id, _version.c.number, _version.c.title)
        .where(_version.c.id.in_(latest))
        .order_by(_version.c.id.desc())
        .limit(MOST_LISTED)
    )
    return tuple(Newest(*row) for row in rows)


def any_in_sight(work: Work) -> bool:
    """For the menu."""
    return may_publish(work) and bool(in_sight(work))


@dataclass(frozen=True)
class InSight:
    """A publication that the actor coordinates, at least a part of it."""

    number: int
    title: str
    is_open: bool


def in_sight(work: Work) -> tuple[InSight, ...]:
    """The latest first; rounds, and what is asked after sessions, are looked after elsewhere."""
    rows = work.session.exec(
        select(Publication, QuestionnaireVersion.title)
        .join(QuestionnaireVersion, col(QuestionnaireVersion.id) == col(Publication.version_id))
        .where(Publication.way == PublicationWay.EACH)
        .order_by(col(Publication.id).desc())
    ).all()
    scope = scope_of(work)
    audiences = ((one, title, Audience.from_json(one.audience)) for one, title in rows)
    found = ((one, title) for one, title, to in audiences if not to.sessions and scope.sees(to))
    return tuple(InSight(one.id, title, takes_answers(one, work.now)) for one, title in islice(found, MOST_LISTED))


def outdated(work: Work, version_id: int) -> tuple[InSight, ...]:
    """Open ones of the same questionnaire that people answer in another version; only what the actor may change."""
    own = select(QuestionnaireVersion.questionnaire_id).where(QuestionnaireVersion.id == version_id).scalar_subquery()
    rows = work.session.exec(
        select(Publication, QuestionnaireVersion.title)
        .join(QuestionnaireVersion, col(QuestionnaireVersion.id) == col(Publication.version_id))
        .where(col(QuestionnaireVersion.questionnaire_id) == own, col(Publication.version_id) != version_id)
        .order_by(col(Publication.id).desc())
    ).all()
    scope = scope_of(work)
    return tuple(
        InSight(one.id, title, is_open=True)
        for one, title in rows
        if takes_answers(one, work.now) and scope.manages(Audience.from_json(one.audience))
    )


def version(work: Work, argument: str) -> Newest | None:
    """By its id as a talk is given it; None for what is none."""
    number = row_number(argument)
    if number is None:
        return None
    row = (
        work.session.connection()
        .execute(select_columns(_version.c.id, _version.c.number, _version.c.title).where(_version.c.id == number))
        .first()
    )
    return None if row is None else Newest(*row)


def _versions(work: Work) -> Mapping[int, Sequence[ListedVersion]]:
    """By questionnaire; without what they hold, which is much."""
    told = (_version.c[name] for name in ("id", "number", "version", "title", "file_name", "created_at"))
    rows = work.session.connection().execute(
        select_columns(_version.c.questionnaire_id, *told).order_by(_version.c.number.desc())
    )
    found: dict[int, list[ListedVersion]] = {}
    for owner, *version in rows:
        found.setdefault(owner, []).append(ListedVersion(*version))
    return found


def _published(work: Work) -> Sequence[tuple[Publication, int]]:
    counts = select(func.count()).where(col(Submission.publication_id) == col(Publication.id)).scalar_subquery()
    return work.session.exec(select(Publication, counts).order_by(col(Publication.id).desc())).all()
