"""Roles: who may give which, where each can hold, who has which, and taking one away; `role_codes` gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.refusal import Refusal
from bot.domain.rights import WHOLE_PROGRAMME, HeldRole, Right, Role, ScopeKind, allows, gives
from bot.i18n.phrase import Country, Variants, Words, _
from bot.storage.codes import CodePurpose
from bot.storage.grants import Grant, in_force
from bot.storage.people import Person, PersonState
from bot.storage.variants import texts
from bot.usecases import codes, rights
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.people import state_of_those_inside
from bot.usecases.registry import active_networks, countries_with_centres
from bot.usecases.role_words import NAMES, places_of, role_words
from bot.usecases.work import ActorKind, Work

# Coordinators of centres come in by an invitation of their centre.
SCOPES: dict[Role, ScopeKind] = {
    Role.PROGRAMME_COORDINATOR: ScopeKind.PROGRAMME,
    Role.COUNTRY_COORDINATOR: ScopeKind.COUNTRY,
    Role.NETWORK_ANIMATOR: ScopeKind.NETWORK,
    Role.ADMINISTRATOR: ScopeKind.PROGRAMME,
    Role.MENTOR: ScopeKind.CENTRE,
    Role.REVIEWER: ScopeKind.PROGRAMME,
}


@dataclass(frozen=True)
class Held:
    """Somebody's role in force; `place` is None where it is for the whole programme."""

    grant_id: int
    person: str
    role: Role
    place: Words | None
    since: datetime


def administers(work: Work) -> bool:
    """For the menu; mentors are asked in from where a team's assessment is looked at."""
    return rights.refused(work, Right.ADMINISTER, WHOLE_PROGRAMME) is None


def may_give(work: Work) -> bool:
    return bool(givable(work))


def givable(work: Work) -> tuple[Role, ...]:
    """Mentors by whoever leads the centre that they come to; all else by administrators."""
    if administers(work):
        return tuple(SCOPES)
    return (Role.MENTOR,) if rights.has_somewhere(work, Right.SIGN_OFF) else ()


def own_centres(work: Work) -> tuple[tuple[int, Words], ...]:
    """For mentors: those that the person leads by a role in just this centre."""
    held = rights.roles_of(work, work.person_id)
    ids = [int(one.scope_id) for one in held if one.scope_kind is ScopeKind.CENTRE and gives(one, Right.SIGN_OFF)]
    names = texts(work.session, "centre", ids, "name")
    return tuple((number, Variants(names.get(number, {}))) for number in dict.fromkeys(ids))


def centre(work: Work, number: int) -> Words:
    """What it is called."""
    return centre_name(work, number)


def reaches_other_centres(work: Work) -> bool:
    held = rights.roles_of(work, work.person_id)
    return any(one.scope_kind is not ScopeKind.CENTRE and gives(one, Right.SIGN_OFF) for one in held)


def places(work: Work, role: Role) -> tuple[tuple[str, Words], ...]:
    """Where one can have this role, as (scope id, name); nothing where it is for the whole programme."""
    match SCOPES[role]:
        case ScopeKind.COUNTRY:
            return tuple((code, Country(code)) for code in countries_with_centres(work))
        case ScopeKind.NETWORK:
            return tuple((str(number), name) for number, name in active_networks(work))
        case _:
            return ()


def list_roles(work: Work) -> tuple[Held, ...] | Refusal:
    """All in force, by role, then by name."""
    if not may_give(work):
        return Refusal(rights.NO_RIGHT)
    sees_all = administers(work)
    narrowed = () if sees_all else (col(Grant.role) == Role.MENTOR,)
    found_roles = select(Grant, Person.name).join(Person, col(Person.id) == col(Grant.person_id))
    rows = [
        (grant, name)
        for grant, name in work.session.exec(found_roles.where(in_force(work.now), *narrowed)).all()
        if sees_all or may_give_this(work, _held(grant))
    ]
    where = places_of(work, {_held(grant) for grant, _name in rows})
    order = list(NAMES)
    found = [Held(grant.id, name or "?", grant.role, where[_held(grant)], grant.from_at) for grant, name in rows]
    return tuple(sorted(found, key=lambda one: (order.index(one.role), one.person.casefold(), one.grant_id)))


def take_away(work: Work, grant_id: int) -> bool | Refusal:
    """From now on; whether the person could be told."""
    administrators = _standing_administrators(work)
    grant = work.session.get(Grant, grant_id, populate_existing=True)
    if not (administers(work) if grant is None else may_give_this(work, _held(grant))):
        return Refusal(rights.NO_RIGHT)
    if grant is None or (grant.to_at is not None and grant.to_at <= work.now):
        return Refusal(_("This role has been taken away already."))
    if grant.role is Role.ADMINISTRATOR and administrators <= {grant.person_id}:
        return Refusal(
            _("Nobody would be left to administer. Please make somebody else administrator first; nothing has changed.")
        )
    held = _held(grant)
    for same in work.session.exec(_same(work, grant.person_id, held)).all():
        rights.take(work, same)
    if held.role is Role.ADMINISTRATOR:
        codes.end_unused(work, CodePurpose.ROLE, grant.person_id)
    person = work.session.get_one(Person, grant.person_id)
    work.session.flush()
    if person.state is PersonState.ACTIVE:
        person.state = state_of_those_inside(work, person)
        work.session.add(person)
    if person.id == work.actor.person_id:
        return False
    words = _(
        "You no longer have this role: *{role}*. If that is a mistake, please speak to whoever administers your programme.",
        role=role_words(held.role, places_of(work, [held])[held]),
    )
    return tell(work, [person.id], Notice(f"grant:{grant.id}:ended", words)) > 0


def may_give_this(work: Work, held: HeldRole) -> bool:
    if work.actor.kind is not ActorKind.PERSON:
        return True
    return could_give(work, rights.roles_of(work, work.person_id), held)


def could_give(work: Work, own: Sequence[HeldRole], held: HeldRole) -> bool:
    if allows(own, Right.ADMINISTER, WHOLE_PROGRAMME):
        return True
    return held.role is Role.MENTOR and allows(own, Right.SIGN_OFF, rights.at_centre(work, int(held.scope_id)))


def _held(grant: Grant) -> HeldRole:
    return HeldRole(grant.role, grant.scope_kind, grant.scope_id)


def _same(work: Work, person_id: int, held: HeldRole) -> SelectOfScalar[Grant]:
    """Two joined accounts may both have had it."""
    return select(Grant).where(
        Grant.person_id == person_id,
        Grant.role == held.role,
        Grant.scope_kind == held.scope_kind,
        Grant.scope_id == held.scope_id,
        in_force(work.now),
    )


def _standing_administrators(work: Work) -> set[int]:
    """People; their rows are locked, so that two who take the role from each other do not both succeed."""
    rows = work.session.exec(
        select(Grant)
        .where(Grant.role == Role.ADMINISTRATOR, in_force(work.now))
        .order_by(col(Grant.id))
        .with_for_update()
    ).all()
    gone = (PersonState.LEFT, PersonState.ERASED, PersonState.MERGED)
    people = [row.person_id for row in rows]
    standing = select(Person.id).where(col(Person.id).in_(people), col(Person.state).not_in(gone))
    return set(work.session.exec(standing))
