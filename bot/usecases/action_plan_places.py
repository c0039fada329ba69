"""Who may do what with a centre's action plan.

Its team, its mentors and whoever coordinates it read it. Who speaks for the centre writes it, or, where nobody does, any of its
team. Whoever is in charge of an action says how far it has come, and until when.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.rights import HeldRole, Right, ScopeKind, gives
from bot.i18n.phrase import Variants, _
from bot.storage.action_plans import PlannedAction, find_action, locked_action
from bot.storage.assessments import Assessment, stands
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, belongs
from bot.storage.people import Person, PersonState
from bot.storage.variants import texts
from bot.usecases import rights
from bot.usecases.assessments import standing
from bot.usecases.partner_rights import speakers, spoken_for
from bot.usecases.work import Work

UNKNOWN = _("There is no such action for you. Write *action plan* to see the plan of your centre.")
NOT_YOURS = _("An action plan is read by the team of its centre, its mentors and its coordinators only.")
NOT_A_WRITER = _("The plan is written by the head of the centre and its coordinator. Please ask them.")
NOT_IN_CHARGE = _("Only whoever is in charge of this action, or speaks for the centre, can say this.")
GONE = _("This centre does not take part at present, so its plan stays as it is. Nothing of it is lost.")


@dataclass(frozen=True)
class Place:
    """A plan, and what the actor may do with it."""

    centre_id: int
    is_active: bool
    may_write: bool
    shows_names: bool


@dataclass(frozen=True)
class At:
    """An action, likewise."""

    action: PlannedAction
    place: Place
    is_in_charge: bool

    @property
    def may_move(self) -> bool:
        """Say how far it has come, and until when."""
        return self.place.may_write or (self.is_in_charge and self.place.is_active)


def place(work: Work, centre_id: int) -> Place | Refusal:
    centre = work.session.get(Centre, centre_id)
    if centre is None:
        return Refusal(NOT_YOURS)
    is_ours = any(one.centre_id == centre_id for one in work.session.exec(standing(work)))
    where = rights.at_centre(work, centre_id)
    who = speakers(work, [centre_id])[centre_id]
    speaks = work.person_id in who
    if not is_ours and not speaks and rights.refused(work, Right.COMMENT, where):
        return Refusal(NOT_YOURS)
    is_active = centre.state is CentreState.ACTIVE
    return Place(
        centre_id=centre_id,
        is_active=is_active,
        may_write=is_active and (speaks or (is_ours and not who)),
        shows_names=is_ours or speaks or rights.refused(work, Right.SIGN_OFF, where) is None,
    )


def to_write(work: Work, centre_id: int) -> Place | Refusal:
    at = place(work, centre_id)
    if isinstance(at, Refusal) or at.may_write:
        return at
    return Refusal(NOT_A_WRITER if at.is_active else GONE)


def at_action(work: Work, number: str | int, *, to_change: bool = False) -> At | Refusal:
    """`to_change`: locked, so that nobody else changes it meanwhile."""
    action = locked_action(work.session, number) if to_change else find_action(work.session, number)
    at = Refusal(UNKNOWN) if action is None else place(work, action.centre_id)
    if action is None or isinstance(at, Refusal):
        return Refusal(UNKNOWN)
    in_charge = action.person_id == work.person_id and bool(people_at(work, [action.centre_id], [work.person_id]))
    return At(action, at, in_charge)


def to_rewrite(work: Work, number: str | int) -> At | Refusal:
    at = at_action(work, number, to_change=True)
    if isinstance(at, Refusal) or at.place.may_write:
        return at
    return Refusal(NOT_A_WRITER if at.place.is_active else GONE)


def to_move(work: Work, number: str | int) -> At | Refusal:
    at = at_action(work, number, to_change=True)
    if isinstance(at, Refusal) or at.may_move:
        return at
    return Refusal(NOT_IN_CHARGE if at.place.is_active else GONE)


def writers(work: Work, centre_ids: Sequence[int]) -> dict[int, list[int]]:
    """By centre, whoever may write its plan; three queries, however many centres there are."""
    found = speakers(work, centre_ids)
    silent = [one for one, who in found.items() if not who]
    for centre, person, _name in people_at(work, silent) if silent else ():
        found[centre].append(person)
    return found


def people_at(work: Work, centre_ids: Sequence[int], among: Sequence[int] | None = None) -> list[tuple[int, int, str]]:
    """(centre, person, name) of those who belong to these centres, by centre and name; each once for a centre."""
    wanted = (
        select(Membership.centre_id, Person.id, Person.name)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(
            col(Membership.centre_id).in_(list(centre_ids)),
            belongs(work.now.date()),
            col(Person.state).in_((PersonState.ACTIVE, PersonState.STOPPED)),
        )
        .distinct()
    )
    if among is not None:
        wanted = wanted.where(col(Person.id).in_(list(among)))
    found = [(centre, person, name or "?") for centre, person, name in work.session.exec(wanted)]
    return sorted(found, key=lambda one: (one[0], one[2], one[1]))


def own_centres(work: Work) -> tuple[tuple[int, Variants], ...]:
    """(id, name) of those that are the person's own, as one of the team or by a role in just this centre."""
    of_the_team = [one.centre_id for one in work.session.exec(standing(work))]
    by_role = [int(one.scope_id) for one in _reading(work) if one.scope_kind is ScopeKind.CENTRE]
    ids = list(dict.fromkeys((*of_the_team, *by_role)))
    names = texts(work.session, "centre", ids, "name")
    return tuple((one, Variants(names.get(one, {}))) for one in ids)


def sees_others(work: Work) -> bool:
    """Whether a role reaches beyond single centres."""
    return any(one.scope_kind is not ScopeKind.CENTRE for one in _reading(work))


def any_in_sight(work: Work) -> bool:
    """For the menu: whoever has a plan to look at, or could begin one from a self-assessment."""
    own = [one for one, _name in own_centres(work)]
    if not own:
        return False
    known = select(PlannedAction.id).where(col(PlannedAction.centre_id).in_(own))
    if work.session.exec(known.limit(1)).first() is not None:
        return True
    signed = select(Assessment.id).where(col(Assessment.centre_id).in_(spoken_for(work)), stands())
    return work.session.exec(signed.limit(1)).first() is not None


def _reading(work: Work) -> list[HeldRole]:
    return [one for one in rights.roles_of(work, work.person_id) if gives(one, Right.COMMENT)]
