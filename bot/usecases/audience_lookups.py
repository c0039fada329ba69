"""What an audience refers to, looked up in the registry: centres, holders of roles, who is asked to answer what."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlmodel import col, select

from bot.domain.audiences import OF_CENTRES, Audience, CentreFacts, Way
from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.storage.centres import Centre, CentreState
from bot.storage.grants import Grant, in_force
from bot.storage.milestones import ProgrammeCalendar
from bot.storage.networks import NetworkCentre
from bot.storage.questionnaires import Publication
from bot.usecases.audience_queries import Asked, Found, FoundWay
from bot.usecases.work import Work

Scopes = Mapping[tuple[ScopeKind, str], AbstractSet[int]]


@dataclass(frozen=True)
class _Registry:
    """As far as an audience refers to it. `asked`: publication → whom it is for."""

    centres: Sequence[CentreFacts]
    scopes: Scopes
    roles: Sequence[tuple[int, HeldRole]]  # of which person
    asked: Mapping[int, Audience]


def all_centres(work: Work) -> list[CentreFacts]:
    """The active ones, with all that an audience may ask of them; three queries, a few hundred rows."""
    return with_cohorts(work, _centres(work))


def centres_in(work: Work, audience: Audience) -> list[CentreFacts]:
    """The active centres that fit; two or three queries."""
    facts = _centres(work)
    if audience.mentions("cohorts"):
        facts = with_cohorts(work, facts)
    return [one for one in facts if audience.takes_in(one)]


def with_cohorts(work: Work, centres: Collection[CentreFacts]) -> list[CentreFacts]:
    """Told as well which calendars of the programme they go through. One query."""
    calendars = [
        (number, Audience.from_json(data))
        for number, data in work.session.exec(select(ProgrammeCalendar.id, ProgrammeCalendar.audience))
    ]
    return [
        CentreFacts(
            *(one.id, one.country, one.networks, one.areas),
            cohorts=frozenset(number for number, audience in calendars if audience.takes_in(one)),
        )
        for one in centres
    ]


def networks_of(work: Work, centres: Collection[int] | None = None) -> Mapping[int, frozenset[int]]:
    """Of these centres, or of all: the networks to which they belong now."""
    belonging = select(NetworkCentre.network_id, NetworkCentre.centre_id).where(col(NetworkCentre.left_on).is_(None))
    if centres is not None:
        belonging = belonging.where(col(NetworkCentre.centre_id).in_(centres))
    found: dict[int, set[int]] = {}
    for network, centre in work.session.exec(belonging):
        found.setdefault(centre, set()).add(network)
    return {centre: frozenset(networks) for centre, networks in found.items()}


def centres_by_scope(centres: Iterable[CentreFacts]) -> Scopes:
    """The centres that each scope takes in, of those that take in any; the programme's is looked up without its number."""
    found: dict[tuple[ScopeKind, str], set[int]] = {}
    for one in centres:
        scopes = [(ScopeKind.PROGRAMME, ""), (ScopeKind.COUNTRY, one.country), (ScopeKind.CENTRE, str(one.id))]
        for scope in (*scopes, *((ScopeKind.NETWORK, str(number)) for number in one.networks)):
            found.setdefault(scope, set()).add(one.id)
    return found


def is_seated(role: HeldRole, inside: Collection[int] | None, scopes: Scopes) -> bool:
    """Whether a role is for nothing but the centres `inside`, so that whoever holds it needs no place in one of them.

    None: for whatever it is.
    """
    if inside is None:
        return True
    scope_id = "" if role.scope_kind is ScopeKind.PROGRAMME else role.scope_id
    theirs = scopes.get((role.scope_kind, scope_id), frozenset())
    return bool(theirs) and theirs <= frozenset(inside)


def asked_by(work: Work, audience: Audience) -> Mapping[int, Audience]:
    """Whom the publications are for that an audience asks silence of; what those refer to, too."""
    found: dict[int, Audience] = {}
    wanted = _silent_in(audience)
    while wanted:  # as a rule once: few publications are for those who have not answered another one
        rows = work.session.exec(select(Publication.id, Publication.audience).where(col(Publication.id).in_(wanted)))
        found |= {number: Audience.from_json(data) for number, data in rows}
        wanted = {number for one in found.values() for number in _silent_in(one)} - found.keys()
    return found


def look_up(work: Work, audience: Audience) -> Found:
    """At most six queries, however it is put together."""
    asked = asked_by(work, audience)
    every = (audience, *asked.values())
    of_centres = any(one.mentions(*OF_CENTRES) for one in every)
    wanted = {role for one in every for leaf in one.leaves() for role in leaf.roles}
    centres = all_centres(work) if of_centres else ()
    registry = _Registry(
        centres=centres,
        scopes=centres_by_scope(centres),
        roles=_roles(work, wanted) if wanted else (),
        asked=asked,
    )
    return _found(registry, audience, frozenset())


def _found(registry: _Registry, audience: Audience, within: frozenset[int]) -> Found:
    """`within`: the publications that were followed to here, so that none is followed round and round."""
    ways = (_way(registry, way, within) for way in audience.ways)
    return tuple(one for one in ways if one.centres != () or one.seated)  # else nobody: not worth a look at everybody


def _way(registry: _Registry, way: Way, within: frozenset[int]) -> FoundWay:
    inside = None
    if any(one.mentions(*OF_CENTRES) for one in way.every):
        inside = tuple(one.id for one in registry.centres if all(condition.fits_centre(one) for condition in way.every))
    functions = tuple(one.functions for one in way.every if one.functions)
    roles = [one.roles for one in way.every if one.roles]
    seated = (
        number
        for number, held in registry.roles
        if any(held.role in one for one in roles) and is_seated(held, inside, registry.scopes)
    )
    return FoundWay(
        centres=inside,
        functions=functions,
        languages=tuple(one.languages for one in way.every if one.languages),
        sessions=tuple(one.sessions for one in way.every if one.sessions),
        no_session=any(one.no_session for one in way.every),
        holders=tuple(_holders(registry, one) for one in roles),
        seated=() if functions else tuple(dict.fromkeys(seated)),
        answered=tuple(one.answered for one in way.every if one.answered),
        silent=tuple(_silent(registry, one.silent, within) for one in way.every if one.silent),
        none=tuple(_found(registry, one, within) for one in way.none),
    )


def _holders(registry: _Registry, roles: Collection[str]) -> tuple[int, ...]:
    return tuple(sorted({number for number, held in registry.roles if held.role in roles}))


def _silent(registry: _Registry, publications: Collection[int], within: frozenset[int]) -> tuple[Asked, ...]:
    return tuple(
        Asked(one, _found(registry, registry.asked[one], within | {one}))
        for one in publications
        if one in registry.asked and one not in within
    )


def _centres(work: Work) -> list[CentreFacts]:
    networks = networks_of(work)
    rows = work.session.exec(select(Centre.id, Centre.country, Centre.areas).where(Centre.state == CentreState.ACTIVE))
    return [CentreFacts(row[0], row[1], networks.get(row[0], frozenset()), frozenset(row[2])) for row in rows]


def _roles(work: Work, wanted: Collection[str]) -> list[tuple[int, HeldRole]]:
    rows = work.session.exec(
        select(Grant.person_id, Grant.role, Grant.scope_kind, Grant.scope_id)
        .where(col(Grant.role).in_(wanted), in_force(work.now))
        .order_by(col(Grant.person_id), col(Grant.id))
    )
    return [(person, HeldRole(Role(role), ScopeKind(kind), scope)) for person, role, kind, scope in rows]


def _silent_in(audience: Audience) -> set[int]:
    return {number for one in audience.leaves() for number in one.silent}
