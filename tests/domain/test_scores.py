from dataclasses import replace
from fractions import Fraction
from statistics import median

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.scores import (
    Comparison,
    Indicator,
    Missing,
    Scale,
    Score,
    common_scale,
    compare,
    levels_over_people,
    profile,
    profiles,
    score,
    scores_by,
    strongest,
    to_work_on,
)
from bot.domain.steps import Step

WBL, PEDAGOGY, DIGITAL, GREEN = PriorityArea.WBL, PriorityArea.PEDAGOGY, PriorityArea.DIGITAL, PriorityArea.GREEN
SIX = [Indicator(letter, WBL) for letter in "abcdef"]


def rated(mean):
    return Score(mean, 1, 1, 0)


def test_the_areas_stand_in_the_networks_order():
    assert " ".join(PriorityArea) == "wbl entrepreneurship pedagogy specialisation digital autonomy green inclusion"


def test_a_score_explains_itself():
    levels = {"a": 3, "b": 4, "c": 2, "d": 5, "e": 2, "f": None}
    assert score(SIX, levels) == Score(mean=3.2, answered=5, total=6, not_applicable=1)


def test_what_was_not_answered_counts_neither_as_zero_nor_as_not_applicable():
    assert score(SIX, {"a": 4}) == Score(mean=4.0, answered=1, total=6, not_applicable=0)


def test_an_area_where_nothing_applies_has_no_score():
    assert score(SIX, dict.fromkeys("abcdef")) == Score(mean=None, answered=0, total=6, not_applicable=6)


def test_a_heavier_indicator_counts_more():
    indicators = [Indicator("a", WBL, Fraction(3)), Indicator("b", WBL)]
    assert score(indicators, {"a": 5, "b": 1}).mean == 4.0


@pytest.mark.parametrize("weight", [0, -1])
def test_a_weight_is_more_than_zero(weight):
    with pytest.raises(ValueError, match="indicator a: a weight is more than zero"):
        Indicator("a", WBL, Fraction(weight))


def test_a_profile_has_every_area_asked_about_and_the_whole():
    indicators = [Indicator("g", GREEN), Indicator("a", WBL), Indicator("b", WBL)]
    result = profile(indicators, {"a": 2, "b": 3, "g": None})
    assert list(result.areas.items()) == [(WBL, Score(2.5, 2, 2, 0)), (GREEN, Score(None, 0, 1, 1))]
    assert result.overall == Score(2.5, 2, 3, 1)


def test_four_centres_are_too_few_to_compare_with():
    assert compare({centre: [3.0] for centre in range(4)}) is None


def test_a_centre_without_a_finished_assessment_is_not_counted():
    assert compare({0: [], 1: [1.0], 2: [2.0], 3: [3.0], 4: [4.0]}) is None


def test_each_centre_counts_once_however_many_assessments_it_finished():
    many = {"a": [1.0] * 100, "b": [2.0], "c": [2.0, 4.0], "d": [4.0], "e": [5.0]}
    assert compare(many) == Comparison(lower_quartile=2.0, median=3.0, upper_quartile=4.0, centres=5)


def test_ties_stand_in_the_order_of_the_areas():
    scores = {WBL: rated(3.0), PEDAGOGY: rated(4.0), DIGITAL: rated(3.0), GREEN: rated(4.0)}
    assert strongest(scores) == (PEDAGOGY, GREEN)
    assert to_work_on(scores) == (WBL, DIGITAL)


@pytest.mark.parametrize(
    ("means", "strong", "weak"),
    [
        ([4.0, 4.0, 4.0, 4.0], 0, 0),  # all alike: nothing stands out
        ([5.0, 2.0, 2.0], 1, 2),  # the second is not strong if the third is weak
        ([4.0, 4.0, 4.0, 2.0], 3, 1),
        ([4.0, 4.0, 4.0, 4.0, 4.0, 2.0, 2.0, 2.0], 3, 3),
        ([3.0], 0, 0),
    ],
)
def test_the_same_mean_is_never_strong_and_weak_at_once(means, strong, weak):
    scores = {area: rated(mean) for area, mean in zip(PriorityArea, means, strict=False)}
    high, low = strongest(scores), to_work_on(scores)
    assert (len(high), len(low)) == (strong, weak)
    assert {scores[key].mean for key in high}.isdisjoint(scores[key].mean for key in low)


def test_without_scores_there_is_nothing_to_pick():
    scores = {WBL: Score(None, 0, 3, 3)}
    assert (strongest(scores), to_work_on(scores)) == ((), ())


def test_a_score_without_a_mean_says_why():
    assert score([], {}).missing is Missing.NOTHING_ASKED
    assert score(SIX, {}).missing is Missing.NOT_RATED
    assert score(SIX, {"a": None}).missing is Missing.NOT_APPLICABLE
    assert score(SIX, {"a": None, "b": 1}).missing is None


def test_a_reversed_indicator_is_the_better_the_lower_its_level():
    dropout = Indicator("dropout", WBL, reverse=True)
    assert [score([dropout], {"dropout": level}).mean for level in (1, 2, 5)] == [5.0, 4.0, 1.0]


def test_indicators_of_different_scales_meet_on_the_one_that_most_of_them_have():
    asked = [*SIX, Indicator("g", WBL, scale=Scale(0, 10))]
    assert common_scale(asked) == Scale(1, 5)
    assert score(asked, {"a": 5, "g": 0}).mean == 3.0
    assert profile(asked, {"g": 10}).overall.mean == 5.0


def test_of_two_scales_that_as_many_indicators_have_the_longer_one_counts():
    short, long = Indicator("a", scale=Scale(1, 4)), Indicator("b", scale=Scale(0, 10))
    assert common_scale([short, long]) == common_scale([long, short]) == Scale(0, 10)
    assert common_scale([]) == Scale(1, 5)


@pytest.mark.parametrize("ends", [(1, 1), (5, 1)])
def test_a_scale_goes_up(ends):
    with pytest.raises(ValueError, match="a scale goes up"):
        Scale(*ends)


def test_a_level_that_is_not_on_the_scale_is_an_error_and_never_a_number():
    with pytest.raises(ValueError, match="6 is not between 1 and 5"):
        score(SIX, {"a": 6})


def test_a_profile_tells_of_criteria_in_the_forms_order_and_of_steps_in_the_circles():
    asked = [
        Indicator("a", PEDAGOGY, criterion="team", step=Step.ACT, scale=Scale(1, 4)),
        Indicator("b", WBL, criterion="life", step=Step.PLAN, scale=Scale(1, 4)),
        Indicator("c", criterion="team", step=Step.PLAN, scale=Scale(1, 4)),
    ]
    result = profile(asked, {"a": 4, "b": 1, "c": None})
    assert list(result.criteria.items()) == [("team", Score(4.0, 1, 2, 1)), ("life", Score(1.0, 1, 1, 0))]
    assert list(result.steps.items()) == [(Step.PLAN, Score(1.0, 1, 2, 1)), (Step.ACT, Score(4.0, 1, 1, 0))]
    assert list(result.areas) == [WBL, PEDAGOGY]
    assert (result.overall, result.scale) == (Score(2.5, 2, 3, 1), Scale(1, 4))


def test_a_form_without_scoring_columns_has_a_profile_that_says_so():
    result = profile([], {})
    assert (result.areas, result.criteria, result.steps) == ({}, {}, {})
    assert result.overall.missing is Missing.NOTHING_ASKED


def test_an_indicator_over_several_people_counts_each_of_them_once():
    people = [{"a": 4, "b": None}, {"a": 5, "b": None}, {"a": None}, {}]
    assert levels_over_people(people) == {"a": Fraction(9, 2), "b": None}


def test_each_role_has_a_profile_of_what_its_people_say_together():
    by_role = {"teacher": [{"a": 1}, {"a": 2, "b": 5}], "leader": [{"a": None}]}
    result = profiles(SIX, by_role)
    assert result["teacher"].overall == Score(3.25, 2, 6, 0)  # of 1.5 and 5: people first, then indicators
    assert result["leader"].overall == Score(None, 0, 6, 1)


def test_single_indicators_are_ranked_by_how_good_they_are_not_by_their_digits():
    asked = [Indicator("a"), Indicator("dropout", reverse=True), Indicator("c", scale=Scale(0, 100)), Indicator("d")]
    scores = scores_by(asked, {"a": 2, "dropout": 1, "c": 50, "d": None}, lambda one: one.id)
    assert strongest(scores, 2) == ("dropout", "c")
    assert to_work_on(scores) == ("a",)


weights = st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100)
one_scale = {
    "id": st.text(min_size=1, max_size=3),
    "area": st.sampled_from(PriorityArea),
    "weight": weights,
}
scales = st.tuples(st.integers(-10, 10), st.integers(1, 20)).map(lambda ends: Scale(ends[0], sum(ends)))
many_scales = one_scale | {
    "area": st.none() | st.sampled_from(PriorityArea),
    "criterion": st.none() | st.sampled_from("xyz"),
    "step": st.none() | st.sampled_from(Step),
    "scale": scales,
    "reverse": st.booleans(),
}


def lists_of_indicators(fields):
    return st.lists(st.builds(Indicator, **fields), unique_by=lambda indicator: indicator.id, max_size=12)


@st.composite
def assessments(draw):
    asked = draw(lists_of_indicators(one_scale))
    kinds = st.sampled_from([1, 2, 3, 4, 5, None, "unanswered"])
    drawn = {indicator.id: draw(kinds) for indicator in asked}
    return asked, {name: level for name, level in drawn.items() if level != "unanswered"}


@st.composite
def mixed_assessments(draw):
    """With all that indicators may differ in, and levels that may lie between two choices."""
    asked = draw(lists_of_indicators(many_scales))
    levels = {}
    for one in asked:
        on_scale = st.integers(one.scale.lowest, one.scale.highest) | st.fractions(
            one.scale.lowest, one.scale.highest, max_denominator=12
        )
        level = draw(st.none() | st.just("unanswered") | on_scale)
        if level != "unanswered":
            levels[one.id] = level
    return asked, levels


@given(assessments(), st.randoms(use_true_random=False))
def test_every_score_adds_up_stays_within_the_levels_and_ignores_the_order(assessment, random):
    asked, levels = assessment
    result = score(asked, levels)
    given_levels = [level for level in levels.values() if level is not None]
    assert result.answered == len(given_levels)
    assert result.not_applicable == len(levels) - len(given_levels)
    assert result.total == len(asked)
    assert (result.mean is None) == (not given_levels)
    if result.mean is not None:
        assert min(given_levels) <= result.mean <= max(given_levels)
    shuffled = random.sample(asked, len(asked))
    assert score(shuffled, levels) == result


@given(assessments())
def test_saying_not_applicable_changes_no_mean(assessment):
    asked, levels = assessment
    extra = Indicator("one more", WBL)
    assert score([*asked, extra], {**levels, "one more": None}).mean == score(asked, levels).mean


@given(assessments())
def test_the_areas_of_a_profile_add_up_to_the_whole(assessment):
    asked, levels = assessment
    result = profile(asked, levels)
    for part in ("answered", "total", "not_applicable"):
        assert sum(getattr(each, part) for each in result.areas.values()) == getattr(result.overall, part)


@given(mixed_assessments(), st.randoms(use_true_random=False))
def test_whatever_the_indicators_every_mean_stays_on_the_scale_and_ignores_the_order(assessment, random):
    asked, levels = assessment
    result = profile(asked, levels)
    every = [result.overall, *result.areas.values(), *result.criteria.values(), *result.steps.values()]
    for one in every:
        assert (one.mean is None) == (one.missing is not None) == (one.answered == 0)
        assert one.mean is None or result.scale.lowest <= one.mean <= result.scale.highest
        assert one.answered + one.not_applicable <= one.total
    assert profile(random.sample(asked, len(asked)), levels) == result


@given(mixed_assessments())
def test_not_applicable_and_not_said_change_no_mean(assessment):
    asked, levels = assessment
    rated = [one for one in asked if levels.get(one.id) is not None]
    scale = common_scale(asked)
    assert score(rated, levels, scale).mean == score(asked, levels, scale).mean


@given(mixed_assessments(), weights)
def test_weights_count_in_proportion_only(assessment, factor):
    asked, levels = assessment
    heavier = [replace(one, weight=one.weight * factor) for one in asked]
    assert profile(heavier, levels) == profile(asked, levels)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=6), st.integers(1, 6))
def test_a_weight_of_two_counts_like_two_indicators_that_say_the_same(given_levels, weight):
    others = [Indicator(str(number)) for number in range(len(given_levels))]
    levels = {str(number): level for number, level in enumerate(given_levels)} | {"heavy": 2}
    alike = [Indicator(f"heavy {number}") for number in range(weight)]
    one = score([*others, Indicator("heavy", weight=Fraction(weight))], levels)
    many = score([*others, *alike], levels | {each.id: 2 for each in alike})
    assert one.mean == many.mean


@given(mixed_assessments())
def test_reversing_twice_changes_nothing_and_once_mirrors_the_scale(assessment):
    asked, levels = assessment
    once = [replace(one, reverse=not one.reverse) for one in asked]
    twice = [replace(one, reverse=not one.reverse) for one in once]
    scale = common_scale(asked)
    before, mirrored = score(asked, levels, scale), score(once, levels, scale)
    assert score(twice, levels, scale) == before
    if before.mean is not None:
        assert mirrored.mean == pytest.approx(scale.lowest + scale.highest - before.mean)


@given(mixed_assessments(), st.data())
def test_a_better_level_never_lowers_a_mean(assessment, data):
    asked, levels = assessment
    rated = [one for one in asked if levels.get(one.id) is not None]
    assume(rated)
    one = data.draw(st.sampled_from(rated))
    best = one.scale.lowest if one.reverse else one.scale.highest
    assert profile(asked, {**levels, one.id: best}).overall.mean >= profile(asked, levels).overall.mean


@given(st.lists(st.dictionaries(st.sampled_from("abcdef"), st.none() | st.integers(1, 5))), st.randoms())
def test_people_are_counted_alike_in_every_order(people, random):
    shuffled = random.sample(people, len(people))
    together = levels_over_people(people)
    assert levels_over_people(shuffled) == together
    for indicator, mean in together.items():
        given_levels = [one[indicator] for one in people if one.get(indicator) is not None]
        assert (mean is None) == (not given_levels)
        assert mean is None or mean * len(given_levels) == sum(given_levels)


@given(st.dictionaries(st.integers(), st.lists(st.floats(1, 5), max_size=4), max_size=12))
def test_a_comparison_is_ordered_and_lies_among_the_centres(means_by_centre):
    result = compare(means_by_centre)
    finished = [means for means in means_by_centre.values() if means]
    assert (result is None) == (len(finished) < 5)
    if result is not None:
        centre_means = [float(sum(map(Fraction, means)) / len(means)) for means in finished]
        assert result.centres == len(finished)
        assert min(centre_means) <= result.lower_quartile <= result.median <= result.upper_quartile <= max(centre_means)
        assert result.median == pytest.approx(median(centre_means))


@given(st.dictionaries(st.sampled_from(PriorityArea), st.none() | st.floats(1, 5)), st.integers(0, 8))
def test_picks_never_overlap_and_never_exceed_what_was_asked(means, at_most):
    scores = {area: Score(mean, int(mean is not None), 1, int(mean is None)) for area, mean in means.items()}
    strong, weak = strongest(scores, at_most), to_work_on(scores, at_most)
    assert len(strong) <= at_most >= len(weak)
    assert not set(strong) & set(weak)
    assert max((means[area] for area in weak), default=0) < min((means[area] for area in strong), default=6)
