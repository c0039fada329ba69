"""An announcement to very many: how fast it goes out, what it leaves of the pace for replies, what it costs in memory."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import text
from sqlmodel import Session, select

from bench.baseline import sends
from bench.journal import Entry, compare
from bench.ours import OurBot
from bench.registry import announce, database_in, fill
from bench.report import MB_IN_MIB, line
from bot.storage.announcements import Announcement
from bot.storage.database import Database
from tests.telegram.emulator.remote import EmulatorProcess

RECIPIENTS = 20_000
PENDING = 100_000
REPLIES_PER_SECOND = 5
WINDOW = 10  # seconds over which the pace is looked at
LEADING = 3  # seconds that the bot gets to begin


@dataclass(frozen=True)
class Broadcast:
    """As fast as it goes, beside python-telegram-bot; then at Telegram's pace with replies between the copies."""

    recipients: int
    hold: float  # seconds in which the coordinator may still undo it: nothing goes out, whatever the machine could do
    first_after: float  # seconds from the end of the hold to the first copy
    seconds: float  # from the end of the hold to the last copy
    baseline_per_second: float  # send_message, 64 in flight, over httpx; median of three: before, between, after
    doubled: int
    busiest: float  # messages a second in the busiest window, replies included
    reply_p50: float  # seconds
    reply_p99: float
    replies_lost: int
    pending: int
    growth: int  # MiB more than before

    @property
    def per_second(self) -> float:
        return self.recipients / self.seconds

    @property
    def lines(self) -> Sequence[str]:
        return (
            f"\nAn announcement to {self.recipients}, pace off, from the end of the hold of {self.hold:.0f} s in which it can be undone",
            line("the first copy", self.first_after, "s", most=1),
            line("copies", self.per_second, "a second"),
            line("python-telegram-bot, 64 in flight", self.baseline_per_second, "a second"),
            line("beside each other", self.per_second / self.baseline_per_second, "x", least=5),
            line("doubled", self.doubled, "", most=0),
            "\nThe same at Telegram's pace, while people write",
            line(f"messages in the busiest {WINDOW} s", self.busiest, "a second", most=30),
            line("replies within, p50", self.reply_p50 * 1000, "ms"),
            line("replies within, p99", self.reply_p99 * 1000, "ms", most=100),
            line("replies lost", self.replies_lost, "", most=0),
            line(f"memory more with {self.pending} copies pending", self.growth, "MiB", most=15 * MB_IN_MIB),
        )


def broadcast(recipients: int = RECIPIENTS, pending: int = PENDING, *, seconds: int = 30) -> Broadcast:
    baseline = [sends()]
    hold, first_after, took, doubled = at_full_speed(recipients)
    baseline.append(sends())
    paced = at_telegrams_pace(pending, seconds)
    baseline.append(sends())
    per_second = median(one.per_second for one in baseline)
    return Broadcast(recipients, hold, first_after, took, per_second, doubled, *paced)


def at_full_speed(recipients: int) -> tuple[float, float, float, int]:
    """Seconds of the hold, from its end to the first copy and to the last one; and how many got it twice."""
    with our_bot(recipients, known=recipients) as (emulator, database, _bot):
        announce(database)
        hold = (database.read_now(_held_until) - datetime.now(UTC)).total_seconds()
        ends = time.monotonic() + hold
        stats = emulator.waits_for_sends(recipients, timeout=300)
        sent = emulator.order("journal")["sent"]
        chats = [chat for _at, chat, _text in sent]
        return (
            hold,
            min(at for at, _chat, _text in sent) - ends,
            stats["last_sent"] - ends,
            len(chats) - len(set(chats)),
        )


def _held_until(session: Session) -> datetime:
    until = session.exec(select(Announcement.held_until)).one()
    assert until is not None, "it goes out at once, and is held before"
    return until


def at_telegrams_pace(pending: int, seconds: int) -> tuple[float, float, float, int, int, int]:
    """While people write to the bot: the busiest window, how long replies take, and how much the memory grows."""
    with our_bot(pending, known=(LEADING + 2 * seconds) * 30, paced=True) as (emulator, database, bot):
        count = people = REPLIES_PER_SECOND * LEADING
        emulator.order("burst", count=count, people=people, rate=REPLIES_PER_SECOND, text="before {number}")
        emulator.waits_for_sends(count)
        before = bot.resident_mib
        announce(database)
        _until_expanded(database)
        emulator.order("reset")
        said = REPLIES_PER_SECOND * seconds
        emulator.order("burst", count=said, people=people, rate=REPLIES_PER_SECOND)
        time.sleep(seconds + 1)
        after = bot.resident_mib
        journal = emulator.order("journal")
        echoes = compare(journal["injected"], journal["sent"])
        replies = echoes.percentile(0.5), echoes.percentile(0.99), echoes.lost
        return busiest(journal["sent"]), *replies, pending, after - before


@contextmanager
def our_bot(people: int, *, known: int, paced: bool = False) -> Iterator[tuple[EmulatorProcess, Database, OurBot]]:
    """On SQLite with synchronous=FULL and so many people in it; `known` of them can be written to."""
    with EmulatorProcess() as emulator, tempfile.TemporaryDirectory() as folder:
        database = database_in(Path(folder))
        first = emulator.order("known", people=known)["first"]
        fill(database, emulator.token.partition(":")[0], first, people)
        flags = ["--announces", *(["--paced"] if paced else [])]
        try:
            with OurBot(emulator, Path(folder), *flags) as bot:
                emulator.waits_for_poll()
                yield emulator, database, bot
        finally:
            database.close()


def busiest(sent: Sequence[Entry]) -> float:
    """Messages a second in the window with the most of them."""
    times = [float(at) for at, _chat, _text in sent]
    most = first = 0
    for number, at in enumerate(times):
        while times[first] < at - WINDOW:
            first += 1
        most = max(most, number + 1 - first)
    return most / WINDOW


def _until_expanded(database: Database) -> None:
    until = time.monotonic() + 120
    while not database.read_now(lambda session: session.execute(text("SELECT expanded FROM broadcast")).scalar()):
        if time.monotonic() > until:
            raise TimeoutError("the recipients were not written down")
        time.sleep(0.2)


if __name__ == "__main__":
    for written in broadcast().lines:
        print(written)
