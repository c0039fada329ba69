"""What a room is called on its platform: as its session or network, also once that is called otherwise."""

from bot.delivery.channel import WantedRoom
from bot.i18n.markup import plain
from bot.i18n.phrase import Words
from bot.i18n.translator import unisolated
from bot.storage.rooms import RoomAct, RoomActKind, SessionRoom
from bot.usecases import room_guests, room_subjects
from bot.usecases.room_agenda import reader_of
from bot.usecases.work import Work


def wanted(work: Work, room: SessionRoom) -> WantedRoom:
    """As it should be by now."""
    subject = room_subjects.subject_of(work, room)
    about = _rendered(work, room, room_subjects.called_in_full(work, subject))
    return WantedRoom(room.public_id, name_of(work, room), about, room.external_id, room_guests.first(work, room))


def name_of(work: Work, room: SessionRoom) -> str:
    return _rendered(work, room, room_subjects.title(work, room_subjects.subject_of(work, room)))


def keep_right(work: Work, room: SessionRoom) -> None:
    """Renamed, if it is called otherwise by now; the group of others keeps its name."""
    name = name_of(work, room)
    if name == room.name:
        return
    room.name = name
    work.session.add(room)
    if room.is_ours:
        # One act for each change: an earlier one may be under way with the name before.
        about = work.now.isoformat()
        work.session.add(RoomAct(room_id=room.id, kind=RoomActKind.RENAME, about=about, created_at=work.now))


def _rendered(work: Work, room: SessionRoom, words: Words) -> str:
    return unisolated(plain(work.translator.render(words, reader_of(work, room))))
