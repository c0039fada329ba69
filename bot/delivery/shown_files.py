"""
Which message of ours shows which file: written down as it is queued, with its place in the chat as soon as it stands there. And
what else of a message stands in a chat apart from it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import bindparam, func, insert, select, tuple_, update
from sqlalchemy.types import SmallInteger, String
from sqlmodel import Session

from bot.core.messages import Attachment, Outgoing
from bot.delivery.claim_queries import STATE_QUEUED
from bot.delivery.codec import outgoing_from_json, outgoing_to_json
from bot.storage.inserts import INSERTS
from bot.storage.outbox import OutboxRow
from bot.storage.prepared import Prepared
from bot.storage.shown_files import ShownFile

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_shown = ShownFile.__table__  # type: ignore[attr-defined] # see above
_WRITE = {
    name: Prepared(
        insert_into(_shown)
        .from_select(
            ["outbox_id", "place", "shows"],
            select(
                _outbox.c.id,
                bindparam("at_place", type_=SmallInteger()),
                bindparam("of_file", type_=String()),
            ).where(_outbox.c.dedupe_key == bindparam("key")),
        )
        .on_conflict_do_nothing()
        .inline()
    )
    for name, insert_into in INSERTS.items()
}
_STANDS = (
    update(_shown)
    .where(_shown.c.outbox_id == bindparam("row"), _shown.c.place == bindparam("at_place"))
    .values(external_id=bindparam("message"))
)
_below = _shown.alias()
_whole = func.coalesce(_outbox.c.edits_id, _outbox.c.id)
_lowest = select(func.coalesce(func.min(_below.c.place), 0)).where(_below.c.outbox_id == _whole, _below.c.place < 0)
_STANDS_APART = insert(_shown).from_select(
    ["outbox_id", "place", "external_id"],
    select(_whole, _lowest.scalar_subquery() - 1, bindparam("message", type_=String())).where(
        _outbox.c.id == bindparam("row")
    ),
)
_WAITING = (
    select(_outbox.c.id, _outbox.c.payload, _shown.c.place)
    .join(_shown, _shown.c.outbox_id == _outbox.c.id)
    .where(_shown.c.shows == bindparam("of_file"), _outbox.c.state == STATE_QUEUED, _outbox.c.payload.is_not(None))
    .order_by(_shown.c.id)
)
_REWRITE = (
    update(_outbox)
    .where(_outbox.c.id == bindparam("row"), _outbox.c.state == STATE_QUEUED)
    .values(payload=bindparam("becomes", type_=_outbox.c.payload.type))
)


def write_down(session: Session, messages: Mapping[str, Outgoing]) -> None:
    """Of what was queued just now, by dedupe key."""
    found = [
        {"key": key, "at_place": place, "of_file": one.shows}
        for key, message in messages.items()
        for place, one in enumerate(message.attachments)
    ]
    if found:
        connection = session.connection()
        _WRITE[connection.dialect.name].run_all(connection, found)


def note(session: Session, arrived: Iterable[tuple[int, Iterable[tuple[int, str]]]]) -> None:
    """Messages that have arrived, each with the places of its files and what the platform calls them."""
    found = [
        {"row": row, "at_place": place, "message": external_id}
        for row, files in arrived
        for place, external_id in files
    ]
    if found:
        session.connection().execute(_STANDS, found)


def note_others(session: Session, arrived: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Likewise, what belongs to them and is no file; what came with an edit belongs to the message that was edited."""
    found = [{"row": row, "message": external_id} for row, others in arrived for external_id in others]
    if found:  # one after the other, in one call: each takes the place below those that are there
        session.connection().execute(_STANDS_APART, found)


def places(session: Session, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str | None]:
    """By message and place in it: what the platform calls the file there."""
    if not wanted:
        return {}
    at = tuple_(_shown.c.outbox_id, _shown.c.place)
    rows = session.connection().execute(
        select(_shown.c.outbox_id, _shown.c.place, _shown.c.external_id).where(at.in_(list(wanted)))
    )
    return {(row.outbox_id, row.place): row.external_id for row in rows}


def replace_waiting(session: Session, shows: str, file: Callable[[str], Attachment]) -> None:
    """What still waits to be sent brings another file instead: `file` makes it, for a message in this language."""
    changed = []
    for row in session.connection().execute(_WAITING, {"of_file": shows}).all():
        message = outgoing_from_json(row.payload)
        files = list(message.attachments)
        files[row.place] = file(message.language)
        changed.append({"row": row.id, "becomes": outgoing_to_json(replace(message, attachments=tuple(files)))})
    if changed:
        session.connection().execute(_REWRITE, changed)
