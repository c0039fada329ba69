"""Reminders of unanswered questionnaires come by day, and as soon as that is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nudges import next_allowed
from bot.domain.reminders import is_quiet

ZONES = ("UTC", "Africa/Tunis", "Asia/Tbilisi", "Europe/Rome", "America/Santiago", "Asia/Kathmandu")
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone comes with `timezones`


@given(MOMENTS, st.sampled_from(ZONES))
def test_it_is_never_in_the_quiet_hours_and_never_more_than_a_night_away(now, zone):
    at = next_allowed(now, zone)
    assert not is_quiet(at, zone)
    assert timedelta(0) <= at - now <= timedelta(hours=12)
    assert at == now or is_quiet(now, zone)


@pytest.mark.parametrize(
    ("now", "at"),
    [
        (datetime(2023, 3, 14, 6, 59, tzinfo=UTC), datetime(2023, 3, 14, 7, 0, tzinfo=UTC)),
        (datetime(2023, 3, 14, 7, 0, tzinfo=UTC), datetime(2023, 3, 14, 7, 0, tzinfo=UTC)),
        (datetime(2023, 3, 14, 19, 59, tzinfo=UTC), datetime(2023, 3, 14, 19, 59, tzinfo=UTC)),
        (datetime(2023, 3, 14, 20, 0, tzinfo=UTC), datetime(2023, 3, 15, 7, 0, tzinfo=UTC)),
    ],
)
def test_the_day_lasts_from_8_to_21_on_the_clock_of_the_person(now, at):
    assert next_allowed(now, "Africa/Tunis") == at
