"""A time of the day as an answer: "14:30", "14h30", "2 pm", "٣ م"."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.reading import cleaned
from bot.i18n.phrase import Words, _

_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:.hH٫]\s*(\d{2})?)?\s*(?:(am|a\.m\.|ص|صباحا|صباحًا)|(pm|p\.m\.|م|مساء|مساءً))?")
_NOON = 12


@dataclass(frozen=True)
class TimeOfDay:
    """On the person's clock, always shown with 24 hours."""

    name = "time of day"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:  # noqa: ARG002 - nothing is ever half given
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[time]:  # noqa: ARG002
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
    """None where it is no time, or none of a clock."""
    plain = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in cleaned(text).casefold())
    found = _CLOCK.fullmatch(plain)
    if found is None:
        return None
    hour, minute, morning, evening = int(found[1]), int(found[2] or 0), found[3], found[4]
    if morning or evening:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if evening else 0)
    return time(hour, minute) if hour < 2 * _NOON and minute < 60 else None  # noqa: PLR2004  a clock
