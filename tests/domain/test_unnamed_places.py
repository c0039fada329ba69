"""Whatever place is told, at least five centres could be meant, also for whoever compares what is told of all of them."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.regions import REGIONS, Region
from bot.domain.unnamed_places import PARTS, place_told

CASES = {
    "a country with enough": ("TN", {"TN": 5}, "TN"),
    "one in its part of the world": ("TN", {"TN": 1, "MA": 2, "DZ": 2}, Region.MEDITERRANEAN),
    "and too few there": ("TN", {"TN": 1, "MA": 3, "IT": 9}, None),
    # Whoever reads "Mediterranean" knows that it is not Morocco, which would have been named.
    "without those that would be named": ("TN", {"TN": 1, "MA": 5}, None),
    "a part beside another": ("KE", {"KE": 1, "TN": 4, "SN": 4}, Region.AFRICA),
    "in no part that has a name": ("NO", {"NO": 1, "IT": 9}, None),
}


@pytest.mark.parametrize(("country", "centres", "told"), CASES.values(), ids=CASES)
def test_a_place_is_told_as_exactly_as_it_tells_of_no_centre(country, centres, told):
    assert place_told(country, centres) == told


@given(
    st.dictionaries(st.sampled_from(["TN", "MA", "DZ", "EG", "IT", "FR", "KE", "SN", "GE", "NO"]), st.integers(1, 7))
)
def test_of_whatever_is_told_there_are_five_to_whom_the_same_is_told(centres):
    same = Counter()
    for country, count in centres.items():
        same[place_told(country, centres)] += count
    assert all(count >= 5 for place, count in same.items() if place is not None)


def test_parts_are_as_many_as_do_not_reach_over_each_other():
    assert set(PARTS) == set(REGIONS) - {Region.ETF}
