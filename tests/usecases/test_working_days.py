"""Working days on offer."""

from datetime import date, timedelta

import pytest

from bot.usecases import working_days
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, Learning


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(ORGANISER, Named("omar", member=True, centre="TN-2"))
    return world


def test_until_when_is_the_last_working_day_before_so_many_days_are_over(learning):
    """On a Saturday, from Tuesday 14 March 2023 on."""
    learning.now += timedelta(days=4)
    assert learning.does("omar", working_days.until) == (
        date(2023, 3, 24),
        date(2023, 3, 31),
        date(2023, 4, 7),
        date(2023, 4, 14),
    )


def test_days_that_fall_together_are_on_offer_once(learning):
    learning.now += timedelta(days=4)
    assert learning.does("omar", working_days.until, (6, 7, 8)) == (date(2023, 3, 24),)
