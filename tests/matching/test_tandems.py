"""Tandems for a whole network: nobody twice, nobody left over who could be placed, the best there is."""

from datetime import date
from functools import partial
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.partners import CentreProfile
from bot.domain.tandems import Alone, all_fits
from bot.matching.solver import best_groups
from bot.matching.tandems import CENTRES, TANDEMS, match_tandems, matched
from bot.reports.process import HelperProcess
from tests.domain.partnering import pairs, profiles

pytestmark = pytest.mark.slow  # compares with every way there is

ON = date(2026, 1, 12)
GREEN, WBL = PriorityArea.GREEN, PriorityArea.WBL


@st.composite
def networks(draw, most=7):
    centres = draw(profiles(most=most))
    return centres, draw(pairs(centres))


def centre(number, languages=("fr",), zone="Africa/Tunis", country="TN", levels=None):
    return CentreProfile(number, country, languages, zone, {GREEN: 2.0, WBL: 4.0} if levels is None else levels)


@given(networks())
def test_every_centre_is_in_one_group_or_alone_with_a_reason(network):
    centres, apart = network
    found = matched(centres, apart, ON)
    placed = [one for group in found.groups for one in group]
    assert sorted([*placed, *found.alone]) == [one.id for one in centres]
    assert {len(group) for group in found.groups} <= {2, 3}


@given(networks())
def test_all_of_a_group_fit_each_other_and_none_of_them_has_met_before(network):
    centres, apart = network
    by_id = {one.id: one for one in centres}
    for group in matched(centres, apart, ON).groups:
        assert not set(combinations(sorted(group), 2)) & apart
        for one, view in group.items():
            assert view.hours >= 1
            assert set(view.languages) <= set.intersection(*(set(by_id[other].languages) for other in group))
            assert view.languages
            assert set(view.learns) <= set(by_id[one].needs)


@settings(max_examples=60)
@given(networks(most=6))
def test_no_other_way_leaves_fewer_alone_or_needs_fewer_threes_or_weighs_more(network):
    centres, apart = network
    fits = all_fits(centres, apart, ON)
    weights = {pair: between.weight for pair, between in fits.fits.items()}
    found = best_groups(weights, fits.may_be_three)
    best = max(worth(groups, weights) for groups in every_way([one.id for one in centres], weights, fits.may_be_three))
    assert worth(found, weights) == best


def worth(groups, weights):
    weight = sum(weights[min(group[0], other), max(group[0], other)] for group in groups for other in group[1:])
    return sum(map(len, groups)), -sum(len(group) == 3 for group in groups), weight


def every_way(left, weights, may_be_three):
    """All there are: the first is alone, or with one other, or with two in any order of who comes first."""
    if not left:
        yield ()
        return
    first, *rest = left
    for way in every_way(rest, weights, may_be_three):
        yield way
    for other in rest:
        if (first, other) in weights:
            for way in every_way([one for one in rest if one != other], weights, may_be_three):
                yield ((first, other), *way)
    for second, third in combinations(rest, 2):
        if may_be_three(first, second, third):
            for way in every_way([one for one in rest if one not in {second, third}], weights, may_be_three):
                for group in ((first, second, third), (second, first, third), (third, first, second)):
                    yield (group, *way)


@given(networks(), st.integers())
def test_the_same_centres_in_another_order_give_the_same_tandems(network, seed):
    centres, apart = network
    shuffled = list(centres)
    Random(seed).shuffle(shuffled)
    assert matched(centres, apart, ON) == matched(shuffled, apart, ON)


@pytest.mark.parametrize(("number", "threes"), [(2, 0), (3, 1), (6, 0), (7, 1), (21, 1)])
def test_where_all_fit_an_odd_number_has_one_three_and_an_even_number_none(number, threes):
    found = matched([centre(one) for one in range(1, number + 1)], set(), ON)
    assert (found.quality.threes, found.alone) == (threes, {})


def test_two_islands_of_three_centres_have_two_threes_rather_than_leave_two_alone():
    centres = [centre(one, languages=("sq",)) for one in (1, 2, 3)] + [
        centre(one, languages=("ka",)) for one in (4, 5, 6)
    ]
    found = matched(centres, set(), ON)
    assert (found.alone, [sorted(group) for group in found.groups]) == ({}, [[1, 2, 3], [4, 5, 6]])


def test_a_three_without_a_language_that_all_speak_is_none():
    centres = [centre(1, languages=("fr", "ar")), centre(2, languages=("fr",)), centre(3, languages=("ar",))]
    found = matched(centres, set(), ON)
    assert len(found.groups[0]) == 2
    assert list(found.alone.values()) == [Alone.NOBODY_LEFT]


def test_each_who_stays_alone_is_told_the_nearest_reason():
    centres = [
        centre(1),
        centre(2),
        centre(3, levels={}),
        centre(4, languages=("ka",)),
        centre(5, zone="Pacific/Auckland", country="NZ"),
        centre(6, languages=("sq",)),
        centre(7, languages=("sq",)),
    ]
    found = matched(centres, {(6, 7)}, ON)
    assert found.alone == {3: Alone.NOT_ASSESSED, 4: Alone.LANGUAGE, 5: Alone.HOURS, 6: Alone.BEFORE, 7: Alone.BEFORE}


def test_no_centre_and_one_centre_are_no_trouble():
    assert matched([], set(), ON).groups == ()
    assert matched([centre(1)], set(), ON).alone == {1: Alone.LANGUAGE}


async def test_the_helper_process_says_the_same():
    centres = [centre(one) for one in range(1, 6)]
    async with HelperProcess() as helper:
        call = partial(helper.call, "match_tandems")
        plain = await call(centres=CENTRES.dump_python(tuple(centres), mode="json"), apart=[[2, 1]], on=ON.isoformat())
    assert TANDEMS.validate_python(plain) == matched(centres, {(1, 2)}, ON)
    assert plain == match_tandems(CENTRES.dump_python(tuple(centres), mode="json"), [[1, 2]], ON.isoformat())
