"""Dates and times as people type them: "tomorrow 15h", "vendredi 14h", "غدًا الساعة 3"."""

import re
import unicodedata
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.reading import cleaned

_HOURS = re.compile(r"\b(\d{1,2})\s*(?:h|u|uhr|ч|часов|שעה)\s*(\d{2})?\b(?!\w)", re.IGNORECASE)
_O_CLOCK = re.compile(
    r"(?:الساعة|ساعة|بالساعة|в|à|at|um|alle|ore|a las|las|saat|klo)\s+(\d{1,2})(?!\s*[:.\d/])", re.IGNORECASE
)
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})$")
_DATE_DOTS = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{2,4})\b")
_WEEKDAY_LEADS = re.compile(r"^(?:on|le|la|el|am|il|next|prochain|يوم|القادم|в|во)\s+", re.IGNORECASE)


def read_moment(text: str, language: str, zone: str, now: datetime) -> datetime | None:
    """The instant (UTC) that is meant, on the clock of `zone`; a bare weekday is the next one. None: not understood.

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
    # Its tables are large, and only organisers type dates.
    import dateparser  # noqa: PLC0415 - see above

    found = dateparser.parse(
        normal,
        languages=list(dict.fromkeys([language.split("-", maxsplit=1)[0], "en"])),
        settings={
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": now.astimezone(local_zone).replace(tzinfo=None),
            "DATE_ORDER": "DMY",
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
    return None if found is None else found.replace(tzinfo=local_zone, second=0, microsecond=0).astimezone(UTC)


def _normal(text: str) -> str:
    """ASCII digits, hours as 15:00, no vowel signs of Arabic, no words that say "on"."""
    digits = "".join(
        str(unicodedata.decimal(sign)) if unicodedata.category(sign) == "Nd" else sign for sign in cleaned(text)
    )
    bare = "".join(sign for sign in digits if not "\u064b" <= sign <= "\u0652")
    hours = _HOURS.sub(lambda match: f"{match[1]}:{match[2] or '00'}", bare)
    hours = _O_CLOCK.sub(lambda match: f"{match[1]}:00", hours)
    dated = _DATE_DOTS.sub(r"\1/\2/\3", hours)
    return _WEEKDAY_LEADS.sub("", dated.strip())
