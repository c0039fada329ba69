"""The work of one owner under one lease: claim, send, note, until the lease ends or it is told to stop."""

import asyncio
import logging
import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from bot.core.clock import Clock
from bot.core.measures import Measures
from bot.core.messages import Priority
from bot.delivery import leases
from bot.delivery.acks import Acks
from bot.delivery.attempts import Attempts
from bot.delivery.brake import Brake
from bot.delivery.broadcasts import Compose, composed
from bot.delivery.channel import Channel
from bot.delivery.claims import Claimed, claim, waiting
from bot.delivery.files import Files
from bot.delivery.lanes import KINDS, Kind, Lane, Lanes
from bot.delivery.leases import Tenure
from bot.delivery.outbox import bring_forward, claiming
from bot.delivery.pace import BROADCAST_SHARE, CLOSED_SECONDS, Pace
from bot.delivery.results import Result
from bot.delivery.trouble import Trouble
from bot.delivery.verdicts import Verdict
from bot.delivery.wakes import Bell
from bot.storage.database import Database
from bot.storage.errors import StorageError
from bot.storage.outbox import OutboxState

MOST_HELD = 500  # messages of a kind in memory, however fast the channel is
COPIES_SECONDS = 0.25  # so much of the pace of copies is in memory
LOOK_SECONDS = 1.0  # how often the outbox is looked at without news
NO_PACE = "there was no pace to spare for it"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Taken:
    """What was claimed; `copies` counts those of broadcasts that have to wait or are left out, too."""

    rows: list[Claimed]
    copies: int


class Shift:
    def __init__(
        self,
        database: Database,
        channel: Channel,
        tenure: Tenure,
        pace: Pace,
        files: Files,
        *,
        clock: Clock,
        compose: Compose,
        faults: Callable[[str], None],
        stop_seconds: float,
        measures: Measures,
    ) -> None:
        self.database = database
        self.channel = channel
        self.account = (channel.name, channel.account)
        self.key = claiming(*self.account)
        self.tenure = tenure
        self.pace = pace
        self.clock = clock
        self.compose = compose
        self.faults = faults
        self.stop_seconds = stop_seconds
        self.attempts = Attempts(
            channel,
            files,
            clock=clock,
            monotonic=pace.monotonic,
            measures=measures,
            may_send=tenure.lasts,
            faults=faults,
        )
        self.lanes = Lanes(pace)
        self.brake = Brake(pace)
        self.acks = Acks(
            database,
            self.account,
            tenure.lease.epoch,
            clock=clock,
            faults=faults,
            written=self._chats_are_free,
            refused=self.lose,
        )
        self.bell = Bell()
        self.trouble = Trouble(log)
        self.slices = _slices(channel.rate.per_second)
        self.sending: dict[asyncio.Task[None], Priority] = {}
        self.claiming: asyncio.Task[None] | None = None
        self.along: asyncio.Task[None] | None = None  # stands by for what is queued next
        self.hungry: set[Kind] = set()  # kinds of which there may be more
        self.certain: set[Kind] = set()  # of which there is more: else it is looked first, beside the writer
        self.has_news = False
        self.is_free = False  # the way to the platform, after it was not
        self.look_at = -math.inf
        self.last_broadcast = 0
        self.is_over = False  # told to stop
        self.is_lost = False  # the lease is another's

    # -- from outside --------------------------------------------------------------------------------------------------
    def news(self) -> None:
        """Something was queued; from any thread."""
        self.has_news = True
        self.bell.ring()

    def stop(self) -> None:
        self.is_over = True
        self.bell.ring()

    def lose(self) -> None:
        self.is_lost = True
        self.bell.ring()

    async def run(self) -> None:
        acking = asyncio.create_task(self.acks.run())
        try:
            while not self.is_over and not self.is_lost and await self.tenure.goes_on():
                wait = self._start_sending()
                self._look_for_more()
                await self.bell.wait(self._seconds(wait))
            if self.is_over and not self.is_lost and self.tenure.lasts():
                await self._finish(acking)
        finally:
            if self.along is not None and self.database.stand_down(self.key):
                self.along.cancel()
            await _end([acking, *self.sending, *(task for task in (self.claiming, self.along) if task)])

    # -- sending -------------------------------------------------------------------------------------------------------
    def _start_sending(self) -> float | None:
        """Everything that may go now; the seconds until more of what is in memory may."""
        away: list[Claimed] = []
        wait: float | None = None
        if self.pace.account_wait() > CLOSED_SECONDS:
            away = self.lanes.clear()
        in_flight = self.channel.rate.in_flight
        copies = sum(1 for priority in self.sending.values() if priority is Priority.BROADCAST)
        while len(self.sending) < in_flight:
            with_copies = copies < max(1, int(in_flight * BROADCAST_SHARE))
            lane, wait = self.lanes.next(with_copies=with_copies, turned_away=away)
            if lane is None:
                break
            copies += lane.priority is Priority.BROADCAST
            task = asyncio.create_task(self._send(lane))
            self.sending[task] = lane.priority
            task.add_done_callback(self.sending.__delitem__)
        self._give_back(away)
        return wait

    async def _send(self, lane: Lane) -> None:
        claimed = lane.rows[0]
        verdict = await self.attempts.send(claimed)
        self._note(claimed, verdict)
        if verdict.result.state is OutboxState.QUEUED:
            self._give_back(self.lanes.rest(lane)[1:])  # nothing overtakes it
        else:
            self.lanes.done(lane)
        self.bell.ring()

    def _note(self, claimed: Claimed, verdict: Verdict) -> None:
        self.acks.add(claimed, verdict)
        was_on = self.brake.is_on
        self.brake.note(is_trouble=verdict.is_trouble)
        if was_on and not self.brake.is_on:
            self.is_free = self.has_news = True
        if self.brake.is_on:
            self._give_back(self.lanes.clear())
        if verdict.patience is not None:
            self.pace.hold(verdict.patience, None if verdict.whole_account else claimed.chat)
        if self.pace.follow(self.channel.rate):
            self.slices = _slices(self.channel.rate.per_second)

    def _give_back(self, rows: Iterable[Claimed]) -> None:
        for row in rows:
            if row.priority is Priority.COSMETIC:
                self.acks.add(row, Verdict(Result(row.id, OutboxState.DROPPED, reason=NO_PACE)))
            else:
                self.acks.add(row, Verdict(Result(row.id, OutboxState.QUEUED, tried=False)))

    # -- claiming ------------------------------------------------------------------------------------------------------
    def _chats_are_free(self) -> None:
        """What was sent is noted: there may be more for the same chats."""
        self.look_at = -math.inf
        self.bell.ring()

    def _look_for_more(self) -> None:
        if self.claiming is not None:
            return  # it knows nothing of news that came since it began
        now = self.pace.monotonic()
        if self.has_news:
            self.has_news = False
            self.hungry, self.certain = set(Kind), set(Kind)
        elif now >= self.look_at:
            self.hungry = set(Kind)
            self.look_at = now + LOOK_SECONDS
        if self.pace.account_wait() > CLOSED_SECONDS:
            return
        limits = self._limits(self.hungry)
        if limits:
            if self.along is None or self._stand_down():
                self.claiming = asyncio.create_task(self._claim(limits))
        elif self.along is None and (limits := self._limits(Kind)):
            self._stand_by(limits)

    def _limits(self, kinds: Iterable[Kind]) -> dict[Kind, int]:
        """Half a slice or more, so that many share a transaction; what is noted late counts as if still in memory."""
        slices = dict.fromkeys(Kind, 1) if self.brake.is_on else self.slices
        late = len(self.acks.waiting)
        rooms = {kind: slices[kind] - self.lanes.held[kind] - late for kind in kinds}
        return {kind: room for kind, room in rooms.items() if room >= max(1, slices[kind] // 2)}

    def _stand_by(self, limits: Mapping[Kind, int]) -> None:
        """What is queued next is claimed in the commit that queues it: nothing has to be looked for."""
        closed = list(self.pace.closed_chats())
        claimed = self.database.stand_by(self.key, lambda session: self._claim_job(session, limits, closed))
        if claimed is not None:
            self.along = asyncio.create_task(self._claim_along(claimed, limits))

    def _stand_down(self) -> bool:
        """False: it is claiming already."""
        if self.along is None or not self.database.stand_down(self.key):
            return False
        self.along.cancel()
        self.along = None
        return True

    async def _claim_along(self, claimed: Awaitable[Taken | None], limits: Mapping[Kind, int]) -> None:
        """Cancelled, it has stood down, and `along` may be another by now."""
        with self._trouble_told():
            taken = await claimed
            self.hungry, self.certain = set(Kind), set(Kind)
            self._take(taken, limits)
        self.along = None
        self.bell.ring()

    async def _claim(self, limits: Mapping[Kind, int]) -> None:
        try:
            with self._trouble_told():
                if not self.certain.isdisjoint(limits) or await self._is_something_due(limits):
                    closed = list(self.pace.closed_chats())
                    taken = await self.database.write(lambda session: self._claim_job(session, limits, closed))
                    self._take(taken, limits)
                else:
                    self.hungry.difference_update(limits)
        finally:
            self.claiming = None
            self.bell.ring()

    @contextmanager
    def _trouble_told(self) -> Iterator[None]:
        """A claim that fails is told, and tried again a little later."""
        try:
            yield
        except StorageError as error:
            self.trouble.tell("{}/{}: nothing can be sent: {}".format(*self.account, error))
            self._look_later()
        except Exception:
            log.exception("%s/%s: nothing could be claimed", *self.account)
            self._look_later()
        else:
            self.trouble.end()

    async def _is_something_due(self, limits: Mapping[Kind, int]) -> bool:
        now = self.clock.now()
        found = await self.database.read(
            lambda session: waiting(session, *self.account, now, after_broadcast=self.last_broadcast)
        )
        if found.next_at is not None:
            seconds = (found.next_at - now).total_seconds()
            self.look_at = min(self.look_at, self.pace.monotonic() + seconds)
        return any(KINDS[priority] in limits for priority in found.due)

    def _claim_job(self, session: Session, limits: Mapping[Kind, int], closed: list[str]) -> Taken | None:
        lease, now = self.tenure.lease, self.clock.now()
        if not leases.held(session, lease):
            return None
        if self.is_free:
            bring_forward(session, *self.account, now)
        rows = claim(
            session,
            *self.account,
            lease.epoch,
            now,
            replies=limits.get(Kind.REPLIES, 0),
            broadcasts=limits.get(Kind.COPIES, 0),
            cosmetic=limits.get(Kind.COSMETIC, 0),
            after_broadcast=self.last_broadcast,
            closed_chats=closed,
        )
        copies = sum(1 for row in rows if row.outgoing is None)
        return Taken(composed(session, rows, lease.epoch, self.compose, now), copies)

    def _take(self, taken: Taken | None, limits: Mapping[Kind, int]) -> None:
        if taken is None:
            self.lose()
            return
        self.faults("after-claim")
        self.is_free = False
        rows = taken.rows
        self.lanes.add(rows)
        counts = Counter(KINDS[row.priority] for row in rows)
        counts[Kind.COPIES] = max(counts[Kind.COPIES], taken.copies)  # behind those that wait there may be others
        self.last_broadcast = max((row.broadcast_id for row in rows if row.broadcast_id), default=self.last_broadcast)
        enough = {kind: 1 if kind is Kind.COPIES else limit for kind, limit in limits.items()}
        sated = {kind for kind in limits if counts[kind] < enough[kind]}
        self.hungry -= sated
        self.certain -= sated

    def _look_later(self) -> None:
        self.hungry.clear()
        self.certain.clear()
        self.look_at = self.pace.monotonic() + LOOK_SECONDS

    def _seconds(self, wait: float | None) -> float:
        now = self.pace.monotonic()
        moments = [self.tenure.until, math.inf if wait is None else now + wait]
        if self.claiming is None:
            moments.append(self.look_at)
        held = self.pace.account_wait()
        if held > CLOSED_SECONDS:
            moments.append(now + held)
        return max(0.0, min(moments) - now)

    # -- the end -------------------------------------------------------------------------------------------------------
    async def _finish(self, acking: asyncio.Task[None]) -> None:
        """What is under way may arrive, for a moment; the rest is for whoever comes next."""
        if self.along is not None and not self._stand_down():
            await asyncio.wait([self.along])
        if self.claiming is not None:
            await asyncio.wait([self.claiming])
        self._give_back(self.lanes.clear())
        if self.sending:
            await asyncio.wait(self.sending, timeout=self.stop_seconds)
        await _end(self.sending)
        self._give_back(self.lanes.clear())
        self.acks.close()
        await asyncio.wait([acking], timeout=self.stop_seconds)


def _slices(per_second: float) -> dict[Kind, int]:
    """
    A second's worth: what is claimed and not sent yet at a kill is sent twice, or becomes uncertain. Of copies less: while
    one waits here for its turn, nothing else is claimed for its reader, and they may just have written.
    """
    replies = max(1, int(min(per_second, MOST_HELD)))
    copies = max(1, int(min(per_second * COPIES_SECONDS, MOST_HELD) * BROADCAST_SHARE))
    return {Kind.REPLIES: replies, Kind.COPIES: copies, Kind.COSMETIC: replies}


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    going = [task for task in tasks if not task.done()]
    for task in going:
        task.cancel()
    if going:
        await asyncio.wait(going)
