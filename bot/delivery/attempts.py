"""One attempt to send one message; whatever happens, there is a verdict."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace

from bot.core.clock import Clock
from bot.core.messages import Priority
from bot.delivery.channel import Channel, Delivery
from bot.delivery.claims import Claimed
from bot.delivery.failures import Rejected, SendFailure, UnknownOutcome
from bot.delivery.files import Files
from bot.delivery.verdicts import Verdict, sent, verdict

SEND_SECONDS = 120.0  # no channel should ever take so long; then nobody knows what became of it
ATTEMPTS_WITH_FILES = 2
UNASKED = {Priority.REMINDER, Priority.BROADCAST}
log = logging.getLogger(__name__)


class Attempts:
    def __init__(self, channel: Channel, files: Files, clock: Clock, faults: Callable[[str], None]) -> None:
        self.channel = channel
        self.files = files
        self.clock = clock
        self.faults = faults

    async def send(self, claimed: Claimed) -> Verdict:
        try:
            external_id = await self._send(claimed)
        except asyncio.CancelledError:
            # Whoever cancels wants it to end, and has to know how it ended.
            return self._failed(claimed, UnknownOutcome("interrupted while it was being sent"))
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
        return sent(claimed, external_id, self.clock.now())

    async def _send(self, claimed: Claimed) -> str | None:
        message = claimed.outgoing
        assert message is not None, "copies of broadcasts are composed when they are claimed"
        if message.edits is not None and claimed.edits is None:
            message = replace(message, edits=None)
        files = await self.files.of(message, do_without=claimed.attempts >= ATTEMPTS_WITH_FILES)
        rings = claimed.priority in UNASKED
        delivery = Delivery(claimed.dedupe_key, claimed.chat, message, files, claimed.edits, rings)
        async with asyncio.timeout(SEND_SECONDS):
            return await self.channel.send(delivery)

    def _failed(self, claimed: Claimed, failure: Exception) -> Verdict:
        return verdict(claimed, failure, idempotent=self.channel.idempotent, now=self.clock.now())
