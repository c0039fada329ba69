"""The web chat on a real server, and a bot behind it that says what the test wants."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import uvicorn

from bot.channels.web.allowance import Allowances
from bot.channels.web.app import web_app
from bot.channels.web.channel import WebChannel
from bot.channels.web.demo import DemoAccess
from bot.channels.web.security import PROXIES
from bot.core.clock import Clock
from bot.core.messages import Choice, Incoming, Link, Outgoing
from bot.delivery.channel import Accept, Arrived, Delivery, LoadedFile
from bot.i18n.translator import Translator
from bot.storage.database import Database
from bot.storage.errors import DatabaseClosed
from tests.web.pictures import picture

PATIENCE = 10


class TickingClock:
    """Starts on a Tuesday morning and goes on by a second at every look."""

    def __init__(self, start=datetime(2022, 3, 1, 9, tzinfo=UTC)):
        self.seconds = count()
        self.start = start

    def now(self):
        return self.start + timedelta(seconds=next(self.seconds))


@dataclass
class ScriptedBot:
    channel: WebChannel
    heard: list[Incoming] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    keys: count = field(default_factory=count)
    passes_on: Accept | None = None
    is_deaf: bool = False

    def accept_with(self, accept: Accept) -> None:
        """From here on somebody else answers."""
        self.passes_on = accept

    async def accept(self, messages: Sequence[Incoming], state: dict[str, str]) -> None:
        if self.is_deaf:
            raise DatabaseClosed
        if self.passes_on is not None:
            await self.passes_on(messages, state)
        async with self.changed:
            known = {one.external_id for one in self.heard}
            self.heard += [one for one in messages if one.external_id not in known]
            self.changed.notify_all()

    async def hears(self, how_many: int) -> list[Incoming]:
        """All that was heard so far, as soon as it is so many."""
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: len(self.heard) >= how_many)
        return list(self.heard)

    async def says(
        self, chat, text="", *, key=None, to_edit=None, files=(), replaces_file=False, **fields
    ) -> str | None:
        key = key or f"said:{next(self.keys)}"
        message = Outgoing(text, **fields)
        sent = await self.channel.send(Delivery(key, chat, message, files, to_edit, replaces_file=replaces_file))
        return sent.message if isinstance(sent, Arrived) else sent

    async def says_a_result(self, chat, language="en"):
        """With all that a message can carry."""
        await self.says(
            chat,
            "Your result, *in short*",
            language=language,
            choices=(Choice("Come to it", "a:yes:31", word="yes 31"),),
            controls=(Choice("back", "back"),),
            links=(Link("Open Space", "https://example.org/open-space"),),
            files=(
                LoadedFile("result.png", "image/png", picture(320, 180), "Planning: 2 of 3"),
                LoadedFile("large.png", "image/png", picture(60, 40) + bytes(70_000), "A photo"),
                LoadedFile("result.pdf", "application/pdf", b"%PDF-1.7"),
            ),
        )


async def stopped(server: uvicorn.Server) -> None:
    """As `server.shutdown` does, without its fixed waits."""
    for listening in server.servers:
        listening.close()
    for connection in list(server.server_state.connections):
        connection.shutdown()
    async with asyncio.timeout(PATIENCE):
        while server.server_state.connections or server.server_state.tasks:
            await asyncio.sleep(0)


@dataclass
class Running:
    channel: WebChannel
    bot: ScriptedBot
    server: uvicorn.Server
    address: str

    async def stop(self):
        """As when the machine goes down: nobody listens any more."""
        await self.channel.close()
        await stopped(self.server)

    @property
    def port(self):
        return int(self.address.rpartition(":")[2])


@asynccontextmanager
async def serving(
    database: Database,
    translator: Translator,
    demo: DemoAccess | None = None,
    port: int = 0,
    clock: Clock | None = None,
    allowances: Allowances | None = None,
) -> AsyncIterator[Running]:
    channel = WebChannel(database, translator, clock or TickingClock())
    bot = ScriptedBot(channel)
    app = web_app(channel, demo=demo, allowances=allowances)
    config = uvicorn.Config(app, lifespan="off", log_level="warning", forwarded_allow_ips=list(PROXIES))
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    listening = socket.create_server(("127.0.0.1", port))
    receiving = asyncio.create_task(channel.receive(bot.accept, {}))
    await server.startup(sockets=[listening])
    try:
        yield Running(channel, bot, server, f"http://127.0.0.1:{listening.getsockname()[1]}")
    finally:
        await channel.close()
        receiving.cancel()
        with suppress(asyncio.CancelledError):
            await receiving
        await stopped(server)
