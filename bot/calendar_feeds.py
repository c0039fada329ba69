"""What calendars fetch by themselves. The secret stands in the path: it reaches no log, no header and no answer."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.core.clock import Clock
from bot.i18n.translator import Translator
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.usecases.calendar_feed_files import FeedFile, feed_file
from bot.usecases.calendar_feeds import PATH
from bot.usecases.work import SYSTEM, Work

KEPT_SECONDS = 15 * 60
LONGEST_SECRET = 100  # signs


@dataclass
class Allowance:
    """How much each visitor may ask: a burst, and then so many a second. A school is one visitor with many phones."""

    burst: float = 120
    per_second: float = 0.5
    wrong: float = 10  # what an address costs that there is not
    most_known: int = 10_000
    seconds: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)  # visitor → (what is left, when)

    def wait(self, visitor: str) -> float:
        """Seconds until they may ask; 0: now."""
        return max(0.0, 1 - self._now(visitor)) / self.per_second

    def take(self, visitor: str, *, wrong: bool) -> None:
        self._left[visitor] = (self._now(visitor) - (self.wrong if wrong else 1), self.seconds())
        self._left.move_to_end(visitor)
        if len(self._left) > self.most_known:
            self._left.popitem(last=False)

    def _now(self, visitor: str) -> float:
        left, at = self._left.get(visitor, (self.burst, self.seconds()))
        return min(self.burst, left + (self.seconds() - at) * self.per_second)


def feed_routes(
    database: Database, clock: Clock, translator: Translator, allowance: Allowance | None = None
) -> list[Route]:
    """They change nothing. Whoever does not have the secret learns as little as of an address that never was."""
    allowed = allowance or Allowance()

    def found(session: Session, secret: str) -> FeedFile | None:
        return feed_file(Work(session, clock.now(), SYSTEM, translator, lambda _channel, _account: None), secret)

    async def feed(request: Request) -> Response:
        visitor = request.client.host if request.client is not None else ""
        wait = allowed.wait(visitor)
        if wait > 0:
            return PlainTextResponse("Please try again later.\n", 429, {"retry-after": str(int(wait) + 1)})
        secret = request.path_params["secret"]
        try:
            file = None if len(secret) > LONGEST_SECRET else await database.read(lambda session: found(session, secret))
        except StorageError:
            return PlainTextResponse("Please try again in a minute.\n", 503, {"retry-after": "60"})
        allowed.take(visitor, wrong=file is None)
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
