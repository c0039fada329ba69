"""Sessions that repeat on the organiser's wall clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.series import MOST, Every, moved, occurrences, rule_for, rule_of, wall_of, week_of_month

ZONES = (
    *("Europe/Rome", "Africa/Casablanca", "Asia/Gaza", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Tunis"),
    *("Australia/Lord_Howe", "Africa/Cairo", "America/St_Johns", "Pacific/Chatham", "Africa/Addis_Ababa", "UTC"),
)


def walls(every, first, zone, count):
    first = datetime.fromisoformat(first)
    found = occurrences(rule_for(every, first.date(), count), first, zone)
    return [f"{wall_of(one.starts_at, zone):%m-%d %H:%M}" + "!" * one.is_shifted for one in found]


@pytest.mark.parametrize(
    ("every", "first", "zone", "expected"),
    [
        ("week", "2023-03-16 14:00", "Africa/Tunis", ["03-16 14:00", "03-23 14:00", "03-30 14:00"]),
        # Clocks go forward on 26 March in Rome, back on 29 October: the hour on the wall stays.
        ("week", "2023-03-23 14:00", "Europe/Rome", ["03-23 14:00", "03-30 14:00", "04-06 14:00"]),
        ("two_weeks", "2023-10-19 14:00", "Europe/Rome", ["10-19 14:00", "11-02 14:00", "11-16 14:00"]),
        # The hour itself is left out on that day: by the clock before it, an hour later on the wall.
        ("week", "2023-03-19 02:30", "Europe/Rome", ["03-19 02:30", "03-26 03:30!", "04-02 02:30"]),
        # Half an hour only, and at midnight.
        ("week", "2023-09-24 02:10", "Australia/Lord_Howe", ["09-24 02:10", "10-01 02:40!", "10-08 02:10"]),
        ("week", "2023-04-21 00:15", "Africa/Cairo", ["04-21 00:15", "04-28 01:15!", "05-05 00:15"]),
        # It comes twice: the first is meant.
        ("week", "2023-10-22 02:30", "Europe/Rome", ["10-22 02:30", "10-29 02:30", "11-05 02:30"]),
        # Ramadan: Morocco's clocks go back on 19 March and forward on 23 April.
        ("week", "2023-03-13 10:00", "Africa/Casablanca", ["03-13 10:00", "03-20 10:00", "03-27 10:00"]),
        ("month_weekday", "2023-03-16 14:00", "Asia/Kathmandu", ["03-16 14:00", "04-20 14:00", "05-18 14:00"]),
        ("month_weekday", "2023-03-30 14:00", "Africa/Tunis", ["03-30 14:00", "04-27 14:00", "05-25 14:00"]),
        ("month_day", "2023-01-31 14:00", "Africa/Tunis", ["01-31 14:00", "02-28 14:00", "03-31 14:00"]),
        ("month_day", "2024-01-29 14:00", "Africa/Tunis", ["01-29 14:00", "02-29 14:00", "03-29 14:00"]),
        ("month_day", "2023-03-16 14:00", "Africa/Tunis", ["03-16 14:00", "04-16 14:00", "05-16 14:00"]),
    ],
)
def test_the_hour_on_the_organisers_wall_stays(every, first, zone, expected):
    assert walls(Every(every), first, zone, 3) == expected


def test_over_a_change_of_clocks_the_instant_moves():
    rule = rule_for(Every.WEEK, date(2023, 3, 23), 2)
    before, after = occurrences(rule, datetime(2023, 3, 23, 14), "Europe/Rome")  # noqa: DTZ001 - wall time
    assert (before.starts_at, after.starts_at) == (
        datetime(2023, 3, 23, 13, tzinfo=UTC),
        datetime(2023, 3, 30, 12, tzinfo=UTC),
    )


def test_a_date_that_a_zone_left_out_is_told():
    """Samoa went from 29 to 31 December 2011."""
    assert walls(Every.WEEK, "2011-12-23 10:00", "Pacific/Apia", 2) == ["12-23 10:00", "12-31 10:00!"]


def test_what_follows_moves_as_many_days_and_to_the_same_hour():
    days = (date(2023, 3, 16), date(2023, 3, 23), date(2023, 3, 30))
    found = moved(days, datetime(2023, 3, 14, 9, 30), "Europe/Rome")  # noqa: DTZ001 - wall time
    assert [f"{wall_of(one.starts_at, 'Europe/Rome'):%m-%d %H:%M}" for one in found] == [
        *("03-14 09:30", "03-21 09:30", "03-28 09:30")
    ]


@given(
    st.sampled_from(Every),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - wall times
    st.sampled_from(ZONES),
    st.integers(1, MOST),
)
def test_a_series_has_as_many_as_wanted_begins_with_the_first_and_goes_forward(every, first, zone, count):
    first = first.replace(second=0, microsecond=0)
    found = occurrences(rule_for(every, first.date(), count), first, zone)
    assert len(found) == count
    assert found[0].day == first.date()
    assert [one.starts_at for one in found] == sorted({one.starts_at for one in found})
    for one in found:
        shift = wall_of(one.starts_at, zone) - datetime.combine(one.day, first.time())
        assert timedelta() <= shift <= timedelta(hours=1)
        assert one.is_shifted == bool(shift)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_the_weekday_of_a_month_is_the_one_of_the_first(day):
    rule = rule_for(Every.MONTH_WEEKDAY, day, 4)
    found = [one.date() for one in rrulestr(rule, dtstart=datetime.combine(day, datetime.min.time()))]
    assert found[0] == day
    assert {one.weekday() for one in found} == {day.weekday()}
    assert len({(one.year, one.month) for one in found}) == 4
    if week_of_month(day) > 0:
        assert {week_of_month(one) for one in found} == {week_of_month(day)}
    else:
        assert all((one + timedelta(weeks=1)).month != one.month for one in found)


def begins(every, first, zone, count):
    at = datetime.fromisoformat(first)
    return [one.starts_at for one in occurrences(rule_for(every, at.date(), count), at, zone)]


@pytest.mark.parametrize("every", list(Every))
@pytest.mark.parametrize("zone", ["Europe/Rome", "Asia/Kathmandu"])
def test_the_rule_of_a_series_is_found_again_from_its_times(every, zone):
    times = begins(every, "2023-03-16 14:00", zone, 4)
    found = rule_of(times, zone)
    assert found is not None
    assert [one.starts_at for one in occurrences(found, wall_of(times[0], zone), zone)] == times


@pytest.mark.parametrize(
    ("first", "every", "second_moves"),
    [
        ("2023-03-16 14:00", Every.WEEK, timedelta(hours=1)),  # one alone was moved
        ("2023-03-19 02:30", Every.WEEK, timedelta()),  # clocks leave the hour out on the second day
        ("2023-01-31 14:00", Every.MONTH_DAY, timedelta()),  # the last day of each month: BYSETPOS
    ],
)
def test_times_of_no_rule_that_every_calendar_follows_have_none(first, every, second_moves):
    one, two, three = begins(every, first, "Europe/Rome", 3)
    assert rule_of([one, two + second_moves, three], "Europe/Rome") is None


def test_some_of_a_series_have_a_rule_where_one_makes_them():
    weekly = begins(Every.WEEK, "2023-03-16 14:00", "Europe/Rome", 5)
    assert rule_of(weekly[::2], "Europe/Rome") == "FREQ=WEEKLY;INTERVAL=2;COUNT=3"
    assert rule_of([weekly[0], weekly[1], weekly[3]], "Europe/Rome") is None
