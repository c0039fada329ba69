"""Very many recipients written down: how long it takes, how long replies could have to wait for it, and what memory it needs."""

import os
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import func, select

from bench.registry import announce, database_in, fill
from bench.report import MB_IN_MIB, line
from bot import app as composition
from bot.storage.outbox import OutboxRow
from bot.usecases import announcement_progress
from bot.usecases.work import SYSTEM, Work

RECIPIENTS, VERY_MANY = 20_000, 1_000_000
KIB_IN_MIB = 1024


@dataclass(frozen=True)
class Queued:
    recipients: int
    seconds: float  # from the coordinator's word until all are in the ledger
    longest: float  # of the transactions that this took, in seconds: so long a reply may have to wait
    growth: float  # MiB of memory at the peak


def announcements() -> Sequence[str]:
    lines = []
    for recipients, seconds in ((RECIPIENTS, 1), (VERY_MANY, 10)):
        found = queued(recipients)
        lines += [
            f"\nAn announcement to {recipients} people, written down on SQLite",
            line("until all are queued", found.seconds, "s", most=seconds),
            line("longest transaction", found.longest * 1000, "ms"),
            line("memory more at the peak", found.growth, "MiB", most=30 * MB_IN_MIB),
        ]
    return lines


def queued(recipients: int) -> Queued:
    """With a chat for each; nothing is sent."""
    with tempfile.TemporaryDirectory() as folder:
        filling = get_context("spawn").Process(target=_fill, args=(folder, recipients))  # its memory is not ours
        filling.start()
        filling.join()
        database = database_in(Path(folder))
        try:
            translator = composition.translator()
            before = _peak_mib()
            began = time.perf_counter()
            announce(database)
            longest, more = time.perf_counter() - began, True
            while more:
                at = time.perf_counter()
                more = database.write_now(
                    lambda session: announcement_progress.look_after(
                        Work(session, datetime.now(UTC), SYSTEM, translator, _nobody)
                    )
                )
                longest = max(longest, time.perf_counter() - at)
            took = time.perf_counter() - began
            copies = select(func.count()).select_from(OutboxRow).where(OutboxRow.broadcast_id.is_not(None))  # type: ignore[union-attr] # a column
            assert database.read_now(lambda session: session.execute(copies).scalar_one()) == recipients
            return Queued(recipients, took, longest, _peak_mib() - before)
        finally:
            database.close()


def _fill(folder: str, people: int) -> None:
    database = database_in(Path(folder))
    fill(database, "bot", 1, people)
    database.close()


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_IN_MIB


def _nobody(_channel: str, _account: str) -> None:
    """Nothing is sent here."""


if __name__ == "__main__":
    print(f"load {os.getloadavg()[0]:.1f}")
    for written in announcements():
        print(written)
