"""The hour in what somebody typed about a moment: "15h", "half", "3 pm", "الساعة الثالثة", "в 3 часа дня", "15'te"."""

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import lru_cache

from bot.core.reading import folded
from bot.core.typed_date_names import month
from bot.core.typed_date_words import DateWords
from bot.core.typed_spoken_hours import any_of, in_figures

_NOON = 12
_NIGHT_UNTIL = 5  # "2 at night" is after midnight, "9 at night" before
_MINUTES = 60
# An hour up to here, without more, is in the afternoon: nobody meets at 3 in the night, and it is echoed before it counts.
_AFTERNOON_UNTIL = 5
_WITH_MINUTES = r"(?<![\d/.:-])(\d{1,2})\s*:\s*(\d{2})(?::\d{2})?(?![\d:])"
_DOTTED = r"(?<![\d/.:-])(\d{1,2})\.(\d{2})(?![\d.])"
# "15'te", "15-ზე", "15-ին"; "2pm"; "ב-15": letters that say "at", or the half of the day, without a space.
_ENDINGS = re.compile(r"(?<=\d)\s?['’-]\s?(?:te|ta|de|da|те|та|де|да|ზე|ი|ին)(?!\w)")
_BEHIND_DIGITS = re.compile(r"(?<=\d)(?=(?:am|pm|a\.m|p\.m|م|ص)(?!\w))")
_AT_BEFORE_DIGITS = re.compile(r"(?<!\w)ב-?(?=\d{1,2}(?![\d:./-]))")
_BEFORE_DIGITS = re.compile(r"(?<!\w)(?:ב|ל)-?(?=\d)")
_OF_A_SPAN = r"\d{1,2}(?:[:.]\d{2}|\s?h(?:\d{2})?)?"
_END_OF_A_SPAN = rf"(?P<last>{_OF_A_SPAN})(?![\d/.:-]*\d)"
_DASHES = str.maketrans("", "", "-–—")
_ARABIC_HOURS = (
    *("الواحدة", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة", "التاسعة", "العاشرة"),
    *("الحادية عشرة|الحادية عشر", "الثانية عشرة|الثانية عشر"),
)


class Half(StrEnum):
    """Of the day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True)
class HourFound:
    """And what is left of the text beside it."""

    at: time
    rest: str


def hour_in(text: str, words: DateWords, language: str) -> HourFound | None:
    """`text` folded. None: no hour, or one that may be either half of the day."""
    plain = _BEHIND_DIGITS.sub(" ", _BEFORE_DIGITS.sub("", _AT_BEFORE_DIGITS.sub("בשעה ", text)))
    plain = _ENDINGS.sub("" if ":" in text else ":00", plain)
    patterns = _patterns(words)
    half, plain = _half_of_day(plain, patterns)
    plain = in_figures(_in_digits(plain), words)
    for at, pattern in ((time(0), patterns.midnight), (time(_NOON), patterns.noon)):
        named = pattern.search(plain) if pattern is not None else None
        if named is not None:
            return HourFound(at, _without(plain, named))
    found = _number(plain, patterns, language, has_half=half is not None)
    if found is None:
        return None
    hour, minute, is_sure, rest = found
    counted = _counted(hour, half, is_sure=is_sure, twelve_hours=words.twelve_hours)
    if counted is None or minute >= _MINUTES:
        return None
    return HourFound(time(counted, minute), rest)


def ends_first(text: str, words: DateWords) -> bool:
    """Whether a span of hours in it, folded, ends before it begins: "15:00-14:00"; not "10 to 2", which is two in the afternoon."""
    match = _span_of_hours(text, words)
    if match is None:
        return False
    first, last = (_minutes(match[name]) for name in ("first", "last"))
    is_afternoon = last < _NOON * _MINUTES and not match["last"].startswith("0")
    return first != last and max(last, (last + _NOON * _MINUTES) * is_afternoon) < first


def _minutes(hour: str) -> int:
    """Of "10", "10:30", "10.30", "10h", "10h30"."""
    parts = re.findall(r"\d+", hour)
    return int(parts[0]) * _MINUTES + int(parts[1] if len(parts) > 1 else 0)


def begun(text: str, words: DateWords) -> str:
    """
    `text`, folded, without the end of a span of hours: "friday 10-12", "from 10 to 12", "de 10h à 12h" begin at 10.

    As it is where there is none. Without a word before it, "4 à 14h" is a day and its hour, not a span.
    """
    match = _span_of_hours(text, words)
    if match is None:
        return text
    first = match["first"]
    return f"{text[: match.start()]} {f'{first}:00' if first.isdecimal() else first} {text[match.end() :]}".strip()


def _span_of_hours(text: str, words: DateWords) -> re.Match[str] | None:
    since, until = any_of(words.since), any_of(words.until)
    spans = [re.compile(rf"(?<![\d/.:-])(?P<first>{_OF_A_SPAN})\s?[-–—]\s?{_END_OF_A_SPAN}")]
    if since is not None and until is not None:
        spans.append(re.compile(rf"{since.pattern}\s*(?P<first>{_OF_A_SPAN})\s*{until.pattern}\s*{_END_OF_A_SPAN}"))
    match = next((found for span in spans if (found := span.search(text)) is not None), None)
    if match is None:
        return None
    around = f"{text[: match.start()]} {text[match.end() :]}"
    is_day = match[0].replace(" ", "").translate(_DASHES).isdecimal() and re.search(_WITH_MINUTES, around)
    return None if is_day else match  # "10-12 14:30" is a day


@dataclass(frozen=True)
class _Patterns:
    at: re.Pattern[str] | None
    dotted_at: re.Pattern[str] | None
    hours: re.Pattern[str]
    halves: tuple[tuple[Half, re.Pattern[str] | None], ...]
    spans: re.Pattern[str] | None  # "in 2 days": not "2 in the afternoon"
    noon: re.Pattern[str] | None
    midnight: re.Pattern[str] | None


@lru_cache(maxsize=64)  # languages
def _patterns(words: DateWords) -> _Patterns:
    at = any_of(words.at)
    hours = any_of(f"{words.hours}|h")
    assert hours is not None, "h is one"
    return _Patterns(
        at=re.compile(rf"{at.pattern}\s*(\d{{1,2}})(?![\d/:.-]*\d)") if at else None,
        dotted_at=re.compile(rf"{at.pattern}\s*{_DOTTED}") if at else None,
        hours=re.compile(rf"(?<![\d/.:-])(\d{{1,2}})\s*(?:{_inside(hours)})\s*(\d{{2}})?(?!\w)"),
        halves=tuple((half, any_of(getattr(words, half.value))) for half in Half),
        spans=_spans(words),
        noon=any_of(words.noon),
        midnight=any_of(words.midnight),
    )


def _inside(pattern: re.Pattern[str]) -> str:
    """Without its edges: "14h30" has none."""
    return pattern.pattern.removeprefix(r"(?<!\w)").removesuffix(r"(?!\w)")


def _spans(words: DateWords) -> re.Pattern[str] | None:
    within, days, later = any_of(words.within), any_of(f"{words.days}|{words.weeks}"), any_of(words.later)
    if days is None:
        return None
    spans = [rf"{within.pattern}\s+(?:\d+\s+|[^\W\d]+\s+)?{days.pattern}"] if within is not None else []
    spans += [rf"{days.pattern}\s+{later.pattern}"] if later is not None else []
    return re.compile("|".join(spans)) if spans else None


def _half_of_day(text: str, patterns: _Patterns) -> tuple[Half | None, str]:
    """The longest that is named, so that "بعد الظهر" is no noon; "in 2 days" ("через 2 дня") tells of none."""
    span = patterns.spans.search(text) if patterns.spans is not None else None
    found = [
        (len(match[0]), match.start(), half, match)
        for half, pattern in patterns.halves
        if pattern is not None
        for match in pattern.finditer(text)
        if span is None or match.end() <= span.start() or match.start() >= span.end()
    ]
    if not found:
        return None, text
    _length, _start, half, match = max(found, key=lambda one: one[:2])
    return half, _without(text, match)


def _in_digits(text: str) -> str:
    """Hours that Arabic counts as the third, the fourth…"""
    for hour, pattern in _arabic_hours():
        text = pattern.sub(f" {hour}", text)
    return text


@lru_cache(maxsize=1)
def _arabic_hours() -> tuple[tuple[int, re.Pattern[str]], ...]:
    found = []
    for hour in (11, 12, *range(1, 11)):
        pattern = any_of(_ARABIC_HOURS[hour - 1])
        assert pattern is not None, "they stand above"
        at = folded("الساعة")
        found.append((hour, re.compile(rf"(?<={at})\s+{_inside(pattern)}(?!\w)")))
    return tuple(found)


def _number(text: str, patterns: _Patterns, language: str, *, has_half: bool) -> tuple[int, int, bool, str] | None:
    """Hour, minute, whether it is surely of twenty-four hours, and the rest."""
    for pattern in (re.compile(_WITH_MINUTES), patterns.hours, patterns.dotted_at):
        match = pattern.search(text) if pattern is not None else None
        if match is not None:
            return int(match[1]), int(match[2] or 0), match[1].startswith("0"), _without(text, match)
    if patterns.at is not None:
        for match in patterns.at.finditer(text):
            following = text[match.end() :].split()
            if not following or month(following[0], language) is None:
                return int(match[1]), 0, match[1].startswith("0"), _without(text, match)
    match = re.search(_DOTTED, text)
    if match is not None and re.search(r"[^\W\d]", _without(text, match)):
        return int(match[1]), int(match[2]), match[1].startswith("0"), _without(text, match)
    bare = re.findall(r"(?<![\d/.:-])\d{1,2}(?![\d/.:-])", text)
    if has_half and bare:
        match = list(re.finditer(rf"(?<![\d/.:-]){bare[-1]}(?![\d/.:-])", text))[-1]
        return int(match[0]), 0, False, _without(text, match)
    return None


def _counted(hour: int, half: Half | None, *, is_sure: bool, twelve_hours: bool) -> int | None:
    """Of twenty-four hours."""
    if hour == 0 or hour > _NOON:
        return hour if hour < 2 * _NOON else None
    if half is None:
        is_afternoon = hour <= _AFTERNOON_UNTIL and not is_sure
        return None if twelve_hours and not is_sure else hour + _NOON * is_afternoon
    is_late = half in {Half.AFTERNOON, Half.EVENING} or (half is Half.NIGHT and _NIGHT_UNTIL < hour < _NOON)
    return hour % _NOON + _NOON * is_late


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()
