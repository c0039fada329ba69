"""The HTTP side: tokens, methods, faults, downloads; lean, because it also serves the bench."""

import inspect
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.web_request import BaseRequest

from .calls import Call, read_call
from .errors import NOT_FOUND, UNAUTHORIZED, ApiError
from .faults import Faults
from .media import LARGEST_UPLOAD
from .methods import METHODS, OF_UPDATES
from .pace import SENDING, Pace
from .state import World
from .updates import Updates

OVERHEAD_OF_FORMS = 1024 * 1024
Control = Callable[[BaseRequest], Awaitable[web.StreamResponse]]
Send = tuple[float, int, str]


class Journal:
    """What happened, for tests and benches: every call, and when which words went to which chat."""

    def __init__(self, *, keep_calls: bool) -> None:
        self.keep_calls = keep_calls
        self.calls: list[Call] = []
        self.sends: list[Send] = []
        self.bytes = 0  # of what was asked and answered, without headers

    def note(self, call: Call) -> None:
        if self.keep_calls:
            self.calls.append(call)


class Server:
    def __init__(self, world: World, updates: Updates, journal: Journal, changed: Callable[[], None]) -> None:
        self.world = world
        self.updates = updates
        self.journal = journal
        self.changed = changed
        self.faults = Faults()
        self.pace: Pace | None = None
        self.control: Control | None = None
        self.api_prefix = f"/bot{world.token}/"
        self.file_prefix = f"/file/bot{world.token}/"

    async def handle(self, request: BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith(self.api_prefix):
            return await self.api(request, path[len(self.api_prefix) :])
        if path.startswith(self.file_prefix):
            return self.download(path[len(self.file_prefix) :])
        if path.startswith("/control/") and self.control is not None:
            return await self.control(request)
        return refusal(UNAUTHORIZED if well_formed_token(path) else NOT_FOUND)

    async def api(self, request: BaseRequest, method: str) -> web.StreamResponse:
        try:
            call = await read_call(request, method, time.monotonic())
        except ApiError as error:
            return refusal(error)
        self.journal.note(call)

        async def perform() -> web.Response:
            return await self.perform(call)

        outcome = self.faults.find(call) if self.faults.rules else None
        if outcome is None:
            answer = await self.perform(call)
            self.journal.bytes += (request.content_length or 0) + (answer.content_length or 0)
            return answer
        self.changed()
        return await outcome.play(request, perform)

    async def perform(self, call: Call) -> web.Response:
        """Run the method and note how it was answered."""
        try:
            result = self.run(call)
            if inspect.isawaitable(result):
                result = await result
        except ApiError as error:
            call.code, call.description = error.code, error.description
            self.changed()
            return refusal(error)
        call.code = 200
        self.changed()
        return web.Response(body=b'{"ok":true,"result":%b}' % json.dumps(result).encode(), content_type=JSON)

    def run(self, call: Call) -> Any:
        name = call.method.lower()
        method = METHODS.get(name)
        if method is None:
            of_updates = OF_UPDATES.get(name)
            if of_updates is None:
                raise NOT_FOUND
            return of_updates(self.updates, call)
        if self.pace is not None:
            self.pace.check(call)
        result = method(self.world, call)
        if name in SENDING:
            words = call.text("text") or call.text("caption")
            self.journal.sends.append((call.at, call.chat_id, words))
        return result

    def download(self, path: str) -> web.Response:
        file = self.world.paths.get(path)
        if file is None:
            return refusal(NOT_FOUND)
        return web.Response(body=file.body, content_type="application/octet-stream")


JSON = "application/json"


def refusal(error: ApiError) -> web.Response:
    return web.Response(body=json.dumps(error.body()).encode(), status=error.code, content_type=JSON)


def well_formed_token(path: str) -> bool:
    """A token of the right shape that is not ours is unauthorized; anything else does not exist."""
    if not path.startswith("/bot"):
        return False
    number, colon, secret = path[len("/bot") :].partition("/")[0].partition(":")
    return bool(colon and secret and number.isdecimal())


def request_factory(*arguments: Any) -> BaseRequest:
    message, payload, protocol, writer, task = arguments
    return BaseRequest(
        message, payload, protocol, writer, task, task.get_loop(), client_max_size=LARGEST_UPLOAD + OVERHEAD_OF_FORMS
    )
