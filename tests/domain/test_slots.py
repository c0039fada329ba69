"""Times that suit the most people."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.slots import Comfort, Fit, Place, best_slots, comfort, exists, fit
from bot.i18n.countries import COUNTRIES

TUNIS = Place("Africa/Tunis", "TN", 10)
TBILISI = Place("Asia/Tbilisi", "GE", 5)
SATURDAY_NIGHT = datetime(2026, 11, 28, 20, tzinfo=UTC)

places = st.builds(
    Place,
    st.sampled_from([country.zone for country in COUNTRIES] + ["Asia/Kathmandu", "Australia/Lord_Howe", "Asia/Gaza"]),
    st.sampled_from([country.code for country in COUNTRIES]),
    st.integers(1, 9),
    st.integers(0, 1),
    st.frozensets(st.dates(date(2026, 3, 20), date(2026, 4, 30)), max_size=4),
)
zones = st.sampled_from(["Africa/Tunis", "Europe/Rome", "Asia/Kathmandu", "Asia/Gaza", "America/St_Johns"])
spring = st.integers(0, 20 * 24 * 4).map(
    lambda quarters: datetime(2026, 3, 20, tzinfo=UTC) + quarters * timedelta(minutes=15)
)


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("starts", "minutes", "place", "expected"),
    [
        ("2026-12-01 08:00", 60, TUNIS, Fit.WORK),
        ("2026-12-01 16:00", 60, TUNIS, Fit.WORK),
        ("2026-12-01 16:30", 60, TUNIS, Fit.LATE),
        ("2026-12-01 07:30", 60, TUNIS, Fit.EARLY),
        ("2026-12-01 07:00", 720, TUNIS, Fit.EARLY),
        ("2026-12-01 06:30", 60, TUNIS, Fit.NIGHT),
        ("2026-12-01 20:00", 60, TUNIS, Fit.LATE),
        ("2026-12-01 20:30", 60, TUNIS, Fit.NIGHT),
        ("2026-12-01 23:30", 60, TUNIS, Fit.NIGHT),
        ("2026-12-05 10:00", 60, TUNIS, Fit.OFF),
        # Friday and Saturday in Cairo, where one works on a Sunday.
        ("2026-12-04 10:00", 60, Place("Africa/Cairo", "EG", 1), Fit.OFF),
        ("2026-12-06 10:00", 60, Place("Africa/Cairo", "EG", 1), Fit.WORK),
        ("2026-12-01 10:00", 60, Place("Africa/Tunis", "TN", 1, holidays=frozenset({date(2026, 12, 1)})), Fit.OFF),
        ("2026-12-01 08:15", 60, Place("Asia/Kathmandu", "NP", 1), Fit.WORK),
    ],
)
def test_a_slot_lies_in_ones_day_by_ones_own_clock_and_calendar(starts, minutes, place, expected):
    assert fit(at(starts, place.zone), minutes, place) is expected


def test_what_is_a_working_morning_here_may_be_late_there():
    assert comfort(at("2026-12-01 14:00", "Africa/Tunis"), 60, [TUNIS, TBILISI]) == Comfort(work=10, late=5)


def test_the_best_slots_lie_in_everybodys_working_hours_on_different_days_and_at_different_hours():
    found = best_slots([TUNIS, TBILISI], "Africa/Tunis", SATURDAY_NIGHT, days=7, minutes=60, at_most=3)
    assert [one.starts_at.astimezone(ZoneInfo("Africa/Tunis")).strftime("%A %H:%M") for one in found] == [
        "Monday 08:00",
        "Tuesday 09:00",
        "Wednesday 10:00",
    ]
    assert {one.comfort for one in found} == {Comfort(work=15)}


def test_between_cairo_and_rome_only_monday_to_thursday_is_left():
    found = best_slots(
        [Place("Africa/Cairo", "EG", 1), Place("Europe/Rome", "IT", 1)],
        "Europe/Rome",
        SATURDAY_NIGHT,
        days=7,
        minutes=60,
        at_most=10,
    )
    working = [one.starts_at.weekday() for one in found if one.comfort.work == 2]
    assert set(working) == {0, 1, 2, 3}


def test_a_public_holiday_of_a_few_sends_the_meeting_to_another_day():
    on_monday = frozenset({date(2026, 11, 30)})
    found = best_slots(
        [TUNIS, Place("Asia/Tbilisi", "GE", 5, holidays=on_monday)], "Africa/Tunis", SATURDAY_NIGHT, 5, 60, at_most=1
    )
    assert [one.starts_at.date() for one in found] == [date(2026, 12, 1)]


def test_the_working_hours_of_those_needed_weigh_more_than_those_of_many_others():
    needed = Place("Asia/Tbilisi", "GE", 1, needed=1)
    found = best_slots([Place("America/Sao_Paulo", "BR", 30), needed], "America/Sao_Paulo", SATURDAY_NIGHT, 5, 60, 1)
    assert fit(found[0].starts_at, 60, needed) is Fit.WORK


def test_where_the_night_of_somebody_cannot_be_avoided_it_is_that_of_the_fewest():
    places = [Place("Asia/Tokyo", "JP", 3), Place("Europe/Lisbon", "PT", 20), Place("America/Sao_Paulo", "BR", 2)]
    found = best_slots(places, "Europe/Lisbon", SATURDAY_NIGHT, days=7, minutes=180, at_most=1)
    assert found[0].comfort.night == 2


def test_nothing_is_found_where_the_meeting_is_longer_than_the_organisers_day():
    assert best_slots([TUNIS], "Africa/Tunis", SATURDAY_NIGHT, days=7, minutes=15 * 60, at_most=3) == []


def test_clocks_that_go_forward_leave_an_hour_out():
    assert not exists(date(2026, 3, 29), time(2, 30), "Europe/Rome")
    assert exists(date(2026, 3, 29), time(3, 30), "Europe/Rome")
    assert exists(date(2026, 10, 25), time(2, 30), "Europe/Rome")


@given(st.lists(places, min_size=1, max_size=5), zones, spring, st.sampled_from([15, 30, 60, 90, 240]))
@settings(max_examples=30, deadline=None)
def test_each_slot_is_to_come_in_the_organisers_day_and_counted_as_it_would_be_one_by_one(places, zone, after, minutes):
    for found in best_slots(places, zone, after, days=7, minutes=minutes, at_most=10):
        assert found.starts_at > after
        assert fit(found.starts_at, minutes, Place(zone, "TN", 1)) is not Fit.NIGHT
        assert found.comfort == comfort(found.starts_at, minutes, places)
        assert found.comfort.people == sum(place.people for place in places)


@given(st.lists(places, min_size=1, max_size=4), zones, spring)
@settings(max_examples=20, deadline=None)
def test_no_slot_that_was_left_out_would_wake_fewer_people(places, zone, after):
    best = best_slots(places, zone, after, days=3, minutes=60, at_most=1)
    start = after.replace(minute=0)
    for hours in range(2 * 24):
        other = start + timedelta(hours=hours + 1)
        local = other.astimezone(ZoneInfo(zone))
        if local.minute in {0, 30} and fit(other, 60, Place(zone, "TN", 1)) is not Fit.NIGHT:
            assert best[0].comfort.night <= comfort(other, 60, places).night


@given(st.lists(places, min_size=1, max_size=4), spring)
@settings(max_examples=20, deadline=None)
def test_slots_on_offer_begin_two_hours_apart_and_do_not_overlap(places, after):
    starts = sorted(one.starts_at for one in best_slots(places, "Europe/Rome", after, 7, 180, at_most=10))
    assert all(later - sooner >= timedelta(hours=3) for sooner, later in pairwise(starts))
