"""Who coordinates what, for what is told to those who do: roles in force, and the centres that each takes in."""

from collections.abc import Collection, Mapping

from sqlmodel import col, select

from bot.domain.participation import AtAStage, CentreStage
from bot.domain.rights import HeldRole, Role, ScopeKind, Where, covers
from bot.storage.grants import Grant, in_force
from bot.usecases.work import Work

ABOVE_CENTRES = frozenset({Role.NETWORK_ANIMATOR, Role.COUNTRY_COORDINATOR, Role.PROGRAMME_COORDINATOR})
Held = Mapping[int, tuple[HeldRole, ...]]  # by person


def holding(work: Work, roles: Collection[Role], people: Collection[int] | None = None) -> Held:
    """Those (of these people) who hold one of the roles now."""
    wanted = select(Grant).where(col(Grant.role).in_(roles), in_force(work.now)).order_by(col(Grant.id))
    if people is not None:
        wanted = wanted.where(col(Grant.person_id).in_(people))
    found: dict[int, tuple[HeldRole, ...]] = {}
    for one in work.session.exec(wanted):
        found[one.person_id] = (*found.get(one.person_id, ()), HeldRole(one.role, one.scope_kind, one.scope_id))
    return found


def holders_at(work: Work, roles: Collection[Role], kind: ScopeKind, scope_id: str) -> list[int]:
    """People who hold one of the roles in just this scope now."""
    return list(
        work.session.exec(
            select(Grant.person_id)
            .where(
                Grant.scope_kind == kind,
                Grant.scope_id == scope_id,
                col(Grant.role).in_(roles),
                in_force(work.now),
            )
            .distinct()
        )
    )


def within(held: Collection[HeldRole], centres: Collection[AtAStage]) -> tuple[AtAStage, ...]:
    """Those of the centres that one of the roles takes in."""
    return tuple(one for one in centres if any(covers(role, _where(one)) for role in held))


def _where(one: CentreStage) -> Where:
    return Where(centre=one.centre, country=one.country, networks=one.networks)
