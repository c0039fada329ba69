"""What zones do with their clocks, and where two versions of their rules differ."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.zone_changes import Stretch, differing, from_json, offset_at, stretches, to_json

START, UNTIL = datetime(2023, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
ZONES = (
    *("Europe/Rome", "Africa/Casablanca", "Asia/Gaza", "Asia/Kathmandu", "Africa/Cairo", "Australia/Lord_Howe"),
    *("Pacific/Chatham", "Africa/Addis_Ababa", "America/Sao_Paulo", "UTC"),
)


def in_short(zone):
    found = stretches(ZoneInfo(zone), START, datetime(2023, 12, 31, tzinfo=UTC))
    return [(f"{one.since:%m-%d %H:%M}", one.offset / 3600) for one in found]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Rome", [("01-01 00:00", 1), ("03-26 01:00", 2), ("10-29 01:00", 1)]),
        ("Africa/Casablanca", [("01-01 00:00", 1), ("03-19 02:00", 0), ("04-23 02:00", 1)]),  # Ramadan
        ("Asia/Kathmandu", [("01-01 00:00", 5.75)]),
        ("Asia/Kolkata", [("01-01 00:00", 5.5)]),
        ("Australia/Lord_Howe", [("01-01 00:00", 11), ("04-01 15:00", 10.5), ("09-30 15:30", 11)]),  # by half an hour
        ("Africa/Addis_Ababa", [("01-01 00:00", 3)]),
    ],
)
def test_a_zone_is_known_by_when_its_clocks_change(zone, expected):
    assert in_short(zone) == expected


@given(st.sampled_from(ZONES), st.integers(0, 2 * 365 * 24 * 60 - 1))
def test_what_is_known_of_a_zone_is_what_its_clocks_show(zone, minutes):
    known = from_json(to_json(stretches(ZoneInfo(zone), START, UNTIL)))
    at = START + timedelta(minutes=minutes)
    assert offset_at(known, at) == at.astimezone(ZoneInfo(zone)).utcoffset().total_seconds()


def test_before_the_first_nothing_is_known():
    assert offset_at([Stretch(START, 0)], START - timedelta(seconds=1)) is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Europe/Rome", "Europe/Berlin", []),
        (
            "Africa/Lagos",
            "Africa/Casablanca",
            [("2023-03-19 02:00", "2023-04-23 02:00"), ("2024-03-10 02:00", "2024-04-14 02:00")],
        ),
        ("Asia/Kathmandu", "Asia/Kolkata", [("2023-01-01 00:00", "2025-01-01 00:00")]),
    ],
)
def test_two_versions_differ_from_when_to_when(old, new, expected):
    found = differing(stretches(ZoneInfo(old), START, UNTIL), stretches(ZoneInfo(new), START, UNTIL), UNTIL)
    assert [(f"{begin:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}") for begin, end in found] == expected


def test_what_was_known_earlier_counts_from_where_both_are_known():
    later = START + timedelta(days=30)
    found = differing(
        stretches(ZoneInfo("UTC"), START, UNTIL), stretches(ZoneInfo("Africa/Lagos"), later, UNTIL), UNTIL
    )
    assert list(found) == [(later, UNTIL)]
