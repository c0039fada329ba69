"""The questions that claims ask of the outbox; tests look at how both engines go about them."""

from typing import Any

from sqlalchemy import ColumnClause, Select, Update, and_, any_, bindparam, func, literal_column, or_, select, update

from bot.core.messages import Priority
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxRow
from bot.storage.prepared import Prepared

SAME_CHAT = 4  # messages to one chat in one slice: others are waiting too

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_broadcast = Broadcast.__table__  # type: ignore[attr-defined] # see above
# Written out, not bound: else neither engine knows that its partial indexes hold what is asked for.
STATE_QUEUED: ColumnClause[str] = literal_column("'queued'")
STATE_CLAIMED: ColumnClause[str] = literal_column("'claimed'")
_SENDING: ColumnClause[str] = literal_column("'sending'")
_UNDER_WAY = (_broadcast.c.state == _SENDING, _broadcast.c.closed_at.is_(None))
_ONE: ColumnClause[int] = literal_column("1")
_COLUMNS = """
    id dedupe_key chat in_group priority payload edits_id edits_place attempts unanswered address_id person_id broadcast_id due_at
    created_at
"""


def _first_due(priority: Priority) -> Any:
    return (
        select(_outbox.c.due_at)
        .where(
            _outbox.c.state == STATE_QUEUED,
            _outbox.c.channel == bindparam("of_channel"),
            _outbox.c.account == bindparam("of_account"),
            _outbox.c.priority == literal_column(str(priority.value)),
            _outbox.c.broadcast_id.is_(None),
        )
        .order_by(_outbox.c.broadcast_id, _outbox.c.due_at)
        .limit(1)
        .scalar_subquery()
        .label(priority.name.lower())
    )


def _copies_waiting() -> Select[Any]:
    """Of the broadcast outside of it."""
    return select(_outbox.c.due_at).where(
        _outbox.c.state == STATE_QUEUED,
        _outbox.c.channel == bindparam("of_channel"),
        _outbox.c.account == bindparam("of_account"),
        _outbox.c.priority == literal_column(str(Priority.BROADCAST.value)),
        _outbox.c.broadcast_id == _broadcast.c.id,
    )


def _broadcast_in_turn() -> Any:
    has_copies = _copies_waiting().where(_outbox.c.due_at <= bindparam("now", type_=_outbox.c.due_at.type)).exists()
    return (
        select(_broadcast.c.id)
        .where(*_UNDER_WAY, has_copies)
        .order_by(_broadcast.c.id <= bindparam("after_broadcast"), _broadcast.c.id)
        .limit(1)
        .scalar_subquery()
        .label("broadcast_id")
    )


def _next_copy() -> Any:
    """When the first copy is due that is not yet: one look into the index for each broadcast under way."""
    later = _copies_waiting().where(_outbox.c.due_at > bindparam("now", type_=_outbox.c.due_at.type))
    first = later.order_by(_outbox.c.due_at).limit(1).correlate(_broadcast).scalar_subquery()
    return select(func.min(first)).where(*_UNDER_WAY).scalar_subquery().label("next_copy")


def _claim_statement(engine_name: str, *, copies: bool) -> Update:
    may_go = _may_go(copies=copies)
    if engine_name == "postgresql":
        # With IN (… LIMIT) PostgreSQL may run the inner query again, and claim more than the limit.
        chosen = _outbox.c.id == any_(func.array(may_go.with_for_update(skip_locked=True).scalar_subquery()))
    else:
        chosen = _outbox.c.id.in_(may_go.scalar_subquery())
    claiming = update(_outbox).where(chosen)
    claiming = claiming.values(state=STATE_CLAIMED, epoch=bindparam("term"), claimed_at=bindparam("now"))
    return claiming.returning(*(_outbox.c[name] for name in _COLUMNS.split()))


def _may_go(*, copies: bool) -> Select[Any]:
    one, earlier, sending, edited = (_outbox.alias(name) for name in ("one", "earlier", "sending", "edited"))
    now = bindparam("now", type_=_outbox.c.due_at.type)
    before = select(_ONE).where(
        earlier.c.state == STATE_QUEUED,
        earlier.c.channel == one.c.channel,
        earlier.c.account == one.c.account,
        earlier.c.chat == one.c.chat,
        earlier.c.priority == one.c.priority,
        earlier.c.id < one.c.id,
    )
    # Due at once, by the clock before it was set back: it is moved in a moment (`set_back`), and nothing overtakes it meanwhile.
    by_a_clock_ahead = and_(earlier.c.created_at > now, earlier.c.due_at <= earlier.c.created_at)
    on_its_way = select(_ONE).where(
        sending.c.state == STATE_CLAIMED,
        sending.c.channel == one.c.channel,
        sending.c.account == one.c.account,
        sending.c.chat == one.c.chat,
    )
    # No EXISTS: PostgreSQL would rather read the whole table once than look up the few that are edits.
    stands_there = select(edited.c.state.not_in([STATE_QUEUED, STATE_CLAIMED])).where(edited.c.id == one.c.edits_id)
    in_turn = and_(
        one.c.chat.not_in(bindparam("closed", expanding=True)),
        ~on_its_way.exists(),
        ~before.where(earlier.c.due_at > one.c.due_at, or_(earlier.c.attempts > 0, by_a_clock_ahead)).exists(),
        ~before.where(earlier.c.due_at <= now, earlier.c.edits_id.is_(None)).offset(SAME_CHAT - 1).exists(),
        or_(one.c.edits_id.is_(None), stands_there.scalar_subquery()),
    )
    # Telling that a tap has arrived is no message: platforms do not count it, and people wait for it.
    acknowledges_a_tap = one.c.payload["acknowledges"].as_string().is_not(None)
    broadcast_id = one.c.broadcast_id
    return (
        select(one.c.id)
        .where(
            one.c.state == STATE_QUEUED,
            one.c.channel == bindparam("of_channel"),
            one.c.account == bindparam("of_account"),
            one.c.priority == bindparam("of_priority"),
            broadcast_id == bindparam("broadcast") if copies else broadcast_id.is_(None),
            one.c.due_at <= now,
            in_turn if copies else or_(in_turn, acknowledges_a_tap),
        )
        # All have the same broadcast, or none: so that PostgreSQL sees the order in which the index has them.
        .order_by(broadcast_id, one.c.due_at, one.c.id)
        .limit(bindparam("limit"))
    )


WAITING = Prepared(select(*(_first_due(priority) for priority in Priority), _next_copy(), _broadcast_in_turn()))
# Names of parameters that are no columns (`of_channel`, `final`): SQLAlchemy keeps those of columns for itself.
CLAIM = {name: _claim_statement(name, copies=False) for name in ("sqlite", "postgresql")}
CLAIM_COPIES = {name: _claim_statement(name, copies=True) for name in ("sqlite", "postgresql")}
_edit = _outbox.alias("edit")
EDITED = select(
    _outbox.c.id,
    _outbox.c.external_id,
    select(func.max(_edit.c.id)).where(_edit.c.edits_id == _outbox.c.id).scalar_subquery().label("last_id"),
).where(_outbox.c.id.in_(bindparam("ids", expanding=True)))
STANDS_ALONE = update(_outbox).where(_outbox.c.id.in_(bindparam("ids", expanding=True))).values(edits_id=None)
GIVE_UP = (
    update(_outbox)
    .where(_outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=bindparam("final", type_=_outbox.c.state.type), payload=None, reason=bindparam("why"))
)
