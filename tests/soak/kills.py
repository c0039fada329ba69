"""The program killed hundreds of times, on both engines."""

import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bench.report import line
from bot.storage.database import Database
from bot.storage.schema import migrate
from tests.databases import PostgresqlServer
from tests.faults.kill_rounds import POINTS, Reckoning, Rounds
from tests.telegram.emulator import Emulator

ON_ONE_DATABASE = 50  # kills, while one announcement goes out


class Tried(NamedTuple):
    engine: str
    workers: int

    def __str__(self) -> str:
        return f"{self.engine}, {self.workers} {'worker' if self.workers == 1 else 'workers'}"


async def kills(all_tried: Sequence[Tried], count: int, seed: int, server: PostgresqlServer) -> AsyncIterator[str]:
    """
    The lines of the report: after each database what was found so far, so that whoever has no hour can stop it. All are
    tried in turn.
    """
    deaths = {tried: portions(count, random.Random(f"{tried.engine} {tried.workers} {seed}")) for tried in all_tried}
    found: dict[Tried, Reckoning] = {}
    for number in range(len(deaths[all_tried[0]])):
        for tried in all_tried:
            here = server if tried.engine == "postgresql" else None
            more = await some_kills(deaths[tried][number], here, tried.workers)
            found[tried] = found[tried] + more if tried in found else more
            for one in told(tried, count, found[tried]):
                yield one


def portions(count: int, chance: random.Random) -> list[list[tuple[str, int]]]:
    """For each database the points of its kills; one more comes by itself, while an announcement is written down."""
    sizes = [min(ON_ONE_DATABASE, count - begun) for begun in range(0, count, ON_ONE_DATABASE)]
    return [
        [(point := chance.choice(list(POINTS)), chance.randint(1, POINTS[point])) for _ in range(size - 1)]
        for size in sizes
    ]


async def some_kills(deaths: list[tuple[str, int]], server: PostgresqlServer | None, workers: int) -> Reckoning:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").mkdir(mode=0o700)
        address = {} if server is None else {"DATABASE_URL": server.new_database()}
        database = Database.open(address.get("DATABASE_URL", f"sqlite:///{folder}/data/passerelle.sqlite"))
        try:
            migrate(database)
            async with Emulator(keep_calls=False) as telegram:
                where = {"TELEGRAM_BASE_URL": telegram.base_url, "TELEGRAM_FILE_URL": telegram.base_file_url}
                settings = {"TELEGRAM_TOKEN": telegram.token} | where | address
                return await Rounds(telegram, folder, database, settings, workers).all(deaths)
        finally:
            database.close()


def told(tried: Tried, count: int, found: Reckoning) -> Sequence[str]:
    return (
        f"\n{tried}: killed with -9 {found.kills} times of {count} while people write and announcements go out",
        line("messages to people", found.messages, ""),
        line("lost", found.lost, "", most=0),
        line("out of order", found.out_of_order, "", most=0),
        line(f"doubled, of {found.held} claimed at the kills", found.doubled, "", most=found.held),
        line("copies of announcements that came twice", found.copies_twice, "", most=0),
        line("copies that did not come and are not listed", found.copies_untold, "", most=0),
        line("copies listed as uncertain", found.uncertain, "", most=found.held),
        line("ledgers that do not add up", not found.adds_up, "", most=0),
    )
