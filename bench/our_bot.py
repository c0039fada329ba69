"""Our bot as a process of its own, for measuring: the real reception, router, database and sender; the talk only echoes."""

import argparse
import asyncio
import secrets
import signal
import time
from functools import partial
from itertools import count
from pathlib import Path

from sqlmodel import Session

from bot import app as composition
from bot.channels.telegram.channel import TelegramChannel
from bot.core.answers import Text
from bot.core.clock import SystemClock
from bot.core.conversation import Conversation
from bot.core.router import Router
from bot.delivery.channel import Rate
from bot.delivery.reception import Reception
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from bot.i18n.phrase import _
from bot.storage import schema
from bot.storage.database import Database
from bot.worker import receive


class Unlimited(TelegramChannel):
    """Telegram's pace would be what is measured."""

    rate = Rate(per_second=100_000, per_chat=100_000, chat_burst=100_000, per_group_minute=1e6, in_flight=64)


class Echo:
    """Each text is the durable answer to one question, and the next question says it again."""

    name = "echo"
    title = _("Menu")
    words = None
    brief = False

    def talk(self, chat: Conversation) -> None:
        for number in count():
            chat.ask(f"question {number}", chat.opening or "?", Text())


async def main(token: str, base_url: str, folder: Path) -> None:
    database = Database.open(f"sqlite:///{folder / 'bench.sqlite'}")
    schema.migrate(database)
    translator, clock, wakes = composition.translator(), SystemClock(), Wakes()
    router = Router((Echo(),), (), translator, entrance="echo", menu="echo")
    reception = Reception(
        database,
        router.step,
        router.sorry,
        clock=clock,
        work_for=composition.work_for(translator, wakes.outbox),
        wake=wakes.outbox,
    )
    channel = Unlimited(token, base_url=base_url)
    sender = Sender(
        database,
        channel,
        clock=clock,
        monotonic=time.monotonic,
        render=_nothing,
        load=_nothing,
        compose=_no_broadcasts,
        wakes=wakes,
        owner=secrets.token_hex(4),
        while_owner=partial(receive, database, reception, channel),
    )
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    tasks = [asyncio.create_task(reception.run()), asyncio.create_task(sender.run())]
    await stop.wait()
    sender.stop()
    await asyncio.wait(tasks[1:], timeout=5)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await channel.close()
    database.close()


async def _nothing(*_asked: object) -> bytes:
    raise FileNotFoundError


def _no_broadcasts(_session: Session, _claimed: object) -> dict[int, object]:
    return {}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--token", required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--folder", type=Path, required=True)
    given = parser.parse_args()
    asyncio.run(main(given.token, given.base_url, given.folder))
