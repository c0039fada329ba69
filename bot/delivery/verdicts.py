"""What is done when a message did not go out: by the kind of failure and of message, the same for every channel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.core.messages import Priority
from bot.delivery.claims import Claimed
from bot.delivery.failures import (
    ChatMoved,
    NothingToDo,
    NotSent,
    Rejected,
    SendFailure,
    TooFast,
    UnknownOutcome,
    Unreachable,
)
from bot.delivery.offers import to_keep
from bot.delivery.results import Result
from bot.storage.addresses import AddressState
from bot.storage.outbox import OutboxState

WAITS = (1, 5, 30, 120)  # seconds; the last one again and again
LONGEST_HOURS = 24
ATTEMPTS = len(WAITS) + (LONGEST_HOURS * 3600 - sum(WAITS)) // WAITS[-1]
# As long as a platform's gateway is out of order for an hour: each of these may show the message once more, and seldom does.
WAITS_IN_DOUBT = (1, 5, 30, 120, 600, 1200, 2400)
ATTEMPTS_IN_DOUBT = len(WAITS_IN_DOUBT) + 1
ATTEMPTS_AT_ODDITIES = 5  # where a channel fails in a way that it should have told apart, or a chat moves and moves


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the message, and what else has to be noted."""

    result: Result
    address: AddressState | None = None  # of whoever was to get it
    moved_to: str | None = None
    patience: float | None = None  # seconds that the platform asks for
    whole_account: bool = False
    is_trouble: bool = False  # the way to the platform may be broken, for other messages too


class Stands(NamedTuple):
    """What the platform calls a message, its files (by their places among the attachments), and what else belongs to it."""

    message: str | None
    files: tuple[tuple[int, str], ...] = ()
    others: tuple[str, ...] = ()


def sent(claimed: Claimed, stands: Stands, now: datetime) -> Verdict:
    assert claimed.outgoing is not None, "it has been sent"
    offers = to_keep(
        claimed.outgoing,
        is_edit=claimed.edits is not None,
        in_group=claimed.in_group,
        is_copy=claimed.broadcast_id is not None,
    )
    external_id = stands.message or claimed.edits
    result = Result(claimed.id, OutboxState.SENT, external_id=external_id, sent_at=now, offers=offers)
    return Verdict(replace(result, files=stands.files, others=stands.others))


def verdict(  # noqa: PLR0911 - one line for each kind of failure
    claimed: Claimed, failure: Exception, *, idempotent: bool, now: datetime
) -> Verdict:
    if isinstance(failure, NothingToDo):
        return sent(claimed, Stands(None), now)
    reason = _reason(failure)
    if claimed.priority is Priority.COSMETIC:
        return _cosmetic(claimed, failure, reason)
    match failure:
        case TooFast():
            again = Result(claimed.id, OutboxState.QUEUED, tried=False, reason=reason)
            return Verdict(again, patience=failure.seconds, whole_account=failure.whole_account)
        case Unreachable():
            state = AddressState.GONE if failure.gone else AddressState.BLOCKED
            return Verdict(Result(claimed.id, OutboxState.FAILED, reason=reason), address=state)
        case ChatMoved():
            return Verdict(
                _again(claimed, reason, now, at_once=True, attempts=ATTEMPTS_AT_ODDITIES), moved_to=failure.chat
            )
        case Rejected():
            return Verdict(_rejected(claimed, reason))
        case UnknownOutcome():
            return Verdict(_in_doubt(claimed, reason, now, idempotent=idempotent), is_trouble=True)
        case NotSent():
            return Verdict(_again(claimed, reason, now), is_trouble=True)
        case _:
            return Verdict(_again(claimed, reason, now, attempts=ATTEMPTS_AT_ODDITIES))


def _reason(failure: Exception) -> str:
    """The words of our own failures hold nothing of what people wrote; of others only the type is certain."""
    return (str(failure) if isinstance(failure, SendFailure) else "") or type(failure).__name__


def _cosmetic(claimed: Claimed, failure: Exception, reason: str) -> Verdict:
    """Nobody misses it: dropped, whatever it was; only what it tells about the chat is noted."""
    dropped = Result(claimed.id, OutboxState.DROPPED, reason=reason)
    match failure:
        case TooFast():
            return Verdict(dropped, patience=failure.seconds, whole_account=failure.whole_account)
        case Unreachable():
            return Verdict(dropped, address=AddressState.GONE if failure.gone else AddressState.BLOCKED)
        case ChatMoved():
            return Verdict(dropped, moved_to=failure.chat)
        case _:
            return Verdict(dropped, is_trouble=isinstance(failure, NotSent | UnknownOutcome))


def _again(
    claimed: Claimed,
    reason: str,
    now: datetime,
    *,
    attempts: int = ATTEMPTS,
    waits: Sequence[int] = WAITS,
    in_doubt: bool = False,
    at_once: bool = False,
) -> Result:
    if claimed.attempts + 1 >= attempts:
        tried = f"{LONGEST_HOURS} hours" if attempts == ATTEMPTS else f"{attempts} attempts"
        return Result(claimed.id, OutboxState.FAILED, reason=f"given up after {tried}: {reason}")
    wait = timedelta(seconds=0 if at_once else waits[min(claimed.attempts, len(waits) - 1)])
    return Result(claimed.id, OutboxState.QUEUED, due_at=now + wait, reason=reason, in_doubt=in_doubt)


def _in_doubt(claimed: Claimed, reason: str, now: datetime, *, idempotent: bool) -> Result:
    if idempotent or claimed.edits is not None:  # what is edited twice looks as if edited once
        return _again(claimed, reason, now)
    if claimed.priority is Priority.BROADCAST or claimed.unanswered + 1 >= ATTEMPTS_IN_DOUBT:
        return Result(claimed.id, OutboxState.UNCERTAIN, reason=reason)
    return _again(claimed, reason, now, waits=WAITS_IN_DOUBT, in_doubt=True)


def _rejected(claimed: Claimed, reason: str) -> Result:
    outgoing = claimed.outgoing
    if claimed.edits is None or outgoing is None or outgoing.only_touches:
        return Result(claimed.id, OutboxState.FAILED, reason=reason)
    # The message to edit may be gone or too old; what is to be said is said below it.
    return Result(claimed.id, OutboxState.QUEUED, reason=reason, stands_alone=True)
