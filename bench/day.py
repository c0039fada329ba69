"""
`python -m bench.day`: a day of 243 centres with ten people each, pressed into minutes, on both engines: everybody answers
every five seconds with the paces raised; then all at once at Telegram's real pace, while an announcement goes out; then all
are invited at that pace and answer. Fails where what is wanted is missed.

Before and after it tells how much python-telegram-bot's own echo does on this machine. On one that is slower than what is
wanted (`--every 5`), `--every 10` tells what it does hold.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from bench.baseline import echo_burst
from bench.journal import Echoes, Entry, compare
from bench.ours import OurBot
from bench.registry import announce, database_in, fill
from bench.report import line, show
from bot.storage.database import Database
from tests.databases import DURABLE, postgresql_server
from tests.telegram.emulator.remote import EmulatorProcess

PEOPLE = 243 * 10
EVERY_SECONDS = 5  # between two answers of one person
WARM_SECONDS = 20
ANNOUNCED_TO = 100_000
ECHOED = 3000  # some five seconds' worth
ANSWERS = 3  # of each person who is invited
HOUR = 3600
PATIENCE = HOUR


@dataclass(frozen=True)
class Day:
    """What became of the answers at raised paces, and what they took."""

    echoes: Echoes
    rate: int  # of answers, a second
    seconds: float
    processor_seconds: float  # of the worker
    grown_mib: float  # of its memory, after it had warmed up
    disk_bytes: float  # of the database, for each answer with its reply
    wire_bytes: float  # to and from Telegram, for each answer with its reply

    @property
    def lines(self) -> Sequence[str]:
        answers = self.echoes.said
        may_grow_mib = 10 if self.seconds >= HOUR / 2 else None  # in less time a page more or less would decide
        return (
            line(f"answers a second, of {self.rate}", answers / self.seconds, ""),
            line("processor of the worker, for each answer", self.processor_seconds / answers * 1000, "ms"),
            *_kept(self.echoes),
            line("answered within, p50", self.echoes.percentile(0.5) * 1000, "ms"),
            line("answered within, p99", self.echoes.percentile(0.99) * 1000, "ms", most=500),
            line("memory grown, in an hour", self.grown_mib * HOUR / self.seconds, "MiB", most=may_grow_mib),
            line("database, for each answer with its reply", self.disk_bytes, "bytes"),
            line("to and from Telegram, for each answer with its reply", self.wire_bytes, "bytes"),
        )


def day(url: str | None, seconds: int, every: int = EVERY_SECONDS) -> Day:
    """One answer of every person in `every` seconds, for so long; each reply is on disk before it is sent."""
    rate = PEOPLE // every
    with working(url) as (emulator, bot, database):
        _say(emulator, rate, WARM_SECONDS, "before {number}")
        before, rows_before, busy_before = bot.resident_mib, _size(database), bot.processor_seconds
        emulator.order("reset")
        began = time.monotonic()
        _say(emulator, rate, seconds, "answer {number}")
        took = time.monotonic() - began
        journal, stats = emulator.order("journal"), emulator.order("stats")
        return Day(
            echoes=compare(journal["injected"], journal["sent"]),
            rate=rate,
            seconds=took,
            processor_seconds=bot.processor_seconds - busy_before,
            grown_mib=bot.resident_mib - before,
            disk_bytes=(_size(database) - rows_before) / (rate * seconds),
            wire_bytes=stats["bytes"] / (rate * seconds),
        )


def rush(url: str | None, announced_to: int) -> Sequence[str]:
    """Everybody at once at Telegram's real pace, while an announcement to very many goes out."""
    with working(url, "--announces", "--paced", registry=announced_to) as (emulator, _bot, database):
        emulator.order("pace")
        announce(database)
        _until_expanded(database)
        emulator.order("burst", count=PEOPLE, people=PEOPLE, text="answer {number}")
        began = time.monotonic()
        while (echoes := _echoes(emulator)).lost and _passed(began) < PATIENCE:
            time.sleep(2)
        return (
            f"\n{database.engine_name}: all {PEOPLE} at once at Telegram's pace, an announcement to {announced_to} on its way",
            *_kept(echoes),
            line("the last reply after", echoes.percentile(1), "s"),
            _refused(emulator),
        )


def waves(url: str | None, answers: int = ANSWERS) -> Sequence[str]:
    """
    Everybody is invited at Telegram's real pace, and answers so many times, five seconds after each message. Invitations
    only take what replies leave of the pace: so they go out in waves, as fast as those before have been answered.
    """
    with working(url, "--announces", "--paced", registry=PEOPLE) as (emulator, _bot, database):
        emulator.order("pace")
        emulator.order("answering", times=answers, seconds=EVERY_SECONDS)
        announce(database)
        emulator.waits_for_sends(1, timeout=PATIENCE)
        began = time.monotonic()
        while ((echoes := _echoes(emulator)).said < PEOPLE * answers or echoes.lost) and _passed(began) < PATIENCE:
            time.sleep(2)
        invited = _first_of_each(emulator.order("journal")["sent"])
        return (
            f"\n{database.engine_name}: all {PEOPLE} invited at Telegram's pace, {answers} answers from each",
            *_kept(echoes),
            line("not invited", PEOPLE - len(invited), "", most=0),
            line("the last invitation after", max(invited) - began, "s"),
            line("the last reply after", _passed(began), "s"),
            line("waiting for a reply, p50", echoes.percentile(0.5), "s"),
            line("waiting for a reply, p99", echoes.percentile(0.99), "s"),
            line("waiting for a reply, longest", echoes.percentile(1), "s"),
            _refused(emulator),
        )


@contextmanager
def working(url: str | None, *flags: str, registry: int = 0) -> Iterator[tuple[EmulatorProcess, OurBot, Database]]:
    """The bot on this PostgreSQL, or on SQLite with synchronous=FULL."""
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        database = database_in(Path(folder)) if url is None else Database.open(url)
        first = emulator.order("known", people=max(PEOPLE, registry))["first"]
        try:
            fill(database, emulator.token.partition(":")[0], first, registry)
            with OurBot(emulator, url or Path(folder), *flags) as bot:
                emulator.waits_for_poll()
                yield emulator, bot, database
        finally:
            database.close()


def _say(emulator: EmulatorProcess, rate: int, seconds: int, words: str) -> None:
    sent = emulator.order("stats")["sent"]
    emulator.order("burst", count=rate * seconds, people=PEOPLE, rate=rate, text=words)
    emulator.waits_for_sends(sent + rate * seconds, timeout=seconds + PATIENCE)


def _echoes(emulator: EmulatorProcess) -> Echoes:
    journal = emulator.order("journal")
    return compare(journal["injected"], journal["sent"])


def _kept(echoes: Echoes) -> Sequence[str]:
    return (
        line("lost", echoes.lost, "", most=0),
        line("doubled", echoes.doubled, "", most=0),
        line("out of order", echoes.out_of_order, "", most=0),
    )


def _first_of_each(sent: Sequence[Entry]) -> Collection[float]:
    """When each chat got its first message."""
    first: dict[int | float | str, float] = {}
    for at, chat, _text in sent:
        first.setdefault(chat, float(at))
    return first.values()


def _passed(began: float) -> float:
    return time.monotonic() - began


def _refused(emulator: EmulatorProcess) -> str:
    return line("refused by Telegram for the pace", emulator.order("stats")["refused_for_pace"], "")


def _size(database: Database) -> int:
    """Bytes in tables and indexes."""
    how = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }[database.engine_name]
    return int(database.read_now(lambda session: session.execute(text(how)).scalar_one()))


def _until_expanded(database: Database) -> None:
    until = time.monotonic() + PATIENCE
    while not database.read_now(lambda session: session.execute(text("SELECT expanded FROM broadcast")).scalar()):
        if time.monotonic() > until:
            raise TimeoutError("the recipients were not written down")
        time.sleep(0.5)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300, help="of answers, on each engine")
    parser.add_argument("--every", type=int, default=EVERY_SECONDS, help="seconds between two answers of one person")
    parser.add_argument("--announced-to", type=int, default=ANNOUNCED_TO)
    given = parser.parse_args()
    met = []
    _tell_what_this_machine_does()
    for engine in ("sqlite", "postgresql"):
        with postgresql_server(DURABLE) if engine == "postgresql" else nullcontext() as server:
            url = None if server is None else server.new_database()
            print(f"\n{engine}: {PEOPLE} people, one answer every {given.every} s each, paces raised")
            met.append(show(day(url, given.seconds, given.every).lines))
            met.append(show(rush(None if server is None else server.new_database(), given.announced_to)))
            met.append(show(waves(None if server is None else server.new_database())))
    _tell_what_this_machine_does()
    return not all(met)


def _tell_what_this_machine_does() -> None:
    """What is wanted stands for a machine on which this echo does well above the wanted pace."""
    echo = echo_burst(ECHOED, PEOPLE)
    print(line("python-telegram-bot's own echo, which keeps nothing", echo.per_second, "a second"), flush=True)


if __name__ == "__main__":
    sys.exit(main())
