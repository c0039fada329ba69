"""What came in: stored before it is confirmed to its platform, worked exactly once, in order per person."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, and_, bindparam, cast, delete, exists, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from bot.core.messages import Incoming
from bot.delivery.codec import incoming_from_json, incoming_to_json
from bot.storage.channel_states import ChannelState
from bot.storage.inbox import EVERYTHING, SLOTS, InboxRow, InboxState
from bot.storage.inserts import INSERTS
from bot.storage.prepared import Prepared

ATTEMPTS = 5
WAITS = (timedelta(0), timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30))
OVERDUE_AFTER = timedelta(seconds=2)  # then every worker may take it
_LONGEST_ERROR = 200

_row = InboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of the table
_state = ChannelState.__table__  # type: ignore[attr-defined] # see above
_earlier = aliased(InboxRow)
_due = or_(col(InboxRow.not_before).is_(None), col(InboxRow.not_before) <= bindparam("now"))
_bits = cast(bindparam("share", type_=BigInteger), BigInteger)
_is_in_share = _bits.bitwise_rshift(_row.c.slot).bitwise_and(1) == 1
# Whoever should have worked it is busy, or gone.
_is_overdue = _row.c.received_at <= bindparam("overdue")
_WAITING = Prepared(
    select(_row.c.id, _row.c.lane)
    .where(_row.c.state == InboxState.PENDING, _due, or_(_is_in_share, _is_overdue))
    .order_by(_row.c.id + 0)  # a sum: else SQLite reads all that ever came, in the order of their numbers
    .limit(bindparam("limit"))
)
_TAKE = Prepared(
    select(_row.c.payload, _row.c.attempts)
    .where(
        _row.c.id == bindparam("id"),
        _row.c.state == InboxState.PENDING,
        ~exists().where(
            and_(
                col(_earlier.lane) == bindparam("lane"),
                col(_earlier.state) == InboxState.PENDING,
                col(_earlier.id) < bindparam("id"),
            )
        ),
    )
    .with_for_update(skip_locked=True, of=_row)
)
_TAKE_FRESH = Prepared(
    select(_row.c.id).where(
        _row.c.channel == bindparam("channel"),
        _row.c.account == bindparam("account"),
        _row.c.external_id == bindparam("external_id"),
        _row.c.state == InboxState.PENDING,
        ~exists().where(
            and_(
                col(_earlier.lane) == bindparam("lane"),
                col(_earlier.state) == InboxState.PENDING,
                col(_earlier.id) < _row.c.id,
            )
        ),
    )
)
_DONE = Prepared(
    update(_row)
    .where(_row.c.id == bindparam("row_id"))
    .values(state=InboxState.DONE, payload=None, done_at=bindparam("now"), error=None)
)
_STORED = ("channel", "account", "external_id", "lane", "slot", "chat", "payload", "received_at")


def _store(engine_name: str) -> Prepared:
    fixed = {"state": InboxState.PENDING, "attempts": 0}
    statement = INSERTS[engine_name](_row).values({name: bindparam(name) for name in _STORED} | fixed)
    once = ["channel", "account", "external_id"]
    return Prepared(statement.on_conflict_do_nothing(index_elements=once).inline())


def _keep_state(engine_name: str) -> Prepared:
    key = ["channel", "account", "name"]
    statement = INSERTS[engine_name](_state).values({name: bindparam(name) for name in (*key, "value")})
    changed = {"value": statement.excluded.value}
    return Prepared(statement.on_conflict_do_update(index_elements=key, set_=changed))


_STORE = {engine_name: _store(engine_name) for engine_name in INSERTS}
_KEEP_STATE = {engine_name: _keep_state(engine_name) for engine_name in INSERTS}


@dataclass(frozen=True)
class Waiting:
    id: int
    lane: str


def lane_of(message: Incoming) -> str:
    """Messages of one lane are worked in order."""
    return f"{message.channel}:{message.account}:{message.sender}"


def accept(
    session: Session, channel: str, account: str, messages: Sequence[Incoming], state: Mapping[str, str], now: datetime
) -> None:
    """Store what is new of `messages`, and the channel's own state with it."""
    if messages:
        connection = session.connection()
        rows = [
            {
                "channel": message.channel,
                "account": message.account,
                "external_id": message.external_id,
                "lane": (lane := lane_of(message)),
                "slot": slot_of(lane),
                "chat": message.chat,
                "payload": incoming_to_json(message),
                "received_at": now,
            }
            for message in messages
        ]
        _STORE[connection.dialect.name].run_all(connection, rows)
    for name, value in state.items():
        keep_channel_state(session, channel, account, name, value)


def keep_channel_state(session: Session, channel: str, account: str, name: str, value: str) -> None:
    connection = session.connection()
    values = {"channel": channel, "account": account, "name": name, "value": value}
    _KEEP_STATE[connection.dialect.name].run(connection, values)


def slot_of(lane: str) -> int:
    return zlib.crc32(lane.encode()) % SLOTS


def waiting(session: Session, now: datetime, limit: int, share: int = EVERYTHING) -> list[Waiting]:
    """Oldest first: of this share's slots (bits), and what nobody has worked for a while."""
    values = {"now": now, "limit": limit, "share": share, "overdue": now - OVERDUE_AFTER}
    rows = _WAITING.rows(session.connection(), values)
    return [Waiting(row.id, row.lane) for row in rows]


def take(session: Session, one: Waiting) -> Incoming | None:
    """The message, unless it is done, in other hands, or an earlier one of the same lane waits."""
    rows = _TAKE.rows(session.connection(), {"id": one.id, "lane": one.lane})
    return incoming_from_json(rows[0].payload) if rows else None


def take_fresh(session: Session, message: Incoming) -> int | None:
    """The row of a message that was accepted a moment ago, on the same terms as `take`."""
    key = {"channel": message.channel, "account": message.account, "external_id": message.external_id}
    rows = _TAKE_FRESH.rows(session.connection(), key | {"lane": lane_of(message)})
    return rows[0].id if rows else None


def done(session: Session, row_id: int, now: datetime) -> None:
    _DONE.run(session.connection(), {"row_id": row_id, "now": now})


def failed(session: Session, row_id: int, error: BaseException, now: datetime) -> bool:
    """Note that a step failed; True when it is parked now: it will not be tried again by itself."""
    row = session.get(InboxRow, row_id)
    if row is None or row.state is not InboxState.PENDING:
        return False
    row.attempts += 1
    # The type and the place, never the message of the error: it could quote what a person wrote.
    row.error = _place_of(error)[:_LONGEST_ERROR]
    if row.attempts >= ATTEMPTS:
        row.state = InboxState.PARKED
        row.not_before = None
    else:
        row.not_before = now + WAITS[row.attempts - 1]
    session.add(row)
    return row.state is InboxState.PARKED


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    place = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/bot/" in code.co_filename:
            place = f"{code.co_filename.rsplit('/bot/', 1)[1]}:{trace.tb_lineno} in {code.co_name}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}" if place else type(error).__name__


def forget_parked(session: Session, chats: Collection[str]) -> None:
    """What came from these chats and could not be worked is still there as it was written: it goes."""
    session.connection().execute(delete(InboxRow).where(_row.c.state == InboxState.PARKED, _row.c.chat.in_(chats)))


def parked(session: Session, row_id: int) -> Incoming | None:
    """The message of a parked row: kept, so that it can be tried again when the fault is mended."""
    row = session.get(InboxRow, row_id)
    return incoming_from_json(row.payload) if row is not None and row.payload is not None else None
