"""Who of a team has answered which parts of an assessment. What they said of it: `team_views`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import select

from bot.storage.assessments import Assessment, assessment_of
from bot.storage.people import Person
from bot.storage.questionnaires import Submission
from bot.usecases import memberships
from bot.usecases.work import Work

_submission = Submission.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_TOLD = ("id", "person_id", "membership_id", "parts", "language", "finished_at")  # not what was answered, which is much


@dataclass(frozen=True)
class Member:
    """One of the team who has handed something in. `key` tells them apart, also without a name; so it may be negative."""

    key: int
    person_id: int | None
    name: str  # empty for those who were forgotten


@dataclass(frozen=True)
class HandedIn:
    """The latest that somebody handed in of one part."""

    part: str
    by: Member
    at: datetime
    language: str  # as the form names it
    submission_id: int


@dataclass(frozen=True)
class Standing:
    """`parts` are those that the team is asked, as far as the answers say; empty as long as nobody has begun."""

    parts: tuple[str, ...]
    handed_in: tuple[HandedIn, ...]

    @cached_property
    def answered(self) -> tuple[str, ...]:
        done = {one.part for one in self.handed_in}
        return tuple(part for part in self.parts if part in done)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(part for part in self.parts if part not in self.answered)

    @property
    def is_complete(self) -> bool:
        return bool(self.parts) and not self.missing

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """In the order in which they first came."""
        return tuple(dict.fromkeys(one.by for one in self.handed_in))

    def who_answered(self, part: str) -> tuple[Member, ...]:
        return tuple(one.by for one in self.handed_in if one.part == part)


NOBODY_YET = Standing((), ())


def standing_of(work: Work, assessment_id: int) -> Standing:
    """Three queries, however many have answered however much."""
    assessment = work.session.get_one(Assessment, assessment_id)
    submissions = work.session.connection().execute(
        select(*(_submission.c[name] for name in _TOLD))
        .where(_submission.c.assessment_id == assessment_id)
        .order_by(_submission.c.id)
    )
    handed_in: dict[tuple[str, int], HandedIn] = {}
    rows = submissions.all()
    members = _members(work, rows)
    for row in rows:
        by = members[row.id]
        for part in row.parts if row.parts is not None else assessment.parts or ():
            handed_in[part, by.key] = HandedIn(part, by, row.finished_at, row.language, row.id)
    return Standing(tuple(assessment.parts or ()), tuple(handed_in.values()))


def standing_at(work: Work, number: int, centre_id: int) -> Standing:
    """Of the assessment that a centre fills in of a publication; nobody has begun where there is none; for its members."""
    if not memberships.belongs_to(work, centre_id):
        return NOBODY_YET
    found = assessment_of(work.session, number, centre_id)
    return NOBODY_YET if found is None else standing_of(work, found.id)


def _members(work: Work, submissions: Sequence[Any]) -> dict[int, Member]:
    """By submission."""
    people = {row.person_id for row in submissions} - {None}
    named = select(_person.c.id, _person.c.name).where(_person.c.id.in_(people))
    names = {row.id: row.name or "" for row in work.session.connection().execute(named)}
    return {
        row.id: Member(-(row.membership_id or row.id), None, "")
        if row.person_id is None
        else Member(row.person_id, row.person_id, names[row.person_id])
        for row in submissions
    }
