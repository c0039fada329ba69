"""The requests that the channel makes of a homeserver, through matrix-nio; an error that it answers is raised."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from nio import AsyncClient, AsyncClientConfig
from nio.api import RoomPreset, RoomVisibility
from nio.events import ReceiptEvent
from nio.responses import ErrorResponse

from bot.channels.matrix.answers import Batch, Event, HomeserverError, Keys, Receipt, Timeline
from bot.channels.matrix.events import MESSAGE
from bot.delivery.channel import LoadedFile
from bot.storage.errors import FileTooLarge

DEVICE_NAME = "Passerelle"
DIRECT = "m.direct"  # the account's rooms of two, by person
REQUEST_SECONDS = 30
MEDIA_SECONDS = 100
EVENTS_AT_ONCE = 100
_RECEIPTS = "m.receipt"
_READ = "m.read"  # as far as everybody in the room may know; what is private is told to nobody
_MAIN = (None, "main")  # we open no threads
_FILTER = {
    "presence": {"types": []},
    "account_data": {"types": []},
    "room": {
        "account_data": {"types": []},
        "ephemeral": {"types": [_RECEIPTS]},
        "state": {"lazy_load_members": True},
        "timeline": {"limit": EVENTS_AT_ONCE},
    },
}
_CONFIG = AsyncClientConfig(
    encryption_enabled=False, max_limit_exceeded=0, max_timeouts=0, request_timeout=REQUEST_SECONDS
)
_MXC = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]+)/([A-Za-z0-9_-]+)")
_PIECE = 64 * 1024
_NOT_FOUND = 404
_ERRORS_BEGIN = 400


def is_media(reference: str) -> bool:
    return _MXC.fullmatch(reference) is not None


class Homeserver:
    """One account on one homeserver. Raises HomeserverError, aiohttp.ClientError and TimeoutError."""

    def __init__(self, url: str, user_id: str) -> None:
        # nio's warnings about odd events quote what people wrote
        logging.getLogger("nio").setLevel(logging.ERROR)
        logging.getLogger("nio.crypto").setLevel(logging.CRITICAL)  # so do its errors
        self._client = AsyncClient(url.rstrip("/"), user_id, config=_CONFIG)

    async def close(self) -> None:
        await self._client.close()

    # -- who we are ----------------------------------------------------------------------------------------------------
    async def sign_in(self, password: str, device_id: str | None) -> Keys:
        """With the device that we had: only it remembers which transactions were sent already."""
        self._client.device_id = device_id or ""
        answer = _checked(await self._client.login(password, device_name=DEVICE_NAME))
        return Keys(answer.user_id, answer.device_id, answer.access_token)

    @property
    def is_signed_in(self) -> bool:
        return bool(self._client.access_token)

    async def sign_out(self) -> None:
        """The device that signed in is forgotten."""
        _checked(await self._client.logout())

    def use(self, keys: Keys) -> None:
        self._client.restore_login(keys.user_id, keys.device_id, keys.access_token)

    # -- listening -----------------------------------------------------------------------------------------------------
    async def sync(self, since: str | None, *, seconds: int) -> Batch:
        if since is None:
            self._client.next_batch = ""  # nio would go on from its own
        answer = _checked(
            await self._client.sync(timeout=seconds * 1000, since=since, sync_filter=_FILTER, full_state=False)
        )
        rooms = answer.rooms
        return Batch(
            token=answer.next_batch,
            invited=tuple(rooms.invite),
            # A room of which only receipts came says nothing else.
            joined={
                room_id: _timeline(room.timeline)
                for room_id, room in rooms.join.items()
                if since is None or room.timeline.events or room.timeline.limited
            },
            left={room_id: _timeline(room.timeline) for room_id, room in rooms.leave.items()},
            receipts=tuple(one for room_id, room in rooms.join.items() for one in _receipts(room_id, room.ephemeral)),
            to_device=tuple(event.source for event in answer.to_device_events if event is not None),
            changed=tuple(answer.device_list.changed),
            key_count=answer.device_key_count.signed_curve25519,
        )

    async def earlier(self, room_id: str, start: str, end: str | None) -> Timeline:
        """The events before `start` and after `end`, the oldest first."""
        answer = _checked(await self._client.room_messages(room_id, start=start, end=end, limit=EVENTS_AT_ONCE))
        events = tuple(event.source for event in reversed(answer.chunk))
        return Timeline(events, answer.end if events else None)

    async def state(self, room_id: str) -> list[Event]:
        answer = _checked(await self._client.room_get_state(room_id))
        return list(answer.events)

    async def event(self, room_id: str, event_id: str) -> Event | None:
        """None for what is not there, or not for us to see."""
        try:
            answer = _checked(await self._client.room_get_event(room_id, event_id))
        except HomeserverError as error:
            if error.is_final:
                return None
            raise
        source: Event = answer.event.source
        return source

    async def download(self, reference: str, at_most: int) -> bytes:
        found = _MXC.fullmatch(reference)
        if found is None:
            raise HomeserverError(_NOT_FOUND)
        path = f"/_matrix/client/v1/media/download/{quote(found[1], safe=':')}/{found[2]}"
        async with asyncio.timeout(MEDIA_SECONDS):
            answer = await self._client.send("GET", path, headers=self._authorization, timeout=MEDIA_SECONDS)
            async with answer:
                if not answer.ok:
                    raise HomeserverError(answer.status)
                data = bytearray()
                async for piece in answer.content.iter_chunked(_PIECE):
                    data += piece
                    if len(data) > at_most:
                        raise FileTooLarge(answer.content_length or len(data), at_most)
                return bytes(data)

    # -- speaking ------------------------------------------------------------------------------------------------------
    async def send(self, room_id: str, content: Mapping[str, Any], transaction: str, *, kind: str = MESSAGE) -> str:
        """The event's id; the same transaction gives the same event."""
        answer = await self._client.room_send(room_id, kind, dict(content), tx_id=transaction)
        return str(_checked(answer).event_id)

    async def redact(self, room_id: str, event_id: str, transaction: str) -> None:
        _checked(await self._client.room_redact(room_id, event_id, tx_id=transaction))

    async def edits_of(self, room_id: str, event_id: str) -> list[str]:
        """The latest hundred events of ours that gave a message other words, however old it is."""
        path = f"v1/rooms/{quote(room_id)}/relations/{quote(event_id)}/m.replace?limit=100"
        found = await self.ask("GET", path)
        return [str(event["event_id"]) for event in found["chunk"] if event["sender"] == self._client.user_id]

    async def upload(self, file: LoadedFile) -> str:
        """Where it lies now: an mxc address."""
        async with asyncio.timeout(MEDIA_SECONDS):
            answer, _keys = await self._client.upload(
                io.BytesIO(file.data), file.media_type, file.name, filesize=len(file.data)
            )
        return str(_checked(answer).content_uri)

    # -- rooms ---------------------------------------------------------------------------------------------------------
    async def join(self, room_id: str) -> None:
        _checked(await self._client.join(room_id))

    async def leave(self, room_id: str) -> None:
        _checked(await self._client.room_leave(room_id))
        _checked(await self._client.room_forget(room_id))

    async def mark_direct(self, room_id: str, person: str) -> None:
        """So that a client which signs in to this account lists the room under its person."""
        rooms = await self.account_data(DIRECT)
        known = rooms.get(person, [])
        if room_id not in known:
            await self.keep_account_data(DIRECT, {**rooms, person: [*known, room_id]})

    async def create_room(
        self,
        alias: str,
        name: str,
        about: str,
        *,
        federates: bool,
        initial_state: Sequence[Mapping[str, Any]],
        levels: Mapping[str, Any],
    ) -> str:
        """Closed to all but those who are invited. Refused with M_ROOM_IN_USE where the alias is taken."""
        answer = await self._client.room_create(
            visibility=RoomVisibility.private,
            alias=alias,
            name=name,
            topic=about,
            federate=federates,
            preset=RoomPreset.private_chat,
            initial_state=initial_state,
            power_level_override=dict(levels),
        )
        return str(_checked(answer).room_id)

    async def room_called(self, alias: str) -> str | None:
        """None: there is no such room."""
        try:
            return str(_checked(await self._client.room_resolve_alias(alias)).room_id)
        except HomeserverError as error:
            if error.status == _NOT_FOUND:
                return None
            raise

    async def invite(self, room_id: str, user_id: str) -> None:
        _checked(await self._client.room_invite(room_id, user_id))

    async def state_of(self, room_id: str, kind: str, key: str = "") -> Mapping[str, Any]:
        """The content of this piece of state; empty where there is none."""
        try:
            answer = _checked(await self._client.room_get_state_event(room_id, kind, key))
        except HomeserverError as error:
            if error.status == _NOT_FOUND:
                return {}
            raise
        found: Mapping[str, Any] = answer.content
        return found

    async def set_state(self, room_id: str, kind: str, content: Mapping[str, Any]) -> None:
        """To say it again changes nothing."""
        _checked(await self._client.room_put_state(room_id, kind, dict(content)))

    async def members(self, room_id: str) -> list[str]:
        """Who is in the room, or invited."""
        answer = await self.ask("GET", f"v3/rooms/{quote(room_id)}/members?not_membership=leave")
        there = [event for event in answer["chunk"] if event["content"]["membership"] in {"join", "invite"}]
        return [str(event["state_key"]) for event in there]

    # -- what the account keeps for itself -----------------------------------------------------------------------------
    async def account_data(self, kind: str) -> Mapping[str, Any]:
        """Empty where there is none."""
        try:
            return await self.ask("GET", self._data_path(kind))
        except HomeserverError as error:
            if error.code == "M_NOT_FOUND":
                return {}
            raise

    async def keep_account_data(self, kind: str, what: Mapping[str, Any]) -> None:
        await self.ask("PUT", self._data_path(kind), what)

    def _data_path(self, kind: str) -> str:
        return f"v3/user/{quote(self._client.user_id)}/account_data/{quote(kind)}"

    # -- what nio has no words for -------------------------------------------------------------------------------------
    async def ask(self, method: str, path: str, payload: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        """The JSON that stands under this path of the Client-Server API."""
        data = None if payload is None else json.dumps(payload)
        headers = {"Content-Type": "application/json", **self._authorization}
        async with await self._client.send(method, f"/_matrix/client/{path}", data, headers) as answer:
            try:
                told = json.loads(await answer.text())
            except ValueError:
                told = None
        if not isinstance(told, dict):
            raise HomeserverError(answer.status)
        if not answer.ok:
            waits = told.get("retry_after_ms")
            seconds = waits / 1000 if isinstance(waits, int) else None
            raise HomeserverError(answer.status, told.get("errcode"), seconds, stage=told.get("session"))
        return told

    @property
    def _authorization(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._client.access_token}"}


def _checked(answer: Any) -> Any:
    """nio takes an error page for an answer where nothing is required of it: the status decides."""
    if isinstance(answer, ErrorResponse):
        seconds = None if answer.retry_after_ms is None else answer.retry_after_ms / 1000
        raise HomeserverError(_status(answer), answer.status_code, seconds)
    if _status(answer) >= _ERRORS_BEGIN:
        raise HomeserverError(_status(answer))
    return answer


def _status(answer: Any) -> int:
    return int(answer.transport_response.status)


def _timeline(timeline: Any) -> Timeline:
    earlier = timeline.prev_batch if timeline.limited else None
    return Timeline(tuple(event.source for event in timeline.events), earlier)


def _receipts(room_id: str, ephemeral: Iterable[Any]) -> Iterator[Receipt]:
    for event in ephemeral:
        if isinstance(event, ReceiptEvent):
            for one in event.receipts:
                if one.receipt_type == _READ and one.thread_id in _MAIN:
                    yield Receipt(room_id, one.user_id, one.event_id, one.timestamp)
