"""Roles given and taken: offered by a code that works once, accepted with it, listed, ended."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.domain.rights import WHOLE_PROGRAMME, HeldRole, Right, Role, ScopeKind, allows, gives
from bot.i18n.phrase import Country, Variants, Words, _, _p
from bot.storage.centres import Centre
from bot.storage.codes import CodePurpose, OneTimeCode
from bot.storage.grants import Grant, in_force
from bot.storage.memberships import MembershipState, memberships_of
from bot.storage.networks import Network
from bot.storage.people import Person, PersonState
from bot.storage.variants import texts
from bot.usecases import audit, claiming, codes, rights
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of, state_of_those_inside
from bot.usecases.programmes import the_programme
from bot.usecases.registry import active_networks, countries_with_centres
from bot.usecases.work import ActorKind, Work

VALID_FOR = timedelta(days=7)
# Coordinators of centres come in by an invitation of their centre.
SCOPES: dict[Role, ScopeKind] = {
    Role.PROGRAMME_COORDINATOR: ScopeKind.PROGRAMME,
    Role.COUNTRY_COORDINATOR: ScopeKind.COUNTRY,
    Role.NETWORK_ANIMATOR: ScopeKind.NETWORK,
    Role.ADMINISTRATOR: ScopeKind.PROGRAMME,
    Role.MENTOR: ScopeKind.CENTRE,
    Role.REVIEWER: ScopeKind.PROGRAMME,
}
NAMES: dict[Role, Words] = {
    Role.ADMINISTRATOR: _p("role", "Administrator"),
    Role.PROGRAMME_COORDINATOR: _p("role", "Programme coordinator"),
    Role.COUNTRY_COORDINATOR: _p("role", "Country coordinator"),
    Role.NETWORK_ANIMATOR: _p("role", "Network animator"),
    Role.CENTRE_COORDINATOR: _p("role", "Centre coordinator"),
    Role.MENTOR: _p("role", "Mentor"),
    Role.REVIEWER: _p("role", "Reviewer of practices"),
}


@dataclass(frozen=True)
class Held:
    """Somebody's role in force; `place` is None where it is for the whole programme."""

    grant_id: int
    person: str
    role: Role
    place: Words | None
    since: datetime


@dataclass(frozen=True)
class Accepted:
    """What was taken up; without a role: administration and coordination of the programme, by the first code."""

    role: Role | None = None
    place: Words | None = None


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


def offer(work: Work, role: Role, place: str | None = None) -> str | Refusal:
    """A code that gives the role to whoever writes it first; `place` is a country's code, or a network's or centre's id."""
    if role not in SCOPES:
        return Refusal(_("Coordinators of a centre come in by an invitation to their centre."))
    kind = SCOPES[role]
    if kind is ScopeKind.PROGRAMME:
        place = str(the_programme(work).id)
    if place is None or not _is_a_place(work, kind, place):
        return Refusal(_("There is no centre there that this role could be for. Please choose another place."), kind)
    held = HeldRole(role, kind, place)
    if not _may_give(work, held):
        return Refusal(rights.NO_RIGHT)
    audit.note(work, "offer role", "programme", scope=f"{kind}:{place}", role=role)
    return codes.make(work, CodePurpose.ROLE, VALID_FOR, work.actor.person_id, role=held)


def accept(work: Work, typed: str) -> Accepted | Refusal:
    """With the code of an offer, or with the one that the server printed for the first administrator."""
    found = codes.look_up(work, typed, CodePurpose.CLAIM, CodePurpose.ROLE)
    if isinstance(found, Refusal):
        return found
    if found.role is None or found.scope_kind is None or found.scope_id is None:
        claiming.claim(work)
        taken = Accepted()
    else:
        held = HeldRole(found.role, found.scope_kind, found.scope_id)
        giver = _giver(work, found)
        if refusal := _not_for_this_person(work, held, giver):
            return refusal
        grant = rights.give(work, work.person_id, held)
        grant.granted_by = giver
        place = _places(work, [held])[held]
        taken = Accepted(held.role, place)
        _tell_giver(work, found, giver, role_words(held.role, place))
    found.used_at = work.now
    person = person_of(work)
    if person.state is PersonState.PENDING:  # a role lets in, as a centre does
        person.state = PersonState.ACTIVE
    work.session.add_all([found, person])
    return taken


def held_by(work: Work, person_id: int) -> tuple[Words, ...]:
    """In words."""
    held = rights.roles_of(work, person_id)
    where = _places(work, held)
    return tuple(role_words(one.role, where[one]) for one in held)


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
        if sees_all or _may_give(work, _held(grant))
    ]
    where = _places(work, {_held(grant) for grant, _name in rows})
    order = list(NAMES)
    found = [Held(grant.id, name or "?", grant.role, where[_held(grant)], grant.from_at) for grant, name in rows]
    return tuple(sorted(found, key=lambda one: (order.index(one.role), one.person.casefold(), one.grant_id)))


def take_away(work: Work, grant_id: int) -> bool | Refusal:
    """From now on; whether the person could be told."""
    administrators = _standing_administrators(work)
    grant = work.session.get(Grant, grant_id, populate_existing=True)
    if not (administers(work) if grant is None else _may_give(work, _held(grant))):
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
        role=role_words(held.role, _places(work, [held])[held]),
    )
    return tell(work, [person.id], Notice(f"grant:{grant.id}:ended", words)) > 0


def role_words(role: Role, place: Words | None) -> Words:
    return NAMES[role] if place is None else _("{role} ({place})", role=NAMES[role], place=place)


def _not_for_this_person(work: Work, held: HeldRole, giver: int | None) -> Refusal | None:
    if giver is not None and not _could_give(work, rights.roles_of(work, giver), held):
        return Refusal(codes.WRONG)
    if held.role is Role.MENTOR and _belongs_to(work, int(held.scope_id)):
        return Refusal(
            _(
                "You belong to this centre yourself. A mentor comes from another one: the code still works for that person."
            )
        )
    if held in rights.roles_of(work, work.person_id):
        return Refusal(_("You have this role already. The code still works for the person whom it is meant for."))
    return None


def _may_give(work: Work, held: HeldRole) -> bool:
    if work.actor.kind is not ActorKind.PERSON:
        return True
    return _could_give(work, rights.roles_of(work, work.person_id), held)


def _could_give(work: Work, own: Sequence[HeldRole], held: HeldRole) -> bool:
    if allows(own, Right.ADMINISTER, WHOLE_PROGRAMME):
        return True
    return held.role is Role.MENTOR and allows(own, Right.SIGN_OFF, rights.at_centre(work, int(held.scope_id)))


def _is_a_place(work: Work, kind: ScopeKind, place: str) -> bool:
    match kind:
        case ScopeKind.PROGRAMME:
            return True
        case ScopeKind.COUNTRY:
            return place in countries_with_centres(work)
        case ScopeKind.NETWORK:
            return place in {str(number) for number, _name in active_networks(work)}
        case ScopeKind.CENTRE:
            number = row_number(place)
            return number is not None and work.session.get(Centre, number) is not None


def _belongs_to(work: Work, centre_id: int) -> bool:
    return any(
        one.centre_id == centre_id and one.state is MembershipState.CONFIRMED
        for one in memberships_of(work.session, work.person_id)
    )


def _giver(work: Work, code: OneTimeCode) -> int | None:
    """Who offered it, by now perhaps joined to another account."""
    if code.person_id is None:
        return None
    giver = work.session.get_one(Person, code.person_id)
    return giver.merged_into_id or giver.id


def _tell_giver(work: Work, code: OneTimeCode, giver: int | None, role: Words) -> None:
    if giver is None or giver == work.person_id:
        return
    name = person_of(work).name
    words = (
        _("*{name}* has accepted this role: *{role}*.", name=name, role=role)
        if name
        else _("Somebody has accepted with your code this role: *{role}*. You find them under *roles*.", role=role)
    )
    tell(work, [giver], Notice(f"code:{code.id}:accepted", words))


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


def _places(work: Work, roles: Iterable[HeldRole]) -> dict[HeldRole, Words | None]:
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
