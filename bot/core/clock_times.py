"""A time of the day as an answer: "14:30", "14h30", "2 pm", "8 h du matin", "٣ م"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.reading import folded
from bot.i18n.phrase import Words, _

_NOON = 12
_LEADS = re.compile(r"^(?:at|about|a|vers|الساعة|الساعه|ساعة|على الساعة|alle|um|kl|в)\s+(?=\d)")
_CLOCK = re.compile(
    r"(\d{1,2})(?:\s*(?:heures?|hours?|h|uhr|o'clock|:|\.|٫)\s*(\d{2})?(?::\d{2}(?:\.\d+)?)?)?\s*([^\d\s].*)?"
)
_MINUTES = re.compile(r"min(?:utes?)?$")
_MORNING = frozenset({"am", "a.m", "in the morning", "du matin", "ص", "صباحا", "في الصباح"})
_AFTERNOON = frozenset(
    {"pm", "p.m", "in the afternoon", "in the evening", "de l'apres-midi", "du soir"}
    | {"م", "مساء", "عصرا", "ظهرا", "بعد الظهر", "في المساء"}
)
_NAMED = {
    time(_NOON): frozenset({"noon", "midday", "midi", "الظهر", "ظهرا", "منتصف النهار"}),
    time(0): frozenset({"midnight", "minuit", "منتصف الليل"}),
}


@dataclass(frozen=True)
class TimeOfDay:
    """On the person's clock, always shown with 24 hours."""

    name = "time of day"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[time]:
        at = read_time(given.text)
        if at is None:
            return Unclear(_('Please write a time of the day, for example "{example}".', example="14:30"))
        return Accepted(at)

    def dump(self, value: time) -> Json:
        return value.isoformat("minutes")

    def load(self, data: Json) -> time:
        return time.fromisoformat(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, str)

    def show(self, value: time) -> Words:
        return value.isoformat("minutes")


def read_time(text: str) -> time | None:
    """None where it is no time, or none of a clock. Seconds are left out."""
    plain = _LEADS.sub("", folded(text))
    for at, names in _NAMED.items():
        if plain in {folded(name) for name in names}:
            return at
    found = _CLOCK.fullmatch(plain)
    if found is None:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), _MINUTES.sub("", found[3] or "").strip()
    if half and half not in _HALVES:
        return None
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if _HALVES[half] else 0)
    return time(hour, minute) if hour < 2 * _NOON and minute < 60 else None  # noqa: PLR2004  a clock


_HALVES = {folded(words): words in _AFTERNOON for words in _MORNING | _AFTERNOON}
