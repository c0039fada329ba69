"""How long a session lasts: what is usual by a tap, anything else typed, as "45", "45 min", "1h30", "2 hours" or "an hour and a half"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.answers import OneOf
from bot.core.given import Accepted, Given, Json, Listener, Option, Unclear, Understood
from bot.core.reading import accepted, folded
from bot.domain.slots import LONGEST, SHORTEST
from bot.i18n.phrase import Words, _, _p
from bot.usecases.session_words import length

_AN_HOUR: Final = 60
_HOURS = re.compile(r"(\d{1,2}) ?(?:[h:]|ساع|ч|st)[^\d]*(\d{1,2})?[^\d]*")
_MINUTES = re.compile(r"(\d{1,3})[^\d]*")
_WORDS = {
    30: _p("word", "half an hour|half hour|a half hour"),
    45: _p("word", "three quarters of an hour|forty-five minutes"),
    60: _p("word", "an hour|one hour|hour"),
    90: _p("word", "an hour and a half|one hour and a half|one and a half hours"),
    120: _p("word", "two hours"),
    180: _p("word", "three hours"),
}


@dataclass(frozen=True)
class Length:
    """Minutes as text, because answers of choices are; `usual` ones are on offer."""

    usual: tuple[int, ...]
    name = "length"

    def options(self) -> Sequence[Option]:
        return tuple(Option(str(minutes), length(minutes)) for minutes in self.usual)

    def controls(self, draft: Json) -> Sequence[str]:  # noqa: ARG002 - there is never a draft
        return ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        minutes = _in_words(given.text, listener) or read_minutes(given.text)
        if minutes is not None and SHORTEST <= minutes <= LONGEST:  # "36" is no beginning of "360 minutes"
            return Accepted(str(minutes))
        chosen = OneOf(tuple(self.options())).parse(given, listener, draft)
        if isinstance(chosen, Accepted):
            return chosen
        return Unclear(
            _(
                'Please choose one of these, or write how many minutes it lasts ({least} to {most}), for example "{example}".',
                least=SHORTEST,
                most=LONGEST,
                example="45",
            )
        )

    def dump(self, value: str) -> Json:
        return value

    def load(self, data: Json) -> str:
        return str(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, str) and data.isdecimal()

    def show(self, value: str) -> Words:
        return length(int(value))


def _in_words(text: str, listener: Listener) -> int | None:
    said = folded(text)
    return next(
        (
            minutes
            for minutes, words in _WORDS.items()
            if said in accepted(words.msgid) | accepted(listener.render(words))
        ),
        None,
    )


def read_minutes(text: str) -> int | None:
    """None: it tells no length."""
    plain = folded(text)
    if found := _HOURS.fullmatch(plain):
        return int(found[1]) * _AN_HOUR + int(found[2] or 0)
    found = _MINUTES.fullmatch(plain)
    return None if found is None else int(found[1])


LENGTHS = Length((30, 60, 90, 120))
DAY_LENGTHS = Length((90, 120, 180, 240, 360))
