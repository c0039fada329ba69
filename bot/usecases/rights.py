"""The one place where rights are checked: every use case that changes something asks here, scope included."""

from collections.abc import Collection

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.rights import HeldRole, Right, Where, allows, allows_somewhere
from bot.i18n.phrase import _
from bot.storage.centres import Centre
from bot.storage.grants import Grant, grants_of
from bot.storage.networks import NetworkCentre
from bot.usecases import audit
from bot.usecases.work import Actor, ActorKind, Work

NO_RIGHT = _(
    "You do not have the right to do this here. If you think you should, please ask your programme's coordinator."
)


def roles_of(work: Work, person_id: int) -> tuple[HeldRole, ...]:
    if person_id not in work.roles:
        found = grants_of(work.session, person_id, work.now)
        work.roles[person_id] = tuple(HeldRole(one.role, one.scope_kind, one.scope_id) for one in found)
    return work.roles[person_id]


def refused(work: Work, right: Right, where: Where) -> Refusal | None:
    """None when the actor has this right at this place; the kind no otherwise. The command line and the clock may."""
    if work.actor.kind is not ActorKind.PERSON or allows(roles_of(work, work.person_id), right, where):
        return None
    return Refusal(NO_RIGHT)


def has_somewhere(work: Work, right: Right) -> bool:
    """For menus: whether it makes sense to offer it at all."""
    return work.actor.kind is not ActorKind.PERSON or allows_somewhere(roles_of(work, work.person_id), right)


def at_centre(work: Work, centre_id: int) -> Where:
    centre = work.session.get(Centre, centre_id)
    networks = work.session.exec(
        select(NetworkCentre.network_id).where(
            NetworkCentre.centre_id == centre_id,
            col(NetworkCentre.left_on).is_(None),
        )
    )
    return Where(centre=centre_id, country=centre.country if centre else None, networks=frozenset(networks))


def at_centres(work: Work, centre_ids: Collection[int]) -> dict[int, Where]:
    """The same for many, in two queries."""
    countries = work.session.exec(select(Centre.id, Centre.country).where(col(Centre.id).in_(centre_ids))).all()
    inside = work.session.exec(
        select(NetworkCentre.centre_id, NetworkCentre.network_id).where(
            col(NetworkCentre.centre_id).in_(centre_ids), col(NetworkCentre.left_on).is_(None)
        )
    )
    networks: dict[int, set[int]] = {}
    for centre_id, network_id in inside:
        networks.setdefault(centre_id, set()).add(network_id)
    return {number: Where(number, country, frozenset(networks.get(number, ()))) for number, country in countries}


def give(work: Work, person_id: int, role: HeldRole) -> Grant:
    """Not checked here: whoever calls has asked `refused` first."""
    grant = Grant(
        person_id=person_id,
        role=role.role,
        scope_kind=role.scope_kind,
        scope_id=role.scope_id,
        from_at=work.now,
        granted_by=work.actor.person_id,
    )
    work.session.add(grant)
    work.roles.clear()
    audit.note(work, "give role", "person", person_id, scope=f"{role.scope_kind}:{role.scope_id}", role=role.role)
    return grant


def take(work: Work, grant: Grant) -> None:
    """Not checked here either. The row stays: the audit refers to it."""
    grant.to_at = work.now
    work.session.add(grant)
    work.roles.clear()
    scope = f"{grant.scope_kind}:{grant.scope_id}"
    audit.note(work, "take role", "person", grant.person_id, scope=scope, role=grant.role)


__all__ = ["Actor", "at_centre", "at_centres", "give", "has_somewhere", "refused", "roles_of", "take"]
