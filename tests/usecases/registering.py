"""A registry of which audiences can ask everything, beside plain values that say the same."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import select

from bot.domain.areas import PriorityArea
from bot.domain.audiences import OF_CENTRES, Audience, CentreFacts
from bot.domain.rights import HeldRole, covers
from bot.storage.grants import grants_of
from bot.storage.memberships import memberships_of
from bot.storage.people import Person
from bot.storage.questionnaires import Publication
from bot.storage.sessions import Rsvp, RsvpAnswer
from bot.usecases import audiences, programme_calendars, rounds, session_proposals
from bot.usecases.programme_calendars import Plan as Calendar
from bot.usecases.session_proposals import Proposal
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.announcing import EVERYBODY, PAUL, TUNISIA, acting, does, settled
from tests.usecases.taking_part import hands_in, plan

NAMED = (
    PAUL,
    Named("mariam", role="country_coordinator", scope="country:TN", channel="scripted"),
    Named("diana", role="network_animator", scope="network:1", channel="scripted", language="fr"),
    Named("hichem", role="centre_coordinator", scope="centre", centre="TN-1", function="coordinator", language="ar"),
    Named("amina", language="fr", centre="TN-1", function="head"),
    Named("omar", language="ar", centre="TN-2"),
    Named("leila", language="en", centre="TN-2,IT-1", function="trainer"),
    Named("nino", language="ka", centre="GE-1", role="mentor", scope="centre"),
    Named("luca", language="it", centre="IT-1", function="head"),
    Named("chisomo", language="en", centre="MW-1"),
    Named("zola", language="fr"),  # of no centre, without a role
)


@dataclass(frozen=True)
class Known:
    """A person, in plain values. A place is (centre, function)."""

    id: int
    language: str
    places: tuple[tuple[CentreFacts, str], ...]
    roles: tuple[HeldRole, ...]
    attended: frozenset[int] = frozenset()
    answered: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Registry:
    people: dict[str, Known]
    centres: tuple[CentreFacts, ...]
    published: dict[int, Audience]  # what people are asked to answer

    def names_in(self, audience):
        return {name for name, one in self.people.items() if self.is_in(one, audience)}

    def is_in(self, person, audience):
        at_a_place = any(self._ways(person, place, None, audience) for place in person.places)
        return at_a_place or any(True in self._ways(person, None, role, audience) for role in person.roles)

    def places_in(self, person, audience):
        return {place[0].id for place in person.places if self._ways(person, place, None, audience)}

    def _ways(self, person, place, role, audience):
        """For each way in which they are in it by this place or role: whether it names the role."""
        if not self._fulfils(person, place, role, audience) or any(self.is_in(person, one) for one in audience.but_not):
            return set()
        names_it = role is not None and role.role in audience.roles
        if not audience.any_of:
            return {names_it}
        return {names_it or one for part in audience.any_of for one in self._ways(person, place, role, part)}

    def _fulfils(self, person, place, role, asked):
        if place is None:
            theirs = [one for one in self.centres if covers(role, one.where)]
            fits = not asked.functions and (
                not any(getattr(asked, name) for name in OF_CENTRES)
                or (theirs and all(asked.fits_centre(one) for one in theirs))
            )
        else:
            fits = asked.fits_centre(place[0]) and (not asked.functions or place[1] in asked.functions)
        silent = (
            one
            for one in set(asked.silent).intersection(self.published) - person.answered
            if self.is_in(person, self.published[one])
        )
        return bool(
            fits
            and (not asked.languages or person.language in asked.languages)
            and (not asked.roles or any(one.role in asked.roles for one in person.roles))
            and (not asked.sessions or person.attended.intersection(asked.sessions))
            and (not asked.no_session or not person.attended)
            and (not asked.answered or person.answered.intersection(asked.answered))
            and (not asked.silent or next(silent, None) is not None)
        )


COHORT = SESSION = ROUND = 1


def registry(database):
    """Tunisia is a cohort and asked in a round, in which Amina has answered; Luca was at a session, Amina means to come."""
    people = settled(database, *NAMED)
    calendar = Calendar({"en": "Cohort"}, "en", TUNISIA, BEGINNING.date())
    assert does(database, people["paul"], programme_calendars.adopt, calendar) == COHORT
    assert does(database, people["paul"], rounds.open, plan(TUNISIA)) == ROUND
    hands_in(database, people["amina"], "TN-1")
    proposal = Proposal("Kitchens", PriorityArea.GREEN, 60, EVERYBODY, BEGINNING + timedelta(days=7))
    assert does(database, people["paul"], session_proposals.propose, proposal) == SESSION
    said = {"amina": (RsvpAnswer.YES, None), "luca": (RsvpAnswer.NO, True), "nino": (RsvpAnswer.NO, None)}

    def job(session):
        session.add_all(
            Rsvp(session_id=SESSION, person_id=people[name], answer=answer, attended=attended, at=BEGINNING)
            for name, (answer, attended) in said.items()
        )

    database.write_now(job)
    return database.read_now(lambda session: _known(session, people))


def _known(session, people):
    centres = {one.id: one for one in audiences.all_centres(acting(session, people["paul"]))}
    published = session.exec(select(Publication.id, Publication.audience)).all()
    found = {}
    for name, number in people.items():
        person = session.get_one(Person, number)
        found[name] = Known(
            number,
            person.language,
            tuple((centres[one.centre_id], one.function) for one in memberships_of(session, number)),
            tuple(HeldRole(one.role, one.scope_kind, one.scope_id) for one in grants_of(session, number, BEGINNING)),
            frozenset({SESSION} if name in {"amina", "luca", "paul"} else ()),  # whoever organises it comes
            frozenset({published[0][0]} if name == "amina" else ()),
        )
    return Registry(found, tuple(centres.values()), {number: Audience.from_json(data) for number, data in published})
