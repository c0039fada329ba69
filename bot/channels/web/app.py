"""The web chat's routes."""

import asyncio

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute

from bot.channels.web.allowance import Allowances
from bot.channels.web.channel import WebChannel
from bot.channels.web.demo import DemoAccess, OnlyOnThisComputer
from bot.channels.web.files import AT_ONCE, Files
from bot.channels.web.page import Pages, page_template
from bot.channels.web.security import SecurityHeaders
from bot.channels.web.socket import Socket
from bot.channels.web.static_files import StaticFiles
from bot.channels.web.visitors import TooMany, Visitors
from bot.storage.errors import StorageError


def web_app(channel: WebChannel, *, demo: DemoAccess | None = None, allowances: Allowances | None = None) -> Starlette:
    """The page, its files and its websocket; mount it last, at "/", beside whatever else is served.

    With `demo` anybody who reaches it may play anybody: then it answers on this computer only.
    """
    allowed = allowances or Allowances()
    visitors = Visitors(channel.database, channel.clock, demo, allowed.browsers)
    static = StaticFiles.from_folder()
    page = Pages(channel.words, static, visitors, demo, page_template())
    files = Files(channel, visitors, demo, asyncio.Semaphore(AT_ONCE), allowed.given)
    guards = [Middleware(OnlyOnThisComputer)] if demo is not None else []
    return Starlette(
        routes=[
            Route("/", page.endpoint),
            Route("/static/{digest}/{name}", static.endpoint),
            Route("/file/{token}", files.download),
            Route("/upload", files.upload, methods=["POST"]),
            WebSocketRoute("/socket", Socket(channel, visitors, allowed.opened, allowed.said).endpoint),
        ],
        middleware=[Middleware(SecurityHeaders), *guards],
        exception_handlers={StorageError: _try_again, TooMany: _wait},
    )


async def _wait(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("Please try again in a minute.\n", 429, {"retry-after": "60"})


async def _try_again(_request: Request, _error: Exception) -> Response:
    return PlainTextResponse("Please try again in a minute: nothing is lost.\n", 503, {"retry-after": "60"})
