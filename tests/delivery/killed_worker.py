"""A worker that sends into a file, and dies at a named point: `python -m tests.delivery.killed_worker URL FILE POINT NTH`."""

import asyncio
import os
import signal
import sys
import time
from itertools import count
from pathlib import Path

from bot.core.clock import SystemClock
from bot.delivery.sender import Sender
from bot.delivery.wakes import Wakes
from bot.storage.database import Database
from tests.delivery.post_office import draw, no_files, say_who
from tests.delivery.rows import states
from tests.delivery.scripted import UNLIMITED


class FileChannel:
    name, account, rate, idempotent = "scripted", "bot", UNLIMITED, False

    def __init__(self, path):
        self.file = path.open("ab", buffering=0)

    async def send(self, delivery):
        self.file.write(f"{delivery.key}\n".encode())
        await asyncio.sleep(0)
        return delivery.key


async def work(url, path, point, nth):
    reached = count(1)

    def fault(name):
        if name == point and next(reached) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    database = Database.open(url, durable=False, faults=fault)
    sender = Sender(
        database,
        FileChannel(path),
        clock=SystemClock(),
        monotonic=time.monotonic,
        render=draw,
        load=no_files,
        compose=say_who,
        wakes=Wakes(),
        owner=str(os.getpid()),
        faults=fault,
    )
    running = asyncio.create_task(sender.run())
    async with asyncio.timeout(60):
        while {"queued", "claimed"} & set(states(database).values()):
            await asyncio.sleep(0.2)
    sender.stop()
    await running
    database.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])))
