"""Reports as papers in a chat: asked for here, where the right is checked, and written when they are sent."""

from typing import Any

from bot.core.messages import Attachment
from bot.core.outcome import Saying
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _
from bot.i18n.translator import Reader
from bot.usecases import (
    action_plan_places,
    centre_reports,
    compendium,
    round_lists,
    round_tables,
    transfer_lists,
    visit_report_sources,
)
from bot.usecases.chat_exports import XLSX
from bot.usecases.invitations import centre_name
from bot.usecases.people import person_of
from bot.usecases.work import Work

CENTRE_JOB, ROUND_JOB, VISIT_JOB = "centre_report", "round_report", "visit_report"
TRANSFER_JOB, COMPENDIUM_JOB, PLAN_JOB = "transfer_sheet", "compendium", "action_plan"
WORKBOOK_JOB, CSV_JOB = "round_workbook", "round_csv"
PDF, ZIP = "application/pdf", "application/zip"


def of_centre(work: Work, assessment_id: int) -> Attachment | Refusal:
    assessment = centre_reports.reportable(work, assessment_id)
    if isinstance(assessment, Refusal):
        return assessment
    day = centre_reports.signed_on(assessment)
    words = _("The report of *{centre}*, {day}.", centre=centre_name(work, assessment.centre_id), day=day)
    return _attachment(work, "report.pdf", PDF, CENTRE_JOB, words, assessment=assessment_id)


def of_round(work: Work, number: int) -> Attachment | Refusal:
    standing = round_lists.standing(work, number)
    if isinstance(standing, Refusal):
        return standing
    return _attachment(
        work, "round.pdf", PDF, ROUND_JOB, _("The report of the round *{round}*.", round=standing.name), round=number
    )


def of_visit(work: Work, number: str | int) -> Attachment | Refusal:
    visit = visit_report_sources.readable(work, number)
    if isinstance(visit, Refusal):
        return visit
    words = _("The report of the visit to *{centre}*.", centre=centre_name(work, visit.host_centre_id))
    return _attachment(work, f"visit-{visit.id}.pdf", PDF, VISIT_JOB, words, visit=visit.id)


def of_transfer(work: Work, number: str | int) -> Attachment | Refusal:
    shown = transfer_lists.seen(work, number)
    if isinstance(shown, Refusal):
        return shown
    words = _("The transfer sheet of *{title}*.", title=shown.title)
    return _attachment(work, f"transfer-{shown.number}.pdf", PDF, TRANSFER_JOB, words, transfer=shown.number)


def of_plan(work: Work, centre_id: int) -> Attachment | Refusal:
    """The action plan of a centre, for those who may read it."""
    at = action_plan_places.place(work, centre_id)
    if isinstance(at, Refusal):
        return at
    words = _("The action plan of *{centre}*.", centre=centre_name(work, centre_id))
    return _attachment(work, "action-plan.pdf", PDF, PLAN_JOB, words, centre=centre_id)


def of_compendium(work: Work, area: PriorityArea | None) -> Attachment | Refusal:
    """The latest edition, or what it says of an area, for everybody; without photos, so that a weak connection can fetch it."""
    edition = compendium.latest(work)
    if edition is None:
        return Refusal(compendium.NONE_YET)
    words = _("The compendium of practices, edition {number}.", number=str(edition.number))
    name = f"compendium-{edition.number}{'' if area is None else f'-{area}'}.pdf"
    about = {"edition": edition.number, "area": "" if area is None else area.value}
    return _attachment(work, name, PDF, COMPENDIUM_JOB, words, **about)


def send_of_visit(work: Work, argument: str) -> Told | Refusal:
    """The action: the message with the button stays, and the paper follows, also for those who read text only: they ask for it."""
    paper = of_visit(work, argument)
    if isinstance(paper, Refusal):
        return paper
    words = _("Here is the report of visit {number}.", number=argument)
    return Told(words, after=(Saying(paper.description, attachments=(paper,)),), stays=True)


def of_centres(work: Work, number: int, *, named: bool, csv: bool) -> Attachment | Refusal:
    """The rows of a round's centres, with a codebook; noted in the audit."""
    if refusal := round_tables.handed_out(work, number, named=named):
        return refusal
    words = _("A table of round {number}: a row for each centre and indicator.", number=number)
    ending, media_type, job = ("zip", ZIP, CSV_JOB) if csv else ("xlsx", XLSX, WORKBOOK_JOB)
    stem = f"round-{number}" if named else f"round-{number}-without-names"
    return _attachment(work, f"{stem}.{ending}", media_type, job, words, round=number, named=named)


def _attachment(work: Work, name: str, media_type: str, job: str, words: Words, **about: int | str) -> Attachment:
    """Whoever asks is who reads it: the right is looked at again when it is written."""
    person = person_of(work)
    reader = Reader(work.translator.spoken(person.language), person.zone or "UTC")
    wanted: dict[str, Any] = {**about, "person": person.id, "language": reader.language, "zone": reader.zone}
    wanted["at"] = work.now.isoformat()  # else whoever asks again would get what the sender remembers of the first time
    return Attachment(name, media_type, plain(work.translator.render(words, reader)), job=job, arguments=wanted)
