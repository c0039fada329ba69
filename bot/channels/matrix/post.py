"""What we say in rooms: locked where the room is encrypted, files too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.matrix.attachments import locked
from bot.channels.matrix.events import ENCRYPTED, MESSAGE
from bot.channels.matrix.homeserver import Homeserver
from bot.channels.matrix.locking import Locking
from bot.delivery.channel import LoadedFile

_NAMELESS = "application/octet-stream"


@dataclass(frozen=True)
class Post:
    homeserver: Homeserver
    locking: Locking
    is_encrypted: Callable[[str], bool]

    async def send(self, room_id: str, content: Mapping[str, Any], transaction: str, *, kind: str = MESSAGE) -> str:
        """The event's id; the same transaction gives the same event, however it was locked."""
        if not self.is_encrypted(room_id):
            return await self.homeserver.send(room_id, content, transaction, kind=kind)
        content = await self.locking.lock(room_id, kind, content)
        return await self.homeserver.send(room_id, content, transaction, kind=ENCRYPTED)

    async def upload(self, room_id: str, file: LoadedFile) -> Mapping[str, Any]:
        """Where it lies now, as a message tells it: an address, or an address with the key to what lies there."""
        if not self.is_encrypted(room_id):
            return {"url": await self.homeserver.upload(file)}
        data, key = locked(file.data)
        address = await self.homeserver.upload(replace(file, name="", media_type=_NAMELESS, data=data))
        return {"file": {**key, "url": address}}
