"""A role given by a code that works once: offered, and accepted with it."""

from dataclasses import dataclass
from datetime import timedelta

from bot.core.identifiers import row_number
from bot.core.refusal import Refusal
from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.i18n.phrase import Words, _
from bot.storage.centres import Centre
from bot.storage.codes import CodePurpose, OneTimeCode
from bot.storage.people import Person, PersonState
from bot.usecases import audit, claiming, codes, memberships, rights
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.programmes import the_programme
from bot.usecases.registry import active_networks, countries_with_centres
from bot.usecases.role_words import places_of, role_words
from bot.usecases.roles import SCOPES, could_give, may_give_this
from bot.usecases.work import Work

VALID_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Accepted:
    """What was taken up; without a role: administration and coordination of the programme, by the first code."""

    role: Role | None = None
    place: Words | None = None


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
    if not may_give_this(work, held):
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
        place = places_of(work, [held])[held]
        taken = Accepted(held.role, place)
        _tell_giver(work, found, giver, role_words(held.role, place))
    found.used_at = work.now
    person = person_of(work)
    if person.state is PersonState.PENDING:  # a role lets in, as a centre does
        person.state = PersonState.ACTIVE
    work.session.add_all([found, person])
    return taken


def _not_for_this_person(work: Work, held: HeldRole, giver: int | None) -> Refusal | None:
    if giver is not None and not could_give(work, rights.roles_of(work, giver), held):
        return Refusal(codes.WRONG)
    if held.role is Role.MENTOR and memberships.belongs_to(work, int(held.scope_id)):
        return Refusal(
            _(
                "You belong to this centre yourself. A mentor comes from another one: the code still works for that person."
            )
        )
    if held in rights.roles_of(work, work.person_id):
        return Refusal(_("You have this role already. The code still works for the person whom it is meant for."))
    return None


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
