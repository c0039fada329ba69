"""A tap or a number on a list that is another by now."""

import pytest

from bot.core.given import Given
from bot.core.places import as_seen

SEEN = ("go on", "sessions", "language")


@pytest.mark.parametrize(
    ("given", "present", "means"),
    [
        (Given(option=1), SEEN, Given(option=1)),
        (Given(option=7), SEEN, Given(option=7)),
        (Given(option=1), ("sessions", "language"), Given(option=0)),
        (Given(option=0), ("sessions", "language"), None),
        (Given(option=3), ("sessions", "language"), None),
        (Given(text="2"), ("sessions", "language"), Given(text="2", option=0)),
        (Given(text="٢"), ("sessions", "language"), Given(text="٢", option=0)),
        (Given(text="0"), ("sessions", "language"), None),
        (Given(text="1 3"), ("sessions", "language"), None),
        (Given(text="language"), ("sessions", "language"), Given(text="language")),
        (Given(text="2 cups"), ("sessions",), Given(text="2 cups")),
    ],
)
def test_a_place_is_that_of_the_list_which_was_seen(given, present, means):
    assert as_seen(given, SEEN, present) == means


def test_where_nobody_knows_what_was_seen_a_place_is_taken_as_it_is():
    assert as_seen(Given(option=1), (), SEEN) == Given(option=1)
