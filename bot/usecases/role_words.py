"""Roles in words: what they are called, and where they hold."""

from collections.abc import Iterable

from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.i18n.phrase import Country, Variants, Words, _, _p
from bot.storage.centres import Centre
from bot.storage.networks import Network
from bot.storage.variants import texts
from bot.usecases import rights
from bot.usecases.work import Work

NAMES: dict[Role, Words] = {
    Role.ADMINISTRATOR: _p("role", "Administrator"),
    Role.PROGRAMME_COORDINATOR: _p("role", "Programme coordinator"),
    Role.COUNTRY_COORDINATOR: _p("role", "Country coordinator"),
    Role.NETWORK_ANIMATOR: _p("role", "Network animator"),
    Role.CENTRE_COORDINATOR: _p("role", "Centre coordinator"),
    Role.MENTOR: _p("role", "Mentor"),
    Role.REVIEWER: _p("role", "Reviewer of practices"),
}


def role_words(role: Role, place: Words | None) -> Words:
    return NAMES[role] if place is None else _("{role} ({place})", role=NAMES[role], place=place)


def held_by(work: Work, person_id: int) -> tuple[Words, ...]:
    """In words."""
    held = rights.roles_of(work, person_id)
    where = places_of(work, held)
    return tuple(role_words(one.role, where[one]) for one in held)


def places_of(work: Work, roles: Iterable[HeldRole]) -> dict[HeldRole, Words | None]:
    """What the scopes are called; None for the whole programme."""
    wanted = list(roles)
    named: dict[ScopeKind, dict[int, dict[str, str]]] = {}
    for kind in (ScopeKind.NETWORK, ScopeKind.CENTRE):
        ids = [int(held.scope_id) for held in wanted if held.scope_kind is kind]
        named[kind] = texts(work.session, kind.value, ids, "name") if ids else {}
    found: dict[HeldRole, Words | None] = {}
    for held in wanted:
        match held.scope_kind:
            case ScopeKind.PROGRAMME:
                found[held] = None
            case ScopeKind.COUNTRY:
                found[held] = Country(held.scope_id)
            case kind:
                name = named[kind].get(int(held.scope_id))
                found[held] = Variants(name) if name else _code(work, held)
    return found


def _code(work: Work, held: HeldRole) -> str:
    """Of a network or centre that nobody has named yet."""
    number = int(held.scope_id)
    if held.scope_kind is ScopeKind.NETWORK:
        return work.session.get_one(Network, number).slug
    return work.session.get_one(Centre, number).code
