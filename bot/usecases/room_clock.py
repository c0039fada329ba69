"""Looks after rooms: an agenda that is not right any more, guests who have come, rooms that are lost or over."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import col, select

from bot.storage.lookups import look_up_one_by_one
from bot.storage.next_free import next_free
from bot.storage.rooms import RoomState, SessionRoom
from bot.storage.sessions import LearningSession, Rsvp, SessionState
from bot.usecases import room_acts, room_agenda, room_guests, room_names, room_subjects, rooms
from bot.usecases.work import Work

EVERY = timedelta(
    hours=1
)  # also where nothing is known to have changed: a beginning passes, a network's sessions change


def look_after(work: Work) -> bool:
    """One room; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    rooms_in_order = select(SessionRoom).order_by(col(SessionRoom.id))
    is_lost = SessionRoom.state == RoomState.LOST, col(SessionRoom.is_told).is_(False)
    room = next_free(work.session, rooms_in_order.where(*is_lost))
    if room is not None:
        room_acts.lost(work, room)
        return True
    room = next_free(work.session, rooms_in_order.where(SessionRoom.state == RoomState.OPEN, _is_due(work.now)))
    if room is None:
        return False
    _look_at(work, room)
    return True


def _look_at(work: Work, room: SessionRoom) -> None:
    subject = room_subjects.subject_of(work, room)
    room_agenda.show(work, room)
    room_names.keep_right(work, room)
    if room_subjects.is_finished(work, subject):
        rooms.shut(work, room)
        return
    has_more = room_guests.invite(work, room)
    room.looked_at = None if has_more else work.now
    work.session.add(room)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Something may have changed since; what changes in the very instant of a look is seen by the next."""
    looked_at = col(SessionRoom.looked_at)
    changed = exists().where(
        col(LearningSession.id) == col(SessionRoom.session_id),
        or_(
            col(LearningSession.changed_at) >= looked_at,
            col(LearningSession.state) != SessionState.PLANNED,
            and_(col(LearningSession.starts_at) >= looked_at, col(LearningSession.starts_at) <= now),
        ),
    )
    answered = exists().where(col(Rsvp.session_id) == col(SessionRoom.session_id), col(Rsvp.at) >= looked_at)
    return or_(looked_at.is_(None), and_(looked_at < now, or_(looked_at <= now - EVERY, changed, answered)))
