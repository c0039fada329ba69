"""Dates and times as people type them: "tomorrow 15h", "vendredi 14h", "غدًا الساعة 3"."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import get_day_names

from bot.core.reading import cleaned, folded
from bot.core.typed_date_words import plainly

_HOURS = re.compile(r"\b(\d{1,2})\s*(?:h|u|uhr|ч|часов|שעה)\s*(\d{2})?\b(?!\w)", re.IGNORECASE)
_O_CLOCK = re.compile(
    r"(?:الساعة|ساعة|بالساعة|в|à|at|um|alle|ore|a las|las|saat|klo)\s+(\d{1,2})(?!\s*[:.\d/])", re.IGNORECASE
)
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})$")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})\b")
_MONTHS = 12
_FIRST_OF_LAST_CENTURY = 70  # "12/3/85" is a birthday, "12/3/27" is soon
_WEEKDAY_LEADS = re.compile(r"^(?:on|le|la|el|am|il|next|prochain|يوم|القادم|в|во)\s+", re.IGNORECASE)


def read_moment(text: str, language: str, zone: str, now: datetime, *, to_come: bool = True) -> datetime | None:
    """
    The instant (UTC) that is meant, on the clock of `zone`; a bare weekday is the next one, or the last unless
    `to_come`. None: not understood.

    Language is given, never guessed: "03/04" means two things. Without an hour there is no moment.
    """
    normal = _normal(text)
    local_zone = ZoneInfo(zone)
    if match := _ISO.match(normal):
        try:
            local = datetime(*(int(part) for part in match.groups()), tzinfo=local_zone)  # type: ignore[misc,arg-type] # five numbers
        except ValueError:
            return None
        return local.astimezone(UTC)
    if not re.search(r"\d{1,2}:\d{2}|\d\s*(?:am|pm|ص|م)\b", normal, re.IGNORECASE):
        return None
    found = _parsed(normal, language, now.astimezone(local_zone), to_come=to_come)
    return None if found is None else found.replace(tzinfo=local_zone, second=0, microsecond=0).astimezone(UTC)


def read_day(text: str, language: str, zone: str, now: datetime, *, to_come: bool) -> date | None:
    """
    The day that is meant, seen from today in `zone`. What leaves the year or the week open is the next such day, or the
    last (which today may be) unless `to_come`. None: not understood; a month or a year alone is no day.
    """
    normal = _normal(text)
    if match := _ISO_DAY.match(normal):
        year, month, day = (int(part) for part in match.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None
    local = now.astimezone(ZoneInfo(zone))
    weekday = weekday_of(normal, language)
    if weekday is not None:
        ahead = (weekday - local.weekday() - 1) % 7 + 1
        return local.date() + timedelta(days=ahead if to_come else ahead - 7)
    found = _parsed(normal, language, local, to_come=to_come, needs=["day", "month"])
    return None if found is None else found.date()


def weekday_of(text: str, language: str) -> int | None:
    """0 for Monday, where the text is the name of a weekday and nothing else, in that language or in English."""
    return _weekdays(_base(language)).get(folded(text))


def tells_all(text: str) -> bool:
    """Whether a text that was read as a day can be no other: "2023-03-03", "3 March 2023", "13/3/2023"; not "3/4/2023"."""
    normal = _normal(text)
    if _ISO_DAY.match(normal):
        return True
    typed = re.findall(r"\d+", normal)
    if sorted(map(len, typed))[-1:] != [len("2023")]:
        return False
    if any(sign.isalpha() for sign in normal):
        return len(typed) == len(("day", "year"))
    if len(typed) != len(("day", "month", "year")) or len(typed[2]) != len("2023"):
        return False
    one, other = int(typed[0]), int(typed[1])
    return max(one, other) > _MONTHS or one == other


def _parsed(
    normal: str, language: str, local: datetime, *, to_come: bool, needs: Sequence[str] = ()
) -> datetime | None:
    # Its tables are large, and dates are typed seldom.
    import dateparser  # noqa: PLC0415 - see above
    from dateparser.data.languages_info import language_order  # noqa: PLC0415 - see above

    found: datetime | None = dateparser.parse(
        normal,
        languages=[tag for tag in dict.fromkeys([_base(language), "en"]) if tag in language_order],
        settings={
            "PREFER_DATES_FROM": "future" if to_come else "past",
            "RELATIVE_BASE": local.replace(tzinfo=None),
            "DATE_ORDER": "DMY",
            "RETURN_AS_TIMEZONE_AWARE": False,
            "REQUIRE_PARTS": list(needs),
        },
    )
    return found


@lru_cache(maxsize=64)  # languages
def _weekdays(language: str) -> dict[str, int]:
    """Names and short names, in the language and in English → 0 for Monday."""
    found = {}
    for tag in ("en", language):
        for width in ("abbreviated", "wide"):
            for number, name in get_day_names(width, context="stand-alone", locale=tag).items():
                found[folded(name)] = number
    return found


def _base(language: str) -> str:
    return language.split("-", maxsplit=1)[0]


def _normal(text: str) -> str:
    """ASCII digits, hours as 15:00, no vowel signs of Arabic, no words that say "on"."""
    digits = "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in cleaned(text)
    )
    bare = plainly("".join(sign for sign in digits if not "\u064b" <= sign <= "\u0652"))
    hours = _HOURS.sub(lambda match: f"{match[1]}:{match[2] or '00'}", bare)
    hours = _O_CLOCK.sub(lambda match: f"{match[1]}:00", hours)
    dated = _NUMERIC_DATE.sub(lambda match: f"{match[1]}/{match[3]}/{_full_year(match[4])}", hours)
    return _WEEKDAY_LEADS.sub("", dated.strip())


def _full_year(typed: str) -> int:
    """Else a parser that prefers the future would take a day of last week for one in a hundred years."""
    year = int(typed)
    if len(typed) > len("85"):
        return year
    return year + (1900 if year >= _FIRST_OF_LAST_CENTURY else 2000)
