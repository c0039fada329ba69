"""What there is: questionnaires with their versions, and what of them was published, with what has come in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select as select_columns
from sqlmodel import col, func, select

from bot.core.refusal import Refusal
from bot.storage.questionnaires import (
    Publication,
    Questionnaire,
    QuestionnaireVersion,
    Submission,
    takes_answers,
)
from bot.usecases import rights
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
