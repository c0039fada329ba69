"""The day in what somebody typed: "tomorrow", "le 1er décembre", "в пятницу", "بعد يومين", "24.12."."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from bot.core.reading import folded
from bot.core.typed_date_names import longest_names, month, weekday
from bot.core.typed_date_words import DateWords
from bot.core.typed_spoken_hours import any_of, counted_words

_FIRST_OF_LAST_CENTURY = 70  # "12/3/85" is a birthday, "12/3/27" is soon
_WEEK = 7
_NEAR = 36  # days: five weeks
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2}))?\.?(?![\d/-])")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th|er|o|a|\.|-?го|-?е|-?ого|-ին|-ი)(?![\w\d])")
_DAY = re.compile(r"(?<![\w/.:-])(?:[12]?\d|3[01])(?![\w/:-])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class DayFound:
    """
    A day, or what leaves the week or the year open: `weekday` from 0, or `day` and `month`, perhaps with their weekday, or
    `weekday` and `day`.
    """

    on: date | None = None
    weekday: int | None = None
    day: int = 0
    month: int = 0

    def near(self, today: date, *, to_come: bool, may_be_today: bool) -> date | None:
        """The next such day, or the last unless `to_come`; None: there is none such. Raises Contradiction."""
        if self.on is not None:
            return self.on
        if self.day and not self.month:
            return self._in_these_weeks(today, to_come=to_come)
        if not self.month:
            assert self.weekday is not None, "something is known of it"
            ahead = (self.weekday - today.weekday()) % _WEEK
            if ahead == 0 and may_be_today:
                return today
            return today + timedelta(days=(ahead or _WEEK) if to_come else ahead - _WEEK)
        return self._of_a_year(today, to_come=to_come)

    def _in_these_weeks(self, today: date, *, to_come: bool) -> date | None:
        """ "Friday 27": where no Friday near by is the 27th, something else may be meant, such as an hour."""
        step = 1 if to_come else -1
        days = (today + timedelta(days=step * away) for away in range(_NEAR))
        return next((on for on in days if (on.day, on.weekday()) == (self.day, self.weekday)), None)

    def _of_a_year(self, today: date, *, to_come: bool) -> date | None:
        """29 February may be up to eight years away."""
        step = 1 if to_come else -1
        for year in range(today.year, today.year + 9 * step, step):
            on = _date(year, self.month, self.day)
            if on is not None and (on >= today if to_come else on <= today):
                if self.weekday not in {None, on.weekday()}:
                    raise Contradiction(on)
                return on
        return None


class Contradiction(ValueError):  # noqa: N818 - what somebody typed, not an error of ours
    """A weekday that is not that of the day beside it, which is `on`; or a day that no calendar has (None)."""

    def __init__(self, on: date | None = None) -> None:
        super().__init__(str(on))
        self.on = on


def day_in(text: str, words: DateWords, language: str, today: date) -> DayFound | None:
    """`text` folded, without its hour. None: there is something else in it. Raises Contradiction."""
    known = _known(words)
    for days, pattern in known.relative:
        match = pattern.search(text) if pattern is not None else None
        if match is not None:
            return _alone(DayFound(today + timedelta(days=days)), _cut(text, match), known)
    span = _span(text, known)
    if span is not None:
        return _alone(DayFound(today + timedelta(days=span[0])), span[1], known)
    return _on_a_date(text, language, known)


@dataclass(frozen=True)
class _Known:
    relative: tuple[tuple[int, re.Pattern[str] | None], ...]
    spans: tuple[tuple[int, re.Pattern[str]], ...]
    counted: Mapping[str, int]
    fillers: frozenset[str]
    phrases: re.Pattern[str] | None


@lru_cache(maxsize=64)  # languages
def _known(words: DateWords) -> _Known:
    said = (words.fillers, words.at, words.hours)
    every = {folded(word) for words_ in said for word in words_.split("|")} - {""}
    return _Known(
        relative=(
            (2, any_of(words.overmorrow)),
            (2, any_of(words.two_days)),
            (2 * _WEEK, any_of(words.two_weeks)),
            (1, any_of(words.tomorrow)),
            (-1, any_of(words.yesterday)),
            (0, any_of(words.today)),
        ),
        spans=tuple(_spans(words)),
        counted=counted_words(words),
        fillers=frozenset(word for phrase in every for word in phrase.split()),
        phrases=any_of("|".join(phrase for phrase in every if " " in phrase)),
    )


def _spans(words: DateWords) -> Iterator[tuple[int, re.Pattern[str]]]:
    """ "In 2 weeks", "in two weeks", "in a week"; where nothing is counted ("بعد أسبوع"), it is one."""
    within, later = any_of(words.within), any_of(words.later)
    number = "|".join([r"\d{1,3}", *map(re.escape, sorted(counted_words(words), key=len, reverse=True))])
    for days, units in ((1, any_of(words.days)), (_WEEK, any_of(words.weeks))):
        if units is not None and within is not None:
            yield days, re.compile(rf"{within.pattern}\s+(?:({number})\s+)?{units.pattern}")
        if units is not None and later is not None:
            yield days, re.compile(rf"(?<!\w)({number})\s+{units.pattern}(?:\s+{later.pattern})")
    for days, said in ((1, words.in_days), (_WEEK, words.in_weeks)):
        if (behind := any_of(said)) is not None:
            yield days, re.compile(rf"(?<!\w)({number})\s+{behind.pattern}")


def _span(text: str, known: _Known) -> tuple[int, str] | None:
    for days, pattern in known.spans:
        match = pattern.search(text)
        if match is not None:
            said = match[1] or "1"
            return days * (known.counted[said] if said in known.counted else int(said)), _cut(text, match)
    return None


def _on_a_date(text: str, language: str, known: _Known) -> DayFound | None:
    on, rest = _numeric(text)
    if on is None:
        on, rest = _with_month(_ORDINAL.sub("", text), language)
    named, rest = _weekday_in(rest, language)
    if on is None:
        if named is None:
            return None
        day = _DAY.search(rest)
        if day is not None:
            return _alone(DayFound(weekday=named, day=int(day[0])), _cut(rest, day), known)
        return _alone(DayFound(weekday=named), rest, known)
    if named is not None and on.on is not None and on.on.weekday() != named:
        raise Contradiction(on.on)
    return _alone(replace(on, weekday=named), rest, known)


def _numeric(text: str) -> tuple[DayFound | None, str]:
    """Day before month, but for years that come first."""
    if match := _YEAR_FIRST.search(text):
        return DayFound(_exact(int(match[1]), int(match[3]), int(match[4]))), _cut(text, match)
    match = _NUMERIC.search(text)
    if match is None:
        return None, text
    day, number = int(match[1]), int(match[3])
    if match[4]:
        return DayFound(_exact(_full_year(match[4]), number, day)), _cut(text, match)
    if match[2] == "-" or _date(2024, number, day) is None:  # a leap year
        return None, text
    return DayFound(day=day, month=number), _cut(text, match)


def _with_month(text: str, language: str) -> tuple[DayFound | None, str]:
    """ "1 December 2026", "December 1", "١ كانون الأول"."""
    for name in longest_names(language):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", name.replace(" ", "_"), text)
    tokens = text.split()
    for place, token in enumerate(tokens):
        number = month(token.replace("_", " ").strip("."), language)
        if number is None:
            continue
        for beside in (place - 1, place + 1, place - 2):
            if 0 <= beside < len(tokens) and re.fullmatch(r"\d{1,2}", tokens[beside]):
                rest = " ".join(one for at, one in enumerate(tokens) if at not in {place, beside}).replace("_", " ")
                return _of_year(int(tokens[beside]), number, rest)
    return None, text.replace("_", " ")


def _of_year(day: int, number: int, rest: str) -> tuple[DayFound, str]:
    if match := _YEAR.search(rest):
        return DayFound(_exact(int(match[0]), number, day)), _cut(rest, match)
    if _date(2024, number, day) is None:
        raise Contradiction
    return DayFound(day=day, month=number), rest


def _weekday_in(text: str, language: str) -> tuple[int | None, str]:
    for name in longest_names(language):
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) and (found := weekday(name, language)) is not None:
            return found, text.replace(name, " ", 1).strip()
    for token in text.split():
        found = weekday(token.strip("."), language)
        if found is not None:
            return found, " ".join(one for one in text.split() if one != token)
    return None, text


def _alone(found: DayFound, rest: str, known: _Known) -> DayFound | None:
    """Only where nothing is left that says something else."""
    return found if _is_filling(rest, known) else None


def says_nothing(text: str, words: DateWords) -> bool:
    """Folded: nothing, or words such as "on" and "at"."""
    return _is_filling(text, _known(words))


def _is_filling(text: str, known: _Known) -> bool:
    bare = known.phrases.sub(" ", text) if known.phrases is not None else text
    return all(word.strip(".-") in known.fillers | {""} for word in bare.split())


def _exact(year: int, number: int, day: int) -> date:
    found = _date(year, number, day)
    if found is None:
        raise Contradiction
    return found


def _date(year: int, number: int, day: int) -> date | None:
    try:
        return date(year, number, day)
    except ValueError:
        return None


def _full_year(typed: str) -> int:
    year = int(typed)
    if len(typed) > len("85"):
        return year
    return year + (1900 if year >= _FIRST_OF_LAST_CENTURY else 2000)


def _cut(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()
