"""Telegram calls the webhook: the oldest update first, again and again until it is taken; behind a proxy, if told so."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from .emulator import Emulator

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass
class Proxy:
    """Where the public address leads to; `repeats` requests are handed on twice, and one `loses` its answer on the way."""

    public: str
    inside: str
    repeats: int = 0
    loses: int = 0
    answers: list[int] = field(default_factory=list)

    async def handed_on(self, session: aiohttp.ClientSession, address: str, **parts: object) -> int:
        inside = self.inside + address.removeprefix(self.public)
        times = 2 if self.repeats > 0 else 1
        self.repeats -= 1
        for _time in range(times):
            async with session.post(inside, allow_redirects=False, **parts) as answer:  # type: ignore[arg-type] # as the caller gives them
                self.answers.append(answer.status)
        if self.loses > 0:
            self.loses -= 1
            return 502
        return self.answers[-1]


@contextlib.asynccontextmanager
async def calling(emulator: "Emulator", proxy: Proxy) -> AsyncIterator[None]:
    task = asyncio.create_task(_call(emulator, proxy))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _call(emulator: "Emulator", proxy: Proxy) -> None:
    updates = emulator.updates
    async with aiohttp.ClientSession() as session:
        while True:
            await emulator.waits_for(lambda: updates.webhook and updates.pending, 3600)
            update = updates.pending[0]
            headers = {SECRET_HEADER: updates.secret} if updates.secret else {}
            try:
                status = await proxy.handed_on(session, updates.webhook, json=update, headers=headers)
            except aiohttp.ClientError:
                status = 0
            if 200 <= status < 300:
                if updates.pending and updates.pending[0] is update:
                    updates.pending.popleft()
            else:
                why = f"Wrong response from the webhook: {status}" if status else "Connection refused"
                updates.failure = int(emulator.world.clock()), why
                await asyncio.sleep(0.02)
            emulator.changed()
