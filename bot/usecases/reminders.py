"""Reminding people of what they want to come to: planned with their answer, sent when it is time, never early or twice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.core.outcome import Act
from bot.domain.reminders import ReminderKind, due, is_wanted_after, is_worth_it
from bot.i18n.phrase import Lines, _
from bot.i18n.zones import zone_of
from bot.storage.lookups import look_up_one_by_one
from bot.storage.people import Person
from bot.storage.prepared import Prepared
from bot.storage.reminders import Reminder, ReminderState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionState
from bot.usecases import session_acts, session_words
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_words import SessionFacts, facts_for
from bot.usecases.work import Work

SLICE = 100  # reminders queued in one transaction, so that no writer job takes over 20 ms
SESSION = "session"
# Who comes is reminded on every rung; who may come, on the day before, when there is time to decide.
KINDS: dict[RsvpAnswer | None, frozenset[ReminderKind]] = {
    RsvpAnswer.YES: frozenset(ReminderKind),
    RsvpAnswer.WAITING: frozenset(),
    RsvpAnswer.MAYBE: frozenset({ReminderKind.DAY}),
    RsvpAnswer.NO: frozenset(),
    None: frozenset(),
}

_reminder = Reminder.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_session = LearningSession.__table__  # type: ignore[attr-defined] # see above
_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # see above
_VALUES = ("next_due_utc", "wall_time", "zone", "state")
_WHOSE = ("person_id", "subject_kind", "subject_id", "kind")
_MAKE = Prepared(insert(_reminder).values({name: bindparam(name) for name in (*_WHOSE, *_VALUES)}).inline())
_CHANGE = Prepared(
    update(_reminder).where(_reminder.c.id == bindparam("row")).values({name: bindparam(name) for name in _VALUES})
)
# One zone after the other: most of a slice is the same words then.
_DUE = Prepared(
    select(_reminder.c.id, _reminder.c.person_id, _reminder.c.kind, _reminder.c.subject_id, _reminder.c.next_due_utc)
    .add_columns(_person.c.zone, _rsvp.c.answer)
    .join(_person, _person.c.id == _reminder.c.person_id)
    .outerjoin(_rsvp, (_rsvp.c.session_id == _reminder.c.subject_id) & (_rsvp.c.person_id == _reminder.c.person_id))
    .where(_reminder.c.state == ReminderState.DUE, _reminder.c.next_due_utc <= bindparam("now"))
    .where(_reminder.c.subject_kind == SESSION)
    .order_by(_reminder.c.next_due_utc, _reminder.c.subject_id, _reminder.c.zone, _reminder.c.id)
    .limit(SLICE)
)


def plan(work: Work, row: LearningSession, answers: Mapping[int, RsvpAnswer | None]) -> None:
    """Make, move or cancel the reminders of these people so that they fit the session and their answers."""
    plan_all(work, [(row, answers)])


def plan_all(work: Work, wanted: Sequence[tuple[LearningSession, Mapping[int, RsvpAnswer | None]]]) -> None:
    """As `plan`, for several sessions: as many statements as for one. Nobody is reminded of what has no time."""
    timed = [(row, answers) for row, answers in wanted if row.starts_at is not None and answers]
    people = sorted({person for _row, answers in timed for person in answers})
    if not people:
        return
    connection = work.session.connection()
    found = connection.execute(select(_person.c.id, _person.c.zone).where(_person.c.id.in_(people)))
    zones = {one.id: one.zone for one in found}
    standing = {
        (one.subject_id, one.person_id, one.kind): one.id
        for one in connection.execute(
            select(_reminder.c.id, _reminder.c.subject_id, _reminder.c.person_id, _reminder.c.kind).where(
                _reminder.c.subject_kind == SESSION,
                _reminder.c.subject_id.in_([row.id for row, _answers in timed]),
                _reminder.c.person_id.in_(people),
            )
        )
    }
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for row, answers in timed:
        ladder = _ladder(work, row)
        for person_id, answer in answers.items():
            for kind, values in ladder(answer, zones[person_id]):
                number = standing.get((row.id, person_id, kind))
                if number is not None:
                    changed.append({"row": number, **values})
                elif values["state"] is ReminderState.DUE:
                    whose = {"person_id": person_id, "subject_kind": SESSION, "subject_id": row.id, "kind": kind}
                    new.append({**whose, **values})
    if new:
        _MAKE.run_all(connection, new)
    if changed:
        _CHANGE.run_all(connection, changed)


def _ladder(
    work: Work, row: LearningSession
) -> Callable[[RsvpAnswer | None, str], list[tuple[ReminderKind, dict[str, Any]]]]:
    """The rungs for an answer and a zone, worked out once for all who share them."""

    @cache
    def rungs(answer: RsvpAnswer | None, zone: str) -> list[tuple[ReminderKind, dict[str, Any]]]:
        return [(kind, _values(work, row, kind, zone, wanted=kind in KINDS[answer])) for kind in ReminderKind]

    return rungs


def _values(work: Work, row: LearningSession, kind: ReminderKind, zone: str, *, wanted: bool) -> dict[str, Any]:
    at = due(kind, row.begins, zone)
    is_planned = row.state is SessionState.PLANNED
    if not wanted or not is_planned or at is None or not is_wanted_after(kind, at, work.now):
        # What is over when somebody says yes is left out: the answer itself said when the session is.
        return _at(row.begins, zone, ReminderState.CANCELLED)
    return _at(at, zone, ReminderState.DUE)


def _at(at: datetime, zone: str, state: ReminderState) -> dict[str, Any]:
    wall = at.astimezone(zone_of(zone)).replace(tzinfo=None).isoformat(timespec="minutes")
    return {"next_due_utc": at, "wall_time": wall, "zone": zone, "state": state}


def move_to(work: Work, person_id: int, zone: str) -> None:
    """What one person is still reminded of goes by another clock: two statements, however much that is."""
    connection = work.session.connection()
    rows = connection.execute(
        select(_reminder.c.id, _reminder.c.kind, _session.c.starts_at)
        .join(_session, _session.c.id == _reminder.c.subject_id)
        .where(_reminder.c.person_id == person_id, _reminder.c.subject_kind == SESSION)
        .where(_reminder.c.state == ReminderState.DUE, _session.c.starts_at.is_not(None))
    ).all()
    changed: list[dict[str, Any]] = []
    for row in rows:
        at = due(row.kind, row.starts_at, zone)
        state = ReminderState.CANCELLED if at is None else ReminderState.DUE
        changed.append({"row": row.id, **_at(at or row.starts_at, zone, state)})
    if changed:
        _CHANGE.run_all(connection, changed)


def ahead(row: LearningSession, answer: RsvpAnswer, zone: str, now: datetime) -> frozenset[ReminderKind]:
    """Which reminders somebody with this answer will still get."""
    moments = {kind: due(kind, row.begins, zone) for kind in KINDS[answer]}
    return frozenset(kind for kind, at in moments.items() if at is not None and is_wanted_after(kind, at, now))


def send_due(work: Work) -> bool:
    """One slice of what is due; True when there may be more.

    A session that was moved a moment ago, or a person who moved to another zone, has the reminder moved instead. After
    an absence of the bot a reminder that no longer helps is left out (`domain.reminders.is_worth_it`).
    """
    look_up_one_by_one(work.session.connection())
    rows = _DUE.rows(work.session.connection(), {"now": work.now})
    sessions = facts_for(work, {row.subject_id for row in rows}) if rows else {}
    changed: list[dict[str, Any]] = []
    reminded: dict[tuple[int, ReminderKind, RsvpAnswer], list[int]] = {}

    @cache
    def now_or_later(
        number: int, kind: ReminderKind, answer: RsvpAnswer | None, zone: str, noted: datetime
    ) -> dict[str, Any]:
        return _now_or_later(work, sessions[number].row, kind, answer, zone, noted)

    for row in rows:
        values = now_or_later(row.subject_id, row.kind, row.answer, row.zone, row.next_due_utc)
        if values["state"] is ReminderState.DONE:
            reminded.setdefault((row.subject_id, row.kind, row.answer), []).append(row.person_id)
        changed.append({"row": row.id, **values})
    if changed:
        _CHANGE.run_all(work.session.connection(), changed)
    for (number, kind, answer), people in reminded.items():
        tell(work, people, _notices(sessions[number], kind, answer))
    return len(rows) == SLICE


def _now_or_later(
    work: Work, session: LearningSession, kind: ReminderKind, answer: RsvpAnswer | None, zone: str, noted: datetime
) -> dict[str, Any]:
    """What becomes of a reminder that was `noted` to be due by now."""
    at = due(kind, session.begins, zone)
    if kind not in KINDS[answer] or session.state is not SessionState.PLANNED or at is None:
        return _at(noted, zone, ReminderState.CANCELLED)
    if at > work.now:
        return _at(at, zone, ReminderState.DUE)
    state = ReminderState.DONE if is_worth_it(kind, session.begins, work.now) else ReminderState.CANCELLED
    return _at(at, zone, state)


def _notices(facts: SessionFacts, kind: ReminderKind, answer: RsvpAnswer) -> Callable[[Recipient], Notice]:
    number = facts.number
    acts: tuple[Act, ...]
    if answer is RsvpAnswer.MAYBE:
        lead, acts = _("You said maybe. Will you come?"), (session_words.yes(number), session_words.no(number))
    else:
        lead, acts = _("A reminder of what you said yes to:"), (session_acts.cannot_come(number),)
        if kind is ReminderKind.HOUR:
            acts = (session_acts.late(number), *acts, session_acts.here(number))

    @cache
    def in_zone(zone: str) -> Notice:
        # Each change of the session is another occurrence; within one, nobody is reminded twice of a kind.
        return Notice(
            key=f"reminder:{number}:{kind}:{facts.row.sequence}",
            words=Lines((lead, session_words.described(facts, zone), *facts.link)),
            acts=acts,
        )

    return lambda to: in_zone(to.zone)
