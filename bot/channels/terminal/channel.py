"""A talk in the terminal: standard input and output, one person."""

import asyncio
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

from bot.channels.terminal.render import lines
from bot.core.clock import Clock
from bot.core.messages import Incoming
from bot.delivery.channel import Accept, Delivery, Rate


class TerminalChannel:
    """`read` gives the next line, or None at the end; `write` prints one."""

    name = "terminal"
    rate = Rate(per_second=1000, burst=1000, per_chat=1000, chat_burst=1000, in_flight=1)
    idempotent = False

    def __init__(
        self,
        person: str,
        *,
        clock: Clock,
        read: Callable[[], str | None],
        write: Callable[[str], None],
        language: str | None,
        at_end: Callable[[], None] = lambda: None,
    ) -> None:
        self.account = "terminal"
        self._person = person
        self._clock = clock
        self._read = read
        self._write = write
        self._language = language
        self._at_end = at_end
        self._sent = self._numbers()

    @staticmethod
    def _numbers() -> Iterator[int]:
        number = 0
        while True:
            number += 1
            yield number

    async def receive(self, accept: Accept, state: dict[str, str]) -> None:  # noqa: ARG002 - a terminal keeps no state
        """Returns at the end of the input."""
        loop = asyncio.get_running_loop()
        # A thread of its own: reading a terminal cannot be cancelled, and must not hold up anybody else.
        with ThreadPoolExecutor(1, thread_name_prefix="terminal") as thread:
            while (line := await loop.run_in_executor(thread, self._read)) is not None:
                if line.strip():
                    await accept([self._incoming(line)], {})
        self._at_end()

    def _incoming(self, line: str) -> Incoming:
        return Incoming(
            channel=self.name,
            account=self.account,
            external_id=uuid.uuid4().hex,
            sender=self._person,
            chat=self._person,
            at=self._clock.now(),
            text=line.rstrip("\n"),
            language_hint=self._language,
        )

    async def send(self, delivery: Delivery) -> str | None:
        # What was said stays said here: an answered question is not shown a second time with its tick.
        ticked = delivery.edits is not None and delivery.message.text.rpartition("\n")[2].startswith("✓ ")
        if delivery.message.acknowledges is None and not delivery.message.only_touches and not ticked:
            for line in lines(delivery.message):
                self._write(line)
        return str(next(self._sent))

    async def fetch(self, reference: str) -> bytes:
        raise FileNotFoundError(reference)

    async def close(self) -> None:
        """Nothing is open."""
