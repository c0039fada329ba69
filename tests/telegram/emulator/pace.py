"""Telegram's real limits on sending, to be switched on where a test or a bench wants them."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .calls import Call
from .errors import too_many_requests

SENDING = frozenset({"sendmessage", "sendphoto", "sendmediagroup", "senddocument"})


@dataclass(slots=True)
class Window:
    """At most `most` events in any `seconds`."""

    most: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        while self.times and self.times[0] <= now - self.seconds:
            self.times.popleft()
        return 0.0 if len(self.times) < self.most else self.times[0] + self.seconds - now


class Pace:
    """30 messages a second in all, 1 a second per chat after a burst, 20 a minute per group."""

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        overall: int = 30,
        chat_burst: int = 5,
        group_minute: int = 20,
        paid: int = 1000,
    ) -> None:
        self.clock = clock
        self.refused = 0
        self.overall = Window(overall, 1.0)
        self.paid = Window(paid, 1.0)
        self.chats: defaultdict[int, Window] = defaultdict(lambda: Window(chat_burst, float(chat_burst)))
        self.groups: defaultdict[int, Window] = defaultdict(lambda: Window(group_minute, 60.0))

    def check(self, call: Call) -> None:
        """Count a sending call, or refuse it with the time to wait."""
        if call.method.lower() not in SENDING:
            return
        now = self.clock()
        windows = [self.paid if call.flag("allow_paid_broadcast") else self.overall]
        windows.append(self.groups[call.chat_id] if call.chat_id < 0 else self.chats[call.chat_id])
        wait = max(window.wait(now) for window in windows)
        if wait > 0:
            self.refused += 1
            raise too_many_requests(max(1, math.ceil(wait)))
        for window in windows:
            window.times.append(now)
