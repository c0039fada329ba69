"""A person with a Matrix client: speaks the Client-Server API directly, so that the bot meets another implementation."""

import io
import itertools
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import aiohttp

from tests.matrix.homeserver import Account, Homeserver

Event = dict[str, Any]
SECONDS_TO_WAIT = 30
ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class MatrixError(Exception):
    """The homeserver said no."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(f"{status} {answer}")
        self.status = status
        self.code = answer.get("errcode")


class Human:
    def __init__(self, web: aiohttp.ClientSession, account: Account) -> None:
        self.account = account
        self.user_id = account.user_id
        self.heard: list[Event] = []  # everything the server ever told this person, in order
        self._web = web
        self._token = account.access_token
        self._since: str | None = None
        self._transactions = itertools.count(1)

    # --- rooms

    async def opens_a_talk_with(self, *others: str, encrypted: bool = False, as_equals: bool = True) -> str:
        """As clients do it. Among equals nobody can kick anybody."""
        room = await self._call(
            "POST",
            "createRoom",
            {
                "preset": "trusted_private_chat" if as_equals else "private_chat",
                "is_direct": True,
                "invite": others,
                "initial_state": [ENCRYPTION] if encrypted else [],
            },
        )
        return str(room["room_id"])

    async def invites(self, room: str, user_id: str) -> None:
        await self._call("POST", f"rooms/{quote(room)}/invite", {"user_id": user_id})

    async def joins(self, room: str) -> None:
        await self._call("POST", f"rooms/{quote(room)}/join", {})

    async def leaves(self, room: str) -> None:
        await self._call("POST", f"rooms/{quote(room)}/leave", {})

    async def kicks(self, room: str, user_id: str) -> None:
        await self._call("POST", f"rooms/{quote(room)}/kick", {"user_id": user_id})

    async def encrypts(self, room: str) -> None:
        await self._call("PUT", f"rooms/{quote(room)}/state/{ENCRYPTION['type']}/", ENCRYPTION["content"])

    async def members(self, room: str) -> set[str]:
        return set((await self._call("GET", f"rooms/{quote(room)}/joined_members"))["joined"])

    # --- messages

    async def says(self, room: str, text: str, *, formatted: str | None = None, answering: str | None = None) -> str:
        content: dict[str, Any] = {"msgtype": "m.text", "body": text}
        if formatted is not None:
            content |= {"format": "org.matrix.custom.html", "formatted_body": formatted}
        if answering is not None:
            content["m.relates_to"] = {"m.in_reply_to": {"event_id": answering}}
        return await self.sends(room, "m.room.message", content)

    async def corrects(self, room: str, event_id: str, text: str) -> str:
        content = {
            "msgtype": "m.text",
            "body": f"* {text}",
            "m.new_content": {"msgtype": "m.text", "body": text},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
        }
        return await self.sends(room, "m.room.message", content)

    async def reacts(self, room: str, event_id: str, key: str) -> str:
        relation = {"rel_type": "m.annotation", "event_id": event_id, "key": key}
        return await self.sends(room, "m.reaction", {"m.relates_to": relation})

    async def takes_back(self, room: str, event_id: str) -> str:
        path = f"rooms/{quote(room)}/redact/{quote(event_id)}/{self._transaction()}"
        return str((await self._call("PUT", path, {}))["event_id"])

    async def sends_file(self, room: str, name: str, data: bytes, mimetype: str, *, voice: bool = False) -> str:
        path = f"/_matrix/media/v3/upload?filename={quote(name)}"
        async with self._web.post(path, data=io.BytesIO(data), headers=self._headers(mimetype)) as answer:
            uri = (await self._checked(answer))["content_uri"]
        kind = mimetype.partition("/")[0]
        content: dict[str, Any] = {
            "msgtype": f"m.{kind}" if kind in {"image", "audio", "video"} else "m.file",
            "body": name,
            "url": uri,
            "info": {"mimetype": mimetype, "size": len(data)},
        }
        if voice:
            content |= {"org.matrix.msc3245.voice": {}, "org.matrix.msc1767.audio": {"duration": 2000}}
        return await self.sends(room, "m.room.message", content)

    async def sends(self, room: str, kind: str, content: dict[str, Any]) -> str:
        path = f"rooms/{quote(room)}/send/{kind}/{self._transaction()}"
        return str((await self._call("PUT", path, content))["event_id"])

    async def downloads(self, mxc: str) -> bytes:
        server, _, media = mxc.removeprefix("mxc://").partition("/")
        path = f"/_matrix/client/v1/media/download/{server}/{media}"
        async with self._web.get(path, headers=self._headers()) as answer:
            answer.raise_for_status()
            return await answer.read()

    async def has_read(self, room: str, event_id: str, *, privately: bool = False) -> None:
        """As far as this event."""
        kind = "m.read.private" if privately else "m.read"
        await self._call("POST", f"rooms/{quote(room)}/receipt/{kind}/{quote(event_id)}", {})

    # --- listening

    async def sees(self, wanted: Callable[[Event], Any], seconds: float = SECONDS_TO_WAIT) -> Event:
        """The first event ever heard which is wanted; waits for it if it has not come yet."""
        deadline = time.monotonic() + seconds
        looked_at = 0
        while True:
            for event in self.heard[looked_at:]:
                if wanted(event):
                    return event
            looked_at = len(self.heard)
            left = deadline - time.monotonic()
            if left <= 0:
                latest = "\n".join(str(event) for event in self.heard[-10:])
                raise TimeoutError(f"{self.user_id} did not see it within {seconds} s. The latest events:\n{latest}")
            await self._listen(left)

    async def reads(self, room: str, sender: str, text: str) -> Event:
        """Waits for exactly this text."""
        return await self.sees(
            lambda event: (
                (event.get("room_id"), event.get("sender")) == (room, sender) and event["content"].get("body") == text
            )
        )

    async def history(self, room: str) -> list[Event]:
        """All that was said in the room, oldest first."""
        events: list[Event] = []
        start = ""
        while True:
            page = await self._call("GET", f"rooms/{quote(room)}/messages?dir=f&limit=500{start}")
            events += page["chunk"]
            if "end" not in page:
                return events
            start = f"&from={quote(page['end'])}"

    async def texts(self, room: str, sender: str) -> list[str]:
        return [
            event["content"].get("body", "")
            for event in await self.history(room)
            if event["type"] == "m.room.message" and event["sender"] == sender
        ]

    async def _listen(self, seconds: float) -> None:
        path = f"sync?timeout={int(min(seconds, 10) * 1000)}"
        if self._since is not None:
            path += f"&since={self._since}"
        told = await self._call("GET", path)
        self._since = told["next_batch"]
        rooms = told.get("rooms", {})
        for room_id, room in itertools.chain(rooms.get("join", {}).items(), rooms.get("leave", {}).items()):
            for part in ("state", "timeline", "ephemeral"):
                self.heard += [{**event, "room_id": room_id} for event in room.get(part, {}).get("events", [])]
        for room_id, room in rooms.get("invite", {}).items():
            self.heard += [{**event, "room_id": room_id} for event in room["invite_state"]["events"]]

    # --- the wire

    def _transaction(self) -> str:
        return f"human-{next(self._transactions)}"

    def _headers(self, mimetype: str = "application/json") -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}", "Content-Type": mimetype}

    async def _call(self, method: str, path: str, payload: dict[str, Any] | None = None) -> dict[str, Any]:
        url = f"/_matrix/client/v3/{path}"
        async with self._web.request(method, url, json=payload, headers=self._headers()) as answer:
            return await self._checked(answer)

    async def _checked(self, answer: aiohttp.ClientResponse) -> dict[str, Any]:
        told: dict[str, Any] = await answer.json()
        if not answer.ok:
            raise MatrixError(answer.status, told)
        return told


@asynccontextmanager
async def human(homeserver: Homeserver, name: str) -> AsyncIterator[Human]:
    account = await homeserver.register(name)
    async with aiohttp.ClientSession(homeserver.url) as web:
        yield Human(web, account)
