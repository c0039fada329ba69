"""Our bot as a process of its own, for measuring: the real reception, router, database and sender; the talk only echoes."""

import argparse
import asyncio
import os
import signal
import socket
import time
from collections.abc import Collection, Sequence
from functools import partial
from itertools import count

from bench import results
from bot import app as composition
from bot import loop
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.web.pages import Pages
from bot.core.answers import Text
from bot.core.clock import SystemClock
from bot.core.conversation import Conversation
from bot.core.router import Router
from bot.delivery.channel import Rate
from bot.delivery.crew import Crew
from bot.delivery.reception import Reception
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from bot.i18n.phrase import _
from bot.scheduling.ticks import Tick, run_all
from bot.storage import schema
from bot.storage.database import Database
from bot.storage.inbox import EVERYTHING
from bot.ticks import ticks
from bot.together import connected
from bot.worker import receive

TICK_SECONDS = 1


class Unlimited(TelegramChannel):
    """Telegram's pace would be what is measured."""

    rate = Rate(
        per_second=100_000, burst=100_000, per_chat=100_000, chat_burst=100_000, per_group_minute=1e6, in_flight=64
    )


class Echo:
    """Each text is the durable answer to one question, and the next question says it again."""

    name = "echo"
    title = _("Menu")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        for number in count():
            chat.ask(f"question {number}", chat.opening or "?", Text())


async def main(token: str, base_url: str, url: str, *, paced: bool = False, beside: Collection[str] = ()) -> None:
    database = Database.open(url)
    schema.migrate(database)
    owner, stop = f"{socket.gethostname()}/{os.getpid()}/bench", asyncio.Event()
    crew = None if database.engine_name == "sqlite" else Crew(database, owner, stop.set)
    if crew is not None:
        crew.join()
    translator, clock, wakes = composition.translator(), SystemClock(), Wakes()
    router = Router((Echo(),), (), translator, entrance="echo", menu="echo")
    reception = Reception(
        database,
        router.step,
        router.sorry,
        clock=clock,
        work_for=composition.work_for(translator, wakes.outbox),
        wake=wakes.outbox,
        share=lambda: EVERYTHING if crew is None else crew.share,
    )
    channel = (TelegramChannel if paced else Unlimited)(token, base_url=base_url)
    sender = Sender(
        database,
        channel,
        clock=clock,
        monotonic=time.monotonic,
        render=_nothing,
        load=_nothing,
        compose=composition.compose(translator),
        wakes=wakes,
        owner=owner,
        while_owner=partial(receive, database, reception, channel),
    )
    loop.settle()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    tasks = [asyncio.create_task(reception.run()), asyncio.create_task(sender.run())]
    if crew is not None:
        company = connected(database, crew, wakes, reception, Pages())
        tasks += [asyncio.ensure_future(run()) for run in company.values()]
    if "announcements" in beside:
        tasks.append(asyncio.create_task(_tick(database, ticks(translator, wakes.outbox), clock)))
    if "results" in beside:
        tasks.append(asyncio.create_task(_results(database)))
        tasks[-1].add_done_callback(lambda _task: stop.set())  # it failed: nothing would be measured
    await stop.wait()
    sender.stop()
    await asyncio.wait(tasks[1:2], timeout=5)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await channel.close()
    if crew is not None:
        crew.leave()
    database.close()


async def _nothing(*_asked: object) -> bytes:
    raise FileNotFoundError


async def _tick(database: Database, jobs: Sequence[Tick], clock: SystemClock) -> None:
    """In the place of the scheduler."""
    while True:
        await run_all(database, jobs, clock.now)
        await asyncio.sleep(TICK_SECONDS)


async def _results(database: Database) -> None:
    while True:
        await database.read(results.both)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--token", required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--database", required=True, help="its address")
    parser.add_argument("--paced", action="store_true", help="as fast as Telegram allows, and not faster")
    parser.add_argument("--announces", action="store_true", help="look after announcements too")
    parser.add_argument("--results", action="store_true", help="work out the results of a round, over and over")
    given = parser.parse_args()
    also = [name for name, wanted in (("announcements", given.announces), ("results", given.results)) if wanted]
    loop.run(main(given.token, given.base_url, given.database, paced=given.paced, beside=also))
