from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.priorities import Priority, priorities, priorities_by
from bot.domain.scores import Indicator, Scale

RELEVANCE = Scale(0, 3)
A, B, C = (Indicator(letter, PriorityArea.WBL, relevance=RELEVANCE) for letter in "abc")


def area(one):
    return one.area


def test_relevance_times_gap_decides_what_comes_first():
    found = priorities([A, B, C], {"a": 1, "b": 3, "c": 2}, {"a": 1, "b": 3, "c": 3})
    assert list(found) == ["c", "b", "a"]
    assert found["c"] == Priority(Fraction(1), Fraction(3, 4), 1, Fraction(3, 4))
    assert found["a"].value == Fraction(1, 3)


def test_what_is_at_the_top_or_matters_not_at_all_is_no_priority():
    assert priorities([A, B], {"a": 5, "b": 1}, {"a": 3, "b": 0}) == {}


def test_what_does_not_apply_was_not_rated_or_has_no_relevance_is_no_priority():
    without = Indicator("d")
    assert priorities([A, B, C, without], {"a": None, "c": 2, "d": 2}, {"a": 3, "b": 3, "d": 3}) == {}


def test_of_equal_priorities_the_larger_gap_comes_first_then_the_order_of_the_form():
    wide = Indicator("wide", scale=Scale(0, 6), relevance=Scale(0, 6))
    levels, relevances = {"wide": 2, "a": 3, "b": 3}, {"wide": 3, "a": 2, "b": 2}
    assert list(priorities([A, B, wide], levels, relevances)) == ["wide", "a", "b"]
    assert list(priorities([B, wide, A], levels, relevances)) == ["wide", "b", "a"]


def test_gaps_are_compared_across_scales_and_reversed_ones():
    short = Indicator("short", scale=Scale(1, 4), relevance=RELEVANCE)
    dropout = Indicator("dropout", reverse=True, relevance=RELEVANCE)
    found = priorities([short, dropout], {"short": 1, "dropout": 5}, {"short": 3, "dropout": 3})
    assert {one.gap for one in found.values()} == {1}


def test_the_priority_of_an_area_is_the_mean_of_its_indicators_products():
    heavy = replace(B, weight=Fraction(3))
    found = priorities_by([A, heavy], {"a": 1, "b": 5}, {"a": 3, "b": 3}, area)
    assert found == {PriorityArea.WBL: Priority(Fraction(1), Fraction(1, 4), 2, Fraction(1, 4))}
    lends_nothing = priorities_by([A, B], {"a": 1, "b": 5}, {"a": 0, "b": 3}, area)
    assert lends_nothing == {}


def test_an_indicator_outside_of_every_area_is_in_no_area():
    assert priorities_by([replace(A, area=None)], {"a": 1}, {"a": 3}, area) == {}


levels = st.integers(1, 5)
relevances = st.integers(0, 3)


@given(levels, levels, relevances, relevances)
def test_a_priority_grows_with_relevance_and_with_the_gap(level, lower, relevance, higher):
    lower, higher = min(level, lower), max(relevance, higher)
    base = priorities([A], {"a": level}, {"a": relevance}).get("a")
    for more in (
        priorities([A], {"a": lower}, {"a": relevance}),
        priorities([A], {"a": level}, {"a": higher}),
        priorities([A], {"a": lower}, {"a": higher}),
    ):
        value = more["a"].value if more else 0
        assert (base.value if base else 0) <= value <= 1


@given(
    st.dictionaries(st.sampled_from("abc"), st.none() | levels),
    st.dictionaries(st.sampled_from("abc"), relevances),
    st.permutations([A, B, C]),
)
def test_a_ranking_goes_down_and_ties_alone_depend_on_the_order_of_the_form(chosen, matter, shuffled):
    found = priorities([A, B, C], chosen, matter)
    values = [(one.value, one.gap) for one in found.values()]
    assert values == sorted(values, reverse=True)
    assert priorities(shuffled, chosen, matter) == found
    assert [(one.value, one.gap) for one in priorities(shuffled, chosen, matter).values()] == values
