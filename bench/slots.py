"""Looking for a time: how long 40 people in 20 zones wait for slots over three weeks."""

import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from statistics import median

from bench.report import line
from bot.domain.slots import Place, best_slots
from bot.i18n.countries import COUNTRIES

ZONES, PEOPLE, DAYS, TIMES = 20, 40, 21, 15
AFTER = datetime(2026, 3, 20, 9, tzinfo=UTC)  # clocks go forward within the three weeks


def slots() -> Sequence[str]:
    countries = {country.zone: country for country in COUNTRIES}
    holidays = frozenset({date(2026, 3, 20), date(2026, 4, 6)})
    places = [
        Place(country.zone, country.code, PEOPLE // ZONES, holidays=holidays)
        for country in list(countries.values())[:ZONES]
    ]
    taken = [_seconds(places) for _time in range(TIMES)]
    return (
        f"\nSlots for {PEOPLE} people in {ZONES} zones over {DAYS} days",
        line("search, median", median(taken) * 1000, "ms", most=200),
        line("search, longest, the first one included", max(taken) * 1000, "ms", most=200),
    )


def _seconds(places: Sequence[Place]) -> float:
    begun = time.monotonic()
    found = best_slots(places, "Africa/Tunis", AFTER, DAYS, minutes=60, at_most=10)
    taken = time.monotonic() - begun
    assert len(found) == 10, "some are always to be found"
    return taken
