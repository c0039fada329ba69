"""`/healthz`: whether this worker can do its work, for whoever watches it."""

from datetime import datetime, timedelta

from sqlmodel import Session, func, select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.core.clock import Clock
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.outbox import OutboxRow, OutboxState

TOO_OLD = timedelta(minutes=5)


def health_route(database: Database, clock: Clock) -> Route:
    """
    200 with the length of the queues; 503 when the database does not answer or takes nothing more (a full disk), or
    messages wait too long.
    """

    async def healthz(_request: Request) -> Response:
        try:
            waiting, parked, oldest, queued = await database.read(_figures)
            if database.trouble is not None:
                raise database.trouble
        except StorageError as error:
            return JSONResponse({"status": "database", "why": str(error)}, status_code=503)
        late = oldest is not None and clock.now() - oldest > TOO_OLD
        return JSONResponse(
            {"status": "late" if late else "ok", "inbox": waiting, "parked": parked, "outbox": queued},
            status_code=503 if late else 200,
        )

    return Route("/healthz", healthz)


def _figures(session: Session) -> tuple[int, int, datetime | None, int]:
    pending = InboxRow.state == InboxState.PENDING
    waiting, oldest = session.exec(select(func.count(), func.min(InboxRow.received_at)).where(pending)).one()
    parked = session.exec(select(func.count()).select_from(InboxRow).where(InboxRow.state == InboxState.PARKED)).one()
    queued = session.exec(
        select(func.count()).select_from(OutboxRow).where(OutboxRow.state == OutboxState.QUEUED)
    ).one()
    return waiting, parked, oldest, queued
