"""Reminders of unanswered questionnaires come by day, and as soon as that is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nudges import WORK_FROM, WORK_UNTIL, Rung, begins, is_working_time, next_allowed, next_working
from bot.domain.reminders import is_quiet
from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of

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


COUNTRIES = ("TN", "EG", "GE", "IR", "IN", "ZZ", "", None)


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from(COUNTRIES))
def test_teams_are_reminded_while_people_work_there_and_as_soon_as_they_do(now, zone, country):
    at = next_working(now, zone, country)
    local = at.astimezone(zone_of(zone))
    assert WORK_FROM <= local.time() < WORK_UNTIL
    assert local.weekday() not in weekend_of(country)
    assert is_working_time(at, zone, country)
    assert timedelta(0) <= at - now <= timedelta(days=4)
    assert (at == now) is is_working_time(now, zone, country)
    assert not any(is_working_time(now + (at - now) * part / 50, zone, country) for part in range(50) if at > now)


@given(MOMENTS, st.one_of(st.none(), st.timedeltas(timedelta(minutes=1), timedelta(days=400))))
def test_the_ladder_climbs_in_its_order_and_before_the_round_is_over(opens_at, span):
    closes_at = None if span is None else opens_at + span
    reached = [begins(rung, opens_at, closes_at) for rung in Rung]
    assert opens_at < reached[0]
    assert reached == sorted(reached)
    if closes_at is not None:
        assert reached[-1] < closes_at
