"""Who stands where in a peer visit: the people of its centres, and nobody else, may see or do anything."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import and_, col, or_, select

from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.rights import Role, ScopeKind
from bot.domain.visit_findings import NoteKind
from bot.i18n.phrase import Variants, Words, _, _p
from bot.storage.centres import taking_part
from bot.storage.memberships import Membership, belongs
from bot.storage.variants import texts
from bot.storage.visit_diary import VisitEntry
from bot.storage.visit_reports import VisitNote
from bot.storage.visits import (
    InGroup,
    Visit,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitState,
    VisitWay,
    find_visit,
    visitors_of,
)
from bot.usecases import rights
from bot.usecases.partner_rights import speakers
from bot.usecases.work import Work

NOTES = "notes"  # the talk that takes them
UNKNOWN = _("I know no such visit, or your centre has no part in it. Write *menu* to see what I can do.")
CANCELLED = _("This visit does not take place. What was noted for it is kept.")
FOR_VISITORS = _("This is for the centres that visit.")
FOR_HOST = _("This is for the host centre.")
_UNDER_WAY = (VisitGroupState.RUNNING, VisitGroupState.DONE)


@dataclass(frozen=True)
class Place:
    """Of the person: their centre in the visit, and what it does there."""

    visit: Visit
    centre_id: int
    visitors: tuple[int, ...]  # centres

    @property
    def is_host(self) -> bool:
        return self.centre_id == self.visit.host_centre_id


def place(work: Work, number: str | int) -> Place | Refusal:
    """Of somebody of the host or of a visiting centre; whoever belongs to both is asked as a host."""
    visit = find_visit(work.session, number)
    found = [] if visit is None else _places(work, [visit])
    if not found:
        return Refusal(UNKNOWN)
    return Refusal(CANCELLED) if found[0].visit.state is VisitState.CANCELLED else found[0]


def as_visitor(work: Work, number: str | int) -> Place | Refusal:
    found = place(work, number)
    return Refusal(FOR_VISITORS) if isinstance(found, Place) and found.is_host else found


def as_host(work: Work, number: str | int) -> Place | Refusal:
    found = place(work, number)
    return Refusal(FOR_HOST) if isinstance(found, Place) and not found.is_host else found


def mine(work: Work) -> list[Place]:
    """All that the person has a part in and that take place, the latest first."""
    own = own_centres(work)
    if not own:
        return []
    groups = select(VisitGroupCentre.group_id).where(
        col(VisitGroupCentre.centre_id).in_(own), VisitGroupCentre.state == InGroup.IN
    )
    visits = work.session.exec(
        select(Visit)
        .where(or_(col(Visit.group_id).in_(groups), _hosted(own)), Visit.state != VisitState.CANCELLED)
        .order_by(col(Visit.id).desc())
    ).all()
    return _places(work, visits)


def _hosted(own: Collection[int]) -> ColumnElement[bool]:
    """The report on a centre is for its people, whether it has left the group since or not."""
    return and_(col(Visit.host_centre_id).in_(own), col(Visit.state).in_([VisitState.HELD, VisitState.REPORTED]))


def had_one(work: Work) -> bool:
    """Whether the person's centre was in a visit that it has left, or that does not take place."""
    own = own_centres(work)
    if not own:
        return False
    wanted = (
        select(Visit.id)
        .join(VisitGroupCentre, col(VisitGroupCentre.group_id) == col(Visit.group_id))
        .where(
            col(VisitGroupCentre.centre_id).in_(own),
            or_(VisitGroupCentre.state == InGroup.WITHDRAWN, Visit.state == VisitState.CANCELLED),
        )
    )
    return work.session.exec(wanted.limit(1)).first() is not None


@dataclass(frozen=True)
class Mine:
    """A visit to choose, in words."""

    number: int
    words: Words
    is_host: bool
    is_diary: bool
    areas: tuple[PriorityArea, ...]  # that the host wishes to be visited on


def choices(work: Work) -> tuple[Mine, ...]:
    found = sorted(mine(work), key=lambda one: _nearness(work, one.visit))
    names = texts(work.session, "centre", {one.visit.host_centre_id for one in found}, "name")
    return tuple(
        Mine(
            number=one.visit.id,
            words=_(
                "Visit {number} to {host}",
                number=str(one.visit.id),
                host=Variants(names.get(one.visit.host_centre_id, {})),
            ),
            is_host=one.is_host,
            is_diary=one.visit.way is VisitWay.DIARY,
            areas=tuple(area for area in PriorityArea if area.value in one.visit.areas),
        )
        for one in found
    )


def _nearness(work: Work, visit: Visit) -> tuple[int, int]:
    """For a list: what is under way or waits for its report, the newest first; then what comes next; what has no day; and what is over."""
    if visit.state is VisitState.REPORTED:
        return 3, -visit.id
    if visit.visit_on is None:
        return 2, visit.id
    days = (visit.visit_on - work.now.date()).days
    return (0, -days) if days <= 0 else (1, days)


def visited_in(work: Work, session_id: int) -> int | None:
    """The visit that a session is, for the people of its visiting centres."""
    number = work.session.exec(select(Visit.id).where(Visit.session_id == session_id)).first()
    found = None if number is None else as_visitor(work, number)
    return found.visit.id if isinstance(found, Place) else None


def is_in_one(work: Work) -> bool:
    """For menus."""
    return _takes_part(work, *VisitWay)


def is_in_a_diary(work: Work) -> bool:
    return _takes_part(work, VisitWay.DIARY)


def _takes_part(work: Work, *ways: VisitWay) -> bool:
    """In a visit of one of these ways that takes place: as its host, or as one of the group that visits."""
    own = own_centres(work)
    if not own:
        return False
    wanted = (
        select(Visit.id)
        .join(VisitGroup, col(VisitGroup.id) == col(Visit.group_id))
        .join(VisitGroupCentre, col(VisitGroupCentre.group_id) == col(Visit.group_id))
        .where(
            col(Visit.way).in_(ways),
            Visit.state != VisitState.CANCELLED,
            col(VisitGroup.state).in_(_UNDER_WAY),
            col(VisitGroupCentre.centre_id).in_(own),
            or_(
                and_(
                    VisitGroupCentre.state == InGroup.IN,
                    or_(col(VisitGroupCentre.visits), col(VisitGroupCentre.centre_id) == col(Visit.host_centre_id)),
                ),
                _hosted(own),
            ),
        )
    )
    return work.session.exec(wanted.limit(1)).first() is not None


def is_gone(work: Work, centre_id: int) -> bool:
    """Whether that is a centre of the person's, and no longer takes part in the programme."""
    return centre_id in own_centres(work) and not taking_part(work.session, [centre_id])


def own_centres(work: Work) -> set[int]:
    of_the_team = select(Membership.centre_id).where(Membership.person_id == work.person_id, belongs(work.now.date()))
    leads = {
        int(one.scope_id)
        for one in rights.roles_of(work, work.person_id)
        if one.scope_kind is ScopeKind.CENTRE and one.role is Role.CENTRE_COORDINATOR
    }
    return leads | set(work.session.exec(of_the_team))


def people_of(work: Work, visit_id: int, centres: Iterable[int]) -> list[int]:
    """Whom to write to about a visit: who speaks for these centres, and who has written something for them in it.

    Nobody of a centre that no longer takes part in the programme.
    """
    wanted = sorted(taking_part(work.session, list(centres)))
    speaking = [person for people in speakers(work, wanted).values() for person in people]
    return list(dict.fromkeys((*speaking, *writers_of(work, visit_id, wanted))))


def writers_of(work: Work, visit_id: int, centres: Iterable[int]) -> list[int]:
    """Who of these centres has written something in a visit."""
    found: list[int] = []
    for table in (VisitNote, VisitEntry):
        found += [
            person
            for person in work.session.exec(
                select(table.by_id)
                .join(
                    Membership,
                    (col(Membership.person_id) == col(table.by_id))
                    & (col(Membership.centre_id) == col(table.centre_id)),
                )
                .where(
                    table.visit_id == visit_id,
                    col(table.centre_id).in_(list(centres)),
                    belongs(work.now.date()),
                )
                .distinct()
                .order_by(col(table.by_id))
            )
            if person is not None
        ]
    return found


def group_centres(work: Work, visit: Visit) -> list[int]:
    """All that are in the visit's group, whether they visit this host or not."""
    return list(
        work.session.exec(
            select(VisitGroupCentre.centre_id)
            .where(VisitGroupCentre.group_id == visit.group_id, VisitGroupCentre.state == InGroup.IN)
            .order_by(col(VisitGroupCentre.centre_id))
        )
    )


def acts(visit: Visit, *, is_visitor: bool) -> tuple[Act, ...]:
    """Where its notes, its diary and its report are."""
    number = str(visit.id)
    notes = (note_act(number),) if is_visitor else ()
    diary = (Act("begin", f"diary:{number}", _p("button", "The diary")),) if visit.way is VisitWay.DIARY else ()
    return (*notes, *diary, look_act(number))


def note_act(number: str, kind: NoteKind | None = None) -> Act:
    """`kind`: what was asked for, so that it need not be said again."""
    argument = number if kind is None else f"{number}-{kind}"
    return Act("begin", f"{NOTES}:{argument}", _p("button", "Write a note"))


def look_act(number: str) -> Act:
    return Act("begin", f"visitreport:{number}", _p("button", "See the report"))


def next_act(number: str) -> Act:
    """The same, for whoever has just got it."""
    return Act("begin", f"visitreport:{number}", _p("button", "What comes next"))


def _places(work: Work, visits: Sequence[Visit]) -> list[Place]:
    own = own_centres(work)
    visitors = visitors_of(work.session, [one.id for one in visits])
    running = set(
        work.session.exec(
            select(VisitGroup.id).where(
                col(VisitGroup.id).in_([one.group_id for one in visits]), col(VisitGroup.state).in_(_UNDER_WAY)
            )
        )
    )
    found = []
    for visit in visits:
        centre = _own_in(own, visit, visitors[visit.id])
        if centre is not None and visit.group_id in running:
            found.append(Place(visit, centre, tuple(visitors[visit.id])))
    return found


def _own_in(own: Collection[int], visit: Visit, visitors: Sequence[int]) -> int | None:
    return next((centre for centre in (visit.host_centre_id, *visitors) if centre in own), None)
