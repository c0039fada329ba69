"""What a centre had resolved before a self-assessment, and how far that is: for its report."""

from datetime import datetime

from sqlmodel import func, select

from bot.core.refusal import Refusal
from bot.domain.action_plans import STATE_NAMES, TO_DO, ActionState
from bot.i18n.phrase import Variants
from bot.i18n.zones import zone_of
from bot.reports.centre_report import Resolved
from bot.storage.action_plans import KIND, WHAT, actions_of
from bot.storage.assessments import Assessment
from bot.storage.centres import Centre
from bot.storage.variants import texts
from bot.usecases.action_plan_places import place
from bot.usecases.visit_days import short_day
from bot.usecases.work import Work


def resolved(work: Work, assessment: Assessment) -> tuple[Resolved, ...]:
    """In the order in which it was resolved; nothing for those who may not read the plan.

    Without what had been done or given up by the self-assessment before: the report of that one told it.
    """
    known = [one for one in actions_of(work.session, assessment.centre_id) if one.created_at < assessment.opened_at]
    if not known or isinstance(place(work, assessment.centre_id), Refusal):
        return ()
    before = _signed_before(work, assessment)
    rows = [one for one in known if one.state in TO_DO or before is None or one.state_at > before]
    told = texts(work.session, KIND, [one.id for one in rows], WHAT)
    zone = zone_of(work.session.get_one(Centre, assessment.centre_id).zone)
    return tuple(
        Resolved(
            text=Variants(told.get(one.id, {})),
            state=STATE_NAMES[one.state],
            since=short_day(one.state_at.astimezone(zone).date()) if one.state is not ActionState.OPEN else "",
        )
        for one in rows
    )


def _signed_before(work: Work, assessment: Assessment) -> datetime | None:
    """When the centre last signed one that was begun earlier."""
    wanted = select(func.max(Assessment.signed_at)).where(
        Assessment.centre_id == assessment.centre_id, Assessment.opened_at < assessment.opened_at
    )
    return work.session.exec(wanted).one()
