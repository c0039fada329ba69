"""The host chooses the day of a visit, and for a live one the hour: the timetable follows, and the session is planned."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.sessions import OriginKind, SessionKind
from bot.domain.visit_timetable import LAST_DUE, Place, VisitStep, days_for_visits, hours_for_visits, timetable
from bot.i18n.markup import plain
from bot.i18n.phrase import Lines, Moment, Words, _
from bot.i18n.translator import Reader
from bot.storage.centres import Centre
from bot.storage.sessions import LearningSession, SessionState
from bot.storage.variants import TextVariant, VariantState
from bot.storage.visits import (
    VISIT,
    Visit,
    VisitCall,
    VisitGroup,
    VisitState,
    VisitTask,
    VisitWay,
    find_visit,
    tasks_of,
    visitors_of,
    visits_of,
)
from bot.usecases import (
    audit,
    sessions,
    visit_lists,
    visit_places,
    visit_reminders,
    visit_sessions,
    visit_task_words,
    visit_tasks,
    visit_weeks,
)
from bot.usecases.notify import Notice, tell
from bot.usecases.partner_rights import speakers, spoken_for
from bot.usecases.people import person_of
from bot.usecases.public_holidays import holidays_of
from bot.usecases.visit_days import day_words
from bot.usecases.work import Work

A_DAY = timedelta(days=1)
TO_PREPARE = timedelta(days=29)
NEAR = 2  # places off an even spread that a day on offer may lie
MINUTES = 120  # of a live visit
UNKNOWN = _("There is no such visit for your centre to plan. Write *visits* to see yours.")
NO_DAY = _(
    "No day is left on which all centres of this visit work within the weeks of the call. Please ask whoever coordinates it."
)
BEGUN = _("The week of this visit has begun; its days stay as they are.")
HELD = _("This visit has taken place already; its day stays as it was.")


@dataclass(frozen=True)
class Choice:
    """What the host may choose for a visit."""

    number: int
    way: VisitWay  # EITHER: the host says which
    first: date
    last: date
    days: tuple[date, ...]  # all that are possible
    prepared: date  # whoever begins now has four weeks to prepare by then
    unknown: tuple[str, ...]  # countries of these centres whose holidays are not known

    def offered(self, most: int) -> tuple[date, ...]:
        """So many of them, spread evenly and over the days of the week; with time to prepare, where there are such."""
        days = tuple(day for day in self.days if day >= self.prepared) or self.days
        if len(days) <= most:
            return days
        found: list[date] = []
        for place in range(most):
            middle = place * (len(days) - 1) / max(1, most - 1)
            left = [(abs(at - middle), day) for at, day in enumerate(days) if day not in found]
            near = [day for distance, day in sorted(left) if distance <= NEAR] or [min(left)[1]]
            found.append(min(near, key=lambda day: sum(other.weekday() == day.weekday() for other in found)))
        return tuple(sorted(found))


def choice(work: Work, argument: str) -> Choice | Refusal:
    visit = _mine(work, argument)
    if isinstance(visit, Refusal):
        return visit
    if visit_weeks.has_begun(work, visit):
        return Refusal(BEGUN)
    call = _call(work, visit)
    places, unknown = _places(work, visit, call.visits_from, call.visits_until)
    days = days_for_visits(call.visits_from, call.visits_until, places, work.now.date())
    taken = {other.visit_on for other in visits_of(work.session, visit.group_id) if other.id != visit.id}
    free = tuple(day for day in days if day not in taken)
    if not free:
        return Refusal(NO_DAY)
    return Choice(visit.id, call.way, free[0], free[-1], free, work.now.date() + TO_PREPARE, unknown)


def hours(work: Work, number: int, day: date) -> tuple[datetime, ...]:
    """At which a live visit could begin, so that all are at work until its end; the host's hours, whole ones."""
    visit = _mine(work, str(number))
    if isinstance(visit, Refusal):
        return ()
    places, _unknown = _places(work, visit, day - A_DAY, day + A_DAY)  # on other clocks it is another day
    return hours_for_visits(day, places, MINUTES)


def plan(work: Work, number: int, day: date, begins: datetime | None, link: str | None) -> int | Refusal | None:
    """The number of its session. `begins` None: over a week from that day, by photos and short videos, without a session.

    Another day moves what is not done yet.
    """
    visit = _mine(work, str(number), to_change=True)
    if isinstance(visit, Refusal):
        return visit
    if visit.state is not VisitState.PLANNED:
        return Refusal(HELD)
    possible = choice(work, str(number))
    if isinstance(possible, Refusal):
        return possible
    if day not in possible.days:
        return Refusal(
            _(
                "That day does not suit all centres, or lies outside of the weeks of the call. Please choose another one."
            )
        )
    visit.visit_on, visit.way = day, VisitWay.DIARY if begins is None else VisitWay.LIVE
    work.session.add(visit)
    if refusal := _session(work, visit, begins, link):
        return refusal
    _steps(work, visit, day)
    audit.note(work, "plan", VISIT, visit.id)
    _tell(work, visit, begins)
    return visit.session_id


def _session(work: Work, visit: Visit, begins: datetime | None, link: str | None) -> Refusal | None:
    """A live visit is a session of all who take part; another day moves it, a visit by photos has none."""
    if visit.session_id is not None:
        if begins is None:
            visit_sessions.cancel(work, visit, None)
            return None
        return sessions.change(visit_sessions.as_system(work), visit.session_id, starts_at=begins, link=link)
    if begins is None:
        return None
    centres = (visit.host_centre_id, *visitors_of(work.session, [visit.id])[visit.id])
    group, call = work.session.get_one(VisitGroup, visit.group_id), _call(work, visit)
    organiser = person_of(work)
    row = LearningSession(
        programme_id=call.programme_id,
        organiser_id=organiser.id,
        kind=SessionKind.PEER_VISIT,
        area=PriorityArea(visit.areas[0]) if visit.areas else PriorityArea.PEDAGOGY,
        state=SessionState.DRAFT,
        zone=organiser.zone,
        minutes=MINUTES,
        languages=list(visit_lists.shared_languages(group)),
        link=link,
        audience=Audience(centres=tuple(sorted(centres))).to_json(),
        origin_kind=OriginKind.VISIT,
        origin_id=visit.id,
        created_at=work.now,
        changed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _give_titles(work, row, visit)
    visit.session_id = row.id
    work.session.add(visit)
    return sessions.plan_at(work, row, begins, MINUTES)


def _give_titles(work: Work, row: LearningSession, visit: Visit) -> None:
    """In all our languages: nobody typed it."""
    words = _("Peer visit at {centre}", centre=visit_lists.names(work, [visit.host_centre_id])[visit.host_centre_id])
    work.session.add_all(
        TextVariant(
            subject_kind="session",
            subject_id=row.id,
            field="title",
            language=language,
            text=plain(work.translator.render(words, Reader(language))),
            state=VariantState.APPROVED,
            at=work.now,
        )
        for language in work.translator.languages
    )


def _steps(work: Work, visit: Visit, day: date) -> None:
    today = work.now.date()
    places, _unknown = _places(work, visit, today, day + timedelta(days=LAST_DUE))
    visitors = visitors_of(work.session, [visit.id])[visit.id]
    steps = timetable(day, visit.host_centre_id, visitors, {one.centre_id: one for one in places}, today)
    visit_reminders.add(work, visit, [(one.centre_id, one.step, one.due_on) for one in steps])
    for task in tasks_of(work.session, visit.id):
        if task.kind is VisitStep.DAY and task.done_at is None:
            task.done_at, task.done_by_id, task.remind_at = work.now, work.person_id, None
            work.session.add(task)
    work.session.flush()


def _mine(work: Work, argument: str, *, to_change: bool = False) -> Visit | Refusal:
    """`to_change`: whoever plans a visit of the group, or leaves it, waits for the other; so a visit has one session."""
    visit = find_visit(work.session, argument)
    if visit is not None and to_change:
        visit_lists.group_of(work, str(visit.group_id))
        work.session.refresh(visit)
    if visit is not None and visit_places.is_gone(work, visit.host_centre_id):
        return Refusal(visit_tasks.LEFT)
    if visit is None or visit.host_centre_id not in spoken_for(work):
        return Refusal(UNKNOWN)
    return Refusal(visit_tasks.CANCELLED) if visit.state is VisitState.CANCELLED else visit


def _call(work: Work, visit: Visit) -> VisitCall:
    return work.session.get_one(VisitCall, work.session.get_one(VisitGroup, visit.group_id).call_id)


def _places(work: Work, visit: Visit, first: date, last: date) -> tuple[tuple[Place, ...], tuple[str, ...]]:
    """The host first, then its visitors, with their holidays of these days; and of which countries those are not known."""
    centres = (visit.host_centre_id, *visitors_of(work.session, [visit.id])[visit.id])
    rows = {one.id: one for one in work.session.exec(select(Centre).where(col(Centre.id).in_(centres)))}
    holidays = holidays_of(work, {one.country for one in rows.values()}, first, last)
    places = ((one, rows[one].country, rows[one].zone) for one in centres)
    return tuple(Place(*place, holidays.days[place[1]]) for place in places), holidays.unknown


def _tell(work: Work, visit: Visit, begins: datetime | None) -> None:
    """The other centres, each with its own steps."""
    tasks = tasks_of(work.session, visit.id)
    visitors = visitors_of(work.session, [visit.id])[visit.id]
    who = speakers(work, visitors)
    key = f"{VISIT}:{visit.id}:planned:{work.now:%Y%m%d%H%M%S}"
    for centre in visitors:
        people = [person for person in who[centre] if person != work.actor.person_id]
        own = [task for task in tasks if task.centre_id == centre]
        tell(work, people, Notice(key, planned(work, visit, begins, own)))


def told_host(work: Work, number: int) -> Words | Refusal:
    """After it was planned: what the host does, until when."""
    visit = _mine(work, str(number))
    if isinstance(visit, Refusal):
        return visit
    session = None if visit.session_id is None else work.session.get_one(LearningSession, visit.session_id)
    tasks = [task for task in tasks_of(work.session, number) if task.centre_id == visit.host_centre_id]
    words = planned(work, visit, None if session is None else session.starts_at, tasks)
    if session is None:
        return words
    session_number = str(session.id)
    invited = _(
        "Everybody of these centres is invited to it (session {number}). Write *sessions* to see who is coming.",
        number=session_number,
    )
    if session.link:
        return Lines((words, invited))
    missing = _(
        "It has no link to meet at yet: write *sessions*, the number {number}, then *Change it*; everybody is told.",
        number=session_number,
    )
    return Lines((words, invited, missing))


def planned(work: Work, visit: Visit, begins: datetime | None, tasks: Sequence[VisitTask]) -> Words:
    """When it is, and what these tasks are."""
    names = visit_lists.names(work, [visit.host_centre_id])
    steps = [visit_task_words.line(task, work.now.date()) for task in tasks if task.done_at is None]
    head = when(visit, names[visit.host_centre_id], begins)
    return Lines((head, *([_("What your centre does:"), *steps] if steps else [])))


def when(visit: Visit, host: Words, begins: datetime | None) -> Words:
    number = str(visit.id)
    if visit.visit_on is None:
        return _("Visit {number}, {host}: the day is not chosen yet.", number=number, host=host)
    if begins is not None:
        return _("Visit {number}, {host}: {moment}.", number=number, host=host, moment=Moment(begins))
    day = day_words(visit.visit_on)
    if visit.way is VisitWay.LIVE:
        return _("Visit {number}, {host}: {day}.", number=number, host=host, day=day)
    return _(
        "Visit {number}, {host}: over a week from {day}, by photos and short videos.",
        number=number,
        host=host,
        day=day,
    )
