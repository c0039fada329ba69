"""What was offered in a chat, kept with the line of the message that offered it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from bot.core.messages import Outgoing, Priority
from bot.core.offers import Offer, Offers, offers_of
from bot.storage.outbox import OutboxRow
from bot.storage.prepared import Prepared

LOOKED_AT = 8  # messages
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_LATEST = Prepared(
    select(_outbox.c.created_at, _outbox.c.sent_at, _outbox.c.priority, _outbox.c.offers)
    .where(_outbox.c.address_id == bindparam("of"), _outbox.c.offers.is_not(None))
    .order_by(_outbox.c.id.desc())
    .limit(LOOKED_AT)
)


def to_keep(message: Outgoing, *, is_edit: bool, in_group: bool, is_copy: bool) -> list[list[str]] | None:
    """None where nothing is offered: most messages. An edit stands further up, and is not the list seen last.

    Of copies of an announcement only what has no word of its own: there are very many of them.
    """
    if is_edit or in_group:
        return None
    return [[one.number, one.label, one.data] for one in offers_of(message) if one.is_numbered or not is_copy] or None


def latest(connection: Connection, address_id: int) -> Sequence[Offers]:
    """Of the last messages to this address that offered anything, the newest first."""
    rows: list[Any] = _LATEST.rows(connection, {"of": address_id})
    return tuple(
        # A reply stands before the question that the same step asked; what was written down long before is seen when it comes.
        Offers(
            row.created_at if row.priority == Priority.REPLY else row.sent_at,
            tuple(Offer(*one) for one in row.offers),
        )
        for row in rows
    )
