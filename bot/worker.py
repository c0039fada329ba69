"""One process at work: reception, a sender and a receiver per channel, the clock, the web server."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import uvicorn
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger
from starlette.types import ASGIApp

from bot.core.clock import Clock
from bot.core.messages import Incoming
from bot.delivery.channel import Channel
from bot.delivery.leases import Lease
from bot.delivery.reception import Reception
from bot.delivery.sender import Sender, WhileOwner
from bot.parts import kept_up
from bot.scheduling.ticks import Tick, run_tick
from bot.storage.channel_states import states_of
from bot.storage.database import Database
from bot.storage.errors import StorageError

log = logging.getLogger(__name__)
# A graceful stop takes at most five seconds: these together, and a moment for the rest.
SENDERS_SECONDS = 2.5
LETTING_GO_SECONDS = 0.25  # what was cancelled; then the same for connections
WEB_SECONDS = 1.5  # of which the server gives open requests one


class PortTaken(Exception):  # noqa: N818 - its text says what is the case
    """Told to whoever started the program."""


@dataclass
class Worker:
    """Runs until `stop` is set; then finishes what is in hand and lets go of everything."""

    database: Database
    clock: Clock
    reception: Reception
    senders: Sequence[Sender]
    ticks: Sequence[Tick]
    web: ASGIApp
    web_socket: socket.socket
    beside: Mapping[str, Callable[[], Awaitable[None]]] = field(default_factory=dict)  # what nobody waits for, by name
    _told: dict[str, str] = field(default_factory=dict)  # by tick: what is wrong with the database

    async def run(self, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(serving(self.web, self.web_socket))
            scheduler = self._scheduler()
            scheduler.start()
            stack.callback(scheduler.shutdown, wait=False)
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

    def _scheduler(self) -> AsyncIOScheduler:
        """Only the clock that ticks: what is due stands in the database."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        for tick in self.ticks:
            scheduler.add_job(
                partial(self._tick, tick),
                IntervalTrigger(seconds=tick.seconds, timezone="UTC"),
                name=tick.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        return scheduler

    async def _tick(self, tick: Tick) -> None:
        try:
            await run_tick(self.database, tick, self.clock.now)
        except StorageError as error:
            if self._told.get(tick.name) != str(error):
                log.error(str(error), extra={"tick": tick.name})  # noqa: TRY400 - our words say it all
            self._told[tick.name] = str(error)
        except Exception:
            log.exception("tick failed", extra={"tick": tick.name})
        else:
            self._told.pop(tick.name, None)


async def own(
    database: Database, reception: Reception, channel: Channel, beside: Mapping[str, WhileOwner], lease: Lease
) -> None:
    """What only the owner of a channel does: take in what arrives, and what is named `beside` it."""
    tasks = [
        asyncio.create_task(kept_up(f"{name} of {channel.name}", partial(run, lease))) for name, run in beside.items()
    ]
    try:
        await receive(database, reception, channel, lease)
    finally:
        for task in tasks:
            task.cancel()


async def receive(database: Database, reception: Reception, channel: Channel, _lease: Lease) -> None:
    """Take in what arrives at a channel; runs only while this worker owns it."""

    async def accept(messages: Sequence[Incoming], state: dict[str, str]) -> None:
        await reception.accept(channel.name, channel.account, messages, state)

    async def begin() -> None:
        states = await database.read(partial(states_of, channel=channel.name, account=channel.account))
        await channel.receive(accept, states)

    await kept_up(f"receiver of {channel.name}", begin)


def listening(host: str, port: int) -> socket.socket:
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
            f"or choose another port, for instance PASSERELLE_WEB_PORT={port + 1}."
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
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[bound]), name="web server")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait([task], timeout=WEB_SECONDS)
