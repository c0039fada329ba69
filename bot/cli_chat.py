"""`passerelle chat`: talk with the bot in the terminal, beside a running worker or without one."""

import asyncio
import sys
import time
from contextlib import closing
from functools import partial
from typing import Annotated

import typer
from sqlmodel import Session, col, select

from bot import app as composition
from bot import data_folder
from bot.channels.terminal.channel import TerminalChannel
from bot.cli_database import problems_told
from bot.core.clock import SystemClock
from bot.delivery.reception import Reception
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from bot.reports.process import HelperProcess
from bot.serve import loaded, prepared
from bot.settings import Settings
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.inbox import InboxRow, InboxState
from bot.storage.lock import worker_lock
from bot.storage.outbox import OutboxRow, OutboxState
from bot.worker import receive

app = typer.Typer()
PATIENCE_SECONDS = 20
LOOK_SECONDS = 0.05


@app.command()
def chat(
    person: Annotated[
        str, typer.Option(help="Who you are: any name; the same name goes on with the same talk.")
    ] = "me",
    language: Annotated[str | None, typer.Option(help="Your language, such as fr.")] = None,
) -> None:
    """Talk with the bot here. Ends at the end of the input (Ctrl-D)."""
    settings = Settings()
    with problems_told():
        file = data_folder.sqlite_file(settings)
        if file is None:
            asyncio.run(_chat(settings, person, language))
            return
        data_folder.make_private_folder(file.parent)
        with worker_lock(file.parent):
            asyncio.run(_chat(settings, person, language))


async def _chat(settings: Settings, person: str, language: str | None) -> None:
    with closing(data_folder.open_database(settings)) as database:
        schema.migrate(database)
        async with HelperProcess() as helper:
            await _talk(database, helper, person, language)


async def _talk(database: Database, helper: HelperProcess, person: str, language: str | None) -> None:
    clock, wakes = SystemClock(), Wakes()
    translator = composition.translator()
    talks = composition.talks(translator)
    reception = Reception(
        database,
        talks.router.step,
        talks.router.sorry,
        clock=clock,
        work_for=composition.work_for(translator, wakes.outbox),
        wake=wakes.outbox,
    )
    ended = asyncio.Event()
    channel = TerminalChannel(person, clock=clock, read=_next_line, write=_print, language=language, at_end=ended.set)
    sender = Sender(
        database,
        channel,
        clock=clock,
        monotonic=time.monotonic,
        render=partial(prepared, helper, database, translator),
        load=partial(loaded, database),
        compose=composition.compose(translator),
        wakes=wakes,
        owner=f"chat {time.time_ns()}",
        while_owner=partial(receive, database, reception, channel),
    )
    working = [asyncio.create_task(reception.run()), asyncio.create_task(sender.run())]
    await ended.wait()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await database.read(_under_way):  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(LOOK_SECONDS)
    sender.stop()
    await asyncio.wait(working[1:], timeout=5)
    for task in working:
        task.cancel()
    await asyncio.wait(working)


def _under_way(session: Session) -> bool:
    """Something that was written here has not been worked yet, or its answer not said."""
    unworked = select(InboxRow.id).where(
        InboxRow.channel == TerminalChannel.name, InboxRow.state == InboxState.PENDING, InboxRow.attempts == 0
    )
    waiting = select(OutboxRow.id).where(
        OutboxRow.channel == TerminalChannel.name, col(OutboxRow.state).in_([OutboxState.QUEUED, OutboxState.CLAIMED])
    )
    return any(session.exec(query.limit(1)).first() is not None for query in (unworked, waiting))


def _next_line() -> str | None:
    return sys.stdin.readline() or None


def _print(line: str) -> None:
    print(line, flush=True)
