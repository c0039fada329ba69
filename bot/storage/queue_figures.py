"""How long the queues are and how old what waits in them, for whoever watches the bot."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session

from bot.core.messages import Priority
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.outbox import OutboxRow, OutboxState


@dataclass(frozen=True)
class Incoming:
    """What one channel brought that is not worked yet."""

    channel: str
    waiting: int
    oldest: datetime


@dataclass(frozen=True)
class Outgoing:
    """What one account of a channel still has to send; `first_due` may lie ahead."""

    channel: str
    account: str
    priority: Priority
    waiting: int
    first_due: datetime


@dataclass(frozen=True)
class QueueFigures:
    incoming: tuple[Incoming, ...]
    parked: int  # could not be worked, and is kept
    outgoing: tuple[Outgoing, ...]


_inbox = InboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # see above
_CHANNEL = _inbox.c.channel + ""  # else SQLite reads all that ever came, in the order of channels
_INCOMING = (
    select(_CHANNEL, func.count(), func.min(_inbox.c.received_at))
    .where(_inbox.c.state == InboxState.PENDING)
    .group_by(_CHANNEL)
)
# By account as well, because then one index holds all that is needed, in this order.
_KINDS = (_outbox.c.channel, _outbox.c.account, _outbox.c.priority)
_OUTGOING = (
    select(*_KINDS, func.count(), func.min(_outbox.c.due_at))
    .where(_outbox.c.state == OutboxState.QUEUED)
    .group_by(*_KINDS)
    .order_by(*_KINDS)
)

_PARKED = select(func.count()).select_from(_inbox).where(_inbox.c.state == InboxState.PARKED)


def queue_figures(session: Session) -> QueueFigures:
    """Three statements on partial indexes: what is done does not count, however much it is."""
    connection = session.connection()
    incoming = sorted(tuple(row) for row in connection.execute(_INCOMING))
    outgoing = connection.execute(_OUTGOING).all()
    return QueueFigures(
        tuple(Incoming(*row) for row in incoming),
        connection.execute(_PARKED).scalar_one(),
        tuple(Outgoing(channel, account, Priority(priority), *rest) for channel, account, priority, *rest in outgoing),
    )
