"""A step of a visit's timetable is done by doing it: nobody has to say so as well."""

from sqlmodel import col, update

from bot.domain.visit_timetable import VisitStep
from bot.storage.visits import Visit, VisitTask
from bot.usecases.work import Work


def done(work: Work, visit: Visit, centre_id: int | None, step: VisitStep) -> None:
    """Of one centre, or of whichever has to do it; what was done before stays as it was."""
    statement = update(VisitTask).where(
        col(VisitTask.visit_id) == visit.id, col(VisitTask.kind) == step, col(VisitTask.done_at).is_(None)
    )
    if centre_id is not None:
        statement = statement.where(col(VisitTask.centre_id) == centre_id)
    by = work.actor.person_id
    work.session.connection().execute(statement.values(done_at=work.now, done_by_id=by, remind_at=None))
