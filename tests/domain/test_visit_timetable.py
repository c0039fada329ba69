"""Steps of a peer visit: backwards from its day, in their order, on working days of whoever does them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.visit_timetable import (
    STEPS,
    Part,
    Place,
    VisitStep,
    days_for_visits,
    hours_for_visits,
    timetable,
    working_day_from,
)
from bot.i18n.weeks import weekend_of

TUNIS, CAIRO, TBILISI = 1, 2, 3
MAY_DAY = date(2023, 5, 1)  # a Monday


def place(centre, *holidays):
    country, zone = {
        TUNIS: ("TN", "Africa/Tunis"),
        CAIRO: ("EG", "Africa/Cairo"),  # Egypt rests on Friday and Saturday
        TBILISI: ("GE", "Asia/Tbilisi"),
    }[centre]
    return Place(centre, country, zone, frozenset(holidays))


PLACES = {centre: place(centre) for centre in (TUNIS, CAIRO, TBILISI)}
WEDNESDAY = date(2023, 5, 10)
LONG_BEFORE = date(2023, 3, 1)
days = st.dates(date(2022, 1, 1), date(2025, 12, 31))
holidays = st.sets(st.integers(0, 120), max_size=12)  # days from today


def due(tasks, step):
    return {one.centre_id: one.due_on for one in tasks if one.step is step}


def test_the_self_report_is_due_four_weeks_before_and_the_draft_four_weeks_after():
    tasks = timetable(WEDNESDAY, TUNIS, [CAIRO, TBILISI], PLACES, LONG_BEFORE)
    assert due(tasks, VisitStep.SELF_REPORT) == {TUNIS: date(2023, 4, 12)}
    assert due(tasks, VisitStep.AGENDA) == {TUNIS: date(2023, 4, 26)}
    assert due(tasks, VisitStep.QUESTIONS) == {CAIRO: date(2023, 5, 3), TBILISI: date(2023, 5, 3)}
    assert due(tasks, VisitStep.VISIT) == {TUNIS: WEDNESDAY}
    assert due(tasks, VisitStep.DRAFT) == {CAIRO: date(2023, 6, 7)}
    assert due(tasks, VisitStep.COMMENTS) == {TUNIS: date(2023, 6, 21)}
    assert due(tasks, VisitStep.FINAL) == {CAIRO: date(2023, 6, 28)}


@pytest.mark.parametrize(
    ("centre", "until"),
    [(TUNIS, date(2023, 5, 5)), (CAIRO, date(2023, 5, 4))],  # for a Friday: there a working day, here not
)
def test_what_would_be_due_on_a_weekend_is_due_on_the_working_day_before(centre, until):
    tasks = timetable(date(2023, 5, 12), TBILISI, [centre], PLACES, LONG_BEFORE)
    assert due(tasks, VisitStep.QUESTIONS) == {centre: until}


@pytest.mark.parametrize(
    ("off", "until"),
    [
        ([], MAY_DAY),
        ([MAY_DAY], date(2023, 4, 28)),  # the Friday before
        ([MAY_DAY, date(2023, 4, 28)], date(2023, 4, 27)),
        ([date(2023, 5, 2)], MAY_DAY),
    ],
)
def test_what_would_be_due_on_a_public_holiday_is_due_on_the_working_day_before(off, until):
    places = {TUNIS: place(TUNIS, *off), TBILISI: place(TBILISI, MAY_DAY)}
    tasks = timetable(date(2023, 5, 8), TBILISI, [TUNIS], places, LONG_BEFORE)
    assert due(tasks, VisitStep.QUESTIONS) == {TUNIS: until}


@pytest.mark.parametrize(
    ("today", "until"),
    [(date(2023, 4, 30), date(2023, 5, 3)), (date(2023, 4, 27), date(2023, 4, 28))],
)
def test_where_little_time_is_left_nothing_is_due_before_the_next_day_that_is_no_holiday(today, until):
    assert working_day_from(today + timedelta(days=1), place(TUNIS, MAY_DAY, date(2023, 5, 2))) == until
    places = {TUNIS: place(TUNIS, MAY_DAY, date(2023, 5, 2)), TBILISI: place(TBILISI)}
    tasks = timetable(date(2023, 5, 8), TUNIS, [TBILISI], places, today)
    assert due(tasks, VisitStep.SELF_REPORT) == {TUNIS: until}


@given(days, st.integers(0, 60), st.tuples(*[holidays] * 3))
def test_nothing_is_due_on_a_day_off_or_before_tomorrow_and_the_order_of_the_steps_stays(today, ahead, off):
    places = {
        centre: place(centre, *(today + timedelta(days=number) for number in resting))
        for centre, resting in zip(PLACES, off, strict=True)
    }
    visit_on = days_for_visits(today + timedelta(days=ahead), today + timedelta(days=99), places.values(), today)[0]
    tasks = timetable(visit_on, TUNIS, [CAIRO, TBILISI], places, today)
    for task in tasks:
        assert task.due_on > today
        assert task.due_on.weekday() not in weekend_of(places[task.centre_id].country)
        assert task.due_on not in places[task.centre_id].holidays
    for centre in PLACES:
        theirs = [task.due_on for task in tasks if task.centre_id == centre]
        assert theirs == sorted(theirs)


@given(days, st.integers(0, 60))
def test_the_draft_is_due_within_four_weeks_of_the_visit(today, ahead):
    visit_on = days_for_visits(today + timedelta(days=ahead), today + timedelta(days=99), PLACES.values(), today)[0]
    [written] = due(timetable(visit_on, TUNIS, [CAIRO], PLACES, today), VisitStep.DRAFT).values()
    assert visit_on < written <= visit_on + timedelta(days=28)


def test_every_step_but_the_choice_of_the_day_has_its_place():
    assert set(STEPS) == set(VisitStep) - {VisitStep.DAY}
    assert {step.part for step in STEPS.values()} == set(Part)


def test_a_visit_is_on_no_day_on_which_one_of_them_rests():
    week = days_for_visits(date(2023, 5, 8), date(2023, 5, 14), [PLACES[TUNIS], PLACES[CAIRO]], LONG_BEFORE)
    assert week == tuple(date(2023, 5, day) for day in (8, 9, 10, 11))


@pytest.mark.parametrize(
    ("of_tunis", "of_tbilisi", "offered"),
    [
        ([], [], [28, 1, 2, 3]),
        ([MAY_DAY], [], [28, 2, 3]),  # one that rests is enough
        ([MAY_DAY], [date(2023, 5, 3)], [28, 2]),
        ([date(2023, 4, 29)], [], [28, 1, 2, 3]),  # a Saturday
    ],
)
def test_a_visit_is_on_no_public_holiday_of_one_of_them(of_tunis, of_tbilisi, offered):
    places = [place(TUNIS, *of_tunis), place(TBILISI, *of_tbilisi)]
    found = days_for_visits(date(2023, 4, 28), date(2023, 5, 3), places, LONG_BEFORE)
    assert [day.day for day in found] == offered


def test_there_is_no_hour_for_a_visit_on_a_public_holiday():
    there = [PLACES[TUNIS], PLACES[TBILISI]]
    assert hours_for_visits(MAY_DAY, there, 120)
    assert hours_for_visits(MAY_DAY, [PLACES[TUNIS], place(TBILISI, MAY_DAY)], 120) == ()


def test_there_is_no_day_before_tomorrow():
    assert days_for_visits(date(2023, 5, 8), date(2023, 5, 10), [PLACES[TUNIS]], date(2023, 5, 9)) == (
        date(2023, 5, 10),
    )
    assert days_for_visits(date(2023, 5, 8), date(2023, 5, 10), [PLACES[TUNIS]], date(2023, 6, 9)) == ()
