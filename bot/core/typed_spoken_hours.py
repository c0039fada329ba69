"""Hours as people say them, in figures: "half past two" is "2:30", "trois heures moins le quart" "2:45", "половина третьего" "2:30"."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Final

from bot.core.reading import folded
from bot.core.typed_date_words import DateWords

_AN_HOUR: Final = 60
_A_DAY: Final = 24 * _AN_HOUR
_FIGURES: Final = r"(?<![\d/.:-])\d{1,2}(?![\d/.:-]*\d)"


def any_of(words: str) -> re.Pattern[str] | None:
    """The longest first."""
    spellings = sorted(spelt(words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, spellings))})(?!\w)") if spellings else None


def spelt(words: str) -> frozenset[str]:
    """Folded."""
    return frozenset({folded(word) for word in words.split("|")} - {""})


def counted_words(words: DateWords) -> dict[str, int]:
    """Folded, with what they count."""
    return _in_their_order(words.counted)


def _in_their_order(counted: str) -> dict[str, int]:
    return {word: number for number, alike in enumerate(counted.split(), 1) for word in spelt(alike)}


def in_figures(text: str, words: DateWords) -> str:
    """`text` folded; as it is where no hour is said in words."""
    spoken = _spoken(words)
    for pattern, minutes in spoken.moved:
        text = pattern.sub(partial(_figures, spoken.hours, minutes), text)
    for pattern in spoken.after_at:
        text = pattern.sub(lambda found: f"{found['at']} {spoken.hours[found['hour']]}", text)
    return text


@dataclass(frozen=True)
class _Spoken:
    hours: Mapping[str, int]
    moved: tuple[tuple[re.Pattern[str], int], ...]  # an hour, with so many minutes more or less
    after_at: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=64)  # languages
def _spoken(words: DateWords) -> _Spoken:
    counted = {word: number for word, number in counted_words(words).items() if len(word) > 1}  # "a" is an article
    named = {**dict.fromkeys(spelt(words.noon), 12), **dict.fromkeys(spelt(words.midnight), 0)}
    nth = _in_their_order(words.nth)
    before = (
        *((30, words.half_past), (-30, words.half_to)),
        *((15, words.quarter_past), (-15, words.quarter_to), (-45, words.quarter_of)),
    )
    behind = (
        *((30, words.half), (15, words.quarter), (20, words.third)),
        *((-15, words.quarter_less), (-20, words.third_less)),
    )
    hour, hour_or_noon = _one_of({**counted, **nth}), _one_of({**counted, **named})
    unit = any_of(f"{words.hours}|h")
    assert unit is not None, "h is one"
    edge = r"(?<!\w)"  # "3h" has none
    unit_word = rf"(?:\s*{unit.pattern.removeprefix(edge)})?"
    moved = [
        (re.compile(rf"{said.pattern}\s+(?P<hour>{hour}){unit_word}"), minutes)
        for minutes, phrase in before
        if (said := any_of(phrase)) is not None
    ]
    moved += [
        (re.compile(rf"(?P<hour>{hour_or_noon}){unit_word}\s+{said.pattern}"), minutes)
        for minutes, phrase in behind
        if (said := any_of(phrase)) is not None
    ]
    if words.half_of:
        half_of = "|".join(map(re.escape, spelt(words.half_of)))
        moved.append((re.compile(rf"{edge}(?:{half_of})[\s-]*(?P<hour>{_words(nth).removeprefix(edge)})"), -30))
    after_at = tuple(
        re.compile(rf"(?P<at>{at.pattern})\s+(?P<hour>{_words(hours)})")
        for phrase, hours in ((words.at, counted), (words.at_nth, nth))
        if hours and (at := any_of(phrase)) is not None
    )
    return _Spoken({**nth, **counted, **named}, tuple(moved), after_at)


def _one_of(hours: Mapping[str, int]) -> str:
    return rf"(?:{_FIGURES}|{_words(hours)})" if hours else _FIGURES


def _words(hours: Mapping[str, int]) -> str:
    return rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(hours, key=len, reverse=True)))})(?!\w)"


def _figures(hours: Mapping[str, int], minutes: int, found: re.Match[str]) -> str:
    """Of twelve hours where the hour is: a quarter to one is 12:45."""
    said = found["hour"]
    hour = hours[said] if said in hours else int(said)
    at = (hour * _AN_HOUR + minutes) % _A_DAY
    if hour == 1 and minutes < 0:
        at += _A_DAY // 2
    return f"{at // _AN_HOUR}:{at % _AN_HOUR:02}"
