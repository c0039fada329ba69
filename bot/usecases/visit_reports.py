"""The report of a peer visit: a draft from the notes, read by the visiting centres, then by the host, then final for all.

The draft is due four weeks after the visit, and its visitors are reminded of it. Nobody is waited for without end: silence of a visiting centre counts as agreement after a week, that of the host as
nothing to add after two. Both are told so when they are asked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import col, delete, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.domain.visit_findings import NoteKind
from bot.domain.visit_timetable import VisitStep
from bot.i18n.phrase import Variants, Words, _
from bot.storage.centres import taking_part
from bot.storage.next_free import next_free
from bot.storage.variants import texts
from bot.storage.visit_reports import (
    REPORT,
    ReportState,
    VisitFinding,
    VisitReportRow,
    VisitReview,
    locked_or_new,
    locked_report,
    notes_of,
)
from bot.storage.visits import Visit, VisitGroup, VisitGroupState, VisitState, visitors_of, visits_of
from bot.usecases import (
    action_plan_offers,
    audit,
    practice_offers,
    visit_notes,
    visit_places,
    visit_report_telling,
    visit_steps,
)
from bot.usecases.visit_places import Place, note_act
from bot.usecases.work import Work

DRAFT_WITHIN = timedelta(days=28)
REMINDED = (timedelta(days=-7), timedelta(0), timedelta(days=7))  # of the draft, from the day on which it is due
REMINDED_AT = time(8)  # UTC; never at night anywhere, see `notify_by_day`
REVIEW, COMMENTS = timedelta(days=7), timedelta(days=14)
NO_FINDINGS = _(
    "There are no notes by area yet: no strength, no learning need, no recommendation and no practice. *notes* takes them."
)
NOT_HELD = _("The draft can be made once the visit is over. Notes can be taken at any time before.")
NOT_IN_REVIEW = _("The draft is not with the visiting centres at the moment, so there is nothing to agree to.")
NOT_WITH_HOST = _("The draft is not with the host centre at the moment.")


@dataclass(frozen=True)
class Standing:
    """How far a report has come, for somebody of the visit. `agreed` of `of` visiting centres; `until`: what then goes on."""

    state: ReportState
    is_over: bool
    due_on: date
    until: datetime | None
    agreed: tuple[Words, ...]
    waiting: tuple[Words, ...]
    has_agreed: bool
    is_host: bool
    spoken_only: int
    can_draft: bool
    with_host: bool  # it comments on the draft


def begin(work: Work, visit: Visit, on: date) -> VisitReportRow:
    """The row of a visit that begins; the draft is due four weeks after it."""
    return locked_or_new(work.session, visit.id, on + DRAFT_WITHIN)


def wait_for_draft(work: Work, row: VisitReportRow) -> None:
    """Until the next reminder; none after the last one."""
    moments = (datetime.combine(row.due_on + apart, REMINDED_AT, UTC) for apart in REMINDED)
    row.until = next((at for at in moments if at > work.now), None)
    work.session.add(row)


def standing(work: Work, number: int) -> Standing | Refusal:
    at = visit_places.place(work, number)
    if isinstance(at, Refusal):
        return at
    row = work.session.get(VisitReportRow, at.visit.id)
    agreed = _agreed(work, at.visit.id)
    names = texts(work.session, "centre", at.visitors, "name")
    findings = [one for one in notes_of(work.session, at.visit.id) if one.kind.finding and one.text]
    return Standing(
        state=ReportState.NOTES if row is None else row.state,
        is_over=at.visit.state is not VisitState.PLANNED,
        due_on=(at.visit.visit_on or work.now.date()) + DRAFT_WITHIN if row is None else row.due_on,
        until=None if row is None else row.until,
        agreed=tuple(Variants(names.get(one, {})) for one in at.visitors if one in agreed),
        waiting=tuple(Variants(names.get(one, {})) for one in at.visitors if one not in agreed),
        has_agreed=at.centre_id in agreed,
        is_host=at.is_host,
        spoken_only=0 if at.is_host else visit_notes.spoken_only(work, at.visit.id),
        can_draft=bool(findings) and at.visit.state is not VisitState.PLANNED,
        with_host=host_reads(work, at.visit),
    )


# -- of the visiting centres -------------------------------------------------------------------------------------------
def draft(work: Work, number: int) -> ReportState | Refusal:
    """Closes the notes and asks the other visiting centres; where there is none, the host."""
    at = visit_places.as_visitor(work, number)
    if isinstance(at, Refusal):
        return at
    if at.visit.state is VisitState.PLANNED:
        return Refusal(NOT_HELD)
    row = begin(work, at.visit, at.visit.visit_on or work.now.date())
    if row.state is not ReportState.NOTES:
        return row.state  # somebody else was faster
    if not any(one.kind.finding and one.text for one in notes_of(work.session, at.visit.id)):
        return Refusal(NO_FINDINGS)
    row.state, row.drafts = ReportState.REVIEW, row.drafts + 1
    row.until = work.now + REVIEW
    work.session.add(row)
    audit.note(work, "draft", REPORT, at.visit.id)
    visit_steps.done(work, at.visit, None, VisitStep.DRAFT)
    state = _agree(work, at, row)
    if state is ReportState.REVIEW:
        visit_report_telling.ask_visitors(work, at, row, with_host=host_reads(work, at.visit))
    return state


def agree(work: Work, argument: str) -> Told | Refusal:
    at = visit_places.as_visitor(work, argument)
    if isinstance(at, Refusal):
        return at
    row = locked_report(work.session, at.visit.id)
    if row is None or row.state is not ReportState.REVIEW:
        return Refusal(NOT_IN_REVIEW)
    became = _agree(work, at, row)
    if became is ReportState.FINAL:
        return Told(final(at.visit.id))
    if became is not ReportState.REVIEW:
        return Told(_("All visiting centres agree. The draft is on its way to the host centre."))
    return Told(_("Thank you. Your centre agrees to the draft of visit {number}.", number=str(at.visit.id)))


def open_again(work: Work, argument: str) -> Told | Refusal:
    """Something is missing: everybody may note again, and the next draft is read anew."""
    at = visit_places.as_visitor(work, argument)
    if isinstance(at, Refusal):
        return at
    row = locked_report(work.session, at.visit.id)
    if row is None or row.state is not ReportState.REVIEW:
        return Refusal(NOT_IN_REVIEW)
    row.state = ReportState.NOTES
    wait_for_draft(work, row)
    work.session.connection().execute(delete(VisitReview).where(col(VisitReview.visit_id) == at.visit.id))
    audit.note(work, "reopen", REPORT, at.visit.id)
    visit_report_telling.tell_reopened(work, at, row)
    number = str(at.visit.id)
    return Told(_("The notes of visit {number} are open again.", number=number), acts=(note_act(number),))


# -- of the host -------------------------------------------------------------------------------------------------------
def comment(work: Work, number: int, text: str) -> int | Refusal:
    return visit_notes.add(work, number, NoteKind.COMMENT, text)


def nothing_to_add(work: Work, argument: str) -> Told | Refusal:
    """The host has said all that it wants to: the report is final."""
    at = visit_places.as_host(work, argument)
    if isinstance(at, Refusal):
        return at
    row = locked_report(work.session, at.visit.id)
    if row is not None and row.state is ReportState.FINAL:
        return Told(_("The report of visit {number} is final already.", number=str(at.visit.id)))
    if row is None or row.state is not ReportState.COMMENTS:
        return Refusal(NOT_WITH_HOST)
    _finish(work, at.visit, row)
    return Told(final(at.visit.id))


def final(number: int) -> Words:
    """To whoever's act made it so."""
    return _("Thank you. The report of visit {number} is final, and all centres are told.", number=str(number))


def is_awaited(work: Work, visit: Visit) -> bool:
    """Whether the report of a visit that took place can still become final."""
    if visit.state is not VisitState.HELD:
        return False
    row = work.session.get(VisitReportRow, visit.id)
    return (row is not None and row.state is ReportState.COMMENTS) or bool(
        visitors_of(work.session, [visit.id])[visit.id]
    )


def settle_without(work: Work, visit: Visit, visitors: Collection[int]) -> None:
    """A centre has left: nobody waits for it. Where no visitor is left what was noted goes to the host; without a host it is final."""
    row = begin(work, visit, visit.visit_on or work.now.date())
    if row.state is ReportState.COMMENTS and not host_reads(work, visit):
        _finish(work, visit, row)
    if row.state not in {ReportState.NOTES, ReportState.REVIEW}:
        return
    if visitors:
        if row.state is ReportState.REVIEW and _agreed(work, visit.id) >= set(visitors):
            _to_host(work, visit, row)
    elif any(one.kind.finding and one.text for one in notes_of(work.session, visit.id)):
        row.drafts += row.state is ReportState.NOTES
        visit_steps.done(work, visit, None, VisitStep.DRAFT)
        _to_host(work, visit, row)
    else:
        row.until = None  # nobody can write anything any more
        work.session.add(row)


# -- on the clock ------------------------------------------------------------------------------------------------------
def look_after(work: Work) -> bool:
    """The next report whose draft is to be reminded of, or that waits for nobody any more; True when there may be more."""
    row = next_free(
        work.session,
        select(VisitReportRow)
        .where(col(VisitReportRow.until) <= work.now)
        .order_by(col(VisitReportRow.until), col(VisitReportRow.visit_id)),
    )
    if row is None:
        return False
    visit = work.session.get_one(Visit, row.visit_id)
    if visit.state is VisitState.CANCELLED:
        row.until = None
        work.session.add(row)
    elif row.state is ReportState.NOTES:
        visit_report_telling.remind(work, visit, row)
        wait_for_draft(work, row)
    elif row.state is ReportState.REVIEW:
        _to_host(work, visit, row)
    else:
        _finish(work, visit, row)
    return True


# -- what is behind it -------------------------------------------------------------------------------------------------
def _agreed(work: Work, visit_id: int) -> set[int]:
    return set(work.session.exec(select(VisitReview.centre_id).where(VisitReview.visit_id == visit_id)))


def _agree(work: Work, at: Place, row: VisitReportRow) -> ReportState:
    """What has become of the report by that."""
    agreed = _agreed(work, at.visit.id)
    if at.centre_id not in agreed:
        review = VisitReview(visit_id=at.visit.id, centre_id=at.centre_id, by_id=work.person_id, at=work.now)
        work.session.add(review)
        work.session.flush()
        audit.note(work, "agree", REPORT, at.visit.id, centre=at.centre_id)
    if agreed | {at.centre_id} >= set(at.visitors):
        _to_host(work, at.visit, row)
    return row.state


def host_reads(work: Work, visit: Visit) -> bool:
    """Not one that no longer takes part in the programme."""
    return bool(taking_part(work.session, [visit.host_centre_id]))


def _to_host(work: Work, visit: Visit, row: VisitReportRow) -> None:
    if not host_reads(work, visit):
        _finish(work, visit, row)
        return
    row.state, row.until = ReportState.COMMENTS, work.now + COMMENTS
    work.session.add(row)
    audit.note(work, "send to host", REPORT, visit.id)
    visit_report_telling.ask_host(work, visit, row)


def _finish(work: Work, visit: Visit, row: VisitReportRow) -> None:
    row.state, row.until = ReportState.FINAL, None
    visit.state = VisitState.REPORTED
    work.session.add_all((row, visit))
    findings = [
        VisitFinding(
            visit_id=visit.id,
            centre_id=one.centre_id,
            kind=one.kind.finding,
            area=one.area,
            text=one.text,
            language=one.language,
        )
        for one in notes_of(work.session, visit.id)
        if one.kind.finding is not None and one.area is not None and one.text
    ]
    work.session.add_all(findings)
    for step in (VisitStep.COMMENTS, VisitStep.FINAL):
        visit_steps.done(work, visit, None, step)
    audit.note(work, "finish", REPORT, visit.id, findings=len(findings))
    others = visits_of(work.session, visit.group_id)
    if not any(one.state is VisitState.PLANNED or is_awaited(work, one) for one in others):
        group = work.session.get_one(VisitGroup, visit.group_id)
        group.state = VisitGroupState.DONE
        work.session.add(group)
    visit_report_telling.tell_all(work, visit, len(findings))
    work.session.flush()
    if host_reads(work, visit):
        practice_offers.offer(work, visit, findings)
        action_plan_offers.after_visit(work, visit, findings)
