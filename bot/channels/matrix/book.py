"""What is remembered of rooms while the channel runs."""

import asyncio
from collections.abc import Mapping

from bot.channels.matrix.rooms import Room, rooms_in


class Book:
    """`lock`: rooms change together with the state that is kept of them."""

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.spoken: dict[str, str] = {}  # room → the language we last wrote there
        self.lock = asyncio.Lock()

    def begin(self, state: Mapping[str, str]) -> None:
        self.rooms = rooms_in(state)

    def is_encrypted(self, room_id: str) -> bool:
        room = self.rooms.get(room_id)
        return room is not None and room.encrypted

    def remember(self, rooms: Mapping[str, Room | None]) -> None:
        """None for one that is left."""
        for room_id, room in rooms.items():
            if room is None:
                self.rooms.pop(room_id, None)
            else:
                self.rooms[room_id] = room
