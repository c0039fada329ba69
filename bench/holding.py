"""An announcement whose hold ends, and one that is put on hold while it goes out: how long until it begins, and until it stops."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlmodel import select

from bench.broadcast import our_bot
from bench.registry import COORDINATOR, announce
from bench.report import line
from bot import app as composition
from bot.core.refusal import Refusal
from bot.storage.announcements import Announcement
from bot.storage.database import Database
from bot.usecases import announcement_actions
from bot.usecases.work import Actor, ActorKind, Work

RECIPIENTS = 20_000
UNDER_WAY = 150  # copies that are out when it is put on hold
SILENCE = 5  # seconds in which nothing more may come


@dataclass(frozen=True)
class Holding:
    """At Telegram's pace, in seconds by the clock of this machine."""

    begins_after: float  # from the end of the hold to the first copy; never below zero
    stops_after: float  # from the coordinator's word, when it is on disk, to the last copy
    copies_after: int  # that came after that word: what was claimed or in flight

    @property
    def lines(self) -> Sequence[str]:
        return (
            f"\nAn announcement to {RECIPIENTS}, held and put on hold, at Telegram's pace",
            line("from the end of the hold to the first copy", self.begins_after, "s", least=0, most=1),
            line("from the pause to the last copy", self.stops_after, "s", most=1),
            line("copies after the pause", self.copies_after, ""),
        )


def holding() -> Holding:
    with our_bot(RECIPIENTS, known=RECIPIENTS, paced=True) as (emulator, database, _bot):
        announce(database)
        ends = time.monotonic() + (_held_until(database) - datetime.now(UTC)).total_seconds()
        emulator.waits_for_sends(UNDER_WAY, timeout=120)
        _pause(database)
        paused = time.monotonic()
        time.sleep(SILENCE)
        sent = [float(at) for at, _chat, _text in emulator.order("journal")["sent"]]
        late = [at for at in sent if at > paused]
        return Holding(min(sent) - ends, max(late, default=paused) - paused, len(late))


def _held_until(database: Database) -> datetime:
    found = database.read_now(lambda session: session.exec(select(Announcement.held_until)).one())
    assert found is not None, "it is held"
    return found


def _pause(database: Database) -> None:
    translator = composition.translator()
    done = database.write_now(
        lambda session: announcement_actions.hold(
            Work(session, datetime.now(UTC), Actor(ActorKind.PERSON, COORDINATOR), translator, _nobody), "1"
        )
    )
    assert not isinstance(done, Refusal), "it cannot be held"


def _nobody(_channel: str, _account: str) -> None:
    """The bot is a process of its own: it looks by itself."""


if __name__ == "__main__":
    for written in holding().lines:
        print(written)
