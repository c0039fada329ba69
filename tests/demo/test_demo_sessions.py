"""The sessions of the demo world in a database."""

from datetime import UTC

import pytest
from sqlmodel import col, func, select

from bot.demo.making import demo_world
from bot.storage.reminders import Reminder
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, titles
from tests.demo.moment import NOW

pytestmark = pytest.mark.slow  # a whole demonstration is loaded


def test_sessions_are_behind_us_and_ahead_with_answers_and_reminders(demo):
    expected = demo_world(NOW.date()).sessions

    def found(session):
        rows = session.exec(select(LearningSession).order_by(col(LearningSession.id))).all()
        named = titles(session, [row.id for row in rows])
        return [(row.starts_at, row.zone, row.minutes, row.link, named[row.id]) for row in rows]

    assert demo.read_now(found) == [
        (one.starts_at.astimezone(UTC), one.zone, one.minutes, one.link, dict(one.title)) for one in expected
    ]

    def facts(session):
        answers = set(session.exec(select(Rsvp.answer).distinct()).all())
        silent = session.exec(
            select(LearningSession.id).where(
                col(LearningSession.id).not_in(select(Rsvp.session_id).where(Rsvp.answer == RsvpAnswer.YES))
            )
        ).all()
        soonest = session.exec(select(func.min(Reminder.next_due_utc))).one()
        organisers = session.exec(
            select(Rsvp.answer)
            .join(LearningSession, col(LearningSession.id) == col(Rsvp.session_id))
            .where(Rsvp.person_id == LearningSession.organiser_id)
        ).all()
        return answers, list(silent), soonest > NOW, set(organisers)

    said = {*RsvpAnswer, None} - {RsvpAnswer.WAITING}  # there is room for everybody
    assert demo.read_now(facts) == (said, [], True, {RsvpAnswer.YES})
