"""Correcting what is kept about oneself: the name, what one does at a centre, and that one belongs there no more."""

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.rights import ScopeKind
from bot.i18n.phrase import Words, _
from bot.storage.grants import Grant, in_force
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.usecases import audit, rights
from bot.usecases.invitations import centre_name
from bot.usecases.people import person_of, state_of_those_inside
from bot.usecases.work import Work

LONGEST_NAME = 100  # characters
NOT_YOURS = _("You do not belong to this centre any more.")
# Who coordinates a centre decides who belongs to it, and who heads it speaks for it: both are given by somebody else.
CHOOSABLE = (CentreFunction.TEACHER, CentreFunction.TRAINER, CentreFunction.STAFF)
_STANDING = (MembershipState.CONFIRMED, MembershipState.PENDING)


def rename(work: Work, name: str) -> Refusal | None:
    """From now on; papers that were handed out before keep the name of their day."""
    called = " ".join(name.split())
    if not 1 <= len(called) <= LONGEST_NAME:
        return Refusal(_("A name has between 1 and {most} characters.", most=str(LONGEST_NAME)), "name")
    person = person_of(work)
    person.name = called
    work.session.add(person)
    audit.note(work, "correct name", "person", person.id)
    return None


def places(work: Work) -> list[tuple[int, Words, CentreFunction]]:
    """Of each place in a centre its number, the centre, and what the person does there."""
    rows = work.session.exec(
        select(Membership)
        .where(Membership.person_id == work.person_id, col(Membership.state).in_(_STANDING))
        .order_by(col(Membership.id))
    ).all()
    return [(row.id, centre_name(work, row.centre_id), row.function) for row in rows]


def change_function(work: Work, membership_id: int, function: str) -> Refusal | None:
    row = _own(work, membership_id)
    wanted = CentreFunction(function)
    if row is None or wanted not in CHOOSABLE:
        return Refusal(NOT_YOURS)
    row.function = wanted
    work.session.add(row)
    audit.note(work, "correct function", "membership", row.id, scope=f"centre:{row.centre_id}", function=wanted)
    return None


def leave_centre(work: Work, membership_id: int) -> Refusal | None:
    """With the roles that one has for this centre alone. What was done there stays with the centre."""
    row = _own(work, membership_id)
    if row is None:
        return Refusal(NOT_YOURS)
    row.state, row.to_on = MembershipState.ENDED, max(row.from_on, work.now.date())
    work.session.add(row)
    held = work.session.exec(
        select(Grant).where(
            Grant.person_id == work.person_id,
            Grant.scope_kind == ScopeKind.CENTRE,
            Grant.scope_id == str(row.centre_id),
            in_force(work.now),
        )
    ).all()
    for grant in held:  # one or two
        rights.take(work, grant)
    work.session.flush()
    person = person_of(work)
    person.state = state_of_those_inside(work, person)
    work.session.add(person)
    audit.note(work, "leave centre", "membership", row.id, scope=f"centre:{row.centre_id}")
    return None


def _own(work: Work, membership_id: int) -> Membership | None:
    row = work.session.get(Membership, membership_id)
    is_own = row is not None and row.person_id == work.person_id and row.state in _STANDING
    return row if is_own else None
