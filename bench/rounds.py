"""The results of a large round: how long they take on each engine, and how long replies take meanwhile."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from sqlmodel import Session

from bench import results
from bench.baseline import PEOPLE
from bench.journal import Echoes, compare
from bench.large_round import CENTRES, RATINGS, fill
from bench.ours import OurBot
from bench.registry import database_in
from bench.report import line
from bot import loop
from bot.storage.database import Database
from tests.databases import postgresql_server
from tests.telegram.emulator.remote import EmulatorProcess

TIMES = 5  # each query, for the median
RATE, SECONDS = 20, 20  # replies a second, while results are worked out one after the other


def rounds() -> Sequence[str]:
    """On connections that cannot write."""
    sqlite, alone, meanwhile = on_sqlite()
    postgresql = on_postgresql()
    return (
        f"\nResults of a round of {CENTRES} centres and {RATINGS} ratings, with the one before it",
        *_lines("SQLite", sqlite, 2),
        *_lines("PostgreSQL", postgresql, 1),
        f"\nThe same over and over on SQLite, while people write {RATE} times a second",
        line("replies within, p50", meanwhile.percentile(0.5) * 1000, "ms"),
        line("replies within, p99", meanwhile.percentile(0.99) * 1000, "ms", most=50),
        line("without it, p99", alone.percentile(0.99) * 1000, "ms"),
        line("replies lost", meanwhile.lost, "", most=0),
    )


def _lines(engine: str, seconds: Mapping[str, float], most: float) -> Iterator[str]:
    *large, (what, card) = seconds.items()
    for each, taken in large:
        yield line(f"{engine}: {each}", taken, "s", most=most)
    yield line(f"{engine}: {what}", card * 1000, "ms", most=50)


def on_sqlite() -> tuple[dict[str, float], Echoes, Echoes]:
    """Seconds; replies without and with them."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
        database = database_in(Path(folder))
        fill(database)
        seconds = measured(database)
        database.close()
        shutil.copytree(folder, other, dirs_exist_ok=True)
        return seconds, replies(Path(folder)), replies(Path(other), "--results")


def on_postgresql() -> dict[str, float]:
    with postgresql_server() as server:
        database = Database.open(server.new_database())
        fill(database)
        database.write_now(lambda session: session.connection().exec_driver_sql("ANALYZE"))  # as autovacuum would
        seconds = measured(database)
        database.close()
        return seconds


def measured(database: Database) -> dict[str, float]:
    loop.settle()  # as the worker has, in which this runs
    return {
        "all centres, countries, networks": _median(database, results.of_round),
        "by functions, from every rating": _median(database, results.by_function),
        "single points at which most are weak, for a vote": _median(database, results.needs),
        "their rows alone, read and not counted": _median(database, results.answers),
        "areas with the lowest median, for a vote": _median(database, results.weakest),
        "one centre, with all beside it": _median(database, results.of_centre),
    }


def _median(database: Database, job: Callable[[Session], None]) -> float:
    return median(_once(database, job) for _time in range(TIMES))


def _once(database: Database, job: Callable[[Session], None]) -> float:
    begin = time.perf_counter()
    database.read_now(job)
    return time.perf_counter() - begin


def replies(folder: Path, *flags: str) -> Echoes:
    """Of our bot on this database, at a steady pace, to people who have come in before."""
    with EmulatorProcess() as emulator, OurBot(emulator, folder, *flags):
        emulator.waits_for_poll()
        emulator.order("burst", count=PEOPLE, people=PEOPLE, text="good day {number}")
        emulator.waits_for_sends(PEOPLE)
        emulator.order("burst", count=RATE * SECONDS, people=PEOPLE, rate=RATE)
        emulator.waits_for_sends(PEOPLE + RATE * SECONDS)
        journal = emulator.order("journal")
        said, sent = ([entry for entry in journal[name] if "message" in entry[2]] for name in ("injected", "sent"))
        return compare(said, sent)


if __name__ == "__main__":
    for written in rounds():
        print(written)
