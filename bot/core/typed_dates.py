"""Dates and times as people type them: "tomorrow 15h", "vendredi 14h", "غدًا الساعة 3", "в пятницу в 10:30"."""

import re
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.reading import folded, whole_number
from bot.core.typed_date_names import base
from bot.core.typed_date_words import WORDS, DateWords
from bot.core.typed_days import Contradiction, day_in, says_nothing
from bot.core.typed_hours import begun, ends_first, hour_in

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ t](\d{1,2}):(\d{2})(?::\d{2})?")
_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MONTHS = 12
_SOME_DAY = date(2000, 1, 1)  # weekdays are the same seen from whichever day
_LONGEST = 100  # signs: nobody needs more for a moment


def read_moment(text: str, language: str, zone: str, now: datetime, *, to_come: bool = True) -> datetime | None:
    """
    The instant (UTC) that is meant, on the clock of `zone`; a bare weekday is the next one, or the last unless
    `to_come`. None: not understood, or not without doubt.

    Language is given, never guessed: "03/04" means two things. Without an hour there is no moment. An hour from 1 to 5 that
    says no more is in the afternoon: whoever asks must echo the moment in full.
    """
    try:
        return _moment(text, language, zone, now, to_come=to_come)
    except Contradiction:
        return None


def read_day(text: str, language: str, zone: str, now: datetime, *, to_come: bool) -> date | None:
    """
    The day that is meant, seen from today in `zone`. What leaves the year or the week open is the next such day, or the
    last (which today may be) unless `to_come`. None: not understood; a month or a year alone is no day.
    """
    try:
        day = _day(text, language, zone, now, to_come=to_come)
    except Contradiction:
        return None
    return None if day is None or day.year in {MINYEAR, MAXYEAR} else day


def lacks_an_hour(text: str, language: str, zone: str, now: datetime, *, to_come: bool) -> bool:
    """Whether it is a day, and nothing but a day."""
    plain = folded(text)
    has_hour = any(hour_in(plain, words, tag) is not None for tag, words in _languages(language))
    return not has_hour and read_day(text, language, zone, now, to_come=to_come) is not None


def ends_before_it_begins(text: str, language: str) -> bool:
    """ "15:00-14:00", "de 15h à 14h"."""
    return any(ends_first(folded(text), words) for _tag, words in _languages(language))


def hour_alone(text: str, language: str) -> time | None:
    """Of a text that says nothing else: "14:30", "at 3 pm", "15"."""
    plain = folded(text)
    number = whole_number(text)
    for tag, words in _languages(language):
        at = [f"{folded(one)} {plain}" for one in words.at.split("|") if plain]  # asked for an hour, "two" is "at two"
        for said in dict.fromkeys((plain, begun(plain, words), *([] if number is None else [f"{number}h"]), *at)):
            found = hour_in(said, words, tag)
            if found is not None and says_nothing(found.rest, words):
                return found.at
        if words.twelve_hours:
            break  # in English it would be another hour
    return None


def on_no_calendar(text: str, language: str, zone: str, now: datetime, *, to_come: bool) -> bool:
    """Whether it names a day that there is not, such as 31 February."""
    try:
        if _moment(text, language, zone, now, to_come=to_come) is None:
            _day(text, language, zone, now, to_come=to_come)
    except Contradiction as found:
        return found.on is None
    return False


def misnamed(text: str, language: str, zone: str, now: datetime, *, to_come: bool) -> date | None:
    """The day that is called by another day of the week: "Friday 18 March", where that is a Saturday."""
    try:
        if _moment(text, language, zone, now, to_come=to_come) is None:
            _day(text, language, zone, now, to_come=to_come)
    except Contradiction as found:
        return found.on
    return None


def weekday_of(text: str, language: str) -> tuple[int, time | None] | None:
    """0 for Monday, and the hour if there is one, where nothing else says which day: "Friday", "on Friday at 14h"."""
    plain = folded(text)
    for tag, words in _languages(language):
        hour = hour_in(plain, words, tag)
        try:
            found = day_in(plain if hour is None else hour.rest, words, tag, _SOME_DAY)
        except Contradiction:
            continue
        if found is not None and found.weekday is not None and not found.day and found.on is None:
            return found.weekday, None if hour is None else hour.at
    return None


def without_hour(text: str, language: str) -> str:
    """What is left beside an hour, folded: the day of "1 March 14h", nothing of "14h"; the whole where there is no hour."""
    plain = folded(text)
    found = next(
        (hour for tag, words in _languages(language) if (hour := hour_in(plain, words, tag)) is not None), None
    )
    return plain if found is None else found.rest.strip()


def tells_all(text: str) -> bool:
    """Whether a text that was read as a day can be no other: "2023-03-03", "3 March 2023", "13/3/2023"; not "3/4/2023"."""
    plain = folded(text)
    if _ISO_DAY.fullmatch(plain):
        return True
    typed = re.findall(r"\d+", plain)
    if sorted(map(len, typed))[-1:] != [len("2023")]:
        return False
    if any(sign.isalpha() for sign in plain):
        return len(typed) == len(("day", "year"))
    if len(typed) != len(("day", "month", "year")) or len(typed[2]) != len("2023"):
        return False
    one, other = int(typed[0]), int(typed[1])
    return max(one, other) > _MONTHS or one == other


def _moment(text: str, language: str, zone: str, now: datetime, *, to_come: bool) -> datetime | None:
    """Raises Contradiction."""
    plain = folded(text)
    if len(text) > _LONGEST:
        return None
    if match := _ISO.fullmatch(plain):
        year, month, day, hour, minute = (int(part) for part in match.groups())
        try:
            return _instant(date(year, month, day), time(hour, minute), zone)
        except ValueError:
            return None
    local = now.astimezone(ZoneInfo(zone))
    for tag, words in _languages(language):
        for said in dict.fromkeys((begun(plain, words), plain)):
            found = hour_in(said, words, tag)
            if found is not None:
                on = _day_of_moment(found.rest, tag, words, local, found.at, to_come=to_come)
                if on is not None:
                    return _instant(on, found.at, zone)
    return None


def _day(text: str, language: str, zone: str, now: datetime, *, to_come: bool) -> date | None:
    """Raises Contradiction."""
    plain = folded(text)
    local = now.astimezone(ZoneInfo(zone))
    if len(text) > _LONGEST:
        return None
    for tag, words in _languages(language):
        found = day_in(plain, words, tag, local.date())
        if found is not None:
            return found.near(local.date(), to_come=to_come, may_be_today=not to_come)
    return _parsed(plain, language, local, to_come=to_come)


def _languages(language: str) -> Iterator[tuple[str, DateWords]]:
    """Their own, then English; languages of which we have no words share those of English, and have names of their own."""
    tag = base(language)
    yield tag, WORDS.get(tag, WORDS["en"])
    if tag != "en":
        yield "en", WORDS["en"]


def _day_of_moment(
    rest: str, language: str, words: DateWords, local: datetime, at: time, *, to_come: bool
) -> date | None:
    """Where nothing is said of the day, it is the next, or the last, such hour."""
    today = local.date()
    has_passed = at <= local.time()
    if says_nothing(rest, words):
        return today + timedelta(days=int(has_passed and to_come) - int(not has_passed and not to_come))
    found = day_in(rest, words, language, today)
    if found is not None:
        return found.near(today, to_come=to_come, may_be_today=has_passed is not to_come)
    return _parsed(rest, language, local, to_come=to_come)


def _instant(on: date, at: time, zone: str) -> datetime | None:
    """None: at an end of the calendar, where other clocks would show a year that there is not."""
    if on.year in {MINYEAR, MAXYEAR}:
        return None
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)


def _parsed(plain: str, language: str, local: datetime, *, to_come: bool) -> date | None:
    """What is said in another way: "2 weeks ago"."""
    # Its tables are large, and dates are typed seldom.
    import dateparser  # noqa: PLC0415 - see above
    from dateparser.data.languages_info import language_order  # noqa: PLC0415 - see above

    found: datetime | None = dateparser.parse(
        plain,
        languages=[tag for tag in dict.fromkeys([base(language), "en"]) if tag in language_order],
        settings={
            "PREFER_DATES_FROM": "future" if to_come else "past",
            "RELATIVE_BASE": local.replace(tzinfo=None),
            "DATE_ORDER": "DMY",
            "RETURN_AS_TIMEZONE_AWARE": False,
            "REQUIRE_PARTS": ["day", "month"],
        },
    )
    return None if found is None else found.date()
