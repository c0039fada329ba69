"""Times that suit the most of those who would be invited to a session."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.slots import Comfort, Found, Place, best_slots, comfort
from bot.i18n.phrase import Country, Listed, Words, _
from bot.storage.centres import Centre
from bot.storage.memberships import Membership, MembershipState
from bot.storage.people import Person
from bot.storage.sessions import LearningSession
from bot.usecases import audiences
from bot.usecases.public_holidays import holidays_of
from bot.usecases.work import Work

TO_ANSWER = timedelta(days=2)
MOST_FOUND = 8  # as many as a question shows at once

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_membership = Membership.__table__  # type: ignore[attr-defined] # see above
_centre = Centre.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Search:
    """`unknown`: countries whose holidays nobody has written down."""

    found: tuple[Found, ...]
    unknown: tuple[str, ...]


def search(work: Work, row: LearningSession, days: int, needed: Collection[int] = ()) -> Search | Refusal:
    """The best first, of the next so many days; not on the first two, so that there is time to answer."""
    after, days = work.now + TO_ANSWER, days - TO_ANSWER.days
    places, unknown = _places(work, Audience.from_json(row.audience), needed, after, days)
    found = best_slots(places, row.zone, after, days, row.minutes, MOST_FOUND)
    if not found:
        return Refusal(_("There is no time within the day for a session that long. Please propose times of your own."))
    return Search(tuple(found), unknown)


def comfort_of(
    work: Work, row: LearningSession, slots: Sequence[datetime]
) -> tuple[Sequence[Comfort], tuple[str, ...]]:
    """How times of one's own lie in people's days, and of which countries the holidays are not known."""
    days = (max(slots) - min(slots)).days + 1
    places, unknown = _places(work, Audience.from_json(row.audience), (), min(slots), days)
    return [comfort(at, row.minutes, places) for at in slots], unknown


def holidays_not_known(unknown: Collection[str]) -> tuple[Words, ...]:
    """Said only where there are any."""
    if not unknown:
        return ()
    countries = Listed(tuple(Country(code) for code in sorted(unknown)))
    return (_("I do not know the public holidays of {countries}.", countries=countries),)


def _places(
    work: Work, audience: Audience, needed: Collection[int], first: datetime, days: int
) -> tuple[list[Place], tuple[str, ...]]:
    """People of the audience who share a clock and a calendar; and of which countries the holidays are not known."""
    rows = _people(work, audience, needed)
    countries = {row.country for row in rows}
    margin = timedelta(days=2)  # on other clocks it is another day, in another year perhaps
    holidays = holidays_of(work, countries, (first - margin).date(), (first + timedelta(days=days) + margin).date())
    places = [Place(row.zone, row.country, row.people, row.needed, holidays.days[row.country]) for row in rows]
    return places, holidays.unknown


@dataclass(frozen=True)
class _Row:
    zone: str
    country: str
    people: int
    needed: int


def _people(work: Work, audience: Audience, needed: Collection[int]) -> list[_Row]:
    """One query, however many they are. Who belongs to several centres has the calendar of the first."""
    country = (
        select(func.min(_centre.c.country))
        .join(_membership, _membership.c.centre_id == _centre.c.id)
        .where(_membership.c.person_id == _person.c.id, _membership.c.state == MembershipState.CONFIRMED)
        .scalar_subquery()
    )
    is_needed = _person.c.id.in_(list(needed))
    people = (
        audiences.people_in(work, audience)
        .with_only_columns(_person.c.zone, country.label("country"), is_needed.label("needed"))
        .subquery()
    )
    rows = work.session.connection().execute(
        select(people.c.zone, people.c.country, func.count(), func.sum(case((people.c.needed, 1), else_=0)))
        .group_by(people.c.zone, people.c.country)
        .order_by(people.c.zone, people.c.country)
    )
    return [_Row(*row) for row in rows]
