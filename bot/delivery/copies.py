"""The copies of a broadcast: written down in slices, held back, let go, taken back, tried again."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache, partial

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Update,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlmodel import Session

from bot.core.messages import Priority
from bot.delivery import copy_times
from bot.delivery.claim_queries import STATE_QUEUED
from bot.delivery.outbox import Wake
from bot.domain.subscriptions import ByChoice
from bot.storage.addresses import Address, best_address, usable
from bot.storage.after_commit import after_commit
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.inserts import INSERTS
from bot.storage.lookups import look_up_one_by_one
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person, PersonState
from bot.storage.prepared import Prepared

SLICE = 250  # copies taken back or tried again in one transaction
WRITTEN = 1500  # copies written down in one: some thirteen milliseconds, three of them whatever their number
LOOKED_AT = 3000  # people among whom such a slice looks for recipients
ELSEWHERE = "elsewhere"  # beside states in `broadcast.again`: the failed, where there is another address
TAKEN_BACK = "taken back before it was sent"
UNREACHABLE = "there is no address that can be written to"
_NOT_WRITTEN_TO = (PersonState.STOPPED, PersonState.LEFT, PersonState.ERASED, PersonState.MERGED)

_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_address = Address.__table__  # type: ignore[attr-defined] # see above
_COLUMNS = """
    dedupe_key channel account chat in_group address_id person_id broadcast_id priority state due_at attempts
    unanswered reason created_at
"""

_BETWEEN = (_person.c.id > bindparam("after"), _person.c.id <= bindparam("through"))
_AHEAD = Prepared(select(_person.c.id).where(*_BETWEEN).order_by(_person.c.id).limit(1).offset(bindparam("before")))
_NEXT_ACCOUNT = (
    select(_outbox.c.channel, _outbox.c.account)
    .where(
        _outbox.c.state == STATE_QUEUED,
        tuple_(_outbox.c.channel, _outbox.c.account) > tuple_(bindparam("after_channel"), bindparam("after_account")),
    )
    .order_by(_outbox.c.channel, _outbox.c.account)
    .limit(1)
)


def start(
    session: Session,
    kind: str,
    subject_kind: str,
    subject_id: int,
    author_id: int | None,
    now: datetime,
    *,
    begins_at: datetime | None = None,
    local_time: str | None = None,
) -> Broadcast:
    """Recipients are those who are there by now; they are written down by `expand_slice`.

    Nothing leaves before `begins_at`, nor before the hour of each recipient's own clock that `local_time` tells.
    """
    through = session.connection().execute(select(func.coalesce(func.max(_person.c.id), 0))).scalar_one()
    broadcast = Broadcast(
        kind=kind,
        subject_kind=subject_kind,
        subject_id=subject_id,
        author_id=author_id,
        through_id=through,
        begins_at=begins_at,
        local_time=local_time,
        created_at=now,
    )
    session.add(broadcast)
    session.flush()
    return broadcast


def expand_slice(
    session: Session,
    broadcast: Broadcast,
    people: Select[int],
    now: datetime,
    *,
    wake: Wake,
    left_out: ColumnElement[str | None] | None = None,
    at_most: int = WRITTEN,
) -> bool:
    """Write down the next recipients; True when there may be more. When all are, sending begins, and `wake` is called.

    `people` selects the ids of persons. Who cannot be written to is in the ledger too, as skipped; so is whoever is
    `left_out` for a reason, one of `ByChoice` or NULL for each person.
    """
    connection = session.connection()
    look_up_one_by_one(connection)
    written = looked_at = 0
    by_zone = copy_times.times(connection, broadcast, now)
    writing = _writing(connection.dialect.name, people, len(by_zone), left_out)
    all_copies = {"key": f"b:{broadcast.id}:", "of": broadcast.id, "now": copy_times.first_due(broadcast, now)}
    all_copies |= copy_times.values(by_zone) | {"at": now}
    while looked_at < LOOKED_AT and written * 2 < at_most and broadcast.last_id < broadcast.through_id:
        window = at_most - written
        last = _end_of(connection, broadcast, window)
        behind = {"after": broadcast.last_id, "through": last}
        written += writing.run(connection, behind | all_copies)
        looked_at += window
        broadcast.last_id = last
    broadcast.expected = (broadcast.expected or 0) + written
    broadcast.expanded = broadcast.last_id >= broadcast.through_id
    if broadcast.expanded:
        for channel, account in _where_something_waits(connection):
            after_commit(session, partial(wake, channel, account))
        broadcast.started_at = copy_times.first_due(broadcast, now)
        if broadcast.state is BroadcastState.PREPARING:
            broadcast.state = BroadcastState.SENDING
    session.add(broadcast)
    session.flush()
    return not broadcast.expanded


def pause(session: Session, broadcast: Broadcast, reason: str | None = None) -> bool:
    """Whether it was under way; what is in flight still arrives."""
    if broadcast.state not in {BroadcastState.PREPARING, BroadcastState.SENDING}:
        return False
    broadcast.state, broadcast.reason = BroadcastState.PAUSED, reason
    session.add(broadcast)
    return True


def resume(session: Session, broadcast: Broadcast) -> bool:
    if broadcast.state is not BroadcastState.PAUSED:
        return False
    broadcast.state = BroadcastState.SENDING if broadcast.expanded else BroadcastState.PREPARING
    broadcast.reason = None
    session.add(broadcast)
    return True


def cancel(session: Session, broadcast: Broadcast, reason: str | None = None) -> bool:
    """Nothing more is sent from now on; `take_back_slice` writes it into the ledger."""
    if broadcast.state in {BroadcastState.CANCELLED, BroadcastState.CLOSED}:
        return False
    broadcast.state, broadcast.reason, broadcast.again = BroadcastState.CANCELLED, reason, None
    session.add(broadcast)
    return True


def take_back_slice(session: Session, broadcast: Broadcast, now: datetime, *, at_most: int = SLICE) -> bool:
    """For cancelled ones: what still waits is skipped. True when there may be more."""
    waiting = (
        select(_outbox.c.id)
        .where(_outbox.c.broadcast_id == broadcast.id, _outbox.c.state == OutboxState.QUEUED)
        .limit(at_most)
    )
    skipping = update(_outbox).where(_outbox.c.id.in_(waiting.scalar_subquery()))
    taken = session.connection().execute(skipping.values(state=OutboxState.SKIPPED, reason=TAKEN_BACK)).rowcount
    if not broadcast.expanded and taken < at_most:
        # Whoever was not written down yet is no recipient any more.
        broadcast.expanded, broadcast.started_at = True, broadcast.started_at or now
        broadcast.expected = broadcast.expected or 0
        session.add(broadcast)
    return taken == at_most


def retry(
    session: Session, broadcast: Broadcast, states: Sequence[OutboxState], now: datetime, *, at_most: int = SLICE
) -> int:
    """Send copies of these final states anew, where the person can be written to by now; how many those are so far.

    They go to the best address of the person today. `broadcast.again` tells that there may be more for `retry_slice`.
    """
    broadcast.again = dict.fromkeys((state.value for state in states), 0) | (broadcast.again or {})
    tried = sum(retry_slice(session, broadcast, now, at_most=-(-at_most // len(states))) for _state in states)
    if tried or broadcast.again:
        if broadcast.state is not BroadcastState.PAUSED:
            broadcast.state = BroadcastState.SENDING
        broadcast.closed_at, broadcast.closing = None, None
        session.add(broadcast)
    return tried


def try_elsewhere(session: Session, broadcast: Broadcast) -> bool:
    """
    Once nothing waits any more, and only once: whoever could not be reached gets it at another address of theirs that
    can be written to. Whether anybody is looked for; `retry_slice` does so.
    """
    if broadcast.elsewhere or broadcast.state is not BroadcastState.SENDING or not broadcast.expanded:
        return False
    connection = session.connection()
    here = (_outbox.c.broadcast_id == broadcast.id,)
    waits = select(_outbox.c.id).where(*here, _outbox.c.state.in_([OutboxState.QUEUED, OutboxState.CLAIMED])).limit(1)
    if connection.execute(waits).first() is not None:
        return False
    broadcast.elsewhere = True
    session.add(broadcast)
    failed = select(_outbox.c.id).where(*here, _outbox.c.state == OutboxState.FAILED).limit(1)
    if connection.execute(failed).first() is None:
        return False
    broadcast.again = {ELSEWHERE: 0}
    return True


def retry_slice(session: Session, broadcast: Broadcast, now: datetime, *, at_most: int = SLICE) -> int:
    """How many are tried again of the next ones; each is looked at once, else what fails again would go on for ever."""
    if not broadcast.again:
        return 0
    state, after = next(iter(broadcast.again.items()))
    connection = session.connection()
    look_up_one_by_one(connection)
    was = OutboxState.FAILED if state == ELSEWHERE else OutboxState(state)
    left = (
        _outbox.c.broadcast_id == broadcast.id,
        _outbox.c.state == was,
        _outbox.c.id > after,
        or_(_outbox.c.reason.is_(None), _outbox.c.reason.not_in([one.value for one in ByChoice])),
    )
    ahead = select(_outbox.c.id).where(*left).order_by(_outbox.c.id).limit(1).offset(at_most - 1)
    last = connection.execute(ahead).scalar()
    others = {name: behind for name, behind in broadcast.again.items() if name != state}
    broadcast.again = ({state: last} | others if last is not None else others) or None
    session.add(broadcast)
    these = left if last is None else (*left, _outbox.c.id <= last)
    if state == ELSEWHERE:
        these = (*these, _address.c.id != _outbox.c.address_id)
    return connection.execute(_again(these, now)).rowcount


def _again(left: tuple[ColumnElement[bool], ...], now: datetime) -> Update:
    found = (
        select(_outbox.c.id, _address.c.id.label("address_id"), _address.c.channel, _address.c.account, _address.c.chat)
        .join(_person, _person.c.id == _outbox.c.person_id)
        .join(_address, _address.c.id == best_address(_person))
        .where(*left, usable(_address), _person.c.state.not_in(_NOT_WRITTEN_TO))
        .subquery("found")
    )
    there = {name: found.c[name] for name in ("address_id", "channel", "account", "chat")}
    fresh = {"attempts": 0, "unanswered": 0, "reason": None, "due_at": now, "epoch": None, "claimed_at": None}
    return update(_outbox).where(_outbox.c.id == found.c.id).values(state=OutboxState.QUEUED, **there, **fresh)


def _where_something_waits(connection: Connection) -> Iterator[tuple[str, str]]:
    """Channels and accounts, one look into an index for each: to ask which of all copies go where would take long."""
    there: tuple[str, str] | None = ("", "")
    while there is not None:
        found = connection.execute(_NEXT_ACCOUNT, {"after_channel": there[0], "after_account": there[1]}).first()
        there = None if found is None else (found.channel, found.account)
        if there is not None:
            yield there


def _end_of(connection: Connection, broadcast: Broadcast, people: int) -> int:
    """
    The last of the next people, by their own numbers alone: what a slice costs does not depend on how rare recipients
    are, nor on what the database believes about them.
    """
    behind = {"after": broadcast.last_id, "through": broadcast.through_id, "before": people - 1}
    found = _AHEAD.rows(connection, behind)
    return found[0].id if found else broadcast.through_id


@lru_cache(maxsize=64)  # by audience: to put it together takes as long as to run it
def _writing(engine_name: str, people: Select[int], zones: int, left_out: ColumnElement[str | None] | None) -> Prepared:
    # Without conditions that never hold: they would be looked at for each of very many.
    can_be_told = usable(_address) if left_out is None else and_(usable(_address), left_out.is_(None))
    reasons = (_address.c.reason, UNREACHABLE) if left_out is None else (left_out, _address.c.reason, UNREACHABLE)
    queued, skipped = (literal(state, _outbox.c.state.type) for state in (OutboxState.QUEUED, OutboxState.SKIPPED))
    # No IN (…): the slice itself is joined, so that its few rows are found by the people's own numbers.
    rows = (
        people.with_only_columns(
            cast(bindparam("key"), String).concat(cast(_person.c.id, String)),
            func.coalesce(_address.c.channel, ""),
            func.coalesce(_address.c.account, ""),
            func.coalesce(_address.c.chat, ""),
            literal(False),
            _address.c.id,
            _person.c.id,
            bindparam("of", type_=_outbox.c.broadcast_id.type),
            literal(Priority.BROADCAST.value),
            case((can_be_told, queued), else_=skipped),
            copy_times.due_column(zones),
            literal(0),
            literal(0),
            case((can_be_told, null()), else_=func.coalesce(*reasons)),
            bindparam("at", type_=_outbox.c.created_at.type),
        )
        .select_from(_person.outerjoin(_address, _address.c.id == best_address(_person)))
        .where(*_BETWEEN)
        .order_by(_person.c.id)
    )
    inserting = INSERTS[engine_name](_outbox).from_select(_COLUMNS.split(), rows)
    return Prepared(inserting.on_conflict_do_nothing().inline())
