"""One request to the Bot API: its parameters and files, however they were encoded."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.web_request import BaseRequest, FileField

from .errors import TOO_LARGE, bad_request

TRUE = frozenset({"true", "yes", "1"})


@dataclass(slots=True)
class Upload:
    name: str
    mime: str
    body: bytes


@dataclass(slots=True)
class Call:
    """A request as the emulator's log keeps it; `code` and `description` tell how it was answered."""

    method: str
    params: dict[str, str]
    files: dict[str, Upload] = field(default_factory=dict)
    at: float = 0.0
    query: str = ""  # what stood in the address: python-telegram-bot puts nothing there
    code: int = 0
    description: str = ""

    @property
    def chat_id(self) -> int:
        return self.integer("chat_id")

    def text(self, name: str) -> str:
        return self.params.get(name, "")

    def integer(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """Numbers that are none, or out of range, are bent rather than refused: so does Telegram."""
        try:
            number = int(self.params.get(name, default))
        except ValueError:
            number = default
        if low is not None:
            number = max(low, number)
        return number if high is None else min(high, number)

    def flag(self, name: str) -> bool:
        return self.params.get(name, "").lower() in TRUE

    def json(self, name: str, complaint: str) -> Any:
        value = self.params.get(name)
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(complaint) from error


async def read_call(request: BaseRequest, method: str, now: float) -> Call:
    """Read query string, form, JSON or multipart; raise what Telegram answers where it cannot be read."""
    params = dict(request.query) if request.query_string else {}
    kind = request.content_type
    if kind == "multipart/form-data":
        return await read_multipart(request, Call(method, params, at=now, query=request.query_string))
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge as error:
        raise TOO_LARGE from error
    if not body:
        return Call(method, params, at=now, query=request.query_string)
    try:
        if kind == "application/json":
            params |= flattened(json.loads(body))
        else:
            params |= parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise bad_request("Strings must be encoded in UTF-8") from error
    except ValueError as error:
        raise bad_request("Can't parse request body as JSON object") from error
    return Call(method, params, at=now, query=request.query_string)


def flattened(body: Any) -> dict[str, str]:
    """In a JSON body nested values may stand as they are; the API reads them as if they were JSON strings."""
    if not isinstance(body, dict):
        raise bad_request("Can't parse request body as JSON object")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in body.items()
        if value is not None
    }


async def read_multipart(request: BaseRequest, call: Call) -> Call:
    try:
        form = await request.post()
    except web.HTTPRequestEntityTooLarge as error:
        raise TOO_LARGE from error
    for name, value in form.items():
        if isinstance(value, FileField):
            with value.file as file:
                call.files[name] = Upload(value.filename, value.content_type, file.read())
        else:
            call.params[name] = value if isinstance(value, str) else value.decode()
    return call
