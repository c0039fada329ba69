"""What was offered in a chat, kept with the line of the message that offered it."""

from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.core.messages import Outgoing, Priority
from bot.core.offers import Offer, Offers, offers_of
from bot.storage.outbox import OutboxRow
from bot.storage.prepared import Prepared

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_LATEST = Prepared(
    select(_outbox.c.created_at, _outbox.c.sent_at, _outbox.c.priority, _outbox.c.offers)
    .where(_outbox.c.address_id == bindparam("of"), _outbox.c.offers.is_not(None))
    .order_by(_outbox.c.id.desc())
    .limit(1)
)


def to_keep(message: Outgoing, *, is_edit: bool, in_group: bool) -> list[list[str]] | None:
    """None where nothing is offered: most messages. An edit stands further up, and is not the list seen last."""
    if is_edit or in_group:
        return None
    return [[one.number, one.label, one.data] for one in offers_of(message)] or None


def latest(connection: Connection, address_id: int) -> Offers | None:
    """Of the last message to this address that offered anything."""
    rows: list[Any] = _LATEST.rows(connection, {"of": address_id})
    if not rows:
        return None
    # A reply stands before the question that the same step asked; what was written down long before is seen when it comes.
    at = rows[0].created_at if rows[0].priority == Priority.REPLY else rows[0].sent_at
    return Offers(at, tuple(Offer(*one) for one in rows[0].offers))
