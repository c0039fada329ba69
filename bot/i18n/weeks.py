"""On which days people work: the weekend of a country, as CLDR knows it."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError

_SATURDAY_AND_SUNDAY = frozenset({5, 6})


@lru_cache(maxsize=300)
def weekend_of(country: str | None) -> frozenset[int]:
    """Days from 0, Monday, to 6; Saturday and Sunday where nothing is known."""
    try:
        there = Locale.parse(f"und_{(country or '').upper()}")
    except (UnknownLocaleError, ValueError):
        return _SATURDAY_AND_SUNDAY
    first, last = there.weekend_start, there.weekend_end
    return frozenset((first + day) % 7 for day in range((last - first) % 7 + 1))
