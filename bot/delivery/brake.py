"""While nothing gets through to a platform, one message now and then finds out when it does again."""

import math
from dataclasses import dataclass

from bot.delivery.pace import Pace

TROUBLES = 5  # failures of the way itself, one after the other
LONGEST_SECONDS = 30.0


@dataclass(slots=True)
class Brake:
    """Holds the account for longer and longer until something gets through."""

    pace: Pace
    troubles: int = 0
    until: float = -math.inf

    @property
    def is_on(self) -> bool:
        return self.troubles >= TROUBLES

    def note(self, *, is_trouble: bool) -> None:
        if not is_trouble:
            self.troubles = 0
            return
        now = self.pace.monotonic()
        if now < self.until:  # it had left before the last one failed
            return
        self.troubles += 1
        if self.is_on:
            seconds = min(LONGEST_SECONDS, 2.0 ** (self.troubles - TROUBLES))
            self.until = now + seconds
            self.pace.hold(seconds)
