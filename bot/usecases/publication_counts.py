"""How many of those who are asked have begun and finished a questionnaire: exact, by country and centre, never who."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.i18n.phrase import Variants
from bot.storage.centres import Centre
from bot.storage.conversations import ConversationRow
from bot.storage.memberships import Membership, MembershipState
from bot.storage.questionnaires import KIND, Submission, find_publication, find_version, takes_answers
from bot.storage.variants import texts
from bot.usecases import audiences, rights
from bot.usecases.publication_scope import scope_of
from bot.usecases.submissions import NO_SUCH_PUBLICATION
from bot.usecases.work import Work

_membership = Membership.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_centre = Centre.__table__  # type: ignore[attr-defined] # see above
_talk = ConversationRow.__table__  # type: ignore[attr-defined] # see above
_submission = Submission.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Count:
    """Whoever has finished has begun, and whoever has begun is asked."""

    country: str
    centre: Variants  # its name
    asked: int
    begun: int
    finished: int


@dataclass(frozen=True)
class Standing:
    """`counts` by centre, only of those that the reader coordinates; `manages`: all of them."""

    number: int
    title: str
    is_open: bool
    manages: bool
    counts: tuple[Count, ...]

    @property
    def all(self) -> Count:
        return total("", self.counts)

    @property
    def by_country(self) -> tuple[Count, ...]:
        countries = sorted({one.country for one in self.counts})
        return tuple(total(country, [one for one in self.counts if one.country == country]) for country in countries)


def total(country: str, counts: Sequence[Count]) -> Count:
    sums = (sum(getattr(one, name) for one in counts) for name in ("asked", "begun", "finished"))
    return Count(country, Variants({}), *sums)


def standing(work: Work, number: int) -> Standing | Refusal:
    """As of now: whoever joins a centre of the audience is asked too, and counts from then on."""
    publication = find_publication(work.session, number)
    if publication is None:
        return Refusal(NO_SUCH_PUBLICATION)
    audience = Audience.from_json(publication.audience)
    scope = scope_of(work)
    if not scope.sees(audience):
        return Refusal(rights.NO_RIGHT)
    version = find_version(work.session, publication.version_id)
    assert version is not None, "versions are kept"
    return Standing(
        number,
        version.title,
        is_open=takes_answers(publication, work.now),
        manages=scope.manages(audience),
        counts=tuple(count for centre, count in _counted(work, number, audience) if scope.covers(centre)),
    )


def _counted(work: Work, number: int, audience: Audience) -> list[tuple[int, Count]]:
    """By centre: the first one of each person, as what they hand in says."""
    people = audiences.people_in(work, audience).subquery()
    theirs = _membership.alias("theirs")
    first = (
        select(func.min(theirs.c.id))
        .where(theirs.c.person_id == people.c.id, theirs.c.state == MembershipState.CONFIRMED)
        .scalar_subquery()
    )
    finished = (
        select(_submission.c.id)
        .where(_submission.c.publication_id == number, _submission.c.person_id == people.c.id)
        .exists()
    )
    inside = (
        select(_talk.c.id)
        .where(_talk.c.person_id == people.c.id, _talk.c.handler == KIND, _talk.c.argument == str(number))
        .exists()
    )
    rows = (
        work.session.connection()
        .execute(
            select(_centre.c.id, _centre.c.country, func.count())
            .add_columns(_how_many(or_(inside, finished)), _how_many(finished))
            .select_from(people.join(_membership, _membership.c.id == first))
            .join(_centre, _centre.c.id == _membership.c.centre_id)
            .group_by(_centre.c.id, _centre.c.country, _centre.c.code)
            .order_by(_centre.c.country, _centre.c.code)
        )
        .all()
    )
    names = texts(work.session, "centre", [row[0] for row in rows], "name")
    return [(row[0], Count(row[1], Variants(names.get(row[0], {})), *row[2:])) for row in rows]


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
