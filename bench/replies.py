"""Durable replies: how many, how soon, in which order, and what a kill costs."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlmodel import col, func, select

from bench.baseline import PEOPLE, STOP_SECONDS, EchoBurst, measured_burst
from bench.journal import Echoes, compare
from bench.ours import OurBot
from bench.registry import database_in
from bot.storage import schema
from bot.storage.outbox import OutboxRow, OutboxState
from tests.telegram.emulator.remote import ROOT, EmulatorProcess

KILL_BURST = 400


@dataclass(frozen=True)
class Killed:
    """What became of a burst in the middle of which the bot was killed with -9."""

    answered_before: int
    claimed: int  # the slice on its way: sent or not, nothing of it was noted yet
    echoes: Echoes


def durable_burst(count: int, people: int = PEOPLE) -> tuple[EchoBurst, int]:
    """
    Our bot on SQLite with synchronous=FULL: the burst, and the process's memory after it in MiB.

    The database is there already, as at every start but the very first, which makes it (20 MiB until the next start).
    """
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        database = database_in(Path(folder))
        schema.migrate(database)
        database.close()
        with OurBot(emulator, Path(folder)) as bot:
            return measured_burst(emulator, count, people), bot.resident_mib


def paced(rate: int = 100, seconds: int = 10) -> Echoes:
    """`rate` updates a second."""
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder, OurBot(emulator, Path(folder)):
        emulator.waits_for_poll()
        emulator.order("burst", count=PEOPLE, people=PEOPLE, text="good day {number}")
        emulator.waits_for_sends(PEOPLE)  # everybody has come in: from now on it is the usual traffic
        emulator.order("burst", count=rate * seconds, people=PEOPLE, rate=rate)
        emulator.waits_for_sends(PEOPLE + rate * seconds)
        journal = emulator.order("journal")
        said, sent = ([entry for entry in journal[name] if "message" in entry[2]] for name in ("injected", "sent"))
        return compare(said, sent)


def killed(count: int = KILL_BURST) -> Killed:
    """A third of the burst is answered when the bot is killed; another one goes on."""
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        with OurBot(emulator, Path(folder)) as bot:
            emulator.waits_for_poll()
            emulator.order("burst", count=count, people=PEOPLE)
            emulator.waits_for_sends(count // 3)
            bot.kill()
        before, claimed = emulator.order("stats")["sent"], _claimed(Path(folder))
        with OurBot(emulator, Path(folder)):
            emulator.waits_for_sends(count)
            while emulator.order("stats")["unconfirmed"] or len(_answered(emulator)) < count:
                time.sleep(0.1)
        journal = emulator.order("journal")
        return Killed(before, claimed, compare(journal["injected"], journal["sent"]))


def _claimed(folder: Path) -> int:
    database = database_in(folder)
    try:
        rows = select(func.count(col(OutboxRow.id))).where(OutboxRow.state == OutboxState.CLAIMED)
        return database.read_now(lambda session: session.exec(rows).one())
    finally:
        database.close()


def _answered(emulator: EmulatorProcess) -> set[tuple[object, ...]]:
    return {tuple(entry[1:]) for entry in emulator.order("journal")["sent"]}


@dataclass(frozen=True)
class SecondStart:
    """Of the whole program: seconds to its first reply, and from SIGTERM to its end."""

    to_first_reply: float
    to_stop: float


def second_start() -> SecondStart:
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        with WholeProgram(emulator, folder):
            emulator.waits_for_poll()
        emulator.order("burst", count=1, people=1)
        began = time.monotonic()
        with WholeProgram(emulator, folder) as program:
            emulator.waits_for_sends(1)
            to_first_reply = time.monotonic() - began
        return SecondStart(to_first_reply, program.seconds_to_stop)


class WholeProgram:
    """`passerelle run` on this Telegram, between `with` and its end."""

    def __init__(self, emulator: EmulatorProcess, folder: str, **others: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        # A first start leaves its compiled modules for the second, unless the environment forbids it.
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PASSERELLE_") and name != "PYTHONDONTWRITEBYTECODE"
        }
        self.settings = kept | {
            "PASSERELLE_DATA_DIR": folder,
            "PASSERELLE_TELEGRAM_TOKEN": emulator.token,
            "PASSERELLE_TELEGRAM_BASE_URL": emulator.base_url,
            "PASSERELLE_TELEGRAM_FILE_URL": emulator.base_file_url,
            "PASSERELLE_WEB_PORT": str(port),
            **others,
        }
        self.log = Path(folder) / "log"
        self.seconds_to_stop = 0.0

    def __enter__(self) -> Self:
        with self.log.open("ab") as log:
            command = [sys.executable, "-m", "bot", "run"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.settings, stdout=log, stderr=log)
        return self

    def __exit__(self, *_: object) -> None:
        told = time.monotonic()
        self.process.terminate()
        self.process.wait(STOP_SECONDS)
        self.seconds_to_stop = time.monotonic() - told
