"""Rooms that the bot opens: found again by their alias, closed to all but those who are invited, told by a mark in them."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.channels.matrix.answers import Event, HomeserverError
from bot.channels.matrix.events import MEMBER, text
from bot.channels.matrix.homeserver import Homeserver
from bot.delivery.channel import WantedRoom
from bot.delivery.failures import NotAllowed, Rejected

MARK = "org.passerelle.room"
"""A piece of state in a room of ours: never a private talk, however few people are in it."""
NAME, TOPIC, PINNED = "m.room.name", "m.room.topic", "m.room.pinned_events"
LEVELS = "m.room.power_levels"
MODERATOR, NOBODY_ELSE = 50, 100
_IN_USE = "M_ROOM_IN_USE"
_CONFLICT = 409  # in use since a moment ago
_FORBIDDEN = 403
_IS_THERE = {"join", "invite"}
# As few rights as a talk needs: who invites, pins and renames is whoever leads the room.
_LEVELS = {"invite": MODERATOR, "state_default": MODERATOR, "events_default": 0, "users_default": 0}
_HISTORY = {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "shared"}}


def is_ours(events: Iterable[Event], account: str) -> bool:
    return any(text(event, "type") == MARK and text(event, "sender") == account for event in events)


class SessionRooms:
    """Every act looks first at what is there, so that after a kill it can simply be done again."""

    def __init__(self, homeserver: Homeserver, account: str) -> None:
        self._homeserver = homeserver
        self._account = account
        self._server = server_of(account)

    async def open(self, wanted: WantedRoom) -> str:
        """
        The homeserver gives an alias to one room only. If the process dies when the room stands and nobody has noted it,
        the next attempt finds it by its alias; if two owners try at once, one of them is told that the alias is in use, and
        takes the other's: at worst there is a room without a name that nobody but us is in.
        """
        alias = f"passerelle.{wanted.key}"
        full = f"#{alias}:{self._server}"
        found = await self._homeserver.room_called(full)
        if found is not None:
            return found
        try:
            return await self._homeserver.create_room(
                alias,
                wanted.name,
                wanted.about,
                # Decided for good here: other servers get a copy of all that is said only if one of the guests lives there.
                federates=any(server_of(guest) != self._server for guest in wanted.guests),
                initial_state=(_HISTORY, {"type": MARK, "state_key": "", "content": {"key": wanted.key}}),
                levels=_LEVELS,
            )
        except HomeserverError as error:
            if error.code != _IN_USE and error.status != _CONFLICT:
                raise
        found = await self._homeserver.room_called(full)
        if found is None:
            raise Rejected(f"the alias {alias} is taken")
        return found

    async def invite(self, room_id: str, guest: str) -> None:
        """Nobody is invited twice: who is in, or still thinks about it, is left alone."""
        there = await self._homeserver.state_of(room_id, MEMBER, guest)
        if there.get("membership") not in _IS_THERE:
            await self._homeserver.invite(room_id, guest)

    async def pin(self, room_id: str, event_id: str, *, is_on: bool = True) -> None:
        """Beside what others have pinned; or take it off again."""
        pinned = (await self._homeserver.state_of(room_id, PINNED)).get("pinned")
        there = [one for one in pinned if isinstance(one, str)] if isinstance(pinned, list) else []
        if is_on is not (event_id in there):
            wanted = [*there, event_id] if is_on else [one for one in there if one != event_id]
            await self._set(room_id, PINNED, {"pinned": wanted})

    async def rename(self, room_id: str, wanted: WantedRoom) -> None:
        for kind, key, value in ((NAME, "name", wanted.name), (TOPIC, "topic", wanted.about)):
            if (await self._homeserver.state_of(room_id, kind)).get(key) != value:
                await self._set(room_id, kind, {key: value})

    async def close(self, room_id: str) -> None:
        """Nobody but us can write there any more; all can read on, and leave when they like."""
        levels = await self._homeserver.state_of(room_id, LEVELS)
        locked = {"events_default": NOBODY_ELSE, "invite": NOBODY_ELSE}
        events = {**_part(levels, "events"), "m.room.redaction": 0}  # taking back one's own words stays possible
        await self._set(room_id, LEVELS, {**levels, **locked, "events": events})

    async def _set(self, room_id: str, kind: str, what: Mapping[str, Any]) -> None:
        try:
            await self._homeserver.set_state(room_id, kind, what)
        except HomeserverError as error:
            if error.status == _FORBIDDEN:
                raise NotAllowed(f"no right to change {kind}") from error
            raise


def server_of(user_id: str) -> str:
    return user_id.partition(":")[2]


def _part(levels: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = levels.get(name)
    return found if isinstance(found, Mapping) else {}
