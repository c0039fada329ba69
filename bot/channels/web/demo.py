"""Who may be played in the demonstration, and the proof that it stays on this computer."""

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.i18n.phrase import Words

HOSTS = frozenset({"localhost", "127.0.0.1"})
_HOST = re.compile(r"([a-z0-9.-]+)(:\d{1,5})?", re.IGNORECASE)
_NEWCOMER = re.compile(r"new-[A-Za-z0-9_-]{8,40}")


@dataclass(frozen=True)
class Persona:
    """Someone of the demo data; their address on the web is `demo:` and the id."""

    id: str
    name: str
    role: Words
    centre: Words
    language: str


@dataclass(frozen=True)
class DemoAccess:
    """Lets the page play these people; with `left` and `right` (ids) it opens where nobody speaks its language."""

    personas: tuple[Persona, ...]
    left: str
    right: str

    def persona(self, persona_id: str) -> Persona | None:
        return next((persona for persona in self.personas if persona.id == persona_id), None)

    def pair(self, language: str) -> tuple[str, str]:
        """Whom the page opens with for somebody of that language: the first two who speak it, if there are two."""
        own = [persona.id for persona in self.personas if persona.language == language]
        return (own[0], own[1]) if len(own) > 1 else (self.left, self.right)

    def address(self, played: str) -> str | None:
        """The external id of whom the page plays: a persona, or somebody new with an id the page has made."""
        if self.persona(played) is not None or _NEWCOMER.fullmatch(played):
            return f"demo:{played}"
        return None


class OnlyOnThisComputer:
    """Answers nobody who comes through a proxy or under a foreign name: anybody may play anybody here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        why = None if scope["type"] not in {"http", "websocket"} else refusal(Headers(scope=scope))
        if why is None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await PlainTextResponse(f"{why}\n", status_code=403)(scope, receive, send)


def refusal(headers: Headers) -> str | None:
    forwarded = next((name for name in headers if name == "forwarded" or name.startswith("x-forwarded-")), None)
    if forwarded is not None:
        return (
            f"This is the demonstration, in which anybody may play anybody, and the request came through a proxy "
            f"(header {forwarded}). Open it on the computer it runs on; for real use start `passerelle run`."
        )
    host = _HOST.fullmatch(headers.get("host", ""))
    if host is None or host[1].lower() not in HOSTS:
        return (
            "This is the demonstration, in which anybody may play anybody: it only answers as localhost or 127.0.0.1. "
            "Open it on the computer it runs on; for real use start `passerelle run`."
        )
    return None
