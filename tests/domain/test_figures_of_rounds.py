"""Figures over many centres: exact, and none of them tells where fewer than five centres stand."""

from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.round_results import (
    OVERALL,
    About,
    Common,
    Difference,
    Measure,
    Subject,
    Withheld,
    common,
    counted,
    figures_by_group,
    network_figures,
    paired,
)
from bot.domain.scores import Comparison, Indicator, Scale, profile, scores_by
from bot.domain.steps import Step
from tests.domain.test_scores import mixed_assessments

GREEN = PriorityArea.GREEN
SCALE = Scale(1, 5)
A, B = Indicator("a", GREEN, step=Step.PLAN, criterion="x"), Indicator("b", GREEN, weight=Fraction(3))


def everywhere(*shares):
    return {centre: {OVERALL: Fraction(share)} for centre, share in enumerate(shares)}


@given(mixed_assessments())
def test_a_measure_says_the_same_as_a_profile(assessment):
    asked, levels = assessment
    measure, expected = Measure(asked), profile(asked, levels)
    found = {
        subject: float(measure.scale.at(each)) for subject, each in measure.standings(measure.shares(levels)).items()
    }
    single = scores_by(asked, levels, lambda one: one.id)
    told = {
        OVERALL: expected.overall,
        **{Subject(About.AREA, key): each for key, each in expected.areas.items()},
        **{Subject(About.STEP, key): each for key, each in expected.steps.items()},
        **{Subject(About.CRITERION, key): each for key, each in expected.criteria.items()},
        **{Subject(About.INDICATOR, key): each for key, each in single.items()},
    }
    assert found == {subject: each.mean for subject, each in told.items() if each.mean is not None}
    assert set(measure.subjects) == (set(told) if asked else set())


def test_a_level_of_several_people_is_the_share_of_their_mean():
    measure = Measure([A, Indicator("r", reverse=True)])
    assert measure.share("a", 7, 2) == Fraction(5, 8)
    assert measure.share("r", 7, 2) == Fraction(3, 8)
    assert measure.shares({"a": 3.5, "r": None, "gone": 4}) == {"a": Fraction(5, 8)}


def test_subjects_stand_in_the_orders_that_people_know():
    asked = [
        Indicator("b", criterion="z"),
        Indicator("a", GREEN, step=Step.DO, criterion="y"),
        Indicator("c", PriorityArea.WBL),
    ]
    assert [subject.key for subject in Measure(asked).subjects] == ["", "wbl", "green", "do", "z", "y", "b", "a", "c"]


def test_two_views_are_compared_over_what_stands_in_both():
    measure = Measure([A, B])
    one, other = {"a": Fraction(1), "b": Fraction(0)}, {"a": Fraction(1, 2), "elsewhere": Fraction(1)}
    assert paired(measure, one, other)[OVERALL] == (1, Fraction(1, 2))
    assert paired(measure, {"b": Fraction(1)}, other) == {}


@pytest.mark.parametrize(
    ("centres", "while_open", "in_the_end"),
    [(0, 0, 0), (4, 0, 0), (5, 0, 5), (9, 0, 9), (10, 5, 10), (14, 5, 14), (15, 10, 15), (243, 235, 243)],
)
def test_while_a_round_is_open_its_figures_grow_by_fives(centres, while_open, in_the_end):
    assert (counted(centres, is_open=True), counted(centres, is_open=False)) == (while_open, in_the_end)


@given(st.integers(0, 300), st.integers(0, 300))
def test_between_any_two_days_figures_change_by_no_less_than_five_centres(now, later):
    now, later = sorted((now, later))
    steps = {counted(now, is_open=True), counted(later, is_open=True), counted(later, is_open=False)}
    assert all(abs(one - other) >= 5 for one in steps for other in steps if one != other)
    assert all(step == 0 or step >= 5 for step in steps)


def test_figures_are_quartiles_in_levels_and_count_the_centres():
    figures = network_figures(everywhere(0, "1/4", "1/2", "3/4", 1), {}, SCALE, is_open=False)
    assert figures.centres == 5
    assert figures.spreads == {OVERALL: Comparison(2.0, 3.0, 4.0, 5)}
    assert figures.withheld == {}


def test_too_few_centres_and_too_early_say_so():
    four, nine = everywhere(*[1] * 4), everywhere(*[1] * 9)
    assert network_figures(four, {}, SCALE, is_open=False).withheld == {OVERALL: Withheld.TOO_FEW}
    assert network_figures(four, {}, SCALE, is_open=True).withheld == {OVERALL: Withheld.TOO_FEW}
    assert network_figures(nine, {}, SCALE, is_open=True).withheld == {OVERALL: Withheld.NOT_YET}
    assert network_figures({}, {}, SCALE, is_open=False).withheld == {}


def test_while_a_round_is_open_the_first_centres_count():
    figures = network_figures(everywhere(*[0] * 5, *[1] * 5), {}, SCALE, is_open=True)
    assert (figures.centres, figures.spreads) == (10, {OVERALL: Comparison(1.0, 1.0, 1.0, 5)})


def test_differences_are_in_levels_and_from_five_centres_on():
    moved = everywhere(0, "1/8", "1/4", "-1/4", "1/4")
    assert network_figures({}, moved, SCALE, is_open=False).differences == {OVERALL: Difference(0.5, 5)}
    assert network_figures({}, dict(list(moved.items())[:4]), SCALE, is_open=False).differences == {}


def test_a_country_that_is_all_but_four_is_not_shown():
    standings = everywhere(*["1/2"] * 14)
    groups = {"most": range(10), "half": range(9), "few": range(4), "all": range(14), "none": ()}
    found = figures_by_group(standings, {}, groups, SCALE)
    assert {group: (len(one.spreads), *one.withheld.values()) for group, one in found.items()} == {
        "most": (0, Withheld.WOULD_TELL),
        "half": (1,),
        "few": (0, Withheld.TOO_FEW),
        "all": (1,),
        "none": (0,),
    }
    assert found["half"].centres == 9


def test_whoever_sees_some_centres_one_by_one_is_not_shown_what_tells_of_few_others():
    standings = everywhere(*["1/2"] * 8)
    assert network_figures(standings, {}, SCALE, is_open=False, known=range(4)).withheld == {
        OVERALL: Withheld.WOULD_TELL
    }
    for known in (range(3), range(8)):
        assert OVERALL in network_figures(standings, standings, SCALE, is_open=False, known=known).differences
    groups = {"mine": range(5), "mixed": range(3, 8)}
    bigger = everywhere(*["1/2"] * 18)
    found = figures_by_group(bigger, bigger, groups, SCALE, known=range(5))
    assert [bool(one.spreads) for one in found.values()] == [True, False]


def test_what_most_share_comes_first_and_is_never_about_few():
    flags = {centre: {"a": centre < 6, "b": True, "c": centre < 8, "d": centre < 4} for centre in range(11)}
    assert common(flags, is_open=False) == (Common("b", 11, 11), Common("a", 6, 11))
    assert common(flags, is_open=False, known=range(3, 11)) == ()
    assert common(flags, is_open=True) == (Common("a", 5, 5), Common("b", 5, 5), Common("c", 5, 5))


# Neighbours, so that groups often leave a few over between them.
groups_of_centres = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: set(range(min(ends), max(ends))))
some_centres = st.sets(st.integers(0, 29))
most_centres = st.sets(st.integers(0, 29), max_size=6).map(lambda left_out: set(range(30)) - left_out)


@given(most_centres | some_centres, st.lists(groups_of_centres | some_centres, max_size=6), groups_of_centres)
def test_no_difference_of_figures_shown_together_is_about_fewer_than_five_centres(rated, groups, known):
    """Whatever is worked out by adding and subtracting is about whole blocks: centres that are in the same groups."""
    standings = {centre: {OVERALL: Fraction(1, 2)} for centre in sorted(rated)}
    for readers_know in ((), known):
        found = figures_by_group(standings, standings, dict(enumerate(groups)), SCALE, known=readers_know)
        shown = [rated & groups[group] for group, one in found.items() if one.spreads]
        assert shown == [rated & groups[group] for group, one in found.items() if one.differences]
        blocks = defaultdict(set)
        for centre in rated:
            blocks[tuple(centre in one for one in shown)].add(centre)
        assert all(len(block) >= 5 for block in blocks.values()) or not shown
        assert all(not 0 < len(one - set(readers_know)) < 5 for one in shown)


@given(some_centres, st.randoms())
def test_figures_do_not_depend_on_the_order_of_centres_once_a_round_is_closed(rated, random):
    standings = {centre: {OVERALL: Fraction(centre % 7, 6)} for centre in rated}
    shuffled = {centre: standings[centre] for centre in random.sample(sorted(rated), len(rated))}
    groups = {"low": range(15), "high": range(10, 30)}
    assert network_figures(shuffled, shuffled, SCALE, is_open=False) == network_figures(
        standings, standings, SCALE, is_open=False
    )
    assert figures_by_group(shuffled, {}, groups, SCALE) == figures_by_group(standings, {}, groups, SCALE)
