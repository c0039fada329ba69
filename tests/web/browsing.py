"""A browser as the server sees it: cookies, requests, websockets."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.web.serving import PATIENCE


@dataclass
class PageSocket:
    socket: aiohttp.ClientWebSocketResponse

    async def says(self, kind, **fields):
        await self.socket.send_json({"type": kind, **fields})

    async def is_told(self, kind):
        """The next frame, which must be of this kind."""
        message = await self.socket.receive(timeout=PATIENCE)
        assert message.type == aiohttp.WSMsgType.TEXT, message
        frame = json.loads(message.data)
        assert frame["type"] == kind, frame
        return frame

    async def is_closed_with(self):
        message = await self.socket.receive(timeout=PATIENCE)
        assert message.type == aiohttp.WSMsgType.CLOSE, message
        return message.data

    async def opens(self):
        """The messages that a page shows first."""
        await self.is_told("phone")
        return (await self.is_told("history"))["messages"]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    cookies: Mapping[str, Any]
    body: bytes

    @classmethod
    async def of(cls, response):
        return cls(response.status, response.headers, response.cookies, await response.read())

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def media_type(self):
        return self.headers["content-type"].partition(";")[0]


@dataclass
class Browser:
    address: str
    http: aiohttp.ClientSession

    @asynccontextmanager
    async def page(self, query="", **headers):
        async with self.http.ws_connect(f"{self.address}/socket{query}", headers=headers) as socket:
            yield PageSocket(socket)

    async def get(self, path, **headers):
        async with self.http.get(f"{self.address}{path}", headers=headers) as response:
            return await Answer.of(response)

    async def post(self, path, data, **headers):
        async with self.http.post(f"{self.address}{path}", data=data, headers=headers) as response:
            return await Answer.of(response)


@asynccontextmanager
async def browsing(address):
    """A browser without any cookie; unsafe=True keeps cookies for an address without a name."""
    async with aiohttp.ClientSession(
        cookie_jar=aiohttp.CookieJar(unsafe=True), timeout=aiohttp.ClientTimeout(PATIENCE)
    ) as http:
        yield Browser(address, http)
    await asyncio.sleep(0)  # lets aiohttp's transports end
