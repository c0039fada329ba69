"""
The program on one database, killed again and again while newcomers write to it and an announcement goes out; and what
has become of everybody's messages in the end.
"""

import asyncio
import signal
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlmodel import col, delete, func, select

from bot.delivery import copies
from bot.delivery.leases import database_now
from bot.storage.addresses import Address
from bot.storage.broadcasts import Broadcast, BroadcastState
from bot.storage.leases import LeaseRow
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.workers import WorkerRow
from bot.usecases import announcement_actions, announcements
from bot.usecases.announcement_times import Urgency, When
from tests.faults.killed_at import AT_ONCE
from tests.faults.program import Program
from tests.telegram.emulator.state import Access
from tests.telegram.service import becomes
from tests.transcripts.world import Named
from tests.usecases.announcing import EVERYBODY, PAUL, does, draft, settled

EXPANSION = ("in-expansion", 1)  # its recipients are half written down
POINTS = {  # and the last time that is worth waiting for
    "after-fetch": 3,  # nothing is on disk, and Telegram was not told that we have it
    "after-commit": 20,  # what came in is on disk, and so may be some of its steps
    "before-commit": 20,  # in a commit that several steps share
    "after-claim": 8,
    "after-send": 40,  # Telegram said 200, and nobody has noted it
    "before-ack": 15,
}
PEOPLE = 10  # newcomers at a time
GREETED = 2  # replies to a newcomer: who speaks, and the first question
CONSENT = "I agree"
RECIPIENTS = 260  # more than are written down in one transaction there
NEWS = "The workshop opens on Monday."
FIRST_NEWCOMER = 1_000_000
STOPPED = {0, -signal.SIGTERM}  # the others may have done all there was while one still loads
PATIENCE = 240  # seconds: the machine may be busy


class Trap:
    """Where the programs of one folder kill themselves."""

    def __init__(self, folder):
        self.file = folder / "trap"

    def lay(self, point, nth):
        """In those that run counting begins anew."""
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{point}/{nth}")
        fresh.replace(self.file)

    def take_away(self):
        self.lay("nowhere", 0)


class Killed(Program):
    """Ends where the trap of its folder lies."""

    def __init__(self, folder, **settings):
        super().__init__(folder, **settings)
        self.trap = Trap(folder)
        self.arguments = ("-m", "tests.faults.killed_at", str(self.trap.file), "run")

    async def has_ended(self):
        """However long that takes: the exit status."""
        await asyncio.wait(self.listening)
        return await self.process.wait()


class KilledAt(Killed):
    """A start ends at the point; later ones go on as usual."""

    def __init__(self, folder, point, nth, **settings):
        super().__init__(folder, **settings)
        self.trap.lay(point, nth)

    async def dies(self):
        assert await self.has_ended() == -signal.SIGKILL
        self.trap.take_away()


@dataclass(frozen=True)
class Reckoning:
    """What has become of everything after so many kills."""

    kills: int
    messages: int
    lost: int
    doubled: int
    held: int  # what was claimed at the kills: so much may double, or become uncertain
    out_of_order: int
    copies_twice: int
    copies_untold: int  # neither in the chat nor listed as uncertain
    uncertain: int
    adds_up: bool  # the ledger of the announcement

    def __add__(self, other):
        numbers = {name: getattr(self, name) + getattr(other, name) for name in vars(self) if name != "adds_up"}
        return Reckoning(**numbers, adds_up=self.adds_up and other.adds_up)

    @property
    def is_as_promised(self):
        nothing = self.lost + self.out_of_order + self.copies_twice + self.copies_untold == 0
        return nothing and self.doubled + self.uncertain <= self.held and self.adds_up


class Rounds:
    """Everything that happens on one migrated database, between the first kill and the reckoning."""

    def __init__(self, telegram, folder, database, settings, workers=1):
        self.telegram = telegram
        self.database = database
        self.trap = Trap(folder)
        self.workers = [Killed(folder, **settings) for _ in range(workers)]
        self.dying = {}  # by worker that runs: a task
        self.newcomers = []
        self.agreed = set()
        self.held = self.kills = 0
        self.recipients = announced(database, telegram)

    @property
    def problems(self):
        return [problem for worker in self.workers for problem in worker.problems]

    async def all(self, deaths):
        """`deaths`: points, each with its nth time."""
        try:
            for point, nth in (EXPANSION, *deaths):
                await self.until_killed(point, nth)
            return await self.reckoned()
        finally:
            for worker in self.dying:
                worker.process.send_signal(signal.SIGKILL)
            await asyncio.gather(*self.dying.values(), return_exceptions=True)

    async def until_killed(self, point, nth):
        """Whichever worker is there first; those that were killed before have begun anew."""
        self.trap.lay(point, nth)
        await self.all_run()
        while not any(task.done() for task in self.dying.values()):
            self.somebody_writes()
            answered = asyncio.create_task(self.telegram.waits_for(self.are_greeted, PATIENCE))
            await asyncio.wait([*self.dying.values(), answered], return_when=asyncio.FIRST_COMPLETED)
            answered.cancel()
        self.trap.take_away()
        for worker in [worker for worker, task in self.dying.items() if task.done()]:
            assert await self.dying.pop(worker) == -signal.SIGKILL
            self.kills += 1
            self.held += self.database.write_now(partial(its_time_is_up, process=worker.process.pid))

    async def all_run(self):
        for worker in self.workers:
            if worker not in self.dying:
                await worker.start()
                self.dying[worker] = asyncio.create_task(worker.has_ended())

    def somebody_writes(self):
        """People who are new, and those who have read their first question."""
        said = self.said()
        for person in self.newcomers:
            if person.id not in self.agreed and len(set(said[person.id])) >= GREETED:
                self.agreed.add(person.id)
                person.says(CONSENT)
        first = FIRST_NEWCOMER + len(self.newcomers)
        people = [self.telegram.person(first + number) for number in range(PEOPLE)]
        self.newcomers += people
        for person in people:
            person.starts()

    def said(self):
        """By chat, all that was ever sent into it, in order; not what became of it by corrections."""
        found = defaultdict(list)
        for _at, chat, words in self.telegram.journal.sends:
            found[chat].append(words)
        return found

    def are_greeted(self):
        said = self.said()
        return all(len(set(said[person.id])) >= GREETED for person in self.newcomers)

    async def reckoned(self):
        await self.all_run()
        undisturbed = self.telegram.person(FIRST_NEWCOMER - 1)
        undisturbed.starts()
        await self.telegram.waits_for(lambda: len(self.said()[undisturbed.id]) >= GREETED, PATIENCE)
        undisturbed.says(CONSENT)
        await self.telegram.waits_for(lambda: len(self.said()[undisturbed.id]) > GREETED, PATIENCE)
        expected = self.said()[undisturbed.id]
        wanted = {person.id: expected if person.id in self.agreed else expected[:GREETED] for person in self.newcomers}
        with suppress(TimeoutError):  # then what is missing is lost
            await self.telegram.waits_for(
                lambda: all(set(self.said()[chat]) >= set(texts) for chat, texts in wanted.items()), PATIENCE
            )
            await all_copies_are_done(self.database)
        for worker in self.workers:
            worker.process.send_signal(signal.SIGTERM)
            assert await self.dying.pop(worker) in STOPPED
        return self.reckoning(wanted)

    def reckoning(self, wanted):
        said = self.said()
        copies_seen = {person.id: sum(NEWS in words for words in said[person.id]) for person in self.recipients}
        unknown, closed = uncertain(self.database), closing(self.database) or {}
        return Reckoning(
            kills=self.kills,
            messages=sum(map(len, wanted.values())) + len(self.recipients),
            lost=sum(len(set(texts) - set(said[chat])) for chat, texts in wanted.items()),
            doubled=sum(sum((Counter(said[chat]) - Counter(texts)).values()) for chat, texts in wanted.items()),
            held=self.held,
            out_of_order=sum(in_order(said[chat]) != texts for chat, texts in wanted.items()),
            copies_twice=sum(times > 1 for times in copies_seen.values()),
            copies_untold=sum(not times and chat not in unknown for chat, times in copies_seen.items()),
            uncertain=len(unknown),
            adds_up=bool(closed.get("adds up")) and closed["sent"] + closed["uncertain"] == len(self.recipients),
        )


def its_time_is_up(session, process):
    """
    Seconds go by at once: others find the leases of a process that was killed free, and miss it. How many messages it had
    claimed, if it was the one that sends.
    """
    now = database_now(session)
    leases = session.exec(select(LeaseRow).where(col(LeaseRow.owner).contains(f"/{process}/"))).all()
    for lease in leases:
        lease.expires_at = now
    session.exec(delete(WorkerRow).where(col(WorkerRow.owner).contains(f"/{process}/")))
    if not any(lease.name.startswith("channel:telegram") for lease in leases):
        return 0
    return session.exec(select(func.count()).where(OutboxRow.state == OutboxState.CLAIMED)).one()


def in_order(said):
    """Each once, where it was said first."""
    return list(dict.fromkeys(said))


def announced(database, telegram, how_many=RECIPIENTS):
    """People on Telegram to whom something has just been announced, before the program runs."""
    names = [f"p{number}" for number in range(how_many)]
    numbers = settled(database, PAUL, *(Named(name, centre="TN-1") for name in names))
    telegrams = {name: telegram.person(1000 + number) for name, number in numbers.items()}
    for person in telegrams.values():
        person.chat.access = Access.OPEN
    database.write_now(lambda session: move(session, telegram))
    usual = copies.expand_slice
    copies.expand_slice = partial(usual, at_most=AT_ONCE)
    try:
        # Urgent: the program runs on the clock of the machine, on which it may be night in Tunis.
        words = replace(draft(EVERYBODY, en=NEWS), when=When(urgent=Urgency.TODAY))
        # By that clock, too: what is older than a year may be cleared away. A minute ago, so that its hold is over.
        does(database, numbers["paul"], announcements.send, words, now=datetime.now(UTC) - timedelta(minutes=1))
    finally:
        copies.expand_slice = usual
    return [telegrams[name] for name in names]


def move(session, telegram):
    """Everybody to Telegram."""
    for address in session.exec(select(Address)):
        address.channel, address.account = "telegram", telegram.token.partition(":")[0]
        address.external_id = address.chat = str(1000 + address.person_id)


def the_broadcast(database):
    return database.read_now(lambda session: session.exec(select(Broadcast)).one())


def closing(database):
    """None while copies wait."""
    return the_broadcast(database).closing


async def all_copies_are_done(database):
    """Where too many are uncertain, after kills or on a machine that stood still, it holds itself up; its author sends it on."""
    await becomes(lambda: closing(database) is not None or is_held(database), True, PATIENCE)
    if is_held(database):
        does(database, the_broadcast(database).author_id, announcement_actions.send_on, "1")
        await becomes(lambda: closing(database) is not None, True, PATIENCE)


def is_held(database):
    return the_broadcast(database).state is BroadcastState.PAUSED


def uncertain(database):
    """The numbers on Telegram of those of whom nobody knows whether they have it."""
    unknown = select(OutboxRow.chat).where(OutboxRow.state == OutboxState.UNCERTAIN)
    return {int(chat) for chat in database.read_now(lambda session: session.exec(unknown).all())}
