"""What people have read, as far as their apps tell it: by a receipt in a room of two, about the last event that they saw.

Receipts that somebody's app keeps for itself never come here.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.channels.matrix.answers import Receipt
from bot.channels.matrix.events import moment
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.rooms import Room
from bot.delivery.reads import Reads


class Receipts:
    def __init__(self, homeserver: Homeserver) -> None:
        self._homeserver = homeserver
        self._reads: Reads | None = None
        # By room, of what may be about a copy that was seen before we had noted that it was sent; a kill forgets them.
        self._again: dict[str, str] = {}

    def keep_in(self, reads: Reads) -> None:
        self._reads = reads

    async def read(self, receipts: Iterable[Receipt], rooms: Mapping[str, Room]) -> list[int]:
        """The copies, by their rows, that these people have read by now. One question to the database, whatever has come."""
        told = self._again | last_read(receipts, rooms)
        if not told or self._reads is None:
            return []
        unread = await self._reads.unread(told)
        found: list[int] = []
        for room_id, copies in unread.copies.items():
            until = unread.read.get(room_id) or await self._moment(room_id, told[room_id])
            found += [row for row, sent_at in copies.items() if until is not None and sent_at <= until]
        self._again = {room_id: told[room_id] for room_id in unread.on_their_way}
        return found

    async def _moment(self, room_id: str, event_id: str) -> datetime | None:
        """Of what is no message of ours that we know by its id: a correction of one, or what the person wrote."""
        event = await self._homeserver.event(room_id, event_id)
        return None if event is None else moment(event)


def last_read(receipts: Iterable[Receipt], rooms: Mapping[str, Room]) -> dict[str, str]:
    """The event up to which the person of each room of two has read."""
    latest: dict[str, Receipt] = {}
    for one in receipts:
        room = rooms.get(one.room_id)
        if room is None or not room.is_talk or one.user_id != room.person:
            continue
        if one.room_id not in latest or one.at >= latest[one.room_id].at:
            latest[one.room_id] = one
    return {room_id: one.event_id for room_id, one in latest.items()}
