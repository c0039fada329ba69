"""Nobody is written to at night, on their own clock."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.quiet_hours import QuietHours

NIGHT = QuietHours(time(21), time(7))
LUNCH = QuietHours(time(12), time(14))
ZONES = st.sampled_from(["Africa/Tunis", "Asia/Tbilisi", "Europe/Rome", "Pacific/Kiritimati", "America/Santiago"])
INSTANTS = st.datetimes(datetime(2022, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone follows


@pytest.mark.parametrize(
    ("hours", "clock", "then"),
    [
        (NIGHT, "2023-03-14 20:59", "2023-03-14 20:59"),
        (NIGHT, "2023-03-14 21:00", "2023-03-15 07:00"),
        (NIGHT, "2023-03-15 03:30", "2023-03-15 07:00"),
        (NIGHT, "2023-03-15 07:00", "2023-03-15 07:00"),
        (LUNCH, "2023-03-14 12:30", "2023-03-14 14:00"),
        (LUNCH, "2023-03-14 21:30", "2023-03-14 21:30"),
        (QuietHours(time(8), time(8)), "2023-03-14 08:00", "2023-03-14 08:00"),
    ],
)
def test_what_falls_into_quiet_hours_waits_for_their_end(hours, clock, then):
    tunis = timedelta(hours=1)
    at = datetime.fromisoformat(clock).replace(tzinfo=UTC) - tunis
    assert hours.next_allowed(at, "Africa/Tunis") == datetime.fromisoformat(then).replace(tzinfo=UTC) - tunis


@given(at=INSTANTS, zone=ZONES)
def test_what_waits_never_goes_out_at_night_and_waits_no_longer_than_the_night(at, zone):
    then = NIGHT.next_allowed(at, zone)
    assert not NIGHT.is_quiet(then, zone)
    assert timedelta(0) <= then - at <= timedelta(hours=11)  # an hour more where clocks change
    assert (then == at) is not NIGHT.is_quiet(at, zone)
