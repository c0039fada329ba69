"""What the emulator's journal says: order, losses, doubles, latencies."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Entry = Sequence[float | int | str]  # (monotonic seconds, chat, text)


@dataclass(frozen=True)
class Echoes:
    """How echoed texts compare with what was said: counted, in order per chat, seconds from one to the other."""

    said: int
    echoed: int
    lost: int
    doubled: int
    out_of_order: int
    latencies: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """Seconds within which `share` (0 to 1) of the texts came back."""
        return sorted(self.latencies)[min(int(share * len(self.latencies)), len(self.latencies) - 1)]


def compare(said: Iterable[Entry], echoed: Iterable[Entry]) -> Echoes:
    said, echoed = list(said), list(echoed)
    times = {(chat, text): at for at, chat, text in said}
    copies = Counter((chat, text) for _, chat, text in echoed if (chat, text) in times)
    first_echo: dict[tuple[float | int | str, float | int | str], float] = {}
    for at, chat, text in echoed:
        first_echo.setdefault((chat, text), float(at))
    return Echoes(
        said=len(said),
        echoed=len(echoed),
        lost=sum(key not in copies for key in times),
        doubled=sum(number - 1 for number in copies.values()),
        out_of_order=out_of_order(said, echoed),
        latencies=tuple(first_echo[key] - float(at) for key, at in times.items() if key in first_echo),
    )


def out_of_order(said: Iterable[Entry], echoed: Iterable[Entry]) -> int:
    """Count the texts that overtook an earlier one of the same chat."""
    waiting: defaultdict[float | int | str, deque[float | int | str]] = defaultdict(deque)
    for _, chat, text in said:
        waiting[chat].append(text)
    overtaking = 0
    for _, chat, text in echoed:
        if text not in waiting[chat]:
            continue
        overtaking += waiting[chat][0] != text
        waiting[chat].remove(text)
    return overtaking
