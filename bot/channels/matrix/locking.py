"""What we say in an encrypted room: locked with a key that each device of each member was given."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from bot.channels.matrix.access import Access
from bot.channels.matrix.events import ENCRYPTED
from bot.storage.matrix_keys import MatrixKeyKind


class Locking:
    def __init__(self, access: Access) -> None:
        self._access = access
        self._members: dict[str, set[str]] = {}  # who has, or is just given, the key with which we lock in a room
        self._rooms: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    def begin(self) -> None:
        self._members.clear()

    @property
    def is_idle(self) -> bool:
        return not any(room.locked() for room in self._rooms.values())

    def forget_room(self, room_id: str) -> None:
        """Who is in it has changed: what is said next is locked with another key."""
        if self._members.pop(room_id, None) is not None:
            self._access.machine.outbound_group_sessions.pop(room_id, None)

    def outdate(self, user: str) -> None:
        """Their devices have changed: what we lock next is for those that they have now."""
        for room_id in [room_id for room_id, members in self._members.items() if user in members]:
            self.forget_room(room_id)

    async def lock(self, room_id: str, kind: str, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """The content of the encrypted event; what it refers to stays to be seen, as clients need it."""
        machine = self._access.machine
        async with self._rooms[room_id]:
            while machine.should_share_group_session(room_id):  # again, if who is in it has changed meanwhile
                await self._share(room_id)
            locked: dict[str, Any] = machine.group_encrypt(room_id, {"type": kind, "content": dict(said)})
        relation = said.get("m.relates_to")
        return locked if relation is None else {**locked, "m.relates_to": relation}

    async def _share(self, room_id: str) -> None:
        access, keys, machine = self._access, self._access.keys, self._access.machine
        machine.create_outbound_group_session(room_id)
        group = machine.outbound_group_sessions[room_id]
        members = await access.homeserver.members(room_id)
        self._members[room_id] = set(members)
        await access.fetch(*((MatrixKeyKind.DEVICES, user) for user in members))
        await access.ask_for_devices([user for user in members if not keys.is_current(user)])
        devices = [device for user in members for device in keys.devices.active_user_devices(user)]
        await access.fetch(*((MatrixKeyKind.SESSION, device.curve25519) for device in devices))
        missing = machine.get_missing_sessions(members)
        if missing:
            await access.claim(missing)
        if machine.outbound_group_sessions.get(room_id) is not group:
            return
        for receivers, messages in machine.share_group_session_parallel(room_id, members):
            await access.flush()
            await access.tell(ENCRYPTED, messages["messages"])
            group.users_shared_with |= receivers
        await access.flush()  # our own half: what we said is looked at again when somebody reacts to it
        group.mark_as_shared()
