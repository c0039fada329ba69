"""Many people invited at once, each with a code of their own; and the list of those who are in."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from sqlalchemy import insert
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.people_list import CODE_COLUMN, PeopleSheet, PersonRow
from bot.domain.rights import WHOLE_PROGRAMME, Right
from bot.domain.sheets import SheetProblem
from bot.i18n.phrase import _
from bot.storage.centres import Centre, CentreState
from bot.storage.invitations import Invitation
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person
from bot.usecases import audit, rights
from bot.usecases.invitations import VALID_FOR, right_to_invite
from bot.usecases.work import Work

_AT_A_TIME: Final = 500
Item = TypeVar("Item")
CHANGED_MEANWHILE = _(
    "The centres or invitations have changed in this very moment. Nothing was changed. Please try again."
)


class Standing(StrEnum):
    """Of an invitation in a list."""

    NEW = "new"
    OPEN = "open"
    USED = "used"


@dataclass(frozen=True, slots=True)  # there may be 50,000
class InvitedPerson:
    """A row with the code that it has, or gets."""

    row: PersonRow
    centre_id: int
    code: str
    standing: Standing
    until: datetime


@dataclass(frozen=True)
class InvitationPlan:
    """What is to be done: nothing is written yet."""

    people: tuple[InvitedPerson, ...]

    def count(self, standing: Standing) -> int:
        return sum(one.standing is standing for one in self.people)


def plan_invitations(
    work: Work, sheet: PeopleSheet, code_for: Callable[[PersonRow], str]
) -> InvitationPlan | tuple[SheetProblem, ...] | Refusal:
    """All rows or the problems. `code_for` gives a row that needs a code a fresh one, always the same for the same row."""
    if sheet.problems:
        return sheet.problems
    if not rights.has_somewhere(work, Right.INVITE):
        return Refusal(rights.NO_RIGHT)
    centres = _centres(work, {row.centre.casefold() for row in sheet.rows})
    ids = [centre.id for centre in centres.values()]
    may = {right: _may(work, right, ids) for right in map(right_to_invite, CentreFunction)}
    known = _invitations(work, [row.code for row in sheet.rows if row.code])
    people: list[InvitedPerson] = []
    problems: list[SheetProblem] = []
    for row in sheet.rows:
        centre = centres.get(row.centre.casefold())
        if centre is None:
            says = _("There is no active centre with the code {code}.", code=row.centre)
            problems.append(SheetProblem(says, row.row, "centre"))
        elif centre.id not in may[right_to_invite(CentreFunction(row.function))]:
            says = _("You do not look after the centre {code}, so you cannot invite people to it.", code=row.centre)
            problems.append(SheetProblem(says, row.row, "centre"))
        else:
            planned = _planned(work, row, centre.id, known, code_for)
            if isinstance(planned, InvitedPerson):
                people.append(planned)
            else:
                problems.append(planned)
    return tuple(problems) if problems else InvitationPlan(tuple(people))


def _planned(
    work: Work,
    row: PersonRow,
    centre_id: int,
    known: Mapping[str, Invitation],
    code_for: Callable[[PersonRow], str],
) -> InvitedPerson | SheetProblem:
    until = work.now + VALID_FOR
    if not row.code:
        return InvitedPerson(row, centre_id, code_for(row), Standing.NEW, until)
    invitation = known.get(row.code)
    if invitation is None:
        says = _("I do not know this code. Please empty the cell: this person gets a new one.")
        return SheetProblem(says, row.row, CODE_COLUMN)
    if invitation.centre_id != centre_id:
        says = _("This code is for another centre. Please empty the cell: this person gets a new one.")
        return SheetProblem(says, row.row, CODE_COLUMN)
    if invitation.uses >= invitation.most_uses:
        return InvitedPerson(row, centre_id, row.code, Standing.USED, invitation.expires_at)
    if invitation.expires_at <= work.now:
        return InvitedPerson(row, centre_id, code_for(row), Standing.NEW, until)
    return InvitedPerson(row, centre_id, row.code, Standing.OPEN, invitation.expires_at)


def carry_out(work: Work, sheet: PeopleSheet, plan: InvitationPlan) -> Refusal | None:
    """Write down the invitations of a plan, of which the codes may be in a file already: all of them or none."""
    codes = {one.row.row: one.code for one in plan.people}
    again = plan_invitations(work, sheet, lambda row: codes[row.row])
    if not isinstance(again, InvitationPlan) or [_gist(one) for one in again.people] != [
        _gist(one) for one in plan.people
    ]:
        return Refusal(CHANGED_MEANWHILE)
    made = Counter(one.centre_id for one in again.people if one.standing is Standing.NEW)
    for some in _slices([one for one in again.people if one.standing is Standing.NEW]):
        work.session.connection().execute(insert(Invitation), [_invitation(work, one) for one in some])
    for some in _slices([one for one in again.people if one.standing is Standing.OPEN]):
        kept = _invitations(work, [one.code for one in some])
        for one in some:
            kept[one.code].function = CentreFunction(one.row.function)
        work.session.flush()
    for centre_id, count in made.items():
        audit.note(work, "invite people", "centre", centre_id, scope=f"centre:{centre_id}", people=count)
    return None


def _gist(one: InvitedPerson) -> tuple[int, int, str, Standing]:
    return one.row.row, one.centre_id, one.code, one.standing


def _invitation(work: Work, one: InvitedPerson) -> dict[str, object]:
    return {
        "code": one.code,
        "centre_id": one.centre_id,
        "function": CentreFunction(one.row.function),
        "most_uses": 1,
        "uses": 0,
        "created_by": work.actor.person_id,
        "created_at": work.now,
        "expires_at": one.until,
    }


@dataclass(frozen=True)
class ListedPerson:
    """Somebody's place at a centre."""

    name: str
    centre: str
    function: CentreFunction
    state: MembershipState
    language: str
    since: str  # ISO 8601


def listed_people(work: Work) -> Sequence[ListedPerson] | Refusal:
    """Everybody who belongs to a centre or waits to, by centre; that they were looked at is noted."""
    if refusal := rights.refused(work, Right.ADMINISTER, WHOLE_PROGRAMME):
        return refusal
    found = work.session.exec(
        select(Membership, Person, Centre.code)
        .join(Person, col(Person.id) == Membership.person_id)
        .join(Centre, col(Centre.id) == Membership.centre_id)
        .where(col(Membership.state).in_((MembershipState.CONFIRMED, MembershipState.PENDING)))
        .order_by(Centre.code, col(Membership.id))
    )
    people = [
        ListedPerson(
            person.name or "", code, place.function, place.state, person.language or "", place.from_on.isoformat()
        )
        for place, person, code in found
    ]
    audit.note(work, "export people", "programme", None, people=len(people))
    return people


def _centres(work: Work, codes: Collection[str]) -> dict[str, Centre]:
    """Active ones, by code, case folded. There are few centres: they are read in one go."""
    rows = work.session.exec(select(Centre).where(Centre.state == CentreState.ACTIVE))
    return {centre.code.casefold(): centre for centre in rows if centre.code.casefold() in codes}


def _may(work: Work, right: Right, centre_ids: Collection[int]) -> frozenset[int]:
    places = rights.at_centres(work, centre_ids)
    return frozenset(number for number, where in places.items() if rights.refused(work, right, where) is None)


def _invitations(work: Work, codes: Sequence[str]) -> dict[str, Invitation]:
    found: dict[str, Invitation] = {}
    for some in _slices(codes):
        rows = work.session.exec(select(Invitation).where(col(Invitation.code).in_(some)))
        found.update((row.code, row) for row in rows)
    return found


def _slices(whole: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (whole[first : first + _AT_A_TIME] for first in range(0, len(whole), _AT_A_TIME))
