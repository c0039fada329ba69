"""Steps of a peer visit: backwards from its day, in their order, never on a weekend of whoever does them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.visit_timetable import STEPS, Part, VisitStep, days_for_visits, timetable
from bot.i18n.weeks import weekend_of

TUNIS, CAIRO, TBILISI = 1, 2, 3
COUNTRIES = {TUNIS: "TN", CAIRO: "EG", TBILISI: "GE"}  # Egypt rests on Friday and Saturday
WEDNESDAY = date(2023, 5, 10)
LONG_BEFORE = date(2023, 3, 1)
days = st.dates(date(2022, 1, 1), date(2025, 12, 31))


def due(tasks, step):
    return {one.centre_id: one.due_on for one in tasks if one.step is step}


def test_the_self_report_is_due_four_weeks_before_and_the_draft_four_weeks_after():
    tasks = timetable(WEDNESDAY, TUNIS, [CAIRO, TBILISI], COUNTRIES, LONG_BEFORE)
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
    tasks = timetable(date(2023, 5, 12), TBILISI, [centre], COUNTRIES, LONG_BEFORE)
    assert due(tasks, VisitStep.QUESTIONS) == {centre: until}


@given(days, st.integers(0, 60))
def test_nothing_is_due_on_a_weekend_or_before_tomorrow_and_the_order_of_the_steps_stays(today, ahead):
    visit_on = days_for_visits(today + timedelta(days=ahead), today + timedelta(days=99), COUNTRIES.values(), today)[0]
    tasks = timetable(visit_on, TUNIS, [CAIRO, TBILISI], COUNTRIES, today)
    for task in tasks:
        assert task.due_on > today
        assert task.due_on.weekday() not in weekend_of(COUNTRIES[task.centre_id])
    for centre in COUNTRIES:
        theirs = [task.due_on for task in tasks if task.centre_id == centre]
        assert theirs == sorted(theirs)


@given(days, st.integers(0, 60))
def test_the_draft_is_due_within_four_weeks_of_the_visit(today, ahead):
    visit_on = days_for_visits(today + timedelta(days=ahead), today + timedelta(days=99), COUNTRIES.values(), today)[0]
    [written] = due(timetable(visit_on, TUNIS, [CAIRO], COUNTRIES, today), VisitStep.DRAFT).values()
    assert visit_on < written <= visit_on + timedelta(days=28)


def test_every_step_but_the_choice_of_the_day_has_its_place():
    assert set(STEPS) == set(VisitStep) - {VisitStep.DAY}
    assert {step.part for step in STEPS.values()} == set(Part)


def test_a_visit_is_on_no_day_on_which_one_of_them_rests():
    week = days_for_visits(date(2023, 5, 8), date(2023, 5, 14), ["TN", "EG"], LONG_BEFORE)
    assert week == tuple(date(2023, 5, day) for day in (8, 9, 10, 11))


def test_there_is_no_day_before_tomorrow():
    assert days_for_visits(date(2023, 5, 8), date(2023, 5, 10), ["TN"], date(2023, 5, 9)) == (date(2023, 5, 10),)
    assert days_for_visits(date(2023, 5, 8), date(2023, 5, 10), ["TN"], date(2023, 6, 9)) == ()
