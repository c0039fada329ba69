"""Puts a worker together from the settings, for `run` and `demo`."""

import asyncio
import os
import secrets
import socket
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, closing, nullcontext
from functools import partial

from sqlmodel import Session
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount
from starlette.types import ASGIApp

from bot import app as composition
from bot import data_folder, exporting, loop, machine_translation, my_data, papers, small_photos, together
from bot.badge_lists import badge_routes
from bot.calendar_feeds import feed_routes
from bot.channels.matrix.safe import Safe
from bot.channels.web.app import web_app
from bot.channels.web.channel import WebChannel
from bot.channels.web.demo import DemoAccess
from bot.channels.web.security import SecurityHeaders
from bot.clockwork import Clockwork
from bot.core.clock import Clock, SystemClock
from bot.core.measures import UNMEASURED
from bot.core.ports import MachineTranslator
from bot.delivery.channel import LINK, SITE, Channel, KeepsRooms
from bot.delivery.crew import Crew
from bot.delivery.reads import Reads
from bot.delivery.reception import Reception
from bot.delivery.room_acts import RoomKeeper
from bot.delivery.sender import Sender, WhileOwner
from bot.delivery.set_back import ClockWatch
from bot.delivery.wakes import Wakes
from bot.delivery.wanted_files import Fetcher
from bot.file_purposes import file_purposes
from bot.first_words import tell_what_is_next
from bot.health import health_route
from bot.i18n.translator import Translator
from bot.machine_translation import MachineDrafts
from bot.matchmaking import Matchmaker
from bot.metrics_page import Watch, watch
from bot.platforms import Platforms, connected
from bot.public_holidays import HolidayKeeper
from bot.reports.process import HelperProcess
from bot.service_manager import tell_ready
from bot.settings import Settings
from bot.signals import STOPPING, ending_quietly
from bot.storage import blobs, schema
from bot.storage.channel_states import forget, remember
from bot.storage.database import Database
from bot.storage.inbox import EVERYTHING
from bot.storage.lock import worker_lock
from bot.telegram_webhook import webhook_routes
from bot.ticks import ticks
from bot.usecases import chat_exports
from bot.worker import Worker, listening, own, receive

SetUp = Callable[[Session], object]


def serve(settings: Settings, *, set_up: SetUp, demo: DemoAccess | None = None, said: str) -> None:
    """Run one worker in this process until it is told to stop (Ctrl-C, SIGTERM). `set_up` looks at the database first."""
    loop.run(_serve(settings, demo=demo, set_up=set_up, said=said))


async def _serve(settings: Settings, *, demo: DemoAccess | None, set_up: SetUp, said: str) -> None:
    with ending_quietly(), closing(listening(settings.web_host, settings.web_port)) as bound:
        await _serve_until_told(settings, bound, demo=demo, set_up=set_up, said=said)


async def _serve_until_told(
    settings: Settings, bound: socket.socket, *, demo: DemoAccess | None, set_up: SetUp, said: str
) -> None:
    translator = composition.translator()
    talks = composition.talks(translator)
    watched = watch(settings)
    # What is wrong with them is told before anything is touched.
    platforms = connected(settings, translator, talks.commands, talks.commands_in_groups)
    file = data_folder.sqlite_file(settings)
    if file is not None:
        data_folder.make_private_folder(file.parent)
    with worker_lock(file.parent) if file is not None else nullcontext():
        database = data_folder.open_database(settings, UNMEASURED if watched is None else watched.metrics)
        async with AsyncExitStack() as stack:
            stack.callback(database.close)
            schema.migrate(database)
            if platforms.matrix is not None:
                platforms.matrix.keep_keys_in(Safe(database, data_folder.matrix_secret(settings)))
                platforms.matrix.note_reads_in(Reads(database, platforms.matrix.name, platforms.matrix.account))
            database.write_now(schema.alone(set_up))
            where = f"http://{settings.web_host}:{settings.web_port}"
            database.write_now(
                schema.alone(partial(_note_web_link, address=settings.web_url or (where if demo is not None else None)))
            )
            stop = asyncio.Event()
            owner = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"  # one for each start, told to people
            crew = _crew(database, owner, stop)
            if crew is not None:
                stack.callback(crew.leave)
            helper = await stack.enter_async_context(HelperProcess())
            worker = _assembled(database, talks, platforms, helper, demo, bound, watched, owner, crew)
            if demo is None:
                tell_what_is_next(database, translator, settings, where)
            for name in STOPPING:
                asyncio.get_running_loop().add_signal_handler(name, stop.set)
            loop.settle()
            await worker.run(stop, ready=partial(_tell, said.format(where=where)))
            if crew is not None and crew.refusal is not None:
                raise crew.refusal


def _tell(said: str) -> None:
    print(said, flush=True)  # noqa: T201 - for whoever started it
    tell_ready()


def _crew(database: Database, owner: str, stop: asyncio.Event) -> Crew | None:
    """Of the workers on a PostgreSQL database; on SQLite there is one worker. Raises NewerSchema."""
    if database.engine_name == "sqlite":
        return None
    crew = Crew(database, owner, stop.set)
    crew.join()
    return crew


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
    watched: Watch | None,
    owner: str,
    crew: Crew | None,
) -> Worker:
    clock, wakes, translator = SystemClock(), Wakes(), talks.translator
    measures = UNMEASURED if watched is None else watched.metrics
    reception = Reception(
        database,
        talks.router.step,
        talks.router.sorry,
        clock=clock,
        work_for=composition.work_for(translator, wakes.outbox),
        wake=wakes.outbox,
        measures=measures,
        share=lambda: EVERYTHING if crew is None else crew.share,
    )
    web = WebChannel(database, translator, clock)
    channels: Sequence[Channel] = (web, *platforms.channels)
    purposes = file_purposes(translator, wakes.outbox, helper.call)
    verbs = composition.room_verbs(translator, wakes.outbox)

    def beside(channel: Channel) -> dict[str, WhileOwner]:
        found: dict[str, WhileOwner] = {"fetcher": Fetcher(database, channel, purposes, clock=clock).run}
        if channel is not web:  # its pages are served, and heard, by every worker
            found["receiver"] = partial(receive, database, reception, channel)
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
            while_owner=partial(own, channel, beside(channel)),
            measures=measures,
        )
        for channel in channels
    ]
    machine = machine_translation.installed()
    figures = [] if watched is None else watched.routes(database, senders, clock)
    hooks = webhook_routes(database, reception, platforms.telegram)
    matchmaker = Matchmaker(database, translator, helper.call, clock=clock, wake=wakes.outbox)
    for_all: dict[str, Callable[[], Awaitable[None]]] = {
        "matchmaker": matchmaker.run,
        "holiday keeper": HolidayKeeper(database, translator, helper.call, clock=clock, wake=wakes.outbox).run,
    }
    if machine is not None:
        for_all["machine translator"] = _drafting(database, translator, machine, clock, wakes)
    clockwork = Clockwork(database, clock, owner, ticks(translator, wakes.outbox), for_all, measures=measures)
    return Worker(
        reception=reception,
        senders=senders,
        web=site(database, clock, web, demo, translator, [*hooks, *figures]),
        web_socket=bound,
        also_served=() if watched is None else watched.sites(database, senders, clock),
        beside={
            "clockwork": clockwork.run,
            "clock watch": ClockWatch(database, clock).run,
            "pages": partial(receive, database, reception, web),
            **({} if crew is None else together.connected(database, crew, wakes, reception, web.pages)),
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
    if job in my_data.JOBS:
        return await my_data.written(helper, database, translator, job, data)
    if job == small_photos.JOB:
        return await small_photos.small_photo(helper, partial(loaded, database), data)
    return await drawn(helper, job, data)


async def drawn(helper: HelperProcess, job: str, data: dict[str, object]) -> bytes:
    drawn = await helper.call(job, data=data)
    assert isinstance(drawn, bytes), "pictures are bytes"
    return drawn


async def loaded(database: Database, sha256: str) -> bytes:
    return await database.read(lambda session: blobs.load(session, sha256))
