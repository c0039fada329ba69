"""Where Telegram calls: what it hands over is on disk before it is told so."""

import json
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.webhook import SECRET_HEADER, Webhook
from bot.delivery.reception import Reception
from bot.storage.channel_states import states_of
from bot.storage.database import Database
from bot.storage.errors import StorageError

LARGEST = 1024 * 1024  # bytes; an update has a few thousand


def webhook_routes(database: Database, reception: Reception, telegram: TelegramChannel | None) -> list[Route]:
    """Of every worker, whichever owns the channel; none where Telegram is asked instead."""
    if telegram is None or telegram.webhook is None:
        return []
    hook: Webhook = telegram.webhook

    async def endpoint(request: Request) -> Response:
        if not hook.is_telegram(request.headers.get(SECRET_HEADER)):
            return PlainTextResponse("This address is for Telegram alone.\n", 403)
        update = await _update_in(request)
        if update is None:
            return PlainTextResponse("This is no update.\n", 400)
        try:
            states = await database.read(partial(states_of, channel=telegram.name, account=telegram.account))
            taken = await telegram.taken([update], states)
            if taken.messages or taken.changes:
                await reception.accept(telegram.name, telegram.account, taken.messages, dict(taken.changes))
        except StorageError:
            return PlainTextResponse("It is not on disk. Please send it again.\n", 503, {"retry-after": "5"})
        return Response(status_code=200)

    return [Route(hook.path, endpoint, methods=["POST"])]


async def _update_in(request: Request) -> dict[str, Any] | None:
    """None: too large, or nothing that Telegram would send."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            return None
    try:
        update = json.loads(bytes(body))
    except ValueError:
        return None
    return update if isinstance(update, dict) else None
