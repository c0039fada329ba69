"""A session for very many: how long its confirmation and its reminders take to be queued, beside rows written and nothing else."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy import insert, update
from sqlmodel import Session, SQLModel, col, func, select

from bench.registry import COORDINATOR, SECOND, database_in, fill
from bench.report import line
from bot import app as composition
from bot.core.messages import Outgoing, Priority
from bot.delivery import outbox
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.reminders import ReminderKind
from bot.storage.database import Database
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.storage.reminders import Reminder, ReminderState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionRound
from bot.usecases import reminders, session_proposals, session_rounds, session_slices, sessions
from bot.usecases.session_proposals import Proposal
from bot.usecases.work import SYSTEM, Actor, ActorKind, Work

CONFIRMED, REMINDED = 2_000, 10_000  # people
ZONES = (
    *("Europe/Rome", "Africa/Casablanca", "Asia/Gaza", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Tunis"),
    *("Asia/Tbilisi", "Europe/Istanbul", "Africa/Blantyre", "Europe/Tirane"),
)
BATCH = 5_000
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STARTS = datetime(2026, 3, 16, 13, tzinfo=UTC)

Job = Callable[[Work], bool]


@dataclass(frozen=True)
class Queued:
    """`people` were told something in slices, each a transaction of its own."""

    people: int
    seconds: float
    computing: float  # seconds of the processor in this thread: the same on a busy machine
    slice_: float  # seconds of one slice, the median
    longest: float  # and the longest: the first one also compiles its statements
    rows_alone: float  # seconds for as many rows of the outbox in slices of the same size, ready beforehand


def told() -> Sequence[str]:
    begun, confirmed, reminded = confirmation(), confirmation(), reminding()
    return (
        "\nA session for very many, on SQLite FULL",
        *_lines("confirmation", confirmed, most=1),
        line("by a program that has told nobody anything since it began", begun.seconds, "s"),
        *_lines("reminders of one minute", reminded, most=2),
    )


def _lines(what: str, queued: Queued, most: float) -> Sequence[str]:
    return (
        line(f"{what} to {queued.people}, queued", queued.seconds, "s", most=most),
        line("of which computing", queued.computing, "s"),
        line("as many rows, and nothing else", queued.rows_alone, "s"),
        line("beside each other", queued.seconds / queued.rows_alone, "x"),
        line("one slice", queued.slice_ * 1000, "ms", most=20),
        line("the longest slice, what is done once included", queued.longest * 1000, "ms"),
    )


def confirmation(people: int = CONFIRMED) -> Queued:
    """The time of a session is settled: everybody who is invited is told, with the file for the calendar."""
    with tempfile.TemporaryDirectory() as folder:
        database = _session_for(Path(folder), people)
        _write(database, _person, partial(_move_by, timedelta(hours=1)))
        return _measured(database, people, session_rounds.tell_next, NOW, session_slices.SLICE)


def reminding(people: int = REMINDED) -> Queued:
    """All are due in the same minute, an hour before; those of the days before are sent already."""
    with tempfile.TemporaryDirectory() as folder:
        database = _session_for(Path(folder), people)
        _write(database, SYSTEM, _only_the_hour_is_left)
        return _measured(database, people, reminders.send_due, STARTS - timedelta(hours=1), reminders.SLICE)


def _session_for(folder: Path, people: int) -> Database:
    """So many people said yes to it, in ten zones and two languages; what they are reminded of is written down."""
    database = database_in(folder)
    fill(database, "bench", 1000, people)
    number = _write(database, _person, _propose)
    ids = range(SECOND + 1, SECOND + 1 + people)
    for first in range(0, people, BATCH):
        _write(database, _person, partial(_answer, number, ids[first : first + BATCH]))
    return database


def _propose(work: Work) -> int:
    what = Proposal(
        "A green kitchen", PriorityArea.GREEN, 60, Audience(), STARTS, link="https://meet.example.org/green"
    )
    proposed = session_proposals.propose(work, what)
    assert isinstance(proposed, int), proposed
    work.session.execute(update(SessionRound).values(done_at=work.now))  # whoever is invited stands below
    return proposed


def _answer(number: int, people: Sequence[int], work: Work) -> None:
    for place, zone in enumerate(ZONES):
        some = [person for person in people if person % len(ZONES) == place]
        work.session.execute(update(Person).where(col(Person.id).in_(some)).values(zone=zone))
    rows = [{"session_id": number, "person_id": one, "answer": RsvpAnswer.YES, "at": work.now} for one in people]
    work.session.execute(insert(Rsvp), rows)
    row = work.session.get_one(LearningSession, number)
    reminders.plan(work, row, dict.fromkeys(people, RsvpAnswer.YES))


def _move_by(span: timedelta, work: Work) -> None:
    row = work.session.exec(select(LearningSession)).one()
    assert sessions.change(work, row.id, starts_at=row.starts_at + span) is None


def _only_the_hour_is_left(work: Work) -> None:
    earlier = update(Reminder).where(col(Reminder.kind) != ReminderKind.HOUR)
    work.session.execute(earlier.values(state=ReminderState.DONE))


def _measured(database: Database, people: int, job: Job, now: datetime, slice_size: int) -> Queued:
    before = _count(database, OutboxRow)
    slices, began, computed = [], time.perf_counter(), time.thread_time()
    more = True
    while more:
        begin = time.perf_counter()
        more = database.write_now(lambda session: job(_system(session, now)))
        slices.append(time.perf_counter() - begin)
    seconds, computing = time.perf_counter() - began, time.thread_time() - computed
    queued = _count(database, OutboxRow) - before
    assert queued == people, f"{queued} of {people} were told"
    alone = _rows_alone(database, people, slice_size)
    database.close()
    return Queued(people, seconds, computing, median(slices), max(slices), alone)


def _rows_alone(database: Database, people: int, slice_size: int) -> float:
    rows = [_row(number) for number in range(people)]
    began = time.perf_counter()
    for first in range(0, people, slice_size):
        some = rows[first : first + slice_size]
        database.write_now(lambda session, some=some: outbox.queue(session, some, wake=_nobody))  # type: ignore[misc] # mypy cannot tell the type of a default
    return time.perf_counter() - began


def _row(number: int) -> outbox.Queued:
    said = Outgoing("A reminder of what you said yes to: " + "…" * 200)
    return outbox.Queued(f"alone:{number}", "telegram", "bench", str(number), said, Priority.REMINDER, NOW)


def _count(database: Database, table: type[SQLModel]) -> int:
    return database.read_now(lambda session: session.exec(select(func.count()).select_from(table)).one())


def _write(database: Database, who: Actor, verb: Callable[[Work], object]) -> object:
    return database.write_now(lambda session: verb(Work(session, NOW, who, _TRANSLATOR, _nobody)))


def _system(session: Session, now: datetime) -> Work:
    return Work(session, now, SYSTEM, _TRANSLATOR, _nobody)


def _nobody(_channel: str, _account: str) -> None:
    """Nobody sends: it is the queueing that is measured."""


_TRANSLATOR = composition.translator()
_person = Actor(ActorKind.PERSON, COORDINATOR)

if __name__ == "__main__":
    for written in told():
        print(written)
