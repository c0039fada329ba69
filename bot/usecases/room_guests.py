"""Who is invited to a room that we have opened: those who come and have an address there, each once."""

from sqlalchemy import Select, delete, insert, select
from sqlmodel import Session

from bot.delivery.channel import OPENS_ROOMS
from bot.storage.addresses import Address, AddressState
from bot.storage.channel_states import remembered
from bot.storage.rooms import RoomAct, RoomActKind, RoomActState, SessionRoom
from bot.usecases import room_subjects
from bot.usecases.work import Work

AT_ONCE = 100
MOST_AT_FIRST = 1000

_address = Address.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_act = RoomAct.__table__  # type: ignore[attr-defined] # see above


def first(work: Work, room: SessionRoom) -> tuple[str, ...]:
    """As the platform calls them: those who would be invited if the room stood open now."""
    return tuple(work.session.connection().execute(_wanted(work, room).limit(MOST_AT_FIRST)).scalars())


def invite(work: Work, room: SessionRoom) -> bool:
    """The next ones who are not invited yet; True when there may be more. Who no longer comes is not invited any more."""
    if not opens_rooms(work.session, room):
        return False
    connection = work.session.connection()
    invited = select(_act.c.about).where(_act.c.room_id == room.id, _act.c.kind == RoomActKind.INVITE)
    connection.execute(
        delete(_act).where(
            _act.c.room_id == room.id,
            _act.c.kind == RoomActKind.INVITE,
            _act.c.state == RoomActState.DUE,
            _act.c.about.not_in(_wanted(work, room)),
        )
    )
    new = (
        connection.execute(_wanted(work, room).where(_address.c.external_id.not_in(invited)).limit(AT_ONCE))
        .scalars()
        .all()
    )
    if new:
        connection.execute(
            insert(_act),
            [
                {
                    "room_id": room.id,
                    "kind": RoomActKind.INVITE,
                    "about": one,
                    "state": RoomActState.DUE,
                    "attempts": 0,
                    "in_doubt": 0,
                    "created_at": work.now,
                }
                for one in new
            ],
        )
    return len(new) == AT_ONCE


def opens_rooms(session: Session, room: SessionRoom) -> bool:
    """Elsewhere people bring each other along."""
    return remembered(session, room.channel, room.account, OPENS_ROOMS) is not None


def _wanted(work: Work, room: SessionRoom) -> Select[str]:
    return (
        select(_address.c.external_id)
        .where(
            _address.c.person_id.in_(room_subjects.guests(work, room_subjects.subject_of(work, room))),
            _address.c.channel == room.channel,
            _address.c.account == room.account,
            _address.c.state == AddressState.OK,
        )
        .order_by(_address.c.id)
    )
