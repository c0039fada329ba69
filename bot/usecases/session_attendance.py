"""Who comes to a session and who was there: names for those who lead it; for the others, of those who agree."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, update
from sqlmodel import col, func, select

from bot.core.refusal import Refusal
from bot.i18n.phrase import _
from bot.storage.people import Person
from bot.storage.sessions import (
    LearningSession,
    Rsvp,
    RsvpAnswer,
    SessionState,
    find_rsvp,
    find_session,
    was_there,
)
from bot.usecases import audit, sessions, waiting_list
from bot.usecases.work import Work

MOST_NAMES = 50
LATE = (col(Rsvp.late_minutes).is_not(None), col(Rsvp.checked_in_at).is_(None))  # and not there so far
_SILENT = (col(Rsvp.checked_in_at).is_(None), col(Rsvp.missed_at).is_(None))  # have not said whether they were there
MAY_HAVE_COME = (RsvpAnswer.YES, RsvpAnswer.MAYBE, RsvpAnswer.WAITING)


@dataclass(frozen=True)
class Attendance:
    """`names`, and who is late by how many minutes, only for those who lead it, of those who come.

    `taken`: of its `places`; whoever leads it or interprets takes none. None where there is no limit.

    `languages`: how many of them use a language in which the session is not held; empty where it has none.
    """

    yes: int
    maybe: int
    no: int
    silent: int
    waiting: int = 0
    places: int | None = None
    taken: int = 0
    names: tuple[str, ...] = ()
    late: tuple[tuple[str, int], ...] = ()
    languages: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Company:
    """What somebody who comes sees of the others."""

    others: int
    names: tuple[str, ...]  # of those who agree
    shows_mine: bool


@dataclass(frozen=True)
class Present:
    """Somebody who may have been there."""

    person_id: int
    name: str


def attendance(work: Work, number: int) -> Attendance | Refusal:
    """Numbers for whoever looks after the session; names for who leads it."""
    row = work.session.get_one(LearningSession, number)
    if refusal := sessions.not_looked_after(work, row):
        return refusal
    rows = work.session.exec(
        select(Rsvp.answer, func.count()).where(Rsvp.session_id == number).group_by(col(Rsvp.answer))
    )
    counts: Counter[RsvpAnswer | None] = Counter()
    for answer, replies in rows:
        counts[None if answer is None else RsvpAnswer(answer)] = replies
    led = sessions.leads(work, row)
    return Attendance(
        yes=counts[RsvpAnswer.YES],
        maybe=counts[RsvpAnswer.MAYBE],
        no=counts[RsvpAnswer.NO],
        silent=counts[None],
        waiting=counts[RsvpAnswer.WAITING],
        places=row.capacity,
        taken=0 if row.capacity is None else waiting_list.places_taken(work, row),
        names=tuple(name for name, _late in _coming(work, number)) if led else (),
        late=tuple((name, late or 0) for name, late in _coming(work, number, *LATE)) if led else (),
        languages=_other_languages(work, row) if led else (),
    )


def _coming(work: Work, number: int, *only: ColumnElement[bool]) -> list[tuple[str, int | None]]:
    rows = work.session.exec(
        select(Person.name, Rsvp.late_minutes)
        .join(Rsvp, col(Rsvp.person_id) == col(Person.id))
        .where(Rsvp.session_id == number, Rsvp.answer == RsvpAnswer.YES, *only)
        .order_by(col(Person.name), col(Person.id))
        .limit(MOST_NAMES)
    )
    return [(name or "?", minutes) for name, minutes in rows]


def _other_languages(work: Work, row: LearningSession) -> tuple[tuple[str, int], ...]:
    """Whom an interpreter would help; the most people first."""
    if not row.languages:
        return ()
    spoken = {one.split("-")[0] for one in row.languages}
    rows = work.session.exec(
        select(Person.language, func.count())
        .join(Rsvp, col(Rsvp.person_id) == col(Person.id))
        .where(Rsvp.session_id == row.id, Rsvp.answer == RsvpAnswer.YES, col(Person.language).is_not(None))
        .group_by(col(Person.language))
    )
    found: Counter[str] = Counter()
    for language, people in rows:
        base = (language or "").split("-")[0]
        if base not in spoken:
            found[base] += people
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def company(work: Work, number: int) -> Company | None:
    """None for whoever does not come."""
    rsvp = find_rsvp(work.session, number, work.person_id)
    if rsvp is None or rsvp.answer is not RsvpAnswer.YES:
        return None
    others = [Rsvp.session_id == number, Rsvp.answer == RsvpAnswer.YES, Rsvp.person_id != work.person_id]
    count = work.session.exec(select(func.count()).select_from(Rsvp).where(*others)).one()
    names = work.session.exec(
        select(Person.name)
        .join(Rsvp, col(Rsvp.person_id) == col(Person.id))
        .where(*others, col(Rsvp.shows_name), col(Person.name).is_not(None))
        .order_by(col(Person.name), col(Person.id))
        .limit(MOST_NAMES)
    ).all()
    return Company(count, tuple(name or "?" for name in names), rsvp.shows_name)


def show_name(work: Work, number: int, *, shows: bool) -> Refusal | None:
    """Until they change their mind, and in this session only."""
    rsvp = find_rsvp(work.session, number, work.person_id)
    if rsvp is None:
        return Refusal(sessions.UNKNOWN)
    if rsvp.shows_name is not shows:
        rsvp.shows_name = shows
        work.session.add(rsvp)
        audit.note(work, "show name" if shows else "hide name", "session", number)
    return None


def may_note(work: Work, number: int) -> bool:
    row = find_session(work.session, number)
    return row is not None and _refused(work, row) is None


def checked_in(work: Work, number: int) -> int:
    """How many have said themselves that they are there; for whoever looks after the session."""
    if not may_note(work, number):
        return 0
    own = select(func.count()).select_from(Rsvp).where(Rsvp.session_id == number, col(Rsvp.checked_in_at).is_not(None))
    return work.session.exec(own).one()


def to_be_noted(work: Work, number: int) -> tuple[Present, ...]:
    """Who may have been there and has said nothing of it; for whoever looks after the session."""
    if not may_note(work, number):
        return ()
    rows = work.session.exec(
        select(Person.id, Person.name)
        .join(Rsvp, col(Rsvp.person_id) == col(Person.id))
        .where(
            Rsvp.session_id == number,
            col(Rsvp.answer).in_(MAY_HAVE_COME),
            *_SILENT,
            Rsvp.person_id != work.person_id,
        )
        .order_by(col(Person.name), col(Person.id))
        .limit(MOST_NAMES)
    )
    return tuple(Present(person, name or "?") for person, name in rows)


def note(work: Work, number: int, asked: Collection[int], present: Collection[int]) -> int | Refusal:
    """Of those `asked` about, who was there; how many were in all, as far as is known."""
    row = find_session(work.session, number)
    if row is None:
        return Refusal(sessions.UNKNOWN)
    if refusal := _refused(work, row):
        return refusal
    for there, people in ((True, set(asked) & set(present)), (False, set(asked) - set(present))):
        work.session.execute(
            update(Rsvp)
            .where(
                col(Rsvp.session_id) == number,
                col(Rsvp.person_id).in_(people),
                *_SILENT,
            )
            .values(attended=there)
        )
    audit.note(work, "note who was there", "session", number)
    return work.session.exec(select(func.count()).select_from(Rsvp).where(Rsvp.session_id == number, was_there())).one()


def _refused(work: Work, row: LearningSession) -> Refusal | None:
    if not sessions.leads(work, row):
        return Refusal(_("Only those who led session {number} can do that.", number=str(row.id)))
    if row.state is not SessionState.PLANNED or row.begins > work.now:
        return Refusal(_("Session {number} has not begun yet.", number=str(row.id)))
    return None
