"""What waits in the database, and for how long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, func, select

from bot.core.messages import Priority
from bot.doctor.finding import Finding
from bot.storage.database import Database
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.queue_figures import queue_figures

LATE = timedelta(minutes=5)


def queues(database: Database) -> Iterator[Finding]:
    figures = database.read_now(queue_figures)
    if figures.parked:
        yield Finding(
            "parked messages",
            False,
            f"{figures.parked} could not be worked after several tries and are kept. The log says why (search for “step failed”).",
        )
    oldest = min((one.oldest for one in figures.incoming), default=None)
    late = oldest is not None and datetime.now(UTC) - oldest > LATE
    yield Finding(
        "incoming queue",
        not late,
        f"the oldest waits since {oldest:%Y-%m-%d %H:%M} UTC: is a worker running?"
        if late and oldest
        else ("nothing waits" if oldest is None else "nothing waits long"),
    )
    counts, oldest = database.read_now(_outbox)
    uncertain = counts.get(OutboxState.UNCERTAIN, 0)
    queued = counts.get(OutboxState.QUEUED, 0)
    said = f"{queued} waiting, {uncertain} uncertain, {counts.get(OutboxState.FAILED, 0)} failed"
    late = oldest is not None and datetime.now(UTC) - oldest > LATE
    if late and oldest:
        said += (
            f"; somebody waits for a reply since {oldest:%Y-%m-%d %H:%M} UTC: is a worker running, and does the platform "
            "answer it? The log says what it met."
        )
    yield Finding("outgoing queue", not late, said)


def _outbox(session: Session) -> tuple[dict[OutboxState, int], datetime | None]:
    """How many there are by state, and since when the oldest reply waits; all else may wait for its time."""
    rows = session.exec(select(OutboxRow.state, func.count()).group_by(OutboxRow.state)).all()
    replies = (OutboxRow.state == OutboxState.QUEUED, OutboxRow.priority == Priority.REPLY)
    oldest = session.exec(select(func.min(OutboxRow.created_at)).where(*replies)).one()
    return {OutboxState(state): number for state, number in rows}, oldest
