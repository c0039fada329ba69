"""An action plan as its paper needs it: the same facts as in the chat."""

from collections.abc import Iterator

from bot.core.refusal import Refusal
from bot.domain.action_plans import TO_DO
from bot.i18n.phrase import Moment, MomentStyle, Words
from bot.reports.action_plan_pages import PlannedLine, PlanPaper
from bot.usecases import action_plan_pages
from bot.usecases import action_plan_sentences as sentences
from bot.usecases.action_plan_pages import Line
from bot.usecases.work import Work


def paper(work: Work, centre_id: int) -> PlanPaper | Refusal:
    plan = action_plan_pages.plan(work, centre_id)
    if isinstance(plan, Refusal):
        return plan
    return PlanPaper(
        centre=plan.centre,
        programme=plan.programme,
        day=Moment(work.now, MomentStyle.DATE),
        to_do=tuple(PlannedLine(one.text, tuple(_about(one))) for one in plan.to_do),
        over=tuple(PlannedLine(one.text, tuple(_about(one))) for one in plan.over),
    )


def _about(one: Line) -> Iterator[Words]:
    is_to_do = one.state in TO_DO
    if is_to_do:
        yield from sentences.until(one)
    if is_to_do or one.in_charge is not None:
        yield sentences.in_charge(one)
    yield sentences.how_far(one)
    yield from sentences.why_not(one)
    yield from sentences.about(one)
