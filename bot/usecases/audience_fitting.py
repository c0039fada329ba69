"""Whether one person is in an audience: looked up once, however many audiences are asked about."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, select

from bot.domain.audiences import OF_CENTRES, Audience, CentreFacts, Way
from bot.storage.assessments import Assessment
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, MembershipState
from bot.storage.people import Person, PersonState
from bot.storage.questionnaires import Submission
from bot.storage.sessions import Rsvp, was_there
from bot.usecases import audience_lookups, rights
from bot.usecases.work import Work

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_membership = Membership.__table__  # type: ignore[attr-defined] # see above
_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # see above
_centre = Centre.__table__  # type: ignore[attr-defined] # see above
_submission = Submission.__table__  # type: ignore[attr-defined] # see above
_assessment = Assessment.__table__  # type: ignore[attr-defined] # see above


@dataclass(frozen=True)
class Place:
    """A centre to which the person belongs, and as what."""

    centre: CentreFacts
    function: str


class Somebody:
    """A person, with what audiences may ask of them; what few audiences ask is looked up when one does."""

    def __init__(self, work: Work, person_id: int) -> None:
        """Whoever has stopped our messages is looked at, too: they may come by themselves."""
        self._work = work
        self._person_id = person_id
        rows = (
            work.session.connection()
            .execute(
                select(_person.c.language, _centre.c.id, _centre.c.country, _centre.c.areas, _membership.c.function)
                .outerjoin(
                    _membership,
                    (_membership.c.person_id == _person.c.id) & (_membership.c.state == MembershipState.CONFIRMED),
                )
                .outerjoin(_centre, (_centre.c.id == _membership.c.centre_id) & (_centre.c.state == CentreState.ACTIVE))
                .where(_person.c.id == person_id, _person.c.state.in_([PersonState.ACTIVE, PersonState.STOPPED]))
            )
            .all()
        )
        self._is_known = bool(rows)
        self._language = (rows[0].language or "") if rows else ""
        there = [row for row in rows if row.id is not None]
        networks = audience_lookups.networks_of(work, [row.id for row in there])
        self._places = tuple(
            Place(
                CentreFacts(row.id, row.country, networks.get(row.id, frozenset()), frozenset(row.areas)), row.function
            )
            for row in there
        )

    def is_in(self, audience: Audience) -> bool:
        return self._is_in(audience, frozenset())

    def places_in(self, audience: Audience) -> tuple[int, ...]:
        """At which of their centres they are in it."""
        found = {number for way in audience.ways for number in self._places_of(way, frozenset())}
        return tuple(one.centre.id for one in self._places if one.centre.id in found)

    def _is_in(self, audience: Audience, within: frozenset[int]) -> bool:
        return any(self._places_of(way, within) or self._is_seated(way, within) for way in audience.ways)

    def _places_of(self, way: Way, within: frozenset[int]) -> tuple[int, ...]:
        places = self._places_with_cohorts if any(one.mentions("cohorts") for one in way.every) else self._places
        found = tuple(
            one.centre.id
            for one in places
            if all(
                condition.fits_centre(one.centre) and (not condition.functions or one.function in condition.functions)
                for condition in way.every
            )
        )
        return found if found and self._fits(way, within) else ()

    def _is_seated(self, way: Way, within: frozenset[int]) -> bool:
        """Whether a role of theirs is enough, as `audience_lookups` has it."""
        roles = [one.roles for one in way.every if one.roles]
        if not roles or not self._is_known or any(one.functions for one in way.every):
            return False
        inside = None
        if any(one.mentions(*OF_CENTRES) for one in way.every):
            inside = [one.id for one in self._all_centres if all(each.fits_centre(one) for each in way.every)]
        return any(
            any(held.role in one for one in roles)
            and audience_lookups.is_seated(held, inside, self._scopes if inside is not None else {})
            for held in rights.roles_of(self._work, self._person_id)
        ) and self._fits(way, within)

    def _fits(self, way: Way, within: frozenset[int]) -> bool:
        """What is asked of a person, wherever they are."""
        return all(self._fulfils(one, within) for one in way.every) and not any(
            self._is_in(one, within) for one in way.none
        )

    def _fulfils(self, condition: Audience, within: frozenset[int]) -> bool:
        return (
            (not condition.languages or self._language in condition.languages)
            and (not condition.sessions or not self._attended.isdisjoint(condition.sessions))
            and (not condition.no_session or not self._attended)
            and (not condition.roles or not self._roles.isdisjoint(condition.roles))
            and (not condition.answered or not self._answered.isdisjoint(condition.answered))
            and (not condition.silent or self._is_silent(condition, within))
        )

    def _is_silent(self, condition: Audience, within: frozenset[int]) -> bool:
        asked = audience_lookups.asked_by(self._work, condition)
        return any(
            number in asked and self._is_in(asked[number], within | {number})
            for number in condition.silent
            if number not in self._answered and number not in within
        )

    # -- looked up when it is asked for --------------------------------------------------------------------------------
    @cached_property
    def _places_with_cohorts(self) -> tuple[Place, ...]:
        facts = audience_lookups.with_cohorts(self._work, [one.centre for one in self._places])
        return tuple(Place(centre, one.function) for centre, one in zip(facts, self._places, strict=True))

    @cached_property
    def _all_centres(self) -> Sequence[CentreFacts]:
        return audience_lookups.all_centres(self._work)

    @cached_property
    def _scopes(self) -> audience_lookups.Scopes:
        return audience_lookups.centres_by_scope(self._all_centres)

    @cached_property
    def _roles(self) -> frozenset[str]:
        return frozenset(held.role for held in rights.roles_of(self._work, self._person_id))

    @cached_property
    def _attended(self) -> frozenset[int]:
        at = select(_rsvp.c.session_id).where(_rsvp.c.person_id == self._person_id, was_there())
        return frozenset(self._work.session.connection().execute(at).scalars())

    @cached_property
    def _answered(self) -> frozenset[int]:
        number = func.coalesce(_submission.c.publication_id, _assessment.c.publication_id)
        handed_in = (
            select(number)
            .outerjoin(_assessment, _assessment.c.id == _submission.c.assessment_id)
            .where(_submission.c.person_id == self._person_id, number.is_not(None))
        )
        return frozenset(self._work.session.connection().execute(handed_in).scalars())
