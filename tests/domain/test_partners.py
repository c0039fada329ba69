"""What makes two centres partners."""

from datetime import date
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.areas import PriorityArea
from bot.domain.partners import HIGH, CentreProfile, Fit, Obstacle, fit, suggest
from tests.domain.partnering import profiles

ON = date(2026, 1, 12)
GREEN, DIGITAL, WBL, INCLUSION = PriorityArea.GREEN, PriorityArea.DIGITAL, PriorityArea.WBL, PriorityArea.INCLUSION


def centre(number=1, *, country="TN", languages=("fr",), zone="Africa/Tunis", levels=None, **more):
    return CentreProfile(number, country, languages, zone, levels or {}, **more)


def test_needs_are_relevant_areas_with_a_low_level_and_the_lowest_comes_first():
    one = centre(levels={WBL: 2.0, GREEN: 1.5, DIGITAL: 1.0, INCLUSION: 4.0}, relevance={DIGITAL: 0.5, GREEN: 3.0})
    assert one.needs == (GREEN, WBL)
    assert one.offers == (INCLUSION,)


def test_a_centre_that_is_good_at_everything_still_wants_to_grow_where_it_is_weakest():
    one = centre(levels={WBL: 4.0, GREEN: 4.5, DIGITAL: 5.0})
    assert one.needs == (WBL,)
    assert one.offers == (DIGITAL, GREEN, WBL)


def test_a_centre_at_the_beginning_of_everything_still_offers_what_it_does_best():
    one = centre(levels={WBL: 1.0, GREEN: 2.5})
    assert one.offers == (GREEN,)


def test_the_same_level_everywhere_and_no_level_at_all_say_nothing_about_strengths():
    assert centre(levels={WBL: 2.0, GREEN: 2.0}).offers == ()
    assert (centre().needs, centre().offers) == ((), ())
    assert centre(levels={WBL: 4.0, GREEN: 4.0}).needs == ()


def test_a_published_practice_is_an_offer_whatever_the_level():
    assert centre(levels={WBL: 4.0, GREEN: 2.0}, practices=frozenset({GREEN})).offers == (WBL, GREEN)


def test_two_who_have_something_for_each_other_learn_and_teach():
    one = centre(1, levels={GREEN: 1.5, WBL: 4.5})
    other = centre(2, country="SN", zone="Africa/Dakar", languages=("wo", "fr"), levels={GREEN: 4.0, WBL: 2.0})
    assert fit(one, other, ON) == Fit(
        learns=(GREEN,), teaches=(WBL,), together=(), languages=("fr",), hours=8, abroad=True, weight=98
    )


def test_somebody_who_is_hardly_ahead_is_no_teacher_but_both_can_grow_together():
    one, other = centre(1, levels={GREEN: 3.0, WBL: 3.0}), centre(2, levels={GREEN: 3.0, WBL: 3.5})
    between = fit(one, other, ON)
    assert isinstance(between, Fit)
    assert (between.learns, between.teaches, between.together) == ((), (), (GREEN,))


def test_without_a_language_or_an_hour_in_common_or_with_itself_nobody_is_a_partner():
    one = centre(1, levels={GREEN: 1.0})
    assert fit(one, centre(2, languages=("en",)), ON) is Obstacle.LANGUAGE
    assert fit(one, centre(2, zone="Pacific/Auckland", country="NZ"), ON) is Obstacle.HOURS
    assert fit(one, one, ON) is Obstacle.SAME


@given(profiles(fewest=2))
def test_what_one_learns_the_other_teaches(centres):
    there, back = fit(centres[0], centres[1], ON), fit(centres[1], centres[0], ON)
    if isinstance(there, Fit):
        assert isinstance(back, Fit)
        assert (back.learns, back.teaches, back.hours, back.abroad) == (
            there.teaches,
            there.learns,
            there.hours,
            there.abroad,
        )
        assert back.weight == there.weight
        assert set(back.languages) == set(there.languages)
        assert set(back.together) == set(there.together)
    else:
        assert back is there


@given(profiles(fewest=1), st.integers(), st.data())
def test_suggestions_are_the_same_in_any_order_and_never_repeat_anybody(centres, seed, data):
    one, ids = centres[0], [each.id for each in centres]
    met = data.draw(st.frozensets(st.sampled_from(ids)))
    shuffled = list(centres)
    Random(seed).shuffle(shuffled)
    found = suggest(one, centres, met, ON)
    assert found == suggest(one, shuffled, met, ON)
    numbers = [each.centre_id for each in found]
    assert len(set(numbers)) == len(numbers)
    assert not {one.id, *met} & set(numbers)
    assert [each.fit.weight for each in found] == sorted((each.fit.weight for each in found), reverse=True)


@given(profiles(fewest=2))
def test_whatever_is_to_be_learnt_is_needed_here_and_strong_or_published_there(centres):
    between = fit(centres[0], centres[1], ON)
    if isinstance(between, Fit):
        for area in between.learns:
            assert area in centres[0].needs
            assert area in centres[1].offers
            assert area in centres[1].practices or centres[1].levels[area] >= min(HIGH, max(centres[1].levels.values()))
