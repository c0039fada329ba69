"""Claimed messages in memory: one lane for each chat, served in the order of service, as fast as the pace allows."""

import heapq
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from itertools import count

from bot.core.messages import Priority
from bot.delivery.claims import Claimed
from bot.delivery.pace import CLOSED_SECONDS, Pace


class Kind(Enum):
    """What has room of its own, so that it holds up nothing else."""

    REPLIES = auto()
    COPIES = auto()
    COSMETIC = auto()


KINDS = {
    Priority.REPLY: Kind.REPLIES,
    Priority.REMINDER: Kind.REPLIES,
    Priority.BROADCAST: Kind.COPIES,
    Priority.COSMETIC: Kind.COSMETIC,
}


@dataclass(slots=True, eq=False)
class Lane:
    """Messages of one priority to one chat, in order. A claim takes nothing else from a chat that has a lane."""

    chat: str
    in_group: bool
    priority: Priority
    rows: deque[Claimed]


class Lanes:
    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.ready: dict[Priority, deque[Lane]] = {priority: deque() for priority in Priority}
        self.asleep: list[tuple[float, int, Lane]] = []
        self.numbers = count()
        self.held: Counter[Kind] = Counter()

    def add(self, rows: Iterable[Claimed]) -> None:
        lanes: dict[str, Lane] = {}
        for row in rows:
            # What only acknowledges a tap passes everything else that the chat waits for.
            name = f"tap {row.id}" if _only_acknowledges(row) else f"chat {row.chat}"
            lane = lanes.get(name)
            if lane is None:
                lane = lanes[name] = Lane(row.chat, row.in_group, row.priority, deque())
                self.ready[row.priority].append(lane)
            lane.rows.append(row)
            self.held[KINDS[row.priority]] += 1

    def next(self, *, with_copies: bool, turned_away: list[Claimed]) -> tuple[Lane | None, float | None]:
        """
        The lane whose first message may go now: its tokens are taken, and it is out of here until it comes `back`.
        If there is none, the seconds until there may be one. Chats that have to wait for long are `turned_away`, and so is
        what nobody would miss where the pace is short.
        """
        now = self.pace.monotonic()
        while self.asleep and self.asleep[0][0] <= now:
            lane = heapq.heappop(self.asleep)[2]
            self.ready[lane.priority].appendleft(lane)
        waits = []
        for priority, lanes in self.ready.items():
            is_copy = priority is Priority.BROADCAST
            while lanes and (with_copies or not is_copy):
                lane = lanes[0]
                if priority is Priority.COSMETIC and self.pace.is_short:
                    turned_away.extend(self.rest(lanes.popleft()))
                    continue
                if _only_acknowledges(lane.rows[0]):
                    return lanes.popleft(), None
                account = self.pace.account_wait(broadcast=is_copy)
                if account > 0:
                    waits.append(account)
                    break
                lanes.popleft()
                chat = self.pace.chat_wait(lane.chat, in_group=lane.in_group)
                if chat == 0:
                    self.pace.take(lane.chat, in_group=lane.in_group, broadcast=is_copy)
                    return lane, None
                if chat <= CLOSED_SECONDS:
                    heapq.heappush(self.asleep, (now + chat, next(self.numbers), lane))
                else:
                    turned_away.extend(self.rest(lane))
        if self.asleep:
            waits.append(self.asleep[0][0] - now)
        return None, min(waits, default=None)

    def done(self, lane: Lane) -> None:
        """Its first message is dealt with."""
        row = lane.rows.popleft()
        self.held[KINDS[row.priority]] -= 1
        if lane.rows:
            self.ready[lane.priority].appendleft(lane)

    def rest(self, lane: Lane) -> list[Claimed]:
        """What the lane still holds leaves with it."""
        rows = list(lane.rows)
        lane.rows.clear()
        self.held[KINDS[lane.priority]] -= len(rows)
        return rows

    def clear(self) -> list[Claimed]:
        lanes = [lane for lanes in self.ready.values() for lane in lanes] + [lane for _, _, lane in self.asleep]
        for waiting in self.ready.values():
            waiting.clear()
        self.asleep.clear()
        return [row for lane in lanes for row in self.rest(lane)]


def _only_acknowledges(row: Claimed) -> bool:
    """Telling a platform that a tap has arrived is no message: it costs none of the pace and cannot wait."""
    return row.outgoing is not None and row.outgoing.acknowledges is not None
