"""`/healthz`: whether this worker can do its work, for whoever watches it."""

import asyncio
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.core.clock import Clock
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.queue_figures import queue_figures

TOO_OLD = timedelta(minutes=5)
ANSWER_SECONDS = 5.0  # whoever watches gives up soon, and would learn nothing
HANGS = (
    f"The database has not answered for {ANSWER_SECONDS:.0f} seconds. Nothing is lost; look at its server and its disk."
)


def health_route(database: Database, clock: Clock) -> Route:
    """
    200 with the length of the queues; 503 when the database does not answer or takes nothing more (a full disk), or
    messages wait too long.
    """

    async def healthz(_request: Request) -> Response:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                figures = await database.read(queue_figures)
            if database.trouble is not None:
                raise database.trouble
        except StorageError as error:
            return JSONResponse({"status": "database", "why": str(error)}, status_code=503)
        except TimeoutError:
            return JSONResponse({"status": "database", "why": HANGS}, status_code=503)
        late = any(clock.now() - one.oldest > TOO_OLD for one in figures.incoming)
        queues = {
            "inbox": sum(one.waiting for one in figures.incoming),
            "parked": figures.parked,
            "outbox": sum(one.waiting for one in figures.outgoing),
        }
        return JSONResponse({"status": "late" if late else "ok"} | queues, status_code=503 if late else 200)

    return Route("/healthz", healthz)
