"""One attempt to send one message; whatever happens, there is a verdict."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from structlog.contextvars import bound_contextvars

from bot.core.clock import Clock
from bot.core.measures import Measures
from bot.core.messages import Priority
from bot.delivery.channel import Arrived, Channel, Delivery, LoadedFile
from bot.delivery.claims import Claimed
from bot.delivery.failures import NothingToDo, Rejected, SendFailure, TooFast, UnknownOutcome
from bot.delivery.files import Files
from bot.delivery.results import Result
from bot.delivery.verdicts import Stands, Verdict, sent, verdict
from bot.storage.outbox import OutboxState

SEND_SECONDS = 120.0  # no channel should ever take so long; then nobody knows what became of it
ATTEMPTS_WITH_FILES = 2
UNASKED = {Priority.REMINDER, Priority.BROADCAST}
log = logging.getLogger(__name__)


class TooLate(Exception):  # noqa: N818 - it says what is the case
    """The lease ended before the request went out: whoever has it next sends the message."""


class Attempts:
    """`may_send`: whether the lease lasts."""

    def __init__(
        self,
        channel: Channel,
        files: Files,
        *,
        clock: Clock,
        monotonic: Callable[[], float],
        measures: Measures,
        may_send: Callable[[], bool],
        faults: Callable[[str], None],
    ) -> None:
        self.channel = channel
        self.files = files
        self.clock = clock
        self.monotonic = monotonic
        self.measures = measures
        self.may_send = may_send
        self.faults = faults

    async def send(self, claimed: Claimed) -> Verdict:
        with bound_contextvars(message=claimed.dedupe_key):
            return await self._sent(claimed)

    async def _sent(self, claimed: Claimed) -> Verdict:
        began = self.monotonic()
        try:
            arrived = await self._send(claimed)
        except asyncio.CancelledError:
            # Whoever cancels wants it to end, and has to know how it ended.
            return self._failed(claimed, UnknownOutcome("interrupted while it was being sent"))
        except TooLate:
            return Verdict(Result(claimed.id, OutboxState.QUEUED, tried=False))
        except TimeoutError:
            return self._failed(claimed, UnknownOutcome(f"no answer within {SEND_SECONDS:.0f} s"))
        except SendFailure as failure:
            if isinstance(failure, Rejected):
                log.warning("%s: message %d is not accepted: %s", self.channel.name, claimed.id, failure)
            return self._failed(claimed, failure)
        except Exception as error:  # noqa: BLE001 - a fault of one channel must not stop the others
            # Without the error's words, which could quote what a person wrote.
            log.error("%s: message %d failed with %s", self.channel.name, claimed.id, type(error).__name__)  # noqa: TRY400 - see above
            return self._failed(claimed, error)
        self.faults("after-send")
        seconds = self.monotonic() - began
        self.measures.sent(self.channel.name, claimed.priority.name.lower(), seconds)
        log.debug("sent", extra={"channel": self.channel.name, "row": claimed.id, "seconds": round(seconds, 4)})
        return sent(claimed, arrived, self.clock.now())

    async def _send(self, claimed: Claimed) -> Stands:
        message = claimed.outgoing
        assert message is not None, "copies of broadcasts are composed when they are claimed"
        if message.edits is not None and claimed.edits is None:
            message = replace(message, edits=None)
        files = await self.files.of(message, do_without=claimed.attempts >= ATTEMPTS_WITH_FILES)
        rings = claimed.priority in UNASKED
        if claimed.replaces_file and not files:
            raise Rejected("the new file cannot be had")
        how = {"rings": rings, "replaces_file": claimed.replaces_file}
        delivery = Delivery(claimed.dedupe_key, claimed.chat, message, files, claimed.edits, **how)
        if not self.may_send():
            raise TooLate
        async with asyncio.timeout(SEND_SECONDS):
            return _stands(await self.channel.send(delivery), files)

    def _failed(self, claimed: Claimed, failure: Exception) -> Verdict:
        if not isinstance(failure, NothingToDo):
            kind = type(failure).__name__
            self.measures.not_sent(self.channel.name, kind)
            log.debug("not sent", extra={"channel": self.channel.name, "row": claimed.id, "failure": kind})
        if isinstance(failure, TooFast):
            self.measures.asked_to_wait(self.channel.name, failure.seconds, whole_account=failure.whole_account)
        return verdict(claimed, failure, idempotent=self.channel.idempotent, now=self.clock.now())


def _stands(told: str | Arrived | None, files: Sequence[LoadedFile]) -> Stands:
    if not isinstance(told, Arrived):
        return Stands(told)
    named = zip(files, told.files, strict=False)  # a channel may know nothing of its files
    return Stands(told.message, tuple((file.place, name) for file, name in named if name is not None), told.others)
