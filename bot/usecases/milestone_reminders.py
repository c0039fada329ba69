"""Reminders of milestones: to whoever speaks for a centre, when one begins, is due soon, late and still late, until it is done.

A few for each milestone, days apart, all of a person in one message, while people work where they live.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import col, or_
from sqlmodel import select as select_rows

from bot.domain.audiences import CentreFacts
from bot.domain.milestones import APART, Rung, rung
from bot.domain.nudges import next_working
from bot.domain.subscriptions import MILESTONES
from bot.storage.milestones import (
    CalendarState,
    Milestone,
    MilestoneReminder,
    MilestoneReminderState,
    ProgrammeCalendar,
    ProgrammePhase,
)
from bot.storage.next_free import next_free
from bot.storage.people import Person, PersonState
from bot.storage.subscriptions import has_turned_off
from bot.usecases import audiences, milestone_lists, milestone_words
from bot.usecases.milestone_lists import At, Calendar, Step
from bot.usecases.milestone_words import Reminded
from bot.usecases.notify import Notice, tell
from bot.usecases.nudge_rows import COUNTRY
from bot.usecases.partner_rights import speakers
from bot.usecases.work import Work

EVERY = timedelta(days=1)
SLICE = 10  # people told in one transaction
CENTRES = 30  # looked at in one

_reminder = MilestoneReminder.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_milestone = Milestone.__table__  # type: ignore[attr-defined] # see above
_phase = ProgrammePhase.__table__  # type: ignore[attr-defined] # see above

_ORDER = tuple(Rung)
_SUBJECT = ("milestone_id", "centre_id", "person_id", "due_on")
_SETTLE = (
    update(_reminder)
    .where(_reminder.c.id == bindparam("row"))
    .values(
        state=bindparam("becomes", type_=_reminder.c.state.type), due_at=bindparam("due"), sent_at=bindparam("sent")
    )
)


def look_after(work: Work) -> bool:
    """On the clock: some centres of a calendar that was not looked at since yesterday, or what is due. True: there may be more."""
    row = next_free(
        work.session,
        select_rows(ProgrammeCalendar)
        .where(
            ProgrammeCalendar.state == CalendarState.RUNNING,
            col(ProgrammeCalendar.reminds),
            or_(
                col(ProgrammeCalendar.looked_through).is_not(None),
                col(ProgrammeCalendar.looked_at).is_(None),
                col(ProgrammeCalendar.looked_at) <= work.now - EVERY,
            ),
        )
        .order_by(col(ProgrammeCalendar.id)),
    )
    if row is None:
        return _send_due(work)
    _look_at(work, row)
    return True


# -- whom to remind ----------------------------------------------------------------------------------------------------
def _look_at(work: Work, row: ProgrammeCalendar) -> None:
    """A slice of its centres."""
    [calendar] = milestone_lists.calendars(work, [row])
    behind = row.looked_through or 0
    facts = sorted(audiences.centres_in(work, calendar.audience), key=lambda one: one.id)
    ahead = [one for one in facts if one.id > behind][:CENTRES]
    row.looked_at = work.now
    row.looked_through = ahead[-1].id if len(ahead) == CENTRES else None
    work.session.add(row)
    if ahead:
        _write_down(work, calendar, ahead)


def _write_down(work: Work, calendar: Calendar, centres: Sequence[CentreFacts]) -> None:
    waiting = _not_done(work, calendar, centres)
    who = speakers(work, {at.centre for _step, at, _rung in waiting})
    wanted = [
        {
            "milestone_id": step.number,
            "centre_id": at.centre,
            "person_id": person,
            "due_on": step.window.due,
            "rung": turn,
        }
        for step, at, turn in waiting
        for person in who[at.centre]
    ]
    fresh = _without(work, [one.id for one in centres], wanted)
    if not fresh:
        return
    moments = _moments(work, {one["person_id"] for one in fresh})
    values = [
        {**one, "due_at": moments[one["person_id"]], "state": MilestoneReminderState.DUE}
        for one in fresh
        if one["person_id"] in moments
    ]
    if values:
        work.session.connection().execute(insert(_reminder), values)


def _not_done(work: Work, calendar: Calendar, centres: Sequence[CentreFacts]) -> list[tuple[Step, At, Rung]]:
    """Of these centres: what is not done, and which reminder's turn it is there."""
    places = milestone_lists.places_of(work, centres)
    turns = [
        (step, at, turn)
        for step in calendar.steps
        for at in places
        if (turn := rung(step.window, at.today)) is not None
    ]
    if not turns:
        return []
    done = milestone_lists.done_in(work, [calendar], places)
    return [one for one in turns if (one[0].number, one[1].centre) not in done]


def _without(work: Work, centres: Collection[int], wanted: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are not written down yet, and none beneath one that is."""
    rows = work.session.connection().execute(
        select(*(_reminder.c[name] for name in _SUBJECT), _reminder.c.rung).where(
            _reminder.c.centre_id.in_(list(centres))
        )
    )
    highest: dict[tuple[Any, ...], int] = {}
    for *subject, turn in rows:
        highest[tuple(subject)] = max(highest.get(tuple(subject), 0), _ORDER.index(turn))
    return [one for one in wanted if highest.get(tuple(one[name] for name in _SUBJECT), -1) < _ORDER.index(one["rung"])]


def _moments(work: Work, people: Collection[int]) -> dict[int, datetime]:
    """When each of them may be told next: while they work, and days after the last time."""
    connection = work.session.connection()
    last: dict[int, datetime] = dict(
        connection.execute(
            select(_reminder.c.person_id, func.max(_reminder.c.sent_at))
            .where(_reminder.c.person_id.in_(people), _reminder.c.sent_at.is_not(None))
            .group_by(_reminder.c.person_id)
        ).all()
    )
    where = connection.execute(
        select(_person.c.id, _person.c.zone, COUNTRY.label("country")).where(
            _person.c.id.in_(people),
            _person.c.state == PersonState.ACTIVE,
            ~has_turned_off(_person.c.id, MILESTONES),
        )
    )
    return {row.id: next_working(_earliest(work, last.get(row.id)), row.zone, row.country) for row in where}


def _earliest(work: Work, last: datetime | None) -> datetime:
    return work.now if last is None else max(work.now, last + APART)


# -- what is due -------------------------------------------------------------------------------------------------------
def _send_due(work: Work) -> bool:
    connection = work.session.connection()
    is_due = (_reminder.c.state == MilestoneReminderState.DUE) & (_reminder.c.due_at <= work.now)
    people = connection.execute(
        select(_reminder.c.person_id)
        .where(is_due)
        .group_by(_reminder.c.person_id)
        .order_by(func.min(_reminder.c.due_at), _reminder.c.person_id)
        .limit(SLICE)
    ).scalars()
    whose = list(people)
    if not whose:
        return False
    rows = connection.execute(
        select(_reminder.c.id, _reminder.c.milestone_id, _reminder.c.centre_id, _reminder.c.person_id, _reminder.c.rung)
        .add_columns(_phase.c.calendar_id, _person.c.zone, COUNTRY.label("country"), _person.c.state.label("person"))
        .add_columns(has_turned_off(_reminder.c.person_id, MILESTONES).label("objects"))
        .join(_milestone, _milestone.c.id == _reminder.c.milestone_id)
        .join(_phase, _phase.c.id == _milestone.c.phase_id)
        .join(_person, _person.c.id == _reminder.c.person_id)
        .where(is_due, _reminder.c.person_id.in_(whose))
        .order_by(_reminder.c.id)
    ).all()
    about = _still_wanted(work, rows)
    _tell(work, rows, about)
    return len(whose) == SLICE


def _still_wanted(work: Work, rows: Sequence[Any]) -> Mapping[int, Reminded]:
    """By the reminder's number: what is still not done, in a programme that runs, of a centre for which they speak."""
    calendars = work.session.exec(
        select_rows(ProgrammeCalendar).where(
            col(ProgrammeCalendar.id).in_({row.calendar_id for row in rows}),
            ProgrammeCalendar.state == CalendarState.RUNNING,
            col(ProgrammeCalendar.reminds),
        )
    ).all()
    found = milestone_lists.calendars(work, calendars)
    of_step = {step.number: calendar for calendar in found for step in calendar.steps}
    about = {row.centre_id for row in rows}
    facts = [one for one in audiences.all_centres(work) if one.id in about]
    waiting = {
        (step.number, at.centre): (step, at, turn)
        for calendar in found
        for step, at, turn in _not_done(work, calendar, [one for one in facts if calendar.audience.takes_in(one)])
    }
    who = speakers(work, about)
    wanted: dict[tuple[int, int, int], Reminded] = {}
    for row in sorted(rows, key=lambda row: _ORDER.index(row.rung)):  # of one milestone the highest stays
        known = waiting.get((row.milestone_id, row.centre_id))
        speaks = row.person is PersonState.ACTIVE and row.person_id in who[row.centre_id]
        if known is not None and speaks and not row.objects and _ORDER.index(known[2]) >= _ORDER.index(row.rung):
            subject = (row.milestone_id, row.centre_id, row.person_id)
            wanted[subject] = Reminded(row.id, of_step[row.milestone_id], known[0], known[1])
    return {one.number: one for one in wanted.values()}


def _tell(work: Work, rows: Sequence[Any], wanted: Mapping[int, Reminded]) -> None:
    """Those whose moment it is: the bot was away, or they are elsewhere by now."""
    values, telling = [], dict[int, list[Reminded]]()
    for row in rows:
        allowed = next_working(work.now, row.zone, row.country)
        if row.id not in wanted:
            values.append({"row": row.id, "becomes": MilestoneReminderState.LEFT_OUT, "due": work.now, "sent": None})
        elif allowed > work.now:
            values.append({"row": row.id, "becomes": MilestoneReminderState.DUE, "due": allowed, "sent": None})
        else:
            values.append({"row": row.id, "becomes": MilestoneReminderState.SENT, "due": work.now, "sent": work.now})
            telling.setdefault(row.person_id, []).append(wanted[row.id])
    work.session.connection().execute(_SETTLE, values)
    if telling:
        tell(work, telling, lambda to: _notice(telling[to.person_id]))


def _notice(about: Sequence[Reminded]) -> Notice:
    key = f"milestones:{about[0].number}"  # each reminder is told once
    return Notice(key, milestone_words.to_speakers(about), milestone_words.acts(about))
