"""One process at work: reception, a sender and a receiver per channel, the web server, and what goes on beside."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import uvicorn
from sqlmodel import Session
from starlette.types import ASGIApp

from bot.channels.web.security import PROXIES
from bot.core.messages import Incoming
from bot.delivery.channel import Channel
from bot.delivery.leases import Lease, LeaseLost
from bot.delivery.reception import Reception
from bot.delivery.sender import Sender, WhileOwner
from bot.parts import kept_up
from bot.storage.channel_states import states_of
from bot.storage.database import Database

# A graceful stop takes at most five seconds: these together, and a moment for the rest.
SENDERS_SECONDS = 2.5
LETTING_GO_SECONDS = 0.25  # what was cancelled; then the same for connections
WEB_SECONDS = 1.5  # of which the server gives open requests one


class PortTaken(Exception):  # noqa: N818 - its text says what is the case
    """Told to whoever started the program."""


@dataclass
class Worker:
    """Runs until `stop` is set; then finishes what is in hand and lets go of everything."""

    reception: Reception
    senders: Sequence[Sender]
    web: ASGIApp
    web_socket: socket.socket
    beside: Mapping[str, Callable[[], Awaitable[None]]]  # what else goes on, by name
    also_served: Sequence[tuple[ASGIApp, socket.socket]] = ()

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        async with contextlib.AsyncExitStack() as stack:
            for site, bound in ((self.web, self.web_socket), *self.also_served):
                await stack.enter_async_context(serving(site, bound))
            reception = asyncio.create_task(kept_up("reception", self.reception.run))
            senders = [asyncio.create_task(kept_up(f"sender of {one.channel.name}", one.run)) for one in self.senders]
            beside = [asyncio.create_task(kept_up(name, one)) for name, one in self.beside.items()]
            ready()
            await stop.wait()
            # First nothing new comes in and what is under way is finished, then the rest lets go.
            for sender in self.senders:
                sender.stop()
            if senders:
                await asyncio.wait(senders, timeout=SENDERS_SECONDS)
            for task in (*senders, reception, *beside):
                task.cancel()
            await asyncio.wait([*senders, reception, *beside], timeout=LETTING_GO_SECONDS)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LETTING_GO_SECONDS):
                    for sender in self.senders:
                        await sender.channel.close()


async def own(channel: Channel, parts: Mapping[str, WhileOwner], lease: Lease) -> None:
    """What only the owner of a channel does, by name."""
    tasks = [
        asyncio.create_task(kept_up(f"{name} of {channel.name}", partial(run, lease))) for name, run in parts.items()
    ]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def receive(database: Database, reception: Reception, channel: Channel, lease: Lease | None = None) -> None:
    """Take in what arrives at a channel; with a `lease` where that is for its owner alone."""

    async def accept(
        messages: Sequence[Incoming], state: dict[str, str], also: Callable[[Session], None] | None = None
    ) -> None:
        try:
            await reception.accept(channel.name, channel.account, messages, state, lease, also)
        except LeaseLost:
            # Nothing is confirmed to the platform, and the next owner reads it again; our sender ends this in a moment.
            await asyncio.get_running_loop().create_future()

    async def begin() -> None:
        states = await database.read(partial(states_of, channel=channel.name, account=channel.account))
        await channel.receive(accept, states)

    await kept_up(f"receiver of {channel.name}", begin)


def listening(host: str, port: int, setting: str = "WEB_PORT") -> socket.socket:
    """A listening socket, so that a taken port is told before anything else begins."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()  # from now on visitors wait for the server instead of being turned away
    except OSError as error:
        bound.close()
        raise PortTaken(
            f"Port {port} on {host} cannot be used ({error.strerror}). Perhaps another program has it: stop that one, "
            f"or choose another port, for instance PASSERELLE_{setting}={port + 1}."
        ) from error
    return bound


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """The worker listens to signals itself."""
        yield


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, bound: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        ws_max_size=256 * 1024,
        timeout_graceful_shutdown=1,
        server_header=False,
        forwarded_allow_ips=list(PROXIES),
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]), name="web server")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=WEB_SECONDS)
