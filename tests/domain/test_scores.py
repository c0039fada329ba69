from fractions import Fraction
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.scores import Comparison, Indicator, Score, compare, profile, score, strongest, to_work_on

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


def test_the_same_mean_is_never_strong_and_weak_at_once():
    scores = {WBL: rated(4.0), PEDAGOGY: rated(4.0), DIGITAL: rated(4.0), GREEN: rated(4.0)}
    assert (strongest(scores), to_work_on(scores)) == ((WBL, PEDAGOGY), ())


def test_without_scores_there_is_nothing_to_pick():
    scores = {WBL: Score(None, 0, 3, 3)}
    assert (strongest(scores), to_work_on(scores)) == ((), ())


indicators = st.lists(
    st.builds(
        Indicator,
        id=st.text(min_size=1, max_size=3),
        area=st.sampled_from(PriorityArea),
        weight=st.fractions(min_value=Fraction(1, 100), max_value=100, max_denominator=100),
    ),
    unique_by=lambda indicator: indicator.id,
)


@st.composite
def assessments(draw):
    asked = draw(indicators)
    kinds = st.sampled_from([1, 2, 3, 4, 5, None, "unanswered"])
    drawn = {indicator.id: draw(kinds) for indicator in asked}
    return asked, {name: level for name, level in drawn.items() if level != "unanswered"}


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
