"""What is due: small jobs that look at the clock, each in transactions of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.storage.beside import AskedBeside, knowing
from bot.storage.database import Database

TickJob = Callable[[Session, datetime], bool]
"""Does one slice of what is due by then; True when there is more."""


@dataclass(frozen=True)
class Tick:
    """Something to look after every `seconds`."""

    name: str
    job: TickJob
    seconds: int = 20


async def run_tick(database: Database, tick: Tick, now: Callable[[], datetime]) -> None:
    """All slices that are due, one short transaction each."""
    while await _slice(database, tick, now):
        pass


async def _slice(database: Database, tick: Tick, now: Callable[[], datetime]) -> bool:
    """What it asks about very many rows is asked beside the writer, for which replies would have to wait."""
    answers: dict[str, Any] = {}

    def job(session: Session) -> bool:
        with knowing(session, answers):
            return tick.job(session, now())

    while True:
        try:
            return await database.write(job)
        except AskedBeside as asked:
            answers[asked.key] = await database.read(asked.query)


async def run_all(database: Database, ticks: Sequence[Tick], now: Callable[[], datetime]) -> None:
    for tick in ticks:
        await run_tick(database, tick, now)
