"""No sum or difference of published results is about fewer than five people."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as some

from bot.domain.suppression import FEWEST, visible

CELLS = "abcdef"
counts_of_cells = some.fixed_dictionaries({cell: some.integers(0, 12) for cell in CELLS})
results_in_order = some.lists(some.frozensets(some.sampled_from(CELLS), min_size=1), max_size=9).map(
    lambda sets: list(enumerate(sets))
)


def people(cells: frozenset[str], counts: Mapping[str, int]) -> int:
    return sum(counts[cell] for cell in cells)


def can_be_worked_out(group: frozenset[str], shown: Sequence[frozenset[str]]) -> bool:
    """Whether adding and subtracting multiples of the shown results gives exactly this group."""
    rows = [[Fraction(cell in one) for cell in CELLS] for one in shown]
    return rank([*rows, [Fraction(cell in group) for cell in CELLS]]) == rank(rows)


def rank(rows: list[list[Fraction]]) -> int:
    rows, found = [list(row) for row in rows], 0
    for column in range(len(CELLS)):
        pivot = next((row for row in rows[found:] if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        rows.insert(found, pivot)
        for row in rows[found + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [value - factor * other for value, other in zip(row, pivot, strict=True)]
        found += 1
    return found


@given(counts_of_cells, results_in_order)
def test_no_difference_of_two_results_is_about_a_group_below_five(counts, results):
    shown = visible(results, counts)
    published = [cells for name, cells in results if name in shown]
    assert all(people(cells, counts) >= FEWEST for cells in published)
    for one, other in combinations(published, 2):
        for rest in (one - other, other - one):
            is_a_difference = one <= other or other <= one
            assert not is_a_difference or people(rest, counts) == 0 or people(rest, counts) >= FEWEST


@given(counts_of_cells, results_in_order)
def test_nothing_that_can_be_worked_out_of_all_results_is_about_a_group_below_five(counts, results):
    shown = visible(results, counts)
    published = [frozenset(cell for cell in cells if counts[cell]) for name, cells in results if name in shown]
    there = [cell for cell in CELLS if counts[cell]]
    for size in range(1, len(there) + 1):
        for group in map(frozenset, combinations(there, size)):
            if people(group, counts) < FEWEST:
                assert not can_be_worked_out(group, published)


@given(counts_of_cells)
def test_results_that_share_nobody_are_shown_from_five_people_on(counts):
    results = [(cell, [cell]) for cell in CELLS]
    assert visible(results, counts) == {cell for cell in CELLS if counts[cell] >= FEWEST}


@given(counts_of_cells, results_in_order, some.integers(0, 9))
def test_what_comes_later_hides_nothing_that_came_before(counts, results, length):
    before = visible(results[:length], counts)
    assert before == {name for name in visible(results, counts) if name < length}


def test_a_total_is_hidden_that_would_tell_of_a_small_group_beside_the_parts():
    counts = {"a": 12, "b": 9, "c": 3}
    parts = [("a", "a"), ("b", "b"), ("c", "c")]
    assert visible([*parts, ("total", "abc")], counts) == {"a", "b"}


def test_a_part_is_hidden_that_would_tell_of_a_small_group_beside_the_total():
    counts = {"a": 12, "b": 9, "c": 3}
    parts = [("a", "a"), ("b", "b"), ("c", "c")]
    assert visible([("total", "abc"), *parts], counts) == {"total", "a"}


def test_two_totals_that_overlap_hide_one_that_would_tell_of_their_difference():
    counts = {"north": 20, "south": 20, "island": 2}
    totals = [("network", ["north", "south"]), ("country", ["north", "south", "island"])]
    assert visible(totals, counts) == {"network"}
    assert visible(totals, {**counts, "island": 5}) == {"network", "country"}


def test_of_two_overlapping_results_one_is_hidden_though_neither_holds_the_other():
    counts = {"a": 6, "b": 4, "c": 6}
    totals = [("ab", "ab"), ("bc", "bc"), ("abc", "abc")]
    assert visible(totals, counts) == {"ab", "abc"}


def test_groups_without_anybody_betray_nobody():
    counts = {"a": 7, "b": 0}
    assert visible([("a", "a"), ("b", "b"), ("ab", "ab")], counts) == {"a", "ab"}
