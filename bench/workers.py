"""Several workers on one PostgreSQL database; the whole program's start there; and a large copy into it."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlmodel import func, select

from bench.baseline import EchoBurst, measured_burst
from bench.ours import OurBot
from bench.replies import WholeProgram
from bench.report import line
from bot.storage import copying, schema
from bot.storage.audit import ActorKind, AuditLine
from bot.storage.database import Database
from bot.storage.workers import WorkerRow
from tests.databases import PostgresqlServer, postgresql_server
from tests.telegram.emulator.remote import EmulatorProcess

MESSAGES, PEOPLE = 2000, 200
START_SECONDS = 60
COPIED, AT_A_TIME = 1_000_000, 10_000


def workers() -> Iterator[str]:
    """The lines of the report. The server's files are in memory where there is room: disks are not what is compared."""
    with postgresql_server() as server:
        yield f"\nWorkers on one PostgreSQL database, {os.cpu_count()} cores for them, Telegram and the database"
        speeds = {}
        for number in (1, 2, 4):
            burst = shared_burst(server, number)
            speeds[number] = burst.per_second
            lost = burst.echoes.lost + burst.echoes.doubled + burst.echoes.out_of_order
            yield line(f"durable replies, workers: {number}", burst.per_second, "/s")
            yield line("  lost, doubled or out of order", lost, "", most=0)
        yield line("two beside one", speeds[2] / speeds[1], "x")
        yield line("four beside one", speeds[4] / speeds[1], "x")
        yield line("owner of the channel killed, until another one replies", failover(server), "s", most=15)
        yield line("start to first reply, database there already", first_reply(server), "s", most=5)
        yield line(f"copy-database of {COPIED} rows from SQLite", large_copy(server), "s", most=120)


def shared_burst(server: PostgresqlServer, number: int) -> EchoBurst:
    url = server.create(f"burst{number}")
    with EmulatorProcess() as emulator, ExitStack() as stack:
        for _ in range(number):
            stack.enter_context(OurBot(emulator, url))
        return measured_burst(emulator, MESSAGES, PEOPLE)


def failover(server: PostgresqlServer) -> float:
    """Seconds from kill -9 of the worker that has the channel to the first reply of the other one."""
    url = server.new_database()
    with EmulatorProcess() as emulator, OurBot(emulator, url) as owner:
        emulator.waits_for_poll()
        with OurBot(emulator, url):
            _until_workers(url, 2)
            emulator.order("burst", count=PEOPLE, people=PEOPLE, text="before {number}")
            emulator.waits_for_sends(PEOPLE)
            owner.kill()
            killed = time.monotonic()
            emulator.order("burst", count=1, people=1, text="after")
            while not (replies := [at for at, _chat, text in emulator.order("journal")["sent"] if text == "after"]):
                if time.monotonic() - killed > START_SECONDS:
                    raise TimeoutError("nobody took over")
                time.sleep(0.1)
            return float(replies[0]) - killed


def _until_workers(url: str, number: int) -> None:
    there = select(func.count()).select_from(WorkerRow)
    until = time.monotonic() + START_SECONDS
    with closing(Database.open(url)) as database:
        while database.read_now(lambda session: session.exec(there).one()) < number:
            if time.monotonic() > until:
                raise TimeoutError("the other worker did not start")
            time.sleep(0.1)


def first_reply(server: PostgresqlServer) -> float:
    """Seconds from the start of `passerelle run` to its first reply, on a database that an earlier start has made."""
    url = server.create("start")
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        with WholeProgram(emulator, folder, PASSERELLE_DATABASE_URL=url):
            emulator.waits_for_poll()
        emulator.order("burst", count=1, people=1)
        began = time.monotonic()
        with WholeProgram(emulator, folder, PASSERELLE_DATABASE_URL=url):
            emulator.waits_for_sends(1)
            return time.monotonic() - began


def large_copy(server: PostgresqlServer) -> float:
    with tempfile.TemporaryDirectory() as folder:
        source, target = Database.open(f"sqlite:///{folder}/large.sqlite"), Database.open(server.create("copied"))
        with closing(source), closing(target):
            for database in (source, target):
                schema.migrate(database)
            now = datetime.now(UTC)
            row = {"at": now, "actor_kind": ActorKind.SYSTEM, "verb": "measure", "subject_kind": "bench", "detail": {}}
            for _ in range(COPIED // AT_A_TIME):
                source.write_now(lambda session: session.execute(insert(AuditLine), [row] * AT_A_TIME))
            began = time.monotonic()
            copied = copying.copy(source, target)
            assert copied.rows >= COPIED, "all of it"
            return time.monotonic() - began


if __name__ == "__main__":
    print(f"load {os.getloadavg()[0]:.1f} at the beginning")
    for written in workers():
        print(written, flush=True)
