from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.visit_diary import ASKED_AT, TOLD_AT, DiaryPrompt, told_at, week
from bot.domain.visit_timetable import Place
from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of

ZONES = ("Africa/Tunis", "Asia/Tbilisi", "Europe/Rome", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Cairo")
COUNTRIES = ("TN", "GE", "IT", "EG", "IL")
DATES = st.dates(date(2022, 1, 1), date(2030, 12, 31))


@given(DATES, st.sampled_from(ZONES), st.sampled_from(COUNTRIES), st.sets(st.integers(0, 20), max_size=6))
def test_a_week_has_each_question_once_in_order_on_working_mornings(first, zone, country, off):
    holidays = frozenset(first + timedelta(days=number) for number in off)
    days = week(first, Place(1, country, zone, holidays))

    assert [day.prompt for day in days] == list(DiaryPrompt)
    assert [day.number for day in days] == [1, 2, 3, 4, 5]
    assert [day.on for day in days] == sorted({day.on for day in days})
    assert first <= days[0].on
    assert days[-1].on <= first + timedelta(days=8 + 3 * len(off))
    for day in days:
        assert day.on.weekday() not in weekend_of(country)
        assert day.on not in holidays
        there = day.ask_at.astimezone(zone_of(zone))
        assert (there.date(), there.time()) == (day.on, ASKED_AT)


@pytest.mark.parametrize(
    ("country", "first", "days"),
    [
        ("TN", date(2023, 3, 9), [9, 10, 13, 14, 15]),  # from a Thursday
        ("TN", date(2023, 3, 11), [13, 14, 15, 16, 17]),
        ("EG", date(2023, 3, 16), [16, 19, 21, 22, 23]),  # Friday and Saturday are the weekend there
        ("TN", date(2023, 3, 17), [17, 22, 23, 24, 27]),
    ],
)
def test_weekends_and_holidays_of_the_country_are_left_out(country, first, days):
    holidays = frozenset({date(2023, 3, 20), date(2023, 3, 21)} if country == "TN" else {date(2023, 3, 20)})
    assert [day.on.day for day in week(first, Place(1, country, "Africa/Tunis", holidays))] == days


@given(DATES, st.integers(0, 24 * 60 * 60 - 1), st.sampled_from(ZONES))
def test_visitors_hear_at_the_next_end_of_a_day_at_the_hosts(day, seconds, zone):
    now = datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)
    at = told_at(now, zone)

    assert timedelta(0) < at - now <= timedelta(hours=25)
    assert at.astimezone(zone_of(zone)).time() == TOLD_AT


def test_what_comes_in_just_then_is_told_the_day_after():
    now = datetime.combine(date(2023, 3, 14), time(16), UTC)  # 17:00 in Tunis

    assert told_at(now - timedelta(seconds=1), "Africa/Tunis") == now
    assert told_at(now, "Africa/Tunis") == now + timedelta(days=1)
