"""Which of the possible days of a visit are on offer as buttons."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.storage.visits import VisitWay
from bot.usecases.visit_planning import Choice

MONDAY = date(2023, 5, 1)


def choice(days, prepared=MONDAY):
    return Choice(1, VisitWay.LIVE, days[0], days[-1], tuple(days), prepared, ())


def weeks(number):
    return [MONDAY + timedelta(days=7 * week + day) for week in range(number) for day in range(5)]


@given(st.integers(2, 26), st.integers(2, 8))
def test_days_on_offer_are_not_all_of_one_day_of_the_week(number, most):
    found = choice(weeks(number)).offered(most)
    assert len(found) == min(most, 5 * number)
    assert list(found) == sorted(set(found))
    assert len({day.weekday() for day in found}) >= min(most, 3)
    assert max(later - earlier for earlier, later in pairwise(found)) <= timedelta(days=7 * number / (most - 1) + 7)


@given(st.sets(st.integers(0, 200), min_size=1), st.integers(1, 8), st.integers(0, 220))
def test_days_that_leave_time_to_prepare_are_on_offer_where_there_are_some(places, most, prepared):
    days = [MONDAY + timedelta(days=place) for place in sorted(places)]
    found = choice(days, MONDAY + timedelta(days=prepared)).offered(most)
    in_time = [day for day in days if day >= MONDAY + timedelta(days=prepared)] or days
    assert set(found) <= set(in_time)
    assert len(found) == min(most, len(in_time))
