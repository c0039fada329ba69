"""On whose clock somebody reads times: that of the town where they are."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.core.towns import Town, towns_called
from bot.i18n.phrase import Words, _
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionState
from bot.usecases import audit, reminders, subscriptions
from bot.usecases.people import person_of
from bot.usecases.session_words import facts_for, when
from bot.usecases.work import Work

SHOWN = 3  # sessions


def zone(work: Work) -> str:
    return person_of(work).zone


def now(work: Work) -> datetime:
    return work.now


def towns(work: Work, typed: str) -> Sequence[Town]:
    return towns_called(typed, work.translator.spoken(person_of(work).language))


def move(work: Work, to: str) -> tuple[Words, ...] | Refusal:
    """Times are told on that clock from now on, and reminders go by it; what comes next, as it is there."""
    person = person_of(work)
    if person.zone != to:
        person.zone = to
        work.session.add(person)
        work.session.flush()
        reminders.move_to(work, person.id, to)
        subscriptions.move_to(work, to)
        audit.note(work, "choose a clock", "person", person.id, zone=to)
    return _coming(work, to)


def _coming(work: Work, to: str) -> tuple[Words, ...]:
    ids = work.session.exec(
        select(LearningSession.id)
        .join(Rsvp, col(Rsvp.session_id) == col(LearningSession.id))
        .where(
            Rsvp.person_id == work.person_id,
            col(Rsvp.answer).in_([RsvpAnswer.YES, RsvpAnswer.MAYBE, RsvpAnswer.WAITING]),
            LearningSession.state == SessionState.PLANNED,
            col(LearningSession.starts_at) > work.now,
        )
        .order_by(col(LearningSession.starts_at), col(LearningSession.id))
        .limit(SHOWN)
    ).all()
    found = facts_for(work, ids)
    return tuple(
        _(
            "• {title} (session {number}): {when}",
            title=found[one].title,
            number=found[one].number,
            when=when(found[one].row.begins, found[one].row.zone, to),
        )
        for one in ids
    )
