"""Who sits before a page: a browser known by its cookie, or in the demonstration whoever is played."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from functools import partial

from starlette.requests import HTTPConnection
from starlette.responses import Response

from bot.channels.web.allowance import Allowance, where_from
from bot.channels.web.demo import DemoAccess, Persona
from bot.core.clock import Clock
from bot.i18n.languages import primary
from bot.storage.database import Database
from bot.storage.web import find_browser, meet_browser

COOKIE = "passerelle_browser"
# Over https browsers take this name from nobody but this very host: no other page can plant a cookie that it knows.
SAFE_COOKIE = f"__Host-{COOKIE}"
A_YEAR = 365 * 24 * 3600
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
_QUALITY = re.compile(r"\s*([A-Za-z0-9-]{2,20})\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")


@dataclass(frozen=True)
class Visitor:
    """`chat` is the external id of the address, and the chat that replies go to."""

    chat: str
    language_hint: str | None = None
    persona: Persona | None = None


class TooMany(Exception):  # noqa: N818 - it says what is the case
    """Of this network address, new browsers, for now."""


class Visitors:
    def __init__(self, database: Database, clock: Clock, demo: DemoAccess | None, browsers: Allowance) -> None:
        """`browsers`: new ones."""
        self._database = database
        self._clock = clock
        self._demo = demo
        self._browsers = browsers

    async def visitor(self, connection: HTTPConnection) -> Visitor | None:
        """None: a page that nobody was given; it must be loaded anew. Raises TooMany."""
        if self._demo is not None:
            return _played(self._demo, connection)
        token = _token(connection)
        if not _TOKEN.fullmatch(token):
            return None
        token_hash = hashlib.sha256(token.encode()).hexdigest()
        now = self._clock.now()
        found = await self._database.read(partial(find_browser, token_hash=token_hash, now=now))
        if found is not None and found[1]:
            return Visitor(found[0], client_language(connection))
        if found is None and not self._browsers.took(where_from(connection)):
            raise TooMany
        met = await self._database.write(partial(meet_browser, token_hash=token_hash, now=now))
        return Visitor(met, client_language(connection))

    def welcome(self, connection: HTTPConnection, response: Response) -> None:
        """Give a browser its token with the page, once."""
        if self._demo is None and not _TOKEN.fullmatch(_token(connection)):
            response.set_cookie(
                _cookie(connection),
                secrets.token_urlsafe(32),
                max_age=A_YEAR,
                httponly=True,
                samesite="lax",
                secure=_is_safe(connection),
            )


def _is_safe(connection: HTTPConnection) -> bool:
    return connection.url.scheme in {"https", "wss"}


def _cookie(connection: HTTPConnection) -> str:
    return SAFE_COOKIE if _is_safe(connection) else COOKIE


def _token(connection: HTTPConnection) -> str:
    return connection.cookies.get(_cookie(connection), "")


def _played(demo: DemoAccess, connection: HTTPConnection) -> Visitor | None:
    played = connection.query_params.get("as", "")
    chat = demo.address(played)
    if chat is None:
        return None
    persona = demo.persona(played)
    if persona is not None:
        return Visitor(chat, persona.language, persona)
    return Visitor(chat, primary(connection.query_params.get("language")) or client_language(connection))


def client_language(connection: HTTPConnection) -> str | None:
    """The tag that the browser likes best of those the network knows."""
    wanted: list[tuple[float, str]] = []
    for part in connection.headers.get("accept-language", "")[:500].split(","):
        match = _QUALITY.fullmatch(part)
        if match is not None and primary(match[1]) is not None:
            wanted.append((-float(match[2] or 1), match[1]))
    return min(wanted, key=lambda one: one[0])[1] if wanted else None
