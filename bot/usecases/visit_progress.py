"""The groups of a call as whoever coordinates sees them: why they are one, who has not answered, what is planned and late."""

from collections.abc import Iterable, Mapping, Sequence

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Words
from bot.storage.visits import (
    Visit,
    VisitGroup,
    VisitGroupCentre,
    VisitGroupState,
    VisitState,
    VisitTask,
    groups_of,
)
from bot.usecases import visit_call_words, visit_lists, visit_planning, visit_task_words
from bot.usecases.work import Work


def groups(work: Work, argument: str) -> tuple[Words, ...]:
    """All that were not dropped; a handful of queries, however many they are."""
    row = visit_lists.find(work, argument, to_change=False)
    if isinstance(row, Refusal):
        return ()
    found = [one for one in groups_of(work.session, row.id) if one[0].state is not VisitGroupState.DROPPED]
    visits = _visits(work, [group.id for group, _members in found])
    late = _late(work, [visit.id for theirs in visits.values() for visit in theirs])
    centres = {one.centre_id for _group, members in found for one in members}
    centres |= {visit.host_centre_id for theirs in visits.values() for visit in theirs}
    centres |= {task.centre_id for theirs in late.values() for task in theirs}
    named = visit_lists.names(work, centres)
    return tuple(
        Lines((_head(group, members, named), *_standing(group, members, visits.get(group.id, ()), late, named)))
        for group, members in found
    )


def _head(group: VisitGroup, members: Sequence[VisitGroupCentre], named: Mapping[int, Words]) -> Words:
    return visit_call_words.group(group.id, [named[one.centre_id] for one in members], visit_lists.views(group))


def _standing(
    group: VisitGroup,
    members: Sequence[VisitGroupCentre],
    visits: Sequence[Visit],
    late: Mapping[int, Sequence[VisitTask]],
    named: Mapping[int, Words],
) -> Iterable[Words]:
    if group.state is VisitGroupState.ASKED:
        silent = [named[one.centre_id] for one in members if one.accepted_at is None]
        return (visit_call_words.silent(silent),) if silent else ()
    lines: list[Words] = []
    staying = {one.centre_id for one in members}
    for visit in visits:
        lines.append(visit_planning.when(visit, named[visit.host_centre_id], None))
        lines += [
            visit_call_words.late(visit_task_words.NAMES[task.kind], named[task.centre_id], task.due_on)
            for task in late.get(visit.id, ())
            if task.centre_id in staying
        ]
    return lines


def _visits(work: Work, groups: Sequence[int]) -> dict[int, list[Visit]]:
    found: dict[int, list[Visit]] = {}
    for visit in work.session.exec(
        select(Visit)
        .where(col(Visit.group_id).in_(groups), Visit.state != VisitState.CANCELLED)
        .order_by(col(Visit.id))
    ):
        found.setdefault(visit.group_id, []).append(visit)
    return found


def _late(work: Work, visits: Sequence[int]) -> dict[int, list[VisitTask]]:
    """By visit, what should have been done."""
    found: dict[int, list[VisitTask]] = {}
    for task in work.session.exec(
        select(VisitTask)
        .where(
            col(VisitTask.visit_id).in_(visits),
            col(VisitTask.done_at).is_(None),
            col(VisitTask.due_on) < work.now.date(),
        )
        .order_by(col(VisitTask.due_on), col(VisitTask.id))
    ):
        found.setdefault(task.visit_id, []).append(task)
    return found
