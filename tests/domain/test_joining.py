"""Who gets a place, who waits, and who moves up."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.joining import Joiner, Limits, moving_up

limits_ = st.builds(Limits, st.none() | st.integers(0, 12), st.none() | st.integers(0, 4))
centres = st.none() | st.integers(1, 4)
taken_ = st.lists(centres, max_size=14)
waiting_ = st.lists(centres, max_size=14).map(
    lambda found: [Joiner(number, centre) for number, centre in enumerate(found)]
)


def queue(*centres_of):
    return [Joiner(number, centre) for number, centre in enumerate(centres_of)]


def names(found):
    return [one.who for one in found]


@pytest.mark.parametrize(
    ("limits", "taken", "waiting", "expected"),
    [
        (Limits(), [1] * 50, queue(1, 1), [0, 1]),
        (Limits(capacity=2), [1], queue(2, 3), [0]),
        (Limits(capacity=2), [1, 2], queue(3), []),
        (Limits(capacity=0), [], queue(1), []),
        # The organiser made it smaller: nobody who has a place loses it, nobody moves up.
        (Limits(capacity=2), [1, 2, 3], queue(4), []),
        # The first one's centre is full: the second gets the place, the first keeps the turn.
        (Limits(capacity=3, per_centre=1), [1], queue(1, 2, 3), [1, 2]),
        (Limits(per_centre=2), [1], queue(1, 1, 2), [0, 2]),
        (Limits(capacity=9, per_centre=1), [1, 1], queue(1), []),
        (Limits(capacity=2, per_centre=1), [None], queue(None), [0]),
        (Limits(per_centre=0), [], queue(1, None), [1]),
    ],
)
def test_places_are_given_in_the_order_in_which_people_came(limits, taken, waiting, expected):
    assert names(moving_up(limits, Counter(taken), waiting)) == expected


@given(limits_, taken_, waiting_)
def test_no_limit_is_ever_passed_by_moving_up(limits, taken, waiting):
    found = moving_up(limits, Counter(taken), waiting)
    assert limits.capacity is None or not found or len(taken) + len(found) <= limits.capacity
    after = Counter(taken) + Counter(one.centre for one in found)
    risen = {one.centre for one in found if one.centre is not None}
    assert limits.per_centre is None or all(after[centre] <= limits.per_centre for centre in risen)


@given(limits_, taken_, waiting_)
def test_nobody_waits_who_could_have_a_place(limits, taken, waiting):
    found = moving_up(limits, Counter(taken), waiting)
    left = [one for one in waiting if one not in found]
    assert moving_up(limits, Counter([*taken, *(one.centre for one in found)]), left) == ()


@given(limits_, taken_, waiting_)
def test_whoever_is_passed_over_lacks_a_place_of_their_own_centre(limits, taken, waiting):
    found = moving_up(limits, Counter(taken), waiting)
    places = [waiting.index(one) for one in found]
    assert places == sorted(places)
    for place, one in enumerate(waiting):
        if one in found or not any(later > place for later in places):
            continue
        before = Counter([*taken, *(other.centre for other in found if other.who < one.who)])
        assert one.centre is not None
        assert limits.per_centre is not None
        assert before[one.centre] >= limits.per_centre


@given(limits_, taken_, waiting_, st.integers(0, 13), st.data())
def test_when_somebody_leaves_those_who_would_have_moved_up_still_do(limits, taken, waiting, place, data):
    """One more place never takes anybody else's turn away."""
    if place >= len(taken):
        return
    gone = data.draw(st.sampled_from(range(len(taken))))
    fewer = [*taken[:gone], *taken[gone + 1 :]]
    before, after = moving_up(limits, Counter(taken), waiting), moving_up(limits, Counter(fewer), waiting)
    assert len(after) >= len(before)
    assert len(after) <= len(before) + 1


@given(limits_, taken_, waiting_, centres)
def test_somebody_new_gets_a_place_only_where_nobody_before_them_could(limits, taken, waiting, centre):
    """Both at once and one after the other come to the same."""
    new = Joiner("new", centre)
    settled = moving_up(limits, Counter(taken), waiting)
    left = [one for one in waiting if one not in settled]
    later = moving_up(limits, Counter([*taken, *(one.centre for one in settled)]), [*left, new])
    assert moving_up(limits, Counter(taken), [*waiting, new]) == (*settled, *later)
