"""Puts a worker together from the settings, for `run` and `demo`."""

import asyncio
import secrets
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, nullcontext
from functools import partial

from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from bot import app as composition
from bot import data_folder, exporting, loop, machine_translation, papers, small_photos
from bot.badge_lists import badge_routes
from bot.calendar_feeds import feed_routes
from bot.channels.web.app import web_app
from bot.channels.web.channel import WebChannel
from bot.channels.web.demo import DemoAccess
from bot.channels.web.security import SecurityHeaders
from bot.core.clock import Clock, SystemClock
from bot.core.ports import MachineTranslator
from bot.delivery.channel import LINK, SITE, Channel, KeepsRooms
from bot.delivery.reception import Reception
from bot.delivery.room_acts import RoomKeeper
from bot.delivery.sender import Sender, WhileOwner
from bot.delivery.wakes import Wakes
from bot.delivery.wanted_files import Fetcher
from bot.file_purposes import file_purposes
from bot.health import health_route
from bot.i18n.translator import Translator
from bot.machine_translation import MachineDrafts
from bot.matchmaking import Matchmaker
from bot.platforms import Platforms, connected
from bot.public_holidays import HolidayKeeper
from bot.reports.process import HelperProcess
from bot.settings import Settings
from bot.signals import STOPPING, ending_quietly
from bot.storage import blobs, schema
from bot.storage.channel_states import forget, remember
from bot.storage.database import Database
from bot.storage.lock import worker_lock
from bot.telegram_webhook import webhook_routes
from bot.ticks import ticks
from bot.usecases import chat_exports, claiming
from bot.usecases.programmes import the_programme
from bot.usecases.work import COMMAND, Work
from bot.worker import Worker, listening, own

SetUp = Callable[[Session], object]


def serve(settings: Settings, *, set_up: SetUp, demo: DemoAccess | None = None, said: str) -> None:
    """Run one worker in this process until it is told to stop (Ctrl-C, SIGTERM). `set_up` looks at the database first."""
    loop.run(_serve(settings, demo=demo, set_up=set_up, said=said))


async def _serve(settings: Settings, *, demo: DemoAccess | None, set_up: SetUp, said: str) -> None:
    with ending_quietly():
        await _serve_until_told(settings, demo=demo, set_up=set_up, said=said)


async def _serve_until_told(settings: Settings, *, demo: DemoAccess | None, set_up: SetUp, said: str) -> None:
    bound = listening(settings.web_host, settings.web_port)
    translator = composition.translator()
    talks = composition.talks(translator)
    platforms = connected(
        settings, translator, talks.commands, talks.commands_in_groups
    )  # what is wrong with it is told before anything is touched
    file = data_folder.sqlite_file(settings)
    if file is not None:
        data_folder.make_private_folder(file.parent)
    with worker_lock(file.parent) if file is not None else nullcontext():
        database = data_folder.open_database(settings)
        async with AsyncExitStack() as stack:
            stack.callback(database.close)
            schema.migrate(database)
            database.write_now(set_up)
            where = f"http://{settings.web_host}:{settings.web_port}"
            database.write_now(
                partial(_note_web_link, address=settings.web_url or (where if demo is not None else None))
            )
            helper = await stack.enter_async_context(HelperProcess())
            worker = _assembled(database, talks, platforms, helper, demo, bound)
            if demo is None:
                _tell_how_to_claim(database, translator)
            stop = asyncio.Event()
            for name in STOPPING:
                asyncio.get_running_loop().add_signal_handler(name, stop.set)
            loop.settle()
            await worker.run(stop, ready=lambda: print(said.format(where=where), flush=True))  # noqa: T201 - for whoever started it


def _note_web_link(session: Session, address: str | None) -> None:
    """Without a public address there is no link that would lead others to the web chat, and no calendar to subscribe to."""
    if address is None:
        forget(session, WebChannel.name, WebChannel.account, LINK)
        forget(session, WebChannel.name, WebChannel.account, SITE)
    else:
        remember(session, WebChannel.name, WebChannel.account, SITE, address.rstrip("/"))
        remember(session, WebChannel.name, WebChannel.account, LINK, f"{address.rstrip('/')}/?start=")


def _assembled(
    database: Database,
    talks: composition.Talks,
    platforms: Platforms,
    helper: HelperProcess,
    demo: DemoAccess | None,
    bound: socket.socket,
) -> Worker:
    clock, wakes, translator = SystemClock(), Wakes(), talks.translator
    reception = Reception(
        database,
        talks.router.step,
        talks.router.sorry,
        clock=clock,
        work_for=composition.work_for(translator, wakes.outbox),
        wake=wakes.outbox,
    )
    web = WebChannel(database, translator, clock)
    channels: Sequence[Channel] = (web, *platforms.channels)
    purposes = file_purposes(translator, wakes.outbox, helper.call)
    verbs = composition.room_verbs(translator, wakes.outbox)
    owner = secrets.token_hex(8)

    def beside(channel: Channel) -> dict[str, WhileOwner]:
        found: dict[str, WhileOwner] = {"fetcher": Fetcher(database, channel, purposes, clock=clock).run}
        if isinstance(channel, KeepsRooms):
            found["room keeper"] = RoomKeeper(database, channel, verbs, clock=clock).run
        return found

    senders = [
        Sender(
            database,
            channel,
            clock=clock,
            monotonic=time.monotonic,
            render=partial(prepared, helper, database, translator),
            load=partial(loaded, database),
            compose=composition.compose(translator),
            wakes=wakes,
            owner=owner,
            while_owner=partial(own, database, reception, channel, beside(channel)),
        )
        for channel in channels
    ]
    machine = machine_translation.installed()
    matchmaker = Matchmaker(database, translator, helper.call, clock=clock, wake=wakes.outbox)
    return Worker(
        database=database,
        clock=clock,
        reception=reception,
        senders=senders,
        ticks=ticks(translator, wakes.outbox),
        web=site(database, clock, web, demo, translator, webhook_routes(database, reception, platforms.telegram)),
        web_socket=bound,
        beside={
            "matchmaker": matchmaker.run,
            "holiday keeper": HolidayKeeper(database, translator, helper.call, clock=clock, wake=wakes.outbox).run,
            **(
                {}
                if machine is None
                else {"machine translator": _drafting(database, translator, machine, clock, wakes)}
            ),
            **{f"introduction {number}": one for number, one in enumerate(platforms.introductions, 1)},
        },
    )


def _drafting(
    database: Database, translator: Translator, machine: MachineTranslator, clock: Clock, wakes: Wakes
) -> Callable[[], Awaitable[None]]:
    return MachineDrafts(database, translator, machine, composition.TRANSLATED, clock=clock, wake=wakes.outbox).run


def site(
    database: Database,
    clock: Clock,
    web: WebChannel,
    demo: DemoAccess | None,
    translator: Translator,
    others: Sequence[BaseRoute] = (),
) -> ASGIApp:
    """All that is served; the headers go with every answer, also with a failure's."""
    badges = badge_routes(database, clock, translator)
    calendars = feed_routes(database, clock, translator)
    routes = [health_route(database, clock), *badges, *calendars, *others, Mount("/", web_app(web, demo=demo))]
    return SecurityHeaders(Starlette(routes=routes))


async def prepared(
    helper: HelperProcess, database: Database, translator: Translator, job: str, data: dict[str, object]
) -> bytes:
    """What a message's attachment holds, made when it is sent."""
    if job == chat_exports.JOB:
        return await exporting.workbook(database, translator, data)
    if job in papers.JOBS:
        return await papers.paper(helper, database, translator, job, data)
    if job == small_photos.JOB:
        return await small_photos.small_photo(helper, partial(loaded, database), data)
    return await drawn(helper, job, data)


async def drawn(helper: HelperProcess, job: str, data: dict[str, object]) -> bytes:
    drawn = await helper.call(job, data=data)
    assert isinstance(drawn, bytes), "pictures are bytes"
    return drawn


async def loaded(database: Database, sha256: str) -> bytes:
    return await database.read(lambda session: blobs.load(session, sha256))


def _tell_how_to_claim(database: Database, translator: Translator) -> None:
    """Once, on standard error and never in a log: the code that makes the first administrator."""
    clock = SystemClock()

    def code(session: Session) -> str | None:
        work = Work(session, clock.now(), COMMAND, translator, lambda _channel, _account: None)
        the_programme(work)
        return claiming.new_code(work) if claiming.is_wanted(work) else None

    made = database.write_now(code)
    if made is not None:
        print(  # noqa: T201 - see above
            f"\nNobody administers this bot yet. Write to it within 24 hours:\n\n    /claim {made}\n\n"
            "(on Matrix: !claim and the code). It works once; `passerelle claim` makes a new one.\n",
            file=sys.stderr,
            flush=True,
        )
