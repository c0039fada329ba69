"""A live visit under way: visitors are asked for what they see, then for what they will say at the end, then for their notes."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from bot.domain.visit_findings import NoteKind
from bot.domain.visit_timetable import VisitStep
from bot.i18n.phrase import Lines, Words, _
from bot.storage.memberships import Membership, belongs
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionState
from bot.storage.visit_reports import ReportState, VisitPart, VisitReportRow
from bot.storage.visits import VISIT, Visit, VisitState, VisitWay, visitors_of
from bot.usecases import visit_places, visit_reports, visit_steps
from bot.usecases.invitations import centre_name
from bot.usecases.notify import Notice, tell
from bot.usecases.notify_by_day import tell_by_day
from bot.usecases.visit_days import day_words
from bot.usecases.visit_places import note_act
from bot.usecases.work import Work

ORAL_BEFORE = timedelta(minutes=15)  # the end
UNDER_WAY = (VisitState.PLANNED, VisitState.HELD)
_ORDER = (None, VisitPart.DURING, VisitPart.ORAL, VisitPart.AFTER)


def look_after(work: Work) -> bool:
    """On the clock: the next visit that has come to its next part; True when there may be more.

    After an absence of the bot a part that is over is not asked for any more.
    """
    rows = work.session.exec(
        select(Visit, LearningSession)
        .join(LearningSession, col(LearningSession.id) == col(Visit.session_id))
        .where(
            col(Visit.state).in_(UNDER_WAY),
            Visit.way == VisitWay.LIVE,
            ~has_ended(),
            LearningSession.state == SessionState.PLANNED,
            col(LearningSession.starts_at) <= work.now,
        )
        .order_by(col(Visit.id))
    ).all()
    before = dict(
        work.session.exec(
            select(VisitReportRow.visit_id, VisitReportRow.part).where(
                col(VisitReportRow.visit_id).in_([visit.id for visit, _session in rows])
            )
        ).all()
    )
    for visit, session in rows:
        part = _part(work, session)
        if _ORDER.index(part) > _ORDER.index(before.get(visit.id)):
            _begin(work, visit, session, part)
            return True
    return False


def has_ended() -> ColumnElement[bool]:
    """Whether the notes on a visit have been asked for: its host may say before that it took place."""
    asked = select(VisitReportRow.visit_id).where(
        VisitReportRow.visit_id == Visit.id, VisitReportRow.part == VisitPart.AFTER
    )
    return asked.exists()


def ended(work: Work, visit: Visit, last_day: date) -> None:
    """Also of a visit by diary: it was held, and now the notes are wanted."""
    row = visit_reports.begin(work, visit, last_day)
    row.part = VisitPart.AFTER
    if row.state is ReportState.NOTES:
        visit_reports.wait_for_draft(work, row)
    if visit.state is VisitState.PLANNED:
        visit.state = VisitState.HELD
    work.session.add_all((row, visit))
    visit_steps.done(work, visit, None, VisitStep.VISIT)
    number = str(visit.id)
    host = centre_name(work, visit.host_centre_id)
    words = Lines(
        (
            _("Visit {number} to *{host}* has ended. What did you find?", number=number, host=host),
            _(
                "Please note it by area, one thing at a time: strengths, learning needs, recommendations, practices. The draft of the report is due on {day}.",
                day=day_words(row.due_on),
            ),
        )
    )
    tell_by_day(work, _visiting(work, visit), Notice(f"{VISIT}:{number}:after", words, (note_act(number),)))
    thanks = _(
        "Thank you for hosting visit {number}. The visitors now write their report; you can comment on it before it is final.",
        number=number,
    )
    people = visit_places.people_of(work, visit.id, [visit.host_centre_id])
    tell_by_day(work, people, Notice(f"{VISIT}:{number}:thanks", thanks))


def _part(work: Work, session: LearningSession) -> VisitPart:
    ends = session.begins + timedelta(minutes=session.minutes)
    if work.now >= ends:
        return VisitPart.AFTER
    return VisitPart.ORAL if work.now >= ends - ORAL_BEFORE else VisitPart.DURING


def _begin(work: Work, visit: Visit, session: LearningSession, part: VisitPart) -> None:
    if part is VisitPart.AFTER:
        ended(work, visit, session.begins.date())
        return
    row = visit_reports.begin(work, visit, session.begins.date())
    row.part = part
    work.session.add(row)
    number = str(visit.id)
    words: Words = (
        _("Visit {number} has begun. What do you see? A few words or a voice note are enough.", number=number)
        if part is VisitPart.DURING
        else _(
            "Visit {number} ends in a quarter of an hour. What will you say to the host? A strength comes first; take it down here.",
            number=number,
        )
    )
    kind = NoteKind.SEEN if part is VisitPart.DURING else NoteKind.ORAL
    tell(work, _visiting(work, visit), Notice(f"{VISIT}:{number}:{part}", words, (note_act(number, kind),)))


def _visiting(work: Work, visit: Visit) -> list[int]:
    """Those who are written to about the visit, and whoever of these centres comes to its session."""
    centres = visitors_of(work.session, [visit.id])[visit.id]
    coming = (
        []
        if visit.session_id is None
        else work.session.exec(
            select(Rsvp.person_id)
            .join(Membership, col(Membership.person_id) == col(Rsvp.person_id))
            .where(
                Rsvp.session_id == visit.session_id,
                Rsvp.answer == RsvpAnswer.YES,
                col(Membership.centre_id).in_(centres),
                belongs(work.now.date()),
            )
            .distinct()
            .order_by(col(Rsvp.person_id))
        ).all()
    )
    return list(dict.fromkeys((*visit_places.people_of(work, visit.id, centres), *coming)))
