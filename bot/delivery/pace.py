"""How fast messages may go out: overall, to one chat, to one group; pure arithmetic on a clock that is given."""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.delivery.channel import Rate

BROADCAST_SHARE = 0.8  # of the account's pace; the rest is for replies
KEPT_SHARE = 0.5  # of what may leave at once, for what people wait for
CLOSED_SECONDS = 1.0  # a chat that has to wait longer is not looked at before
CHATS = 10_000
RECALLED_SECONDS = 60.0  # groups have so many messages a minute
ONE = 1 - 1e-9  # a token, as near as sums of fractions come


@dataclass(frozen=True)
class Send:
    """That a message went out."""

    chat: str
    in_group: bool
    seconds_ago: float


class Bucket:
    """Fills with `rate` tokens a second up to `burst`: never more than rate × time + burst are taken."""

    __slots__ = ("at", "burst", "rate", "tokens")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.tokens = burst
        self.at = now

    def wait(self, now: float) -> float:
        """Seconds until there is a token; 0: now."""
        if self.rate == math.inf:
            return 0.0
        self._fill(now)
        return 0.0 if self.tokens >= ONE else (1 - self.tokens) / self.rate

    def take(self, now: float) -> None:
        if self.rate != math.inf:
            self._fill(now)
            self.tokens -= 1

    def saved(self, now: float) -> float:
        if self.rate != math.inf:
            self._fill(now)
        return self.tokens

    def is_full(self, now: float) -> bool:
        return self.saved(now) >= self.burst

    def _fill(self, now: float) -> None:
        if now > self.at:
            self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate)
            self.at = now


class Pace:
    """One account's pace. Ask `wait`, and where it says 0, `take` and send."""

    def __init__(self, rate: Rate, monotonic: Callable[[], float], *, chats: int = CHATS) -> None:
        self.monotonic = monotonic
        self.remembered = chats
        self.held_until = -math.inf  # the whole account
        self.closed: dict[str, float] = {}
        self._begin(rate)

    def _begin(self, rate: Rate) -> None:
        now = self.monotonic()
        self.rate = rate
        self.account = Bucket(rate.per_second, rate.burst, now)
        self.broadcasts = Bucket(rate.per_second * BROADCAST_SHARE, max(1.0, rate.burst * BROADCAST_SHARE), now)
        self.chats: OrderedDict[str, Bucket] = OrderedDict()

    def follow(self, rate: Rate) -> bool:
        """Whether this rate is another one: then it holds from now on, and nothing is saved up under it yet."""
        if rate == self.rate:
            return False
        self._begin(rate)
        self.account.tokens = self.broadcasts.tokens = 0.0
        return True

    def recall(self, sends: Iterable[Send]) -> None:
        """What another worker, or an earlier start, has sent lately, oldest first: the platform counts it, too."""
        now = self.monotonic()
        self.account.at = min(self.account.at, now - RECALLED_SECONDS)
        for send in sends:
            at = now - min(max(send.seconds_ago, 0.0), RECALLED_SECONDS)
            self.account.take(at)
            bucket = self.chats.get(send.chat)
            if bucket is None:
                bucket = self.chats[send.chat] = self._new_bucket(in_group=send.in_group, now=now - RECALLED_SECONDS)
            bucket.take(at)

    def wait(self, chat: str, *, in_group: bool = False, broadcast: bool = False) -> float:
        """Seconds until a message may go to this chat, as far as is known now."""
        return max(self.account_wait(broadcast=broadcast), self.chat_wait(chat, in_group=in_group))

    def account_wait(self, *, broadcast: bool = False) -> float:
        now = self.monotonic()
        wait = max(self.held_until - now, self.account.wait(now), 0.0)
        return max(wait, self.broadcasts.wait(now)) if broadcast else wait

    @property
    def is_short(self) -> bool:
        """What is left of the account's pace is for those who wait, because it comes back slowly."""
        missing = self.account.burst * KEPT_SHARE - self.account.saved(self.monotonic())
        return missing / self.account.rate > CLOSED_SECONDS

    def chat_wait(self, chat: str, *, in_group: bool = False) -> float:
        now = self.monotonic()
        bucket = self.chats.get(chat) or self._new_bucket(in_group=in_group, now=now)
        wait = max(bucket.wait(now), self.closed.get(chat, now) - now)
        if wait > CLOSED_SECONDS:
            self.closed[chat] = now + wait
        return wait

    def take(self, chat: str, *, in_group: bool = False, broadcast: bool = False) -> None:
        now = self.monotonic()
        self.account.take(now)
        if broadcast:
            self.broadcasts.take(now)
        bucket = self.chats.get(chat) or self._new_bucket(in_group=in_group, now=now)
        bucket.take(now)
        if bucket.rate != math.inf:
            self.chats[chat] = bucket
            self.chats.move_to_end(chat)
            self._forget_the_rested(now)

    def hold(self, seconds: float, chat: str | None = None) -> None:
        """The platform wants patience for this chat, or for everything."""
        until = self.monotonic() + seconds
        if chat is None:
            self.held_until = max(self.held_until, until)
        else:
            self.closed[chat] = max(self.closed.get(chat, until), until)

    def closed_chats(self) -> dict[str, float]:
        """Chats that have to wait for more than a moment, and for how many seconds."""
        now = self.monotonic()
        self.closed = {chat: until for chat, until in self.closed.items() if until > now}
        return {chat: until - now for chat, until in self.closed.items()}

    def _new_bucket(self, *, in_group: bool, now: float) -> Bucket:
        if not in_group or self.rate.per_group_minute == math.inf:
            return Bucket(self.rate.per_chat, max(1, self.rate.chat_burst), now)
        # What may leave at once is part of the minute's number, so that no minute has more.
        at_once = max(1.0, min(self.rate.chat_burst, self.rate.per_group_minute / 2))
        return Bucket(max(self.rate.per_group_minute - at_once, 1) / 60, at_once, now)

    def _forget_the_rested(self, now: float) -> None:
        """A chat whose bucket is full again is as good as unknown; others are kept, or the limit would not hold."""
        while len(self.chats) > self.remembered and next(iter(self.chats.values())).is_full(now):
            self.chats.popitem(last=False)
