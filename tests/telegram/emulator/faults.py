"""Injected faults: what goes wrong, at which call, before or after it took effect."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web
from aiohttp.web_request import BaseRequest

from .calls import Call
from .errors import BLOCKED, OTHER_POLLER, ApiError, conflict, forbidden, too_many_requests, upgraded

Perform = Callable[[], Awaitable[web.Response]]


class Outcome(Protocol):
    async def play(self, request: BaseRequest, perform: Perform) -> web.StreamResponse: ...


@dataclass(frozen=True, slots=True)
class Refuses:
    """Answers with an error of the Bot API, without effect."""

    error: ApiError

    async def play(self, _: BaseRequest, __: Perform) -> web.StreamResponse:
        return web.json_response(self.error.body(), status=self.error.code)


@dataclass(frozen=True, slots=True)
class ServesHtml:
    """Answers as a gateway in trouble does: a page instead of JSON."""

    code: int = 502
    after_effect: bool = False

    async def play(self, _: BaseRequest, perform: Perform) -> web.StreamResponse:
        if self.after_effect:
            await perform()
        page = f"<html><head><title>{self.code}</title></head><body><center>nginx</center></body></html>"
        return web.Response(status=self.code, text=page, content_type="text/html")


@dataclass(frozen=True, slots=True)
class Resets:
    """Cuts the connection hard (RST)."""

    after_effect: bool = False

    async def play(self, request: BaseRequest, perform: Perform) -> web.StreamResponse:
        if self.after_effect:
            await perform()
        transport = request.transport
        if transport is not None:
            connection = transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            transport.abort()
        return web.Response()


@dataclass(slots=True)
class Holds:
    """Answers late: not before `gate` is set, with the effect before or after the wait."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    after_effect: bool = False

    async def play(self, _: BaseRequest, perform: Perform) -> web.StreamResponse:
        if self.after_effect:
            answer = await perform()
            await self.gate.wait()
            return answer
        await self.gate.wait()
        return await perform()


@dataclass(slots=True)
class Silent:
    """Takes the request and never answers: a time-out, before the effect or after it."""

    after_effect: bool = False
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def play(self, _: BaseRequest, perform: Perform) -> web.StreamResponse:
        if self.after_effect:
            await perform()
        await self.closing.wait()
        return web.Response()


@dataclass(frozen=True, slots=True)
class Slow:
    """Answers after a delay, like a bad line; the effect comes first."""

    seconds: float

    async def play(self, _: BaseRequest, perform: Perform) -> web.StreamResponse:
        answer = await perform()
        await asyncio.sleep(self.seconds)
        return answer


BLOCKS = Refuses(forbidden(BLOCKED))
CONFLICTS = Refuses(conflict(OTHER_POLLER))
FAILS = Refuses(ApiError(500, "Internal Server Error"))


def floods(seconds: int) -> Refuses:
    return Refuses(too_many_requests(seconds))


def migrates(to: int) -> Refuses:
    return Refuses(upgraded(to))


@dataclass(slots=True)
class Rule:
    """Strikes from the nth matching call on, `times` times (None: for ever)."""

    outcome: Outcome
    method: str = ""
    chat: int = 0
    nth: int = 1
    times: int | None = 1
    seen: int = 0

    def strikes(self, call: Call) -> bool:
        if self.method and self.method.lower() != call.method.lower():
            return False
        if self.chat and self.chat != call.chat_id:
            return False
        self.seen += 1
        return self.seen >= self.nth and (self.times is None or self.seen < self.nth + self.times)


class Faults:
    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.retired: list[Rule] = []

    def add(self, outcome: Outcome, method: str = "", *, chat: int = 0, nth: int = 1, times: int | None = 1) -> Rule:
        rule = Rule(outcome, method, chat, nth, times)
        self.rules.append(rule)
        return rule

    def find(self, call: Call) -> Outcome | None:
        """Every matching rule counts the call; the first that strikes decides."""
        striking = [rule for rule in self.rules if rule.strikes(call)]
        return striking[0].outcome if striking else None

    def clear(self) -> None:
        self.retired += self.rules
        self.rules.clear()

    def close(self) -> None:
        """Let everything go that is held back."""
        for rule in self.rules + self.retired:
            if isinstance(rule.outcome, Silent):
                rule.outcome.closing.set()
            elif isinstance(rule.outcome, Holds):
                rule.outcome.gate.set()
