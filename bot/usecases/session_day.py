"""The day of a session, by one tap: I am running late, I am here, I was not there after all."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from bot.core.outcome import Act
from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.i18n.phrase import Lines, Moment, Words, _, _n
from bot.storage.sessions import (
    LearningSession,
    Rsvp,
    RsvpAnswer,
    SessionState,
    find_rsvp,
    find_session,
)
from bot.usecases import audit, sessions
from bot.usecases.notify import Notice, tell
from bot.usecases.people import person_of
from bot.usecases.session_acts import LAST_HOUR, LATE_BY, can_check_in, cannot_come, here, late
from bot.usecases.session_words import described, facts_of
from bot.usecases.work import Work

USUAL_DELAY, DELAYS, LONGEST_DELAY = 10, (5, 20, 30), 120  # minutes
TOLD_BEFORE = timedelta(hours=24)  # earlier nobody knows that they will be late
OPEN_AFTER = timedelta(hours=24)  # its end: for those who forgot
MOST_TOLD_OF = 30  # people who come; with more of them, who leads it looks at the list


def say_late(work: Work, argument: str) -> Told | Refusal:
    """Of "31", or with minutes "31 20"."""
    number, _space, said = argument.partition(" ")
    minutes = int(said) if said.isdecimal() and len(said) <= len(str(LONGEST_DELAY)) else 0
    found = _mine(work, number)
    if isinstance(found, Refusal):
        return found
    row, rsvp = found
    if rsvp.answer is not RsvpAnswer.YES:
        return Refusal(_("You have not said yes to session {number}. To come, write *yes {number}*.", number=number))
    if not row.begins - TOLD_BEFORE <= work.now < ends(row):
        return Refusal(_("You can say that on the day of the session, until it is over."))
    if said and not 1 <= minutes <= LONGEST_DELAY:
        return Refusal(_("Please give minutes from 1 to {most}.", most=LONGEST_DELAY))
    minutes = minutes or USUAL_DELAY
    leads = work.person_id in sessions.awaited(work, row)
    told_of_it = _who_waits(work, row) if leads else told_to(work, row)
    if rsvp.late_minutes != minutes:
        rsvp.late_minutes = minutes
        work.session.add(rsvp)
        audit.note(work, "late", "session", row.id, minutes=minutes)
        name = person_of(work).name or "?"
        words = _n(
            "{name} will be about {count} minute late for session {number}.",
            "{name} will be about {count} minutes late for session {number}.",
            minutes,
            name=name,
            number=str(row.id),
        )
        if leads:
            words = _n(
                "{name}, who leads session {number}, will be about {count} minute late.",
                "{name}, who leads session {number}, will be about {count} minutes late.",
                minutes,
                name=name,
                number=str(row.id),
            )
        tell(work, sorted(told_of_it), Notice(f"session:{row.id}:late:{minutes}:{work.person_id}", words))
    facts = facts_of(work, row)
    others = tuple(
        Act("session.late-by", f"{row.id} {one}", _n("{count} minute", "{count} minutes", one), LATE_BY)
        for one in DELAYS
        if one != minutes
    )
    lines = (described(facts, person_of(work).zone), *facts.link, *_noted(minutes, leads=leads, told=bool(told_of_it)))
    is_here = (here(number),) if can_check_in(row.begins, work.now) else ()
    return Told(Lines(lines), acts=(*others, cannot_come(number), *is_here))


def _noted(minutes: int, *, leads: bool, told: bool) -> tuple[Words, ...]:
    if leads and told:
        return (
            _n(
                "✓ Thank you. Those who come know that you come about {count} minute later.",
                "✓ Thank you. Those who come know that you come about {count} minutes later.",
                minutes,
            ),
        )
    if leads:
        noted = _n(
            "✓ Noted: you come about {count} minute later.", "✓ Noted: you come about {count} minutes later.", minutes
        )
        return (noted, _("Nobody is written to: nobody else comes, or more than {most} people do.", most=MOST_TOLD_OF))
    known = _n(
        "✓ Thank you. Whoever leads the session knows that you come about {count} minute later.",
        "✓ Thank you. Whoever leads the session knows that you come about {count} minutes later.",
        minutes,
    )
    if not told:
        known = _n(
            "✓ Thank you. Whoever leads the session sees on its page that you come about {count} minute later.",
            "✓ Thank you. Whoever leads the session sees on its page that you come about {count} minutes later.",
            minutes,
        )
    return (known,)


def say_here(work: Work, argument: str) -> Told | Refusal:
    """Checks in; also whoever had not said yes."""
    found = _mine(work, argument)
    if isinstance(found, Refusal):
        return found
    row, rsvp = found
    if not can_check_in(row.begins, work.now):
        opens = Moment(row.begins - LAST_HOUR)
        return Refusal(_("You can say that from {moment} on. Please tap here again once you are there.", moment=opens))
    if work.now >= ends(row) + OPEN_AFTER:
        return Refusal(_("Session {number} is over; whoever led it has noted who was there.", number=str(row.id)))
    if rsvp.checked_in_at is None or not rsvp.attended:
        rsvp.checked_in_at, rsvp.attended, rsvp.missed_at = rsvp.checked_in_at or work.now, True, None
        work.session.add(rsvp)
        audit.note(work, "check in", "session", row.id)
    facts = facts_of(work, row)
    link = facts.link if work.now < ends(row) and has_place(row, rsvp) else ()
    return Told(Lines((described(facts, person_of(work).zone), *link, _("✓ Good that you are here."))))


def offered(row: LearningSession, rsvp: Rsvp, now: datetime) -> tuple[Act, ...]:
    """What the reminder of the last hour offers, for those whom it did not reach: from shortly before until the end."""
    if row.state is not SessionState.PLANNED or not can_check_in(row.begins, now) or now >= ends(row):
        return ()
    number, is_there = str(row.id), rsvp.checked_in_at is not None and rsvp.attended is not False
    comes = rsvp.answer is RsvpAnswer.YES
    return (
        *([here(number)] if not is_there else []),
        *([late(number)] if comes and not is_there else []),
        *([cannot_come(number)] if comes and (row.lies_ahead(now) or not is_there) else []),
    )


def say_missed(work: Work, argument: str) -> Told | Refusal:
    found = _mine(work, argument)
    if isinstance(found, Refusal):
        return found
    row, rsvp = found
    if work.now < row.begins:
        return Refusal(_("It has not begun yet. If you cannot come, write *no {number}*.", number=str(row.id)))
    if rsvp.missed_at is None:
        rsvp.checked_in_at, rsvp.attended, rsvp.missed_at = None, False, work.now
        work.session.add(rsvp)
        audit.note(work, "missed", "session", row.id)
    words = _("✓ Noted: you were not there. If a summary is written, you get it too.")
    return Told(Lines((described(facts_of(work, row), person_of(work).zone), words)), acts=(here(argument),))


def tell_who_leads(work: Work, row: LearningSession, key: str, words: Words) -> None:
    tell(work, sorted(told_to(work, row)), Notice(f"session:{row.id}:{key}", words))


def told_to(work: Work, row: LearningSession) -> frozenset[int]:
    """Who leads it, but for the actor; nobody where so many come that one message for each would be a flood."""
    return frozenset() if len(_coming(work, row)) > MOST_TOLD_OF else sessions.leading(work, row) - {work.person_id}


def _who_waits(work: Work, row: LearningSession) -> frozenset[int]:
    """For somebody who leads it: those who come and whoever else leads it; nobody where so many come."""
    coming = _coming(work, row)
    return frozenset() if len(coming) > MOST_TOLD_OF else (coming | sessions.leading(work, row)) - {work.person_id}


def _coming(work: Work, row: LearningSession) -> frozenset[int]:
    """At most one more than can be told."""
    said_yes = select(Rsvp.person_id).where(Rsvp.session_id == row.id, Rsvp.answer == RsvpAnswer.YES)
    return frozenset(work.session.exec(said_yes.order_by(col(Rsvp.person_id)).limit(MOST_TOLD_OF + 1)))


def _mine(work: Work, number: str) -> tuple[LearningSession, Rsvp] | Refusal:
    row = find_session(work.session, number)
    rsvp = None if row is None else find_rsvp(work.session, row.id, work.person_id)
    if row is None or rsvp is None or row.state not in {SessionState.PLANNED, SessionState.CANCELLED}:
        return Refusal(
            _("I know of no session {number} that you are invited to. Write *sessions* to see yours.", number=number)
        )
    if row.state is SessionState.CANCELLED:
        return Refusal(_("This session is cancelled."))
    return row, rsvp


def has_place(row: LearningSession, rsvp: Rsvp | None) -> bool:
    """Who may use the link: where places are counted, only who has one."""
    if rsvp is not None and rsvp.answer is RsvpAnswer.YES:
        return True
    return row.capacity is None and row.per_centre is None and (rsvp is None or rsvp.answer is not RsvpAnswer.WAITING)


def is_on(row: LearningSession, now: datetime) -> bool:
    return row.state is SessionState.PLANNED and row.begins <= now < ends(row)


def ends(row: LearningSession) -> datetime:
    """Of a session that has a time."""
    return row.begins + timedelta(minutes=row.minutes)
