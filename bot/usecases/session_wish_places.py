"""Who sees which wishes for sessions: whoever may propose sessions where somebody who wants one belongs."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select

from bot.domain.rights import Right, Role, ScopeKind, covers, gives
from bot.storage.memberships import Membership, belongs
from bot.storage.session_wishes import SessionWish, WishPerson
from bot.storage.sessions import LearningSession, SessionState
from bot.usecases import audiences, coordinators, rights
from bot.usecases.work import Work

Reach = Collection[int] | None  # centres; None: all of the programme

_NEAR = frozenset({Role.NETWORK_ANIMATOR, Role.COUNTRY_COORDINATOR})


def reach_of(work: Work, person_id: int) -> Reach:
    """At which centres this person may propose sessions."""
    held = [one for one in rights.roles_of(work, person_id) if gives(one, Right.PROPOSE_SESSIONS)]
    if any(one.scope_kind is ScopeKind.PROGRAMME for one in held):
        return None
    if not held:
        return ()
    return [one.id for one in audiences.all_centres(work) if any(covers(role, one.where) for role in held)]


def own_centres(work: Work, person_id: int) -> Sequence[int]:
    belonging = select(Membership.centre_id).where(Membership.person_id == person_id, belongs(work.now.date()))
    return work.session.exec(belonging.order_by(col(Membership.id))).all()


def waits_within(work: Work, reach: Reach) -> ColumnElement[bool]:
    """Of those who want something: no answer yet, and they belong to one of these centres now."""
    there = select(Membership.id).where(Membership.person_id == WishPerson.person_id, belongs(work.now.date()))
    if reach is not None:
        there = there.where(col(Membership.centre_id).in_(reach))
    return and_(col(WishPerson.answered_at).is_(None), there.exists())


def is_free() -> ColumnElement[bool]:
    """Of wishes: no session comes of it, or that one was called off."""
    off = select(LearningSession.id).where(
        LearningSession.id == SessionWish.session_id, LearningSession.state == SessionState.CANCELLED
    )
    return or_(col(SessionWish.session_id).is_(None), off.exists())


def hearing(work: Work, centres: Collection[int]) -> list[int]:
    """Who is told of a wish from there: those nearest, and only where there are none those of the whole programme."""
    places = rights.at_centres(work, centres).values()
    near = {
        person
        for person, roles in coordinators.holding(work, _NEAR).items()
        if any(covers(role, where) for role in roles for where in places)
    }
    found = near or set(coordinators.holding(work, {Role.PROGRAMME_COORDINATOR}))
    return sorted(found - {work.actor.person_id})
