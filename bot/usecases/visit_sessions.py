"""The session of a live visit, changed by whoever may change the visit."""

from collections.abc import Collection
from dataclasses import replace

from sqlmodel import col, select

from bot.domain.audiences import Audience
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.storage.visits import Visit
from bot.usecases import audiences, reminders, sessions
from bot.usecases.work import SYSTEM, Work


def as_system(work: Work) -> Work:
    """The right to change the visit was looked at; who organises its session need not be the same person."""
    return replace(work, actor=SYSTEM)


def without(work: Work, visit: Visit, gone: Collection[int], left: Collection[int]) -> None:
    """People of centres that left are not reminded of it any more, unless they belong to one that stays."""
    row = None if visit.session_id is None else work.session.get(LearningSession, visit.session_id)
    if row is None or not row.lies_ahead(work.now):
        return
    row.audience = Audience(centres=tuple(sorted(left))).to_json()
    work.session.add(row)
    connection = work.session.connection()
    theirs = set(connection.execute(audiences.people_in(work, Audience(centres=tuple(sorted(gone))))).scalars())
    theirs -= set(connection.execute(audiences.people_in(work, Audience(centres=tuple(sorted(left))))).scalars())
    invited = work.session.exec(select(Rsvp).where(Rsvp.session_id == row.id, col(Rsvp.person_id).in_(theirs))).all()
    for rsvp in invited:
        rsvp.answer = RsvpAnswer.NO
        work.session.add(rsvp)
    work.session.flush()
    reminders.plan(work, row, {rsvp.person_id: RsvpAnswer.NO for rsvp in invited})


def cancel(work: Work, visit: Visit, reason: str | None) -> None:
    """Everybody who was invited is told. One that has begun stays as it was."""
    if visit.session_id is not None:
        sessions.cancel(as_system(work), visit.session_id, reason)
        visit.session_id = None
        work.session.add(visit)
