"""Where something could go into an action plan: a button for those who write that plan, and for nobody else."""

from collections.abc import Sequence

from bot.core.outcome import Act
from bot.core.refusal import Refusal
from bot.domain.action_plans import ActionOrigin
from bot.domain.transfers import TRIED
from bot.domain.visit_findings import FindingKind
from bot.i18n.phrase import Lines, Words, _, _n
from bot.storage.action_plans import KIND
from bot.storage.assessments import Assessment
from bot.storage.transfers import find_transfer
from bot.storage.visit_reports import VisitFinding
from bot.storage.visits import Visit
from bot.usecases.action_plan_places import to_write, writers
from bot.usecases.action_plan_words import add_act
from bot.usecases.notify import Notice
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.work import Work


def for_centre(work: Work, centre_id: int) -> tuple[Act, ...]:
    return () if isinstance(to_write(work, centre_id), Refusal) else (add_act(centre_id),)


def after_signing(work: Work, assessment_id: int) -> tuple[Act, ...]:
    return for_centre(work, work.session.get_one(Assessment, assessment_id).centre_id)


def after_visit(work: Work, visit: Visit, findings: Sequence[VisitFinding]) -> None:
    """To those who write the plan of the host, once its report is final and recommends anything."""
    found = [one for one in findings if one.kind is FindingKind.RECOMMENDATION]
    if not found:
        return
    host = visit.host_centre_id
    lead: Words = _n(
        "The report of visit {number} has {count} recommendation for your centre.",
        "The report of visit {number} has {count} recommendations for your centre.",
        len(found),
        number=str(visit.id),
    )
    words = Lines((lead, _("You can take over in your action plan what you want to do.")))
    # The only one is meant; of several, whoever writes the plan chooses.
    act = add_act(host, f"{ActionOrigin.VISIT}-{found[0].id}") if len(found) == 1 else add_act(host)
    notice = Notice(f"{KIND}:visit:{visit.id}", words, acts=(act,))
    tell_by_day(work, writers(work, [host])[host], notice)


def for_transfer(work: Work, number: int) -> tuple[Act, ...]:
    """Beside a practice that a centre tries: it leads right to what will be done with it."""
    transfer = find_transfer(work.session, number)
    if transfer is None or transfer.state not in TRIED or isinstance(to_write(work, transfer.centre_id), Refusal):
        return ()
    return (add_act(transfer.centre_id, f"{ActionOrigin.PRACTICE}-{transfer.id}"),)
