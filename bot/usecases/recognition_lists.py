"""What somebody holds: their own certificates, and those and the badges of their centres."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from bot.core.refusal import Refusal
from bot.domain.rights import Right, ScopeKind, gives
from bot.i18n.phrase import Variants, Words, _
from bot.storage.assessments import Assessment
from bot.storage.centres import Centre
from bot.storage.compendiums import CompendiumEdition
from bot.storage.credentials import Credential, CredentialKind, Revocation
from bot.storage.people import Person
from bot.storage.practices import Practice
from bot.storage.practices import titles as practice_titles
from bot.storage.questionnaires import titles_in_languages
from bot.storage.variants import texts
from bot.usecases import rights
from bot.usecases.assessments import standing
from bot.usecases.work import Work

MOST = 30  # the latest; more than anybody scrolls through on a phone


@dataclass(frozen=True)
class Held:
    """One badge or certificate with all that stands on it."""

    id: int
    kind: CredentialKind
    code: str
    title: Words
    centre: Variants
    programme: Variants
    person: str | None  # of a participant's or an author's
    signed_at: datetime  # of a practice: when it was published
    issued_at: datetime
    rated: int
    people: int
    practice: int | None  # its number
    edition: int | None  # of the compendium in which that practice came first
    token: str | None
    revoked_at: datetime | None
    revocation: Revocation | None
    reason: str

    @property
    def holds(self) -> bool:
        return self.revoked_at is None


def any_to_see(work: Work) -> bool:
    """For the menu."""
    return work.session.exec(select(Credential.id).where(_mine(work)).limit(1)).first() is not None


def held(work: Work) -> tuple[Held, ...]:
    """The latest first; one that holds no longer only as long as there is none in its place."""
    rows = work.session.exec(
        select(Credential).where(_mine(work)).order_by(col(Credential.id).desc()).limit(MOST)
    ).all()
    seen = set()
    shown = []
    for row in sorted(rows, key=lambda row: (row.revoked_at is not None, -row.id)):
        thing = (row.assessment_id, row.practice_id, row.kind, row.person_id)
        if thing not in seen:
            shown.append(row)
        seen.add(thing)
    return described(work, shown)


def one(work: Work, number: int) -> Held | Refusal:
    """If it is the person's own, or of a centre whose results they may see."""
    row = work.session.get(Credential, number)
    if row is None:
        return Refusal(_("I do not find this certificate any more."))
    is_mine = work.session.exec(select(Credential.id).where(Credential.id == number, _mine(work))).first() is not None
    if not is_mine and rights.refused(work, Right.REVOKE, rights.at_centre(work, row.centre_id)):
        return Refusal(_("A certificate is seen by whoever it was given to, and that of a centre by its team."))
    return described(work, [row])[0]


def described(work: Work, rows: Sequence[Credential]) -> tuple[Held, ...]:
    """In the same order; a few queries, however many they are."""
    about = {**_assessments(work, rows), **_practices(work, rows)}
    centres = texts(work.session, "centre", {row.centre_id for row in rows}, "name")
    programmes = texts(work.session, "programme", {one.programme for one in about.values()}, "name")
    people = dict(
        work.session.exec(
            select(Person.id, Person.name).where(col(Person.id).in_({row.person_id for row in rows if row.person_id}))
        ).all()
    )
    return tuple(
        Held(
            id=row.id,
            kind=row.kind,
            code=row.code,
            title=about[row.assessment_id, row.practice_id].title,
            centre=Variants(centres.get(row.centre_id, {})),
            programme=Variants(programmes.get(about[row.assessment_id, row.practice_id].programme, {})),
            person=None if row.person_id is None else people.get(row.person_id),
            # An assessment that was opened again has no such day any more: then that of the certificate.
            signed_at=about[row.assessment_id, row.practice_id].at or row.issued_at,
            issued_at=row.issued_at,
            rated=row.rated,
            people=row.people,
            practice=row.practice_id,
            edition=about[row.assessment_id, row.practice_id].edition,
            token=row.token,
            revoked_at=row.revoked_at,
            revocation=row.revocation,
            reason=row.reason,
        )
        for row in rows
    )


class _About(NamedTuple):
    """What something was given for."""

    at: datetime | None
    title: Words
    programme: int
    edition: int | None = None


_Thing = tuple[int | None, int | None]  # an assessment, or a practice


def _assessments(work: Work, rows: Sequence[Credential]) -> dict[_Thing, _About]:
    numbers = {row.assessment_id for row in rows if row.assessment_id is not None}
    if not numbers:
        return {}
    found = work.session.exec(
        select(Assessment.id, Assessment.signed_at, Assessment.version_id, Centre.programme_id)
        .join(Centre, col(Centre.id) == Assessment.centre_id)
        .where(col(Assessment.id).in_(numbers))
    ).all()
    titles = titles_in_languages(work.session, [version for _id, _at, version, _programme in found])
    return {(number, None): _About(at, titles[version], programme) for number, at, version, programme in found}


def _practices(work: Work, rows: Sequence[Credential]) -> dict[_Thing, _About]:
    numbers = {row.practice_id for row in rows if row.practice_id is not None}
    if not numbers:
        return {}
    titles = practice_titles(work.session, numbers)
    editions: dict[int, int] = {}
    for edition, held in work.session.exec(
        select(CompendiumEdition.id, CompendiumEdition.practices).order_by(col(CompendiumEdition.id).desc())
    ):
        editions.update(dict.fromkeys(numbers.intersection(number for number, _revision in held), edition))
    found = work.session.exec(
        select(Practice.id, Practice.published_at, Practice.programme_id).where(col(Practice.id).in_(numbers))
    )
    return {
        (None, number): _About(at, Variants(titles.get(number, {})), programme, editions.get(number))
        for number, at, programme in found
    }


def _mine(work: Work) -> ColumnElement[bool]:
    """The person's own, and those of their centres: as one of the team, or by a role in just that centre."""
    of_the_team = [place.centre_id for place in work.session.exec(standing(work))]
    by_role = [
        int(role.scope_id)
        for role in rights.roles_of(work, work.person_id)
        if role.scope_kind is ScopeKind.CENTRE and gives(role, Right.SEE_RESULTS)
    ]
    return or_(
        col(Credential.person_id) == work.person_id,
        (col(Credential.person_id).is_(None)) & (col(Credential.centre_id).in_({*of_the_team, *by_role})),
    )


__all__ = ["CredentialKind", "Held", "any_to_see", "described", "held", "one"]
