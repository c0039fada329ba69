"""python-telegram-bot's requests over aiohttp: several times its default's speed, and clear about what was sent."""

import io
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import aiohttp
import certifi
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

HEADERS = {"User-Agent": BaseRequest.USER_AGENT}
FORM_TYPE = "application/x-www-form-urlencoded"
FORM_HEADERS = {**HEADERS, "Content-Type": FORM_TYPE}
KEEP_ALIVE_SECONDS = 15  # ours ends first: a request on a connection that the server just closes would stay unanswered


class NothingSent(NetworkError):  # noqa: N818 - named for what is known, like TimedOut beside it
    """No connection came about: the request certainly had no effect."""


class NoAnswer(TimedOut):
    """The request may have gone out and no whole answer came back: nobody knows whether it had its effect."""


@dataclass(frozen=True)
class Form:
    """A call of our own, encoded already, without files; for python-telegram-bot it does the work of its RequestData."""

    body: str
    contains_files = False

    @property
    def json_parameters(self) -> dict[str, str]:
        return dict(parse_qsl(self.body))


def form_of(fields: Mapping[str, Any]) -> str:
    """Texts as they are, everything else as JSON."""
    return urlencode({name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()})


class Transport(BaseRequest):
    """Times are seconds, None waits for ever. The proxy variables of the environment are not looked at."""

    def __init__(
        self,
        connections: int = 64,
        *,
        read_timeout: float | None = 10,
        connect_timeout: float | None = 5,
        pool_timeout: float | None = 5,
        upload_timeout: float | None = 60,
    ) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._pool_timeout = pool_timeout
        self._upload_timeout = upload_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS, ssl=trusted_authorities()
            )
            self._session = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """As its parent does, without writing into the log what people wrote."""
        try:
            found: dict[str, Any] = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        return found

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return status and body. No error tells the address, because the address holds the token."""
        if self._session is None:
            raise NothingSent("the transport is not open")
        connect = seconds(connect_timeout, self._connect_timeout)
        read = seconds(read_timeout, self._read_timeout)
        if request_data is not None and request_data.contains_files:
            read = added(read, seconds(write_timeout, self._upload_timeout))  # aiohttp counts from the first byte sent
        timeout = aiohttp.ClientTimeout(
            connect=added(connect, seconds(pool_timeout, self._pool_timeout)), sock_connect=connect, sock_read=read
        )
        body, headers = encoded(request_data)
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise NothingSent(f"no connection: {type(error).__name__}") from None
        except (aiohttp.ClientError, OSError) as error:
            raise NoAnswer(f"no answer: {type(error).__name__}") from None


@cache
def trusted_authorities() -> ssl.SSLContext:
    """The machine's and certifi's: a bare Debian has none of its own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def seconds(given: object, default: float | None) -> float | None:
    """python-telegram-bot says "not given" by an object of its own; None is a choice."""
    return given if given is None or isinstance(given, int | float) else default


def added(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else first + second


def encoded(
    request_data: RequestData | Form | None,
) -> tuple[aiohttp.BytesPayload | aiohttp.FormData | None, dict[str, str]]:
    """Encode the parameters as a form, or as multipart where files go along."""
    if request_data is None:
        return None, HEADERS
    if isinstance(request_data, Form):
        return _payload(request_data.body), FORM_HEADERS
    if not request_data.contains_files:
        return _payload(urlencode(request_data.json_parameters)), FORM_HEADERS
    form = aiohttp.FormData(quote_fields=False)  # file names go out as they are: Telegram shows them undecoded
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media_type) in request_data.multipart_data.items():
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=media_type)
    return form, HEADERS


def _payload(form: str) -> aiohttp.BytesPayload:
    return aiohttp.BytesPayload(form.encode(), content_type=FORM_TYPE)
