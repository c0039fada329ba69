"""On which days people work: the weekend of a country, as CLDR knows it."""

from typing import Final

_SATURDAY_AND_SUNDAY: Final = frozenset({5, 6})
# CLDR's week data. Babel has them in the data of each language only, and keeps those once read: for all countries of the
# network that is 27 MiB and 150 ms, in a step. A test compares with Babel, country by country.
_OTHERS: Final = {
    frozenset({3, 4}): ("AF",),
    frozenset({4, 5}): ("BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "OM", "QA", "SA", "SD", "SY", "YE"),
    frozenset({4}): ("IR",),
    frozenset({6}): ("IN", "UG"),
}
_BY_COUNTRY: Final = {country: days for days, countries in _OTHERS.items() for country in countries}


def weekend_of(country: str | None) -> frozenset[int]:
    """Days from 0, Monday, to 6; Saturday and Sunday where nothing is known."""
    return _BY_COUNTRY.get((country or "").upper(), _SATURDAY_AND_SUNDAY)
