"""What people subscribe to, and when a digest comes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.subscriptions import area_in, first_day, is_topic, network_in, next_digest, of_network
from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of

ZONES = [
    "UTC",
    "Africa/Tunis",
    "Europe/Rome",
    "Asia/Tbilisi",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Auckland",
]
moments = st.datetimes(datetime(2022, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given beside


@given(moments, st.integers(0, 6), st.integers(0, 1439), st.sampled_from(ZONES))
def test_a_digest_comes_later_and_within_a_week_and_a_change_of_clocks(after, weekday, minute, zone):
    at = next_digest(after, weekday, minute, zone)
    assert after < at <= after + timedelta(days=7, hours=1)


@given(moments, st.integers(0, 6), st.integers(5 * 60, 23 * 60), st.sampled_from(ZONES))
def test_it_comes_on_the_day_and_at_the_hour_of_the_person_s_own_clock(after, weekday, minute, zone):
    local = next_digest(after, weekday, minute, zone).astimezone(zone_of(zone))
    assert (local.weekday(), local.hour * 60 + local.minute) == (weekday, minute)


@pytest.mark.parametrize(
    ("after", "weekday", "minute", "zone", "expected"),
    [
        # On a Tuesday at 9:00 UTC: this week's Wednesday; today's later hour; next week's Tuesday, once the hour is over.
        ("2023-03-14T09:00", 2, 480, "UTC", "2023-03-15T08:00"),
        ("2023-03-14T09:00", 1, 600, "UTC", "2023-03-14T10:00"),
        ("2023-03-14T09:00", 1, 540, "UTC", "2023-03-21T09:00"),
        # It is Wednesday already where the person is.
        ("2023-03-14T20:00", 2, 480, "Pacific/Auckland", "2023-03-21T19:00"),
        # Clocks in Rome go forward on 26 March: 8:00 stays 8:00 on the wall; 2:30 does not exist.
        ("2023-03-24T09:00", 6, 480, "Europe/Rome", "2023-03-26T06:00"),
        ("2023-03-24T09:00", 6, 150, "Europe/Rome", "2023-03-26T01:30"),
        # On 29 October there are two of 2:30: the first.
        ("2023-10-27T09:00", 6, 150, "Europe/Rome", "2023-10-29T00:30"),
    ],
)
def test_a_digest_comes_at(after, weekday, minute, zone, expected):
    found = next_digest(datetime.fromisoformat(after).replace(tzinfo=UTC), weekday, minute, zone)
    assert found == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "day"), [("TN", 0), ("FR", 0), ("EG", 6), ("IL", 6), ("DZ", 6), ("IR", 5), (None, 0)]
)
def test_the_week_begins_behind_the_weekend_of_the_country(country, day):
    assert first_day(weekend_of(country)) == day


def test_topics_are_areas_networks_and_three_more():
    assert all(is_topic(area) and area_in(area) is area for area in PriorityArea)
    assert network_in(of_network(12)) == 12
    assert [is_topic(one) for one in ("sessions", "practices", "programme", "network:3")] == [True] * 4
    assert [is_topic(one) for one in ("", "network:", "network:x", "network:-1", "network:²", "weather")] == [False] * 6
