"""What the report of a visit is made of: notes by area, what was said at the end, the diary, and the host's comments."""

from collections.abc import Mapping, Sequence

from sqlmodel import col, func, select

from bot.core.refusal import Refusal
from bot.domain.areas import AREA_NAMES, PriorityArea
from bot.domain.visit_diary import PROMPTS
from bot.domain.visit_findings import FindingKind, NoteKind
from bot.i18n.phrase import Moment, MomentStyle, Variants, Words, _
from bot.reports.visit_report import Answered, AreaFound, DiaryDay, HostComment, Said, VisitReport
from bot.storage.sessions import LearningSession
from bot.storage.variants import texts
from bot.storage.visit_diary import EntryKind, VisitDay, VisitEntry, VisitReaction
from bot.storage.visit_reports import ReportState, VisitNote, VisitReportRow, notes_of
from bot.storage.visits import Visit, VisitState, VisitWay, find_visit, visitors_of
from bot.usecases import visit_files, visit_places
from bot.usecases.centre_report_sources import programme_name
from bot.usecases.files_in_words import in_words
from bot.usecases.visit_days import day_words
from bot.usecases.work import Work

NOT_YET = _("The report of this visit is not with your centre yet. You are told as soon as it is.")
Names = Mapping[int, Words]


def readable(work: Work, number: str | int) -> Visit | Refusal:
    """Visitors read the draft from the beginning, the host once it is asked for comments, the rest of the group at the end."""
    visit = find_visit(work.session, number)
    if visit is None:
        return Refusal(visit_places.UNKNOWN)
    row = work.session.get(VisitReportRow, visit.id)
    state = ReportState.NOTES if row is None else row.state
    at = visit_places.place(work, visit.id)
    if isinstance(at, Refusal):
        is_in_group = bool(visit_places.own_centres(work) & set(visit_places.group_centres(work, visit)))
        return visit if is_in_group and state is ReportState.FINAL else at
    if at.is_host and state not in {ReportState.COMMENTS, ReportState.FINAL}:
        return Refusal(NOT_YET)
    return visit


def report(work: Work, number: str | int) -> VisitReport | Refusal:
    visit = readable(work, number)
    if isinstance(visit, Refusal):
        return visit
    visitors = visitors_of(work.session, [visit.id])[visit.id]
    called = texts(work.session, "centre", [visit.host_centre_id, *visitors], "name")
    names: Names = {centre: Variants(called.get(centre, {})) for centre in (visit.host_centre_id, *visitors)}
    notes = [one for one in notes_of(work.session, visit.id) if one.text]
    return VisitReport(
        host=names[visit.host_centre_id],
        programme=programme_name(work, visit.host_centre_id),
        number=visit.id,
        when=_when(work, visit),
        way=_("by diary, over a week") if visit.way is VisitWay.DIARY else _("live, online"),
        visitors=tuple(names[one] for one in visitors),
        areas=tuple(_areas(visit, notes, names)),
        is_draft=visit.state is not VisitState.REPORTED,
        observations=_said(notes, NoteKind.SEEN, names),
        oral=_said(notes, NoteKind.ORAL, names),
        diary=tuple(_diary(work, visit, names)),
        comments=tuple(
            HostComment(_in_own_words(one, names), Moment(one.at, MomentStyle.DAY))
            for one in notes
            if one.kind is NoteKind.COMMENT
        ),
    )


def _when(work: Work, visit: Visit) -> Words:
    if visit.way is VisitWay.DIARY:
        days = work.session.exec(
            select(VisitDay).where(VisitDay.visit_id == visit.id).order_by(col(VisitDay.number))
        ).all()
        if days:
            return _("{first} to {last}", first=day_words(days[0].on), last=day_words(days[-1].on))
    elif visit.session_id is not None:
        at = work.session.exec(select(LearningSession.starts_at).where(LearningSession.id == visit.session_id)).first()
        if at is not None:
            return Moment(at, MomentStyle.DAY)
    return _("not settled yet") if visit.visit_on is None else day_words(visit.visit_on)


def _areas(visit: Visit, notes: Sequence[VisitNote], names: Names) -> list[AreaFound]:
    """Those that the host wished for, and whatever else visitors noted something on."""
    noted = {one.area for one in notes if one.kind.finding}
    wanted = [area for area in PriorityArea if area.value in visit.areas or area in noted]
    found = []
    for area in wanted:
        of_area = [one for one in notes if one.area is area]
        by_kind = {kind: _said(of_area, NoteKind(kind.value), names) for kind in FindingKind}
        found.append(AreaFound(AREA_NAMES[area], {kind: said for kind, said in by_kind.items() if said}))
    return found


def _said(notes: Sequence[VisitNote], kind: NoteKind, names: Names) -> tuple[Said, ...]:
    return tuple(_in_own_words(one, names) for one in notes if one.kind is kind)


def _in_own_words(one: VisitNote | VisitEntry, names: Names) -> Said:
    """A centre that has left the group meanwhile keeps what it said, without its name."""
    return Said(one.text, names.get(one.centre_id, _("a centre that has left")), one.language)


def _diary(work: Work, visit: Visit, names: Names) -> list[DiaryDay]:
    days = work.session.exec(
        select(VisitDay)
        .where(VisitDay.visit_id == visit.id, col(VisitDay.asked_at).is_not(None))
        .order_by(col(VisitDay.number))
    ).all()
    entries = work.session.exec(
        select(VisitEntry).where(VisitEntry.visit_id == visit.id).order_by(col(VisitEntry.id))
    ).all()
    files = visit_files.of_entries(work, [one.id for one in entries])
    useful = dict(
        work.session.exec(
            select(VisitReaction.day_id, func.count())
            .where(col(VisitReaction.day_id).in_([day.id for day in days]))
            .group_by(col(VisitReaction.day_id))
        ).all()
    )
    answers: dict[int, list[Said]] = {}
    for one in entries:
        if one.answers_id is not None:
            answers.setdefault(one.answers_id, []).append(_in_own_words(one, names))
    return [
        DiaryDay(
            day=day_words(day.on),
            asked=PROMPTS[day.prompt],
            entries=tuple(_in_own_words(one, names) for one in entries if _told_on(one, day) and one.text),
            files=in_words([file for one in entries if _told_on(one, day) for file in files[one.id]]),
            useful=useful.get(day.id, 0),
            questions=tuple(
                Answered(_in_own_words(one, names), tuple(answers.get(one.id, ())))
                for one in entries
                if one.day_id == day.id and one.kind is EntryKind.QUESTION
            ),
        )
        for day in days
    ]


def _told_on(entry: VisitEntry, day: VisitDay) -> bool:
    return entry.day_id == day.id and entry.kind is EntryKind.TOLD
