"""What may be told of ratings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feedback import FEWEST, ratings

ANSWERS = st.lists(
    st.fixed_dictionaries({"/u": st.sampled_from("12345")}, optional={"/l": st.sampled_from(("yes", "no"))}),
    max_size=23,
)


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, 0), (4, 0), (5, 5), (6, 5), (9, 5), (10, 10)], ids=str)
def test_ratings_are_told_from_five_answers_on_and_by_fives(count, shown):
    found = ratings([{"/u": "4"}] * count, "/u", ())
    assert (found.answers, found.mean) == (shown, 4.0 if shown else None)


def test_what_was_skipped_counts_for_nothing():
    rows = [{"/u": "5", "/l": "yes"}, {"/u": "1"}, {"/u": "3", "/l": "no"}, {"/l": "yes"}, {}]
    found = ratings(rows, "/u", ("/l",))
    assert (found.mean, found.choices) == (3.0, {"/l": {"yes": 2, "no": 1}})


def test_where_nobody_rated_there_is_no_mean():
    assert ratings([{"/l": "yes"}] * 5, "/u", ("/l",)).mean is None


@given(ANSWERS, ANSWERS)
def test_fewer_than_five_more_answers_never_change_what_is_told_by_themselves(first, more):
    """Whoever looks twice learns of five people at least, or nothing."""
    before, after = ratings(first, "/u", ("/l",)), ratings([*first, *more], "/u", ("/l",))
    assert after == before or after.answers - before.answers >= FEWEST
