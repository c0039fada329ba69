"""A centre leaves a group that visits each other already: what it hosts is cancelled, the rest goes on, nothing is lost."""

from collections.abc import Collection, Sequence

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.visit_timetable import STEPS, Part
from bot.domain.visits import WithoutGroup
from bot.i18n.phrase import Lines, Words, _
from bot.storage.centres import taking_part
from bot.storage.visits import (
    GROUP,
    VISIT,
    InGroup,
    Visit,
    VisitCall,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitState,
    any_gone,
    members_of,
    tasks_of,
    visitors_of,
    visits_of,
)
from bot.usecases import (
    audit,
    visit_groups,
    visit_lists,
    visit_places,
    visit_reminders,
    visit_reports,
    visit_sessions,
    visit_weeks,
)
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_rights import speakers, spoken_for
from bot.usecases.work import Work

SLICE = 2
OVER = (VisitState.HELD, VisitState.REPORTED, VisitState.CANCELLED)


def leave(work: Work, argument: str, reason: str | None) -> bool | Refusal:
    """For the actor's centres in a group that is under way. True, for talks that keep it."""
    group = visit_lists.group_of(work, argument)
    mine = spoken_for(work)
    own = [] if group is None else [one for one in members_of(work.session, group.id) if one.centre_id in mine]
    if group is None or not own:
        return Refusal(visit_groups.UNKNOWN)
    if group.state is VisitGroupState.RUNNING:
        for one in own:
            one.by_id = work.person_id
        _leave(work, group, own, reason)
    return True


def look_after(work: Work) -> bool:
    """On the clock: centres that no longer take part leave their groups, and groups end. True when there may be more."""
    if visit_groups.take_out(work):
        return True
    groups = work.session.exec(
        select(VisitGroup)
        .where(col(VisitGroup.state).in_([VisitGroupState.ASKED, VisitGroupState.RUNNING]), any_gone())
        .order_by(col(VisitGroup.id))
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for group in groups:
        members = members_of(work.session, group.id)
        there = taking_part(work.session, [one.centre_id for one in members])
        leaving = [one for one in members if one.centre_id not in there]
        if group.state is VisitGroupState.ASKED:
            visit_groups.leave(work, group, leaving)
            gone = [one.centre_id for one in leaving]
            _tell_own(work, group, gone, _head(work, group, gone, (), None, is_out=True))
        else:
            _leave(work, group, leaving, None, is_out=True)
    return len(groups) == SLICE or _finish(work)


def _finish(work: Work) -> bool:
    """A group of which no visit lies ahead or waits for its report is done."""
    waits = select(Visit.id).where(
        Visit.group_id == VisitGroup.id, col(Visit.state).in_([VisitState.PLANNED, VisitState.HELD])
    )
    groups = work.session.exec(
        select(VisitGroup)
        .where(VisitGroup.state == VisitGroupState.RUNNING, ~waits.exists())
        .order_by(col(VisitGroup.id))
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for group in groups:
        group.state = VisitGroupState.DONE
        work.session.add(group)
    work.session.flush()
    return len(groups) == SLICE


def _leave(
    work: Work, group: VisitGroup, leaving: Collection[VisitGroupCentre], reason: str | None, *, is_out: bool = False
) -> None:
    """`is_out`: of the programme, and not of its own will."""
    for one in leaving:
        one.state = InGroup.WITHDRAWN
        work.session.add(one)
        audit.note(work, "leave", GROUP, group.id, scope=f"centre:{one.centre_id}")
    work.session.flush()
    gone = {one.centre_id for one in leaving}
    cancelled = [visit for visit in visits_of(work.session, group.id) if _mend(work, visit, gone, reason)]
    left = members_of(work.session, group.id)
    visits = visits_of(work.session, group.id)
    if all(visit.state in OVER and not visit_reports.is_awaited(work, visit) for visit in visits):
        held = any(visit.state is not VisitState.CANCELLED for visit in visits)
        group.state = VisitGroupState.DONE if held else VisitGroupState.DROPPED
        work.session.add(group)
    head = _head(work, group, gone, cancelled, reason, is_out=is_out)
    _tell(work, group, left, head, gone)
    _tell_own(work, group, gone, head)
    for visit in visits:
        if visit.state is VisitState.PLANNED:
            visitors = visitors_of(work.session, [visit.id])[visit.id]
            visit_sessions.without(work, visit, gone, (visit.host_centre_id, *visitors))
    work.session.flush()


def _mend(work: Work, visit: Visit, gone: Collection[int], reason: str | None) -> bool:
    """Whether the visit does not take place any more; where it does, the steps of who left are others' now, or nobody's."""
    if visit.state is VisitState.HELD:
        _hand_over(work, visit, gone)
    if visit.state in OVER:
        return False
    visitors = visitors_of(work.session, [visit.id])[visit.id]
    is_over = visit.host_centre_id in gone or not visitors
    for task in tasks_of(work.session, visit.id):
        if task.done_at is None and (is_over or task.centre_id in gone):
            task.remind_at = None
            work.session.add(task)
            if not is_over and STEPS[task.kind].part is Part.WRITER:
                visit_reminders.add(work, visit, [(visitors[0], task.kind, task.due_on)])
    if is_over:
        visit.state = VisitState.CANCELLED
        work.session.add(visit)
        visit_sessions.cancel(work, visit, reason)
        audit.note(work, "cancel", VISIT, visit.id)
    work.session.flush()
    return is_over


def _hand_over(work: Work, visit: Visit, gone: Collection[int]) -> None:
    """The report of a visit that was held: another visitor writes it; where nobody is left, the host gets what was noted."""
    visitors = visitors_of(work.session, [visit.id])[visit.id]
    for task in tasks_of(work.session, visit.id):
        if task.done_at is None and task.centre_id in gone and STEPS[task.kind].part is Part.WRITER and visitors:
            visit_reminders.add(work, visit, [(visitors[0], task.kind, task.due_on)])
    visit_reports.settle_without(work, visit, visitors)


def _head(
    work: Work,
    group: VisitGroup,
    gone: Collection[int],
    cancelled: Sequence[Visit],
    reason: str | None,
    *,
    is_out: bool,
) -> list[Words]:
    """Who left, and which visits do not take place."""
    names = visit_lists.names(work, [*gone, *(visit.host_centre_id for visit in cancelled)])
    number = str(group.id)
    lines: list[Words] = [
        _("{centre} no longer takes part in the programme, and leaves visit group {number}.", centre=one, number=number)
        if is_out
        else _("{centre} leaves visit group {number}.", centre=one, number=number)
        for one in (names[centre] for centre in sorted(gone))
    ]
    if reason:
        lines.append(_("Reason: {reason}", reason=reason))
    for visit in cancelled:
        values: dict[str, Words] = {"number": str(visit.id), "host": names[visit.host_centre_id]}
        lines.append(
            _("Visit {number}, {host}, ends early.", **values)
            if visit_weeks.has_begun(work, visit)
            else _("Visit {number}, {host}, does not take place.", **values)
        )
    return lines


def _tell(
    work: Work, group: VisitGroup, left: Sequence[VisitGroupCentre], head: Sequence[Words], gone: Collection[int]
) -> None:
    """The others, and whoever coordinates: what goes on."""
    if group.state is VisitGroupState.RUNNING:
        goes_on = (
            _("The other visits go on as planned. What was written is kept.")
            if any(visit.state is VisitState.PLANNED for visit in visits_of(work.session, group.id))
            else _("The report of what took place is still written, and what was noted for it is kept.")
        )
    elif group.state is VisitGroupState.DROPPED:
        goes_on = _("So this group ends. What was written is kept, and whoever coordinates may find another group.")
    else:
        goes_on = _("So this group ends. What took place, and what was written, is kept.")
    _free(work, group, left)
    call = work.session.get_one(VisitCall, group.call_id)
    who = speakers(work, taking_part(work.session, [one.centre_id for one in left]))
    people = {person for speaking in who.values() for person in speaking}
    people |= {call.author_id} if call.author_id is not None else set()
    key = f"{GROUP}:{group.id}:left:{'-'.join(map(str, sorted(gone)))}"
    tell(work, sorted(people - {work.actor.person_id}), Notice(key, Lines((*head, goes_on))))


def _tell_own(work: Work, group: VisitGroup, gone: Collection[int], head: Sequence[Words]) -> None:
    """Who speaks for the centres that left, or has written for them: that nothing is to be done there any more."""
    people = {person for speaking in speakers(work, gone).values() for person in speaking}
    for visit in visits_of(work.session, group.id):
        people.update(visit_places.writers_of(work, visit.id, gone))
    words = Lines((*head, _("There is nothing more to do for it. What was written is kept.")))
    key = f"{GROUP}:{group.id}:own:{'-'.join(map(str, sorted(gone)))}"
    tell(work, sorted(people - {work.actor.person_id}), Notice(key, words))


def _free(work: Work, group: VisitGroup, left: Sequence[VisitGroupCentre]) -> None:
    """Those of a group that was dropped may be put together with others of their call."""
    if group.state is not VisitGroupState.DROPPED:
        return
    call = work.session.get_one(VisitCall, group.call_id)
    call.alone = {**call.alone, **{str(one.centre_id): WithoutGroup.SAID_NO.value for one in left}}
    work.session.add(call)
