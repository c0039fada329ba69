"""What became of claimed messages, written in batches; and what a new owner makes of an old one's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, func, select, update
from sqlmodel import Session

from bot.delivery import shown_files
from bot.delivery.claim_queries import STATE_CLAIMED
from bot.delivery.pace import RECALLED_SECONDS, Send
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.prepared import Prepared

LATEST_ROWS = 5000  # a minute has fewer
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_state = _outbox.c.state.type
_MINE = (
    _outbox.c.id == bindparam("row"),
    _outbox.c.epoch == bindparam("term"),
    _outbox.c.state == OutboxState.CLAIMED,
)
_FINISH = Prepared(
    update(_outbox)
    .where(*_MINE)
    .values(
        state=bindparam("final", type_=_state),
        external_id=bindparam("message"),
        sent_at=bindparam("sent"),
        reason=bindparam("why"),
        attempts=_outbox.c.attempts + 1,
        payload=None,
        offers=bindparam("offers", type_=_outbox.c.offers.type),
    )
)
_REQUEUE = (
    update(_outbox)
    .where(*_MINE)
    .values(
        state=OutboxState.QUEUED,
        due_at=func.coalesce(bindparam("again", type_=_outbox.c.due_at.type), _outbox.c.due_at),
        attempts=_outbox.c.attempts + bindparam("tried"),
        unanswered=_outbox.c.unanswered + bindparam("doubt"),
        edits_id=case((bindparam("alone", type_=_outbox.c.in_group.type), None), else_=_outbox.c.edits_id),
        reason=bindparam("why"),
        epoch=None,
        claimed_at=None,
    )
)
_STATES = select(_outbox.c.id, _outbox.c.epoch, _outbox.c.state).where(
    _outbox.c.id.in_(bindparam("rows", expanding=True))
)
INTERRUPTED = "the program stopped while this was being sent"


@dataclass(frozen=True, slots=True)
class Result:
    """`state` is final, or `QUEUED` to send it again: `due_at` None means at once, `tried` that it counts as an attempt."""

    id: int
    state: OutboxState
    external_id: str | None = None
    sent_at: datetime | None = None
    reason: str | None = None
    due_at: datetime | None = None
    tried: bool = True
    in_doubt: bool = False  # it may have arrived
    offers: list[list[str]] | None = None  # what can be done by typing a number
    stands_alone: bool = False  # no longer an edit, but a message of its own
    files: tuple[tuple[int, str], ...] = ()  # by their places in the message: what the platform calls them
    others: tuple[str, ...] = ()  # of whatever else belongs to it: what the platform calls that


def acknowledge(session: Session, epoch: int, results: Sequence[Result]) -> list[int]:
    """The rows that were refused, because they are no longer this epoch's: nothing of them is changed."""
    connection = session.connection()
    changed = 0
    if finals := [_final(epoch, result) for result in results if result.state is not OutboxState.QUEUED]:
        changed += _FINISH.run_all(connection, finals)
    if again := [_again(epoch, result) for result in results if result.state is OutboxState.QUEUED]:
        changed += connection.execute(_REQUEUE, again).rowcount
    if changed == len(results):
        _note(session, results)
        return []
    wanted = {result.id: (None if result.state is OutboxState.QUEUED else epoch, result.state) for result in results}
    found = connection.execute(_STATES, {"rows": list(wanted)})
    written = {row.id for row in found if wanted[row.id] == (row.epoch, row.state)}
    _note(session, [result for result in results if result.id in written])
    return [result.id for result in results if result.id not in written]


def recover(session: Session, channel: str, account: str, epoch: int, *, idempotent: bool) -> tuple[int, int]:
    """
    For a new owner: what older epochs have left in flight. All is queued again, except copies of broadcasts where the
    platform would show them twice: those are uncertain, and people decide. Returns how many of each.
    """
    connection = session.connection()
    left = (
        _outbox.c.state == STATE_CLAIMED,
        _outbox.c.channel == channel,
        _outbox.c.account == account,
        _outbox.c.epoch < epoch,
    )
    uncertain = 0
    if not idempotent:
        copies = update(_outbox).where(*left, _outbox.c.broadcast_id.is_not(None))
        uncertain = connection.execute(
            copies.values(state=OutboxState.UNCERTAIN, reason=INTERRUPTED, payload=None)
        ).rowcount
    again = update(_outbox).where(*left).values(state=OutboxState.QUEUED, epoch=None, claimed_at=None)
    return connection.execute(again).rowcount, uncertain


def sent_lately(session: Session, channel: str, account: str, now: datetime) -> list[Send]:
    """What the platform still counts against us, oldest first; looked for among the latest rows, which costs next to nothing."""
    latest = select(func.max(_outbox.c.id)).scalar_subquery() - LATEST_ROWS
    rows = session.connection().execute(
        select(_outbox.c.chat, _outbox.c.in_group, _outbox.c.sent_at)
        .where(
            _outbox.c.id > latest,
            _outbox.c.channel == channel,
            _outbox.c.account == account,
            _outbox.c.state == OutboxState.SENT,
            _outbox.c.sent_at > now - timedelta(seconds=RECALLED_SECONDS),
        )
        .order_by(_outbox.c.sent_at)
    )
    return [Send(row.chat, row.in_group, (now - row.sent_at).total_seconds()) for row in rows]


def _note(session: Session, results: Sequence[Result]) -> None:
    """Where the messages stand that are several in their chat."""
    shown_files.note(session, ((result.id, result.files) for result in results))
    shown_files.note_others(session, ((result.id, result.others) for result in results))


def _final(epoch: int, result: Result) -> dict[str, object]:
    return {
        "row": result.id,
        "term": epoch,
        "final": result.state,
        "message": result.external_id,
        "sent": result.sent_at,
        "why": result.reason,
        "offers": result.offers,
    }


def _again(epoch: int, result: Result) -> dict[str, object]:
    return {
        "row": result.id,
        "term": epoch,
        "again": result.due_at,
        "tried": int(result.tried),
        "doubt": int(result.in_doubt),
        "alone": result.stands_alone,
        "why": result.reason,
    }
