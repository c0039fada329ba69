"""
Whoever might try a use case: each role, in and out of scope, besides people without any.

Out of scope is a centre of its own, in a country and a network in which there is nothing else, so nothing that a
transcript is about can be theirs.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert
from sqlmodel import Session, col, select

from bot.core.identifiers import new_public_id
from bot.domain.rights import Role, ScopeKind
from bot.storage.addresses import Address
from bot.storage.centres import Centre
from bot.storage.grants import Grant
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.networks import Network, NetworkCentre
from bot.storage.people import Person, PersonState
from bot.storage.programmes import Programme
from tests.transcripts.world import BEGINNING

AWAY = "NZ"  # no centre of any transcript lies there
LONG_AGO = BEGINNING - timedelta(days=400)
ENDED = BEGINNING - timedelta(days=1)


DOER = "whoever did it"


@dataclass(frozen=True)
class Shadow:
    """`role`: held here or away; `function`: at all centres here, or at the one away; neither: whoever has just written."""

    name: str
    role: Role | None = None
    scope: ScopeKind = ScopeKind.PROGRAMME
    function: CentreFunction | None = None
    is_away: bool = False
    is_over: bool = False  # roles and memberships ended yesterday


SHADOWS = (
    Shadow("administrator", Role.ADMINISTRATOR),
    Shadow("programme", Role.PROGRAMME_COORDINATOR),
    Shadow("reviewer", Role.REVIEWER),
    Shadow("country", Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY),
    Shadow("country away", Role.COUNTRY_COORDINATOR, ScopeKind.COUNTRY, is_away=True),
    Shadow("network", Role.NETWORK_ANIMATOR, ScopeKind.NETWORK),
    Shadow("network away", Role.NETWORK_ANIMATOR, ScopeKind.NETWORK, is_away=True),
    Shadow("centre", Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, CentreFunction.COORDINATOR),
    Shadow("centre away", Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, CentreFunction.COORDINATOR, is_away=True),
    Shadow("mentor", Role.MENTOR, ScopeKind.CENTRE),
    Shadow("mentor away", Role.MENTOR, ScopeKind.CENTRE, is_away=True),
    Shadow("head", function=CentreFunction.HEAD),
    Shadow("head away", function=CentreFunction.HEAD, is_away=True),
    Shadow("teacher", function=CentreFunction.TEACHER),
    Shadow("teacher away", function=CentreFunction.TEACHER, is_away=True),
    Shadow("former", Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, CentreFunction.COORDINATOR, is_over=True),
    Shadow("stranger"),
)


def bring(session: Session) -> dict[str, int]:
    """All of them, in the transaction of the session; their numbers by name."""
    here = _scopes(session)
    away = _away(session)
    numbers = _people(session)
    grants = [
        {"person_id": numbers[one.name], "role": one.role, "scope_kind": one.scope, "scope_id": scope}
        | {"from_at": LONG_AGO, "to_at": ENDED if one.is_over else None}
        for one in SHADOWS
        if one.role is not None
        for scope in (away if one.is_away else here)[one.scope]
    ]
    session.execute(insert(Grant), grants)
    memberships = [
        {"person_id": numbers[one.name], "centre_id": int(centre), "function": one.function, "from_on": LONG_AGO.date()}
        | {"state": MembershipState.ENDED if one.is_over else MembershipState.CONFIRMED, "created_at": LONG_AGO}
        | {"to_on": ENDED.date() if one.is_over else None}
        for one in SHADOWS
        if one.function is not None
        for centre in (away if one.is_away else here)[ScopeKind.CENTRE]
    ]
    session.execute(insert(Membership), memberships)
    return numbers


def _scopes(session: Session) -> dict[ScopeKind, list[str]]:
    """Everything there is."""
    centres = session.exec(select(Centre.id, Centre.country)).all()
    return {
        ScopeKind.PROGRAMME: [str(session.exec(select(Programme.id)).one())],
        ScopeKind.COUNTRY: sorted({country for _number, country in centres}),
        ScopeKind.NETWORK: [str(number) for number in session.exec(select(Network.id))],
        ScopeKind.CENTRE: [str(number) for number, _country in centres],
    }


def _away(session: Session) -> dict[ScopeKind, list[str]]:
    programme = session.exec(select(Programme.id)).one()
    network = {"programme_id": programme, "slug": "away", "public_id": new_public_id()}
    network_id = session.execute(insert(Network).values(network)).inserted_primary_key[0]
    centre = {"code": "NZ-1", "programme_id": programme, "country": AWAY, "public_id": new_public_id()}
    centre_id = session.execute(insert(Centre).values(centre | {"created_at": LONG_AGO})).inserted_primary_key[0]
    session.execute(insert(NetworkCentre).values(network_id=network_id, centre_id=centre_id, joined_on=LONG_AGO.date()))
    return {
        ScopeKind.COUNTRY: [AWAY],
        ScopeKind.NETWORK: [str(network_id)],
        ScopeKind.CENTRE: [str(centre_id)],
    }


def _people(session: Session) -> dict[str, int]:
    """By name, each with an address."""
    then = {"created_at": LONG_AGO, "seen_at": LONG_AGO}
    people = [
        {"name": f"Shadow {one.name}", "language": "en", "public_id": new_public_id()}
        | {"state": PersonState.ACTIVE if one.role or one.function else PersonState.NEW}
        | then
        for one in SHADOWS
    ]
    found = session.execute(insert(Person).returning(col(Person.id), sort_by_parameter_order=True), people).scalars()
    numbers = dict(zip((one.name for one in SHADOWS), found, strict=True))
    reached = [
        {"channel": "telegram", "account": "bot", "external_id": f"shadow {name}", "chat": name, "person_id": number}
        | then
        for name, number in numbers.items()
    ]
    session.execute(insert(Address), reached)
    return numbers
