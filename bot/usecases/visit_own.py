"""Peer visits as the people who speak for a centre see them: when they are, what is to be done, and what waits for a yes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.domain.visit_timetable import VisitStep
from bot.i18n.phrase import Lines, Words, _
from bot.storage.sessions import LearningSession
from bot.storage.visits import (
    InGroup,
    Visit,
    VisitCall,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitState,
    VisitTask,
    find_visit,
    members_in,
    tasks_of,
    visitors_of,
)
from bot.usecases import (
    visit_groups,
    visit_lists,
    visit_offers,
    visit_places,
    visit_planning,
    visit_task_words,
)
from bot.usecases.partner_rights import spoken_for
from bot.usecases.unnamed_places import Places
from bot.usecases.visit_days import short_day
from bot.usecases.work import Work

MOST_LISTED = 24


@dataclass(frozen=True)
class Own:
    """One line of the list."""

    number: int
    host: Words
    day: Words | None


def any_to_see(work: Work) -> bool:
    """For the menu: calls to lead or to answer, groups to answer, visits under way."""
    if visit_lists.may_call(work) or visit_offers.any_open(work):
        return True
    return bool(_groups(work, (VisitGroupState.ASKED, VisitGroupState.RUNNING)))


def waiting(work: Work) -> tuple[Told, ...]:
    """Groups that wait for a yes or a no of the actor's centres."""
    mine = set(spoken_for(work))
    groups = _groups(work, (VisitGroupState.ASKED,))
    members = members_in(work.session, [group.id for group in groups])
    wanted = select(VisitCall).where(col(VisitCall.id).in_({group.call_id for group in groups}))
    calls = {call.id: call for call in work.session.exec(wanted)}
    places = Places(work)
    found = []
    for group in groups:
        own = [one for one in members[group.id] if one.centre_id in mine and one.accepted_at is None]
        if own:
            found.append(visit_groups.question(group, calls[group.call_id], members[group.id], own[0], places))
    return tuple(found)


def visits(work: Work) -> tuple[Own, ...]:
    """Those in which one of the actor's centres hosts or visits; the next one first."""
    mine = set(spoken_for(work))
    rows = work.session.exec(
        select(Visit)
        .join(VisitGroup, col(VisitGroup.id) == col(Visit.group_id))
        .join(VisitGroupCentre, col(VisitGroupCentre.group_id) == col(VisitGroup.id))
        .where(
            col(VisitGroupCentre.centre_id).in_(mine),
            VisitGroupCentre.state == InGroup.IN,
            Visit.state != VisitState.CANCELLED,
        )
        .distinct()
        .order_by(col(Visit.id).desc())
        .limit(MOST_LISTED)
    ).all()
    visitors = visitors_of(work.session, [row.id for row in rows])
    theirs = [row for row in rows if mine & {row.host_centre_id, *visitors[row.id]}]
    names = visit_lists.names(work, {row.host_centre_id for row in theirs})
    theirs.sort(key=lambda row: (row.visit_on is None, row.visit_on or row.created_at.date(), row.id))
    return tuple(
        Own(row.id, names[row.host_centre_id], None if row.visit_on is None else short_day(row.visit_on))
        for row in theirs
    )


def seen(work: Work, number: str) -> Told | None:
    """One of them with its whole timetable, and what the actor's centre can do now."""
    mine = set(spoken_for(work))
    visit = find_visit(work.session, number)
    if visit is None:
        return None
    visitors = visitors_of(work.session, [visit.id])[visit.id]
    if not mine & {visit.host_centre_id, *visitors} or visit.state is VisitState.CANCELLED:
        return None
    tasks = tasks_of(work.session, visit.id)
    names = visit_lists.names(work, {visit.host_centre_id, *visitors})
    session = None if visit.session_id is None else work.session.get(LearningSession, visit.session_id)
    head = visit_planning.when(visit, names[visit.host_centre_id], None if session is None else session.starts_at)
    acts: list[Act] = []
    for task in tasks:
        is_open = task.done_at is None and visit_task_words.is_possible(task, visit, work.now.date())
        if is_open and task.centre_id in mine and len(acts) < MOST_ACTS:
            acts += visit_task_words.acts(task)[:1]
    if any(task.words or task.by_area for task in tasks):
        acts.append(visit_task_words.read_act(visit.id))
    acts += visit_places.acts(visit, is_visitor=bool(mine.intersection(visitors)))
    if visit.host_centre_id in mine and visit.state is VisitState.PLANNED and visit.visit_on is not None:
        acts.append(visit_task_words.other_day(visit.id))
    return Told(Lines((head, *_timetable(work, visit, visitors, tasks, names))), acts=tuple(acts))


def _timetable(
    work: Work, visit: Visit, visitors: Sequence[int], tasks: Sequence[VisitTask], names: Mapping[int, Words]
) -> list[Words]:
    """The reader's centre first, then the host, then those who visit; each is named once, above what it does."""
    mine = set(spoken_for(work))
    lines: list[Words] = []
    for centre in sorted((visit.host_centre_id, *visitors), key=lambda one: one not in mine):
        own = sorted(
            (task for task in tasks if task.centre_id == centre), key=lambda one: one.kind is not VisitStep.DAY
        )
        steps = [visit_task_words.line(task, work.now.date()) for task in own]
        if not steps:
            continue
        if centre in mine:
            lines.append(_("Your centre:"))
        elif centre == visit.host_centre_id:
            lines.append(_("The host centre:"))
        else:
            lines.append(_("{centre}:", centre=names[centre]))
        lines += steps
    return lines


def running_groups(work: Work) -> tuple[tuple[int, Words], ...]:
    """Those that the actor's centre may leave."""
    return tuple(
        (group.id, _("Visit group {number}", number=str(group.id)))
        for group in _groups(work, (VisitGroupState.RUNNING,))
    )


def _groups(work: Work, states: tuple[VisitGroupState, ...]) -> list[VisitGroup]:
    mine = spoken_for(work)
    if not mine:
        return []
    return list(
        work.session.exec(
            select(VisitGroup)
            .join(VisitGroupCentre, col(VisitGroupCentre.group_id) == col(VisitGroup.id))
            .where(
                col(VisitGroup.state).in_(list(states)),
                col(VisitGroupCentre.centre_id).in_(mine),
                VisitGroupCentre.state == InGroup.IN,
            )
            .distinct()
            .order_by(col(VisitGroup.id))
        )
    )


MOST_ACTS = 3
