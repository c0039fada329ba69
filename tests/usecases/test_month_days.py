"""First and last days of months on offer."""

from datetime import date

import pytest

from bot.usecases import month_days, working_days
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, Learning

FAR = date(9999, 12, 31)


@pytest.fixture
def learning(database):
    """On Tuesday 14 March 2023."""
    world = Learning(database)
    world.joins(ORGANISER, Named("omar", member=True, centre="TN-2"))
    return world


@pytest.mark.parametrize(
    ("near", "first", "last"),
    [
        (None, date(2023, 4, 1), date(2023, 9, 1)),
        (date(2022, 3, 1), date(2023, 4, 1), date(2023, 9, 1)),
        (date(2023, 5, 1), date(2023, 4, 1), date(2023, 10, 1)),  # the one that it is so far is left out
        (date(2024, 10, 1), date(2024, 7, 1), date(2025, 1, 1)),
    ],
)
def test_first_days_are_to_come_and_around_what_is_so_far(learning, near, first, last):
    found = learning.does("omar", month_days.firsts, near)
    assert (found[0], found[-1], len(found), near in found) == (first, last, month_days.ON_OFFER, False)


@pytest.mark.parametrize(
    ("near", "after", "first"),
    [
        (None, None, date(2023, 3, 31)),
        (None, date(2023, 5, 20), date(2023, 5, 31)),
        (date(2023, 7, 31), date(2023, 6, 1), date(2023, 6, 30)),
        (None, date(2021, 5, 20), date(2023, 3, 31)),
    ],
)
def test_last_days_are_those_of_months_that_end_behind_the_beginning(learning, near, after, first):
    assert learning.does("omar", month_days.lasts, near, after)[0] == first


def test_of_days_that_nobody_means_nothing_follows(learning):
    assert learning.does("omar", month_days.firsts, FAR) == ()
    assert learning.does("omar", month_days.lasts, None, FAR) == ()
    assert learning.does("omar", working_days.until, working_days.SOON, FAR) == ()
