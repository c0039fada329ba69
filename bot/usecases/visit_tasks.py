"""A step of a visit is done: by writing it, or by saying so; the other centres read it."""

from collections.abc import Collection, Mapping

from sqlmodel import select

from bot.core.identifiers import row_number
from bot.core.outcome import Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.visit_timetable import VisitStep
from bot.i18n.phrase import Lines, Words, _
from bot.storage.visits import VISIT, Visit, VisitState, VisitTask, VisitWay, tasks_of, visitors_of
from bot.usecases import audit, visit_lists, visit_places, visit_task_words
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_rights import speakers, spoken_for
from bot.usecases.work import Work

LONGEST = 3000  # signs, for a message of every platform
UNKNOWN = _("There is no such step for your centre. Write *visits* to see what is to be done.")
A_WEEK = _("A visit by diary ends by itself, a day after its last question. There is nothing that you have to say.")
NOT_YET = _("The day of this visit has not come yet. When it is over, say so here.")


def done(work: Work, argument: str) -> Told | Refusal:
    """Without words of one's own."""
    found = _mine(work, argument)
    if isinstance(found, Refusal):
        return found
    task, visit = found
    if task.done_at is None:
        if refusal := _finish(work, task, visit, ""):
            return refusal
        return Told(_("Thank you, *{step}* is done. The others are told.", step=visit_task_words.NAMES[task.kind]))
    return Told(_("*{step}* was done already.", step=visit_task_words.NAMES[task.kind]))


def write(work: Work, number: int, words: str, by_area: Mapping[str, str]) -> bool | Refusal:
    """What the others read, in one or by area; written again, it is sent anew. True, for talks that keep it."""
    found = _mine(work, str(number))
    if isinstance(found, Refusal):
        return found
    task, visit = found
    return _finish(work, task, visit, words, by_area) or True


def to_write(work: Work, argument: str) -> tuple[VisitStep, tuple[PriorityArea, ...]] | Refusal:
    """What is to be written for a task, and for which areas one after the other; none: in one."""
    found = _mine(work, argument)
    if isinstance(found, Refusal):
        return found
    task, visit = found
    by_area = task.kind is VisitStep.QUESTIONS
    return task.kind, tuple(map(PriorityArea, visit.areas)) if by_area else ()


def written(work: Work, argument: str) -> Told | Refusal:
    """What its centres have written for a visit so far, to read it again; for everybody of them."""
    at = visit_places.place(work, argument)
    if isinstance(at, Refusal):
        return at
    tasks = [one for one in tasks_of(work.session, at.visit.id) if one.words or one.by_area]
    if not tasks:
        return Told(_("Nothing is written yet for visit {number}.", number=str(at.visit.id)), stays=True)
    names = visit_lists.names(work, {one.centre_id for one in tasks})
    found = (
        Saying(Lines((visit_task_words.named(one, names[one.centre_id]), *visit_task_words.written(one))))
        for one in tasks
    )
    return Told(_("What is written for visit {number}:", number=str(at.visit.id)), after=tuple(found), stays=True)


def _finish(
    work: Work, task: VisitTask, visit: Visit, words: str, by_area: Mapping[str, str] | None = None
) -> Refusal | None:
    if task.kind is VisitStep.DAY:
        return Refusal(_("Please choose the day first: write *visits*."))
    if task.kind is VisitStep.VISIT:
        if visit.way is VisitWay.DIARY:
            return Refusal(A_WEEK)
        if visit.visit_on is None or visit.visit_on > work.now.date():
            return Refusal(NOT_YET)
        if visit.state is VisitState.PLANNED:
            visit.state = VisitState.HELD
            work.session.add(visit)
    if words or by_area:
        task.words, task.by_area = words, dict(by_area or {})
    task.done_at, task.done_by_id, task.remind_at = work.now, work.person_id, None
    work.session.add(task)
    work.session.flush()
    audit.note(work, "finish", VISIT, visit.id, scope=f"centre:{task.centre_id}", step=task.kind)
    _tell_others(work, task, visit)
    return None


def _tell_others(work: Work, task: VisitTask, visit: Visit) -> None:
    centre = visit_lists.names(work, [task.centre_id])[task.centre_id]
    words = visit_task_words.told_others(task, visit, centre)
    key = f"{VISIT}:{visit.id}:done:{task.id}:{work.now:%Y%m%d%H%M%S}"
    tell(work, others_in(work, visit, [task.centre_id]), Notice(key, words))


def others_in(work: Work, visit: Visit, but: Collection[int]) -> list[int]:
    """Who speaks for the host and the visitors, without these centres and the actor."""
    centres = {visit.host_centre_id, *visitors_of(work.session, [visit.id])[visit.id]}.difference(but)
    people = {person for speaking in speakers(work, centres).values() for person in speaking}
    return sorted(people - {work.actor.person_id})


def _mine(work: Work, argument: str) -> tuple[VisitTask, Visit] | Refusal:
    """Locked: nobody else changes it before this transaction ends."""
    number, task = row_number(argument), None
    if number is not None:
        wanted = select(VisitTask).where(VisitTask.id == number).with_for_update()
        task = work.session.exec(wanted.execution_options(populate_existing=True)).one_or_none()
    if task is not None and visit_places.is_gone(work, task.centre_id):
        return Refusal(LEFT)
    if task is None or task.centre_id not in spoken_for(work):
        return Refusal(UNKNOWN)
    visit = work.session.get_one(Visit, task.visit_id)
    if visit.state is VisitState.CANCELLED:
        return Refusal(CANCELLED)
    if task.centre_id not in {visit.host_centre_id, *visitors_of(work.session, [visit.id])[visit.id]}:
        return Refusal(LEFT)
    return task, visit


LEFT: Words = _(
    "Your centre has left this group, so there is nothing to do for this visit any more. What was written is kept."
)
CANCELLED: Words = _("This visit does not take place. What was written for it is kept.")
