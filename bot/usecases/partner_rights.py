"""Who may say yes for a centre: its coordinator, and its head. Their names are what the partner gets."""

from collections.abc import Collection

from sqlmodel import col, select

from bot.domain.rights import ROLES, Right, ScopeKind, gives
from bot.domain.subscriptions import PARTNERS
from bot.storage.centres import Centre, CentreState
from bot.storage.grants import Grant, in_force
from bot.storage.memberships import CentreFunction, Membership, belongs
from bot.storage.people import Person, PersonState
from bot.storage.subscriptions import without_objection
from bot.usecases import rights
from bot.usecases.work import Work

_HERE = (PersonState.ACTIVE, PersonState.STOPPED)  # whoever stopped our messages may still come by themselves


def speakers(work: Work, centres: Collection[int]) -> dict[int, list[int]]:
    """By centre, who speaks for it, longest there first; two queries."""
    found: dict[int, list[int]] = {centre: [] for centre in centres}
    granted = work.session.exec(
        select(Grant.scope_id, Grant.person_id)
        .join(Person, col(Person.id) == col(Grant.person_id))
        .where(
            Grant.scope_kind == ScopeKind.CENTRE,
            col(Grant.scope_id).in_([str(centre) for centre in centres]),
            col(Grant.role).in_(ROLES[Right.ACCEPT_PARTNERS]),
            in_force(work.now),
            col(Person.state).in_(_HERE),
        )
        .order_by(col(Grant.id))
    )
    heads = work.session.exec(
        select(Membership.centre_id, Membership.person_id)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.centre_id).in_(list(centres)),
            Membership.function == CentreFunction.HEAD,
            belongs(work.now.date()),
            col(Person.state).in_(_HERE),
        )
        .order_by(col(Membership.id))
    )
    for centre, person in [*((int(scope), person) for scope, person in granted), *heads]:
        if person not in found[centre]:
            found[centre].append(person)
    return found


def willing(work: Work, centres: Collection[int]) -> dict[int, list[int]]:
    """Of those, who may be asked about partners: not whoever has turned that off."""
    found = speakers(work, centres)
    people = dict.fromkeys(person for theirs in found.values() for person in theirs)
    asked = set(without_objection(work.session, people, PARTNERS))
    return {centre: [one for one in theirs if one in asked] for centre, theirs in found.items()}


def spoken_for(work: Work) -> list[int]:
    """The active centres for which the person may say yes."""
    of_head = select(Membership.centre_id).where(
        Membership.person_id == work.person_id,
        Membership.function == CentreFunction.HEAD,
        belongs(work.now.date()),
    )
    by_role = {
        int(one.scope_id)
        for one in rights.roles_of(work, work.person_id)
        if one.scope_kind is ScopeKind.CENTRE and gives(one, Right.ACCEPT_PARTNERS)
    }
    centres = by_role | set(work.session.exec(of_head))
    if not centres:
        return []
    return list(
        work.session.exec(
            select(Centre.id)
            .where(col(Centre.id).in_(centres), Centre.state == CentreState.ACTIVE)
            .order_by(col(Centre.id))
        )
    )


def speaks_somewhere(work: Work) -> bool:
    return bool(spoken_for(work))
