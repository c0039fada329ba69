"""When two centres are at work at the same time."""

from datetime import date

import pytest

from bot.domain.working_hours import shared_hours, working_week

MONDAY_IN_WINTER, MONDAY_IN_SUMMER = date(2026, 1, 12), date(2026, 7, 13)


@pytest.mark.parametrize(
    ("one", "other", "on", "hours"),
    [
        (("Africa/Tunis", "TN"), ("Europe/Rome", "IT"), MONDAY_IN_WINTER, 9),
        (("Africa/Tunis", "TN"), ("Europe/Rome", "IT"), MONDAY_IN_SUMMER, 8),  # only Italy changes its clocks
        (("Africa/Tunis", "TN"), ("Asia/Tbilisi", "GE"), MONDAY_IN_WINTER, 6),
        (("Africa/Dakar", "SN"), ("Asia/Almaty", "KZ"), MONDAY_IN_WINTER, 4),
        (("Asia/Kathmandu", "NP"), ("Europe/Berlin", "DE"), MONDAY_IN_WINTER, 4),  # 5:45 ahead of UTC
        (("Pacific/Auckland", "NZ"), ("Europe/Lisbon", "PT"), MONDAY_IN_WINTER, 0),
        (("Africa/Cairo", "EG"), ("Europe/Rome", "IT"), MONDAY_IN_WINTER, 8),  # on the four days that both work
    ],
)
def test_whole_hours_are_counted_on_days_that_both_work(one, other, on, hours):
    weeks = working_week(*one, on), working_week(*other, on)
    assert shared_hours(*weeks) == shared_hours(*reversed(weeks)) == hours


def test_a_week_of_sunday_to_thursday_and_one_of_monday_to_friday_have_four_days_in_common():
    egypt, italy = (working_week(*place, MONDAY_IN_WINTER) for place in (("Africa/Cairo", "EG"), ("Europe/Rome", "IT")))
    assert sum(any(one & other for other in italy) for one in egypt) == 4
