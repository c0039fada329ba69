"""What calendars fetch by themselves. The secret stands in the path: it reaches no log, no header and no answer."""

import hashlib

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.web.allowance import Allowance, where_from
from bot.core.clock import Clock
from bot.i18n.translator import Translator
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.usecases.calendar_feed_files import FeedFile, feed_file
from bot.usecases.calendar_feeds import PATH
from bot.usecases.work import SYSTEM, Work

KEPT_SECONDS = 15 * 60
LONGEST_SECRET = 100  # signs
BURST, PER_SECOND = 120, 0.5  # of one visitor
WRONG = 10  # what an address costs that there is not


def feed_routes(
    database: Database, clock: Clock, translator: Translator, allowance: Allowance | None = None
) -> list[Route]:
    """They change nothing. Whoever does not have the secret learns as little as of an address that never was."""
    allowed = allowance or Allowance(BURST, PER_SECOND)

    def found(session: Session, secret: str) -> FeedFile | None:
        return feed_file(Work(session, clock.now(), SYSTEM, translator, lambda _channel, _account: None), secret)

    async def feed(request: Request) -> Response:
        visitor = where_from(request)
        wait = allowed.wait(visitor)
        if wait > 0:
            return PlainTextResponse("Please try again later.\n", 429, {"retry-after": str(int(wait) + 1)})
        secret = request.path_params["secret"]
        try:
            file = None if len(secret) > LONGEST_SECRET else await database.read(lambda session: found(session, secret))
        except StorageError:
            return PlainTextResponse("Please try again in a minute.\n", 503, {"retry-after": "60"})
        allowed.take(visitor, WRONG if file is None else 1)
        if file is None:
            return PlainTextResponse("There is no such calendar.\n", 404, {"cache-control": "no-store"})
        return _answer(request, file)

    return [Route(f"{PATH}{{secret}}.ics", feed)]


def _answer(request: Request, file: FeedFile) -> Response:
    """Nothing where the calendar has these bytes already; none but that calendar keeps what is one person's."""
    tag = f'"{hashlib.sha256(file.data).hexdigest()[:32]}"'
    kept_by = "public" if file.is_shared else "private"
    headers = {"etag": tag, "cache-control": f"{kept_by}, max-age={KEPT_SECONDS}"}
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    if tag in known or known == ["*"]:
        return Response(status_code=304, headers=headers)
    headers["content-disposition"] = 'inline; filename="passerelle.ics"'
    return Response(file.data, media_type="text/calendar; charset=utf-8", headers=headers)
