"""Steps of visits that are not done: reminded of a week before, on the day, and once when late; while people work there."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import col, select

from bot.domain.visit_timetable import PREPARING, VisitStep, next_reminder
from bot.i18n.zones import zone_of
from bot.storage.centres import Centre
from bot.storage.visits import VISIT, Visit, VisitState, VisitTask, VisitWay
from bot.usecases import visit_lists, visit_task_words
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_rights import speakers
from bot.usecases.work import Work

SLICE = 10  # tasks in one transaction
# The report reminds of its own steps.
OF_THE_REPORT = frozenset({VisitStep.DRAFT, VisitStep.COMMENTS, VisitStep.FINAL})


def add(work: Work, visit: Visit, tasks: Iterable[tuple[int, VisitStep, date]]) -> None:
    """(centre, step, day): those that are not there yet, and another day for those that are and are not done."""
    wanted = list(tasks)
    standing = {
        (one.centre_id, one.kind): one
        for one in work.session.exec(select(VisitTask).where(VisitTask.visit_id == visit.id))
    }
    centres = {centre for centre, _step, _due in wanted}
    rows = {one.id: one for one in work.session.exec(select(Centre).where(col(Centre.id).in_(centres)))}
    for centre, step, due in wanted:
        task = standing.get((centre, step)) or VisitTask(visit_id=visit.id, centre_id=centre, kind=step, due_on=due)
        if task.done_at is None:
            task.due_on, task.reminded = due, 0
            task.remind_at = _next(work, task, visit, rows[centre])
            work.session.add(task)
    work.session.flush()


def _next(work: Work, task: VisitTask, visit: Visit, centre: Centre) -> datetime | None:
    if task.kind in OF_THE_REPORT or _ends_by_itself(task, visit):
        return None
    return next_reminder(task.kind, task.due_on, task.reminded, work.now, centre.zone, centre.country)


def _ends_by_itself(task: VisitTask, visit: Visit) -> bool:
    """A diary, after its week: nobody is asked on its second day whether it took place."""
    return task.kind is VisitStep.VISIT and visit.way is VisitWay.DIARY


def _is_too_late(work: Work, task: VisitTask, visit: Visit, centre: Centre) -> bool:
    """A visit that was planned at short notice is over before the last reminder of what prepares it."""
    if visit.state in {VisitState.CANCELLED, VisitState.REPORTED} or _ends_by_itself(task, visit):
        return True
    today = work.now.astimezone(zone_of(centre.zone)).date()
    return task.kind in PREPARING and visit.visit_on is not None and visit.visit_on < today


def send_due(work: Work) -> bool:
    """On the clock; True when there may be more. One that was done a moment ago is never reminded of."""
    rows = work.session.exec(
        select(VisitTask, Visit, Centre)
        .join(Visit, col(Visit.id) == col(VisitTask.visit_id))
        .join(Centre, col(Centre.id) == col(VisitTask.centre_id))
        .where(col(VisitTask.remind_at) <= work.now)
        .order_by(col(VisitTask.remind_at), col(VisitTask.id))
        .limit(SLICE)
        .with_for_update(of=VisitTask, skip_locked=True)
    ).all()
    if not rows:
        return False
    who = speakers(work, {task.centre_id for task, _visit, _centre in rows})
    named = visit_lists.names(work, {visit.host_centre_id for _task, visit, _centre in rows})
    for task, visit, centre in rows:
        if task.done_at is not None or _is_too_late(work, task, visit, centre):
            task.remind_at = None
        else:
            task.reminded += 1
            words = visit_task_words.reminder(task, visit, named[visit.host_centre_id], work.now.date())
            key = f"{VISIT}:{visit.id}:task:{task.id}:{task.due_on}:{task.reminded}"
            tell(work, who[task.centre_id], Notice(key, words, acts=visit_task_words.acts(task)))
            task.remind_at = _next(work, task, visit, centre)
        work.session.add(task)
    work.session.flush()
    return len(rows) == SLICE
