"""Belonging to a centre: asked for, confirmed by those who lead it, or settled by an invitation."""

from sqlmodel import col, select

from bot.core.identifiers import row_number
from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.rights import WHOLE_PROGRAMME, HeldRole, Right, Role, ScopeKind
from bot.i18n.phrase import Lines, Words, _, _p
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import CentreFunction, Membership, MembershipState, memberships_of
from bot.storage.people import Person, PersonState
from bot.usecases import audit, late_joiners, rights
from bot.usecases.coordinators import holders_at
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.work import Work

FUNCTIONS: dict[CentreFunction, Words] = {
    CentreFunction.HEAD: _p("function", "head"),
    CentreFunction.TEACHER: _p("function", "teacher"),
    CentreFunction.TRAINER: _p("function", "trainer"),
    CentreFunction.COORDINATOR: _p("function", "centre coordinator"),
    CentreFunction.STAFF: _p("function", "staff"),
}
YES, NO = _p("word", "accept|confirm"), _p("word", "decline|refuse")


def add_confirmed(work: Work, person: Person, centre: Centre, function: CentreFunction) -> Membership:
    """By an invitation: it was given by somebody with the right to."""
    membership = _membership(work, person.id, centre.id, function)
    if _makes_more_of(membership, function):
        membership.function = function
    membership.state = MembershipState.CONFIRMED
    person.state = PersonState.ACTIVE
    work.session.add(membership)
    work.session.flush()
    _takes_up(work, person, centre, function)
    late_joiners.note(work, person.id)
    audit.note(work, "join", "membership", membership.id, scope=f"centre:{centre.id}", function=function)
    return membership


def _makes_more_of(membership: Membership, function: CentreFunction) -> bool:
    """What somebody only asked to be is not what they are let in as; what they are already, a poster does not take away."""
    if membership.state is MembershipState.PENDING or function is CentreFunction.HEAD:
        return True
    return function is CentreFunction.COORDINATOR and membership.function is not CentreFunction.HEAD


def ask_to_join(work: Work, person: Person, centre: Centre, function: CentreFunction) -> Membership:
    """Pending until somebody who leads says yes; they are told at once."""
    membership = _membership(work, person.id, centre.id, function)
    work.session.add(membership)
    work.session.flush()
    audit.note(work, "ask to join", "membership", membership.id, scope=f"centre:{centre.id}", function=function)
    number = str(membership.id)
    notice = Notice(
        key=f"membership:{number}:asked",
        words=_(
            "*{name}* asks to join *{centre}* as {function}. Do you know this person?",
            name=person.name or "?",
            centre=centre_name(work, centre.id),
            function=FUNCTIONS[function],
        ),
        acts=(
            Act("member.yes", number, _("Yes, let in"), YES),
            Act("member.no", number, _("No"), NO),
        ),
    )
    tell(work, deciders(work, centre), notice)
    return membership


def belongs_to(work: Work, centre_id: int) -> bool:
    return any(
        one.centre_id == centre_id and one.state is MembershipState.CONFIRMED
        for one in memberships_of(work.session, work.person_id)
    )


def belongs_nowhere(work: Work) -> bool:
    """Without a role, no member of a centre, and not waiting to be let in to one."""
    if rights.roles_of(work, work.person_id):
        return False
    standing = (MembershipState.CONFIRMED, MembershipState.PENDING)
    mine = select(Membership.id).where(Membership.person_id == work.person_id, col(Membership.state).in_(standing))
    return work.session.exec(mine.limit(1)).first() is None


def deciders(work: Work, centre: Centre) -> list[int]:
    """Who may confirm members of this centre: those nearest to it; the programme where nobody is near."""
    near = _holders(work, ScopeKind.CENTRE, str(centre.id)) or _holders(work, ScopeKind.COUNTRY, centre.country)
    return near or _holders(work, ScopeKind.PROGRAMME, str(centre.programme_id))


def accept(work: Work, argument: str) -> Told | Refusal:
    """The action of a coordinator; saying it twice changes nothing."""
    return _decide(work, argument, MembershipState.CONFIRMED)


def decline(work: Work, argument: str) -> Told | Refusal:
    return _decide(work, argument, MembershipState.REFUSED)


def _decide(work: Work, argument: str, decision: MembershipState) -> Told | Refusal:
    number = row_number(argument)
    membership = None if number is None else work.session.get(Membership, number)
    if membership is None:
        return Refusal(_("There is no such request. Write *menu* to see what I can do."))
    if refusal := rights.refused(work, Right.CONFIRM_MEMBERS, rights.at_centre(work, membership.centre_id)):
        return refusal
    settled: tuple[Words, ...] = ()
    if membership.state is MembershipState.PENDING:
        _settle(work, membership, decision)
    elif membership.state is MembershipState.ENDED:
        return Refusal(_("This request is no longer open: the person has left, or the time in the centre is over."))
    elif membership.state is not decision:
        settled = (_decided_before(work, membership.decided_by),)
    return Told(Lines((*settled, _outcome(work, membership))))


def _settle(work: Work, membership: Membership, decision: MembershipState) -> None:
    person = work.session.get_one(Person, membership.person_id)
    centre = work.session.get_one(Centre, membership.centre_id)
    membership.state = decision
    membership.decided_by = work.actor.person_id
    work.session.add(membership)
    if decision is MembershipState.CONFIRMED:
        if person.state is PersonState.PENDING:  # whoever has stopped all messages meanwhile, or is leaving, stays so
            person.state = PersonState.ACTIVE
        _takes_up(work, person, centre, membership.function)
        late_joiners.note(work, person.id)
        words: Words = _(
            "You now belong to *{centre}*. Write *menu* to see what you can do.",
            centre=centre_name(work, centre.id),
        )
    else:
        words = _(
            "Your request to join *{centre}* was not accepted. If this is a mistake, please speak to your centre, "
            "or look for another one: write *menu*.",
            centre=centre_name(work, centre.id),
        )
    audit.note(work, decision.value, "membership", membership.id, scope=f"centre:{centre.id}")
    tell(work, [person.id], Notice(f"membership:{membership.id}:decided", words))


def _outcome(work: Work, membership: Membership) -> Words:
    name = work.session.get_one(Person, membership.person_id).name or "?"
    centre = centre_name(work, membership.centre_id)
    if membership.state is MembershipState.CONFIRMED:
        return _("*{name}* now belongs to *{centre}*.", name=name, centre=centre)
    return _("*{name}* was not let in to *{centre}*.", name=name, centre=centre)


def _decided_before(work: Work, decider: int | None) -> Words:
    """By whom only for those who coordinate that person: to them everybody's name is promised, and to nobody else."""
    if decider is None:
        return _("This is settled already, and stays as it is.")
    if decider == work.actor.person_id:
        return _("You have decided this before, and it stays as it is.")
    name = work.session.get_one(Person, decider).name
    if name and _coordinates(work, decider):
        return _("{name} has decided this before, and it stays as it is.", name=name)
    return _("Another coordinator has decided this before, and it stays as it is.")


def _coordinates(work: Work, person_id: int) -> bool:
    centres = [one.centre_id for one in memberships_of(work.session, person_id)]
    places = (WHOLE_PROGRAMME, *(rights.at_centre(work, centre) for centre in centres))
    return any(rights.refused(work, Right.CONFIRM_MEMBERS, place) is None for place in places)


def _takes_up(work: Work, person: Person, centre: Centre, function: CentreFunction) -> None:
    work.session.add(person)
    if centre.state is CentreState.ASKING:
        centre.state = CentreState.ACTIVE
        work.session.add(centre)
        audit.note(work, "admit", "centre", centre.id)
    if function is CentreFunction.COORDINATOR:
        rights.give(work, person.id, HeldRole(Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, str(centre.id)))


def _membership(work: Work, person_id: int, centre_id: int, function: CentreFunction) -> Membership:
    """The one that stands already, or a new one."""
    standing = work.session.exec(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.centre_id == centre_id,
            col(Membership.state).in_([MembershipState.PENDING, MembershipState.CONFIRMED]),
        )
    ).first()
    return standing or Membership(
        person_id=person_id, centre_id=centre_id, function=function, from_on=work.now.date(), created_at=work.now
    )


def _holders(work: Work, kind: ScopeKind, scope_id: str) -> list[int]:
    roles = (Role.ADMINISTRATOR, Role.PROGRAMME_COORDINATOR, Role.COUNTRY_COORDINATOR, Role.CENTRE_COORDINATOR)
    return holders_at(work, roles, kind, scope_id)
