"""A platform in this process: it does what tests tell it to, and remembers what people would have seen."""

import asyncio
import math
from collections import defaultdict, deque

from bot.delivery.channel import Arrived, Rate

UNLIMITED = Rate(per_second=math.inf, per_chat=math.inf, chat_burst=5, per_group_minute=math.inf, in_flight=64)


class ScriptedChannel:
    name = "scripted"
    account = "bot"

    def __init__(self, rate=UNLIMITED, *, idempotent=False):
        self.rate = rate
        self.idempotent = idempotent
        self.appeared = []  # (chat, text, id of the edited message)
        self.deliveries = []  # every attempt
        self.script = defaultdict(deque)  # by key of the message: what happens at its next attempts
        self.changed = asyncio.Condition()
        self.under_way = 0
        self.most_under_way = 0
        self.gate = asyncio.Event()
        self.gate.set()

    def will(self, key, *failures):
        """`None`: it works; a failure: it is raised; ("after", failure): it works, and the failure is raised."""
        self.script[key].extend(failures)

    async def send(self, delivery):
        self.deliveries.append(delivery)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await self._tell()
        try:
            await self.gate.wait()
            return self._outcome(delivery)
        finally:
            self.under_way -= 1
            await self._tell()

    def _outcome(self, delivery):
        failure = self.script[delivery.key].popleft() if self.script[delivery.key] else None
        if isinstance(failure, BaseException):
            raise failure
        self.appeared.append((delivery.chat, delivery.message.text, delivery.edits))
        if failure is not None:
            raise failure[1]
        if delivery.edits:
            return delivery.edits
        sent = f"m-{delivery.key}"
        return Arrived(sent, tuple(f"{sent}/{n}" for n in range(len(delivery.files)))) if delivery.files else sent

    async def _tell(self):
        async with self.changed:
            self.changed.notify_all()

    async def until(self, condition):
        async with asyncio.timeout(60), self.changed:
            await self.changed.wait_for(condition)

    async def receive(self, accept, state):
        await asyncio.Event().wait()

    async def fetch(self, reference):
        return reference.encode()

    async def close(self):
        pass

    @property
    def texts(self):
        return [text for _, text, _ in self.appeared]
