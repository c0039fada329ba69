"""Which of several times a meeting gets."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.time_votes import NoneFits, SlotTally, Suits, Tie, Winner, result, tally

YES, IF_NEED_BE, NO = Suits
AMINA, NINO, OMAR = 1, 2, 3
answered = st.dictionaries(st.tuples(st.integers(1, 6), st.integers(1, 4)), st.sampled_from(Suits), max_size=20)
slots_on_offer = st.lists(st.integers(1, 4), unique=True, min_size=1)


@pytest.mark.parametrize(
    ("tallies", "quorum", "expected"),
    [
        ([(1, 3, 0), (2, 2, 0)], 1, Winner(1)),
        # Who can come if need be comes: four people are more than three.
        ([(1, 3, 0), (2, 1, 3)], 1, Winner(2)),
        ([(1, 3, 0), (2, 2, 1)], 1, Winner(1)),
        ([(1, 2, 1), (2, 2, 1)], 1, Tie((1, 2))),
        ([(1, 2, 1), (2, 0, 0), (3, 2, 1)], 3, Tie((1, 3))),
        ([(1, 2, 1), (2, 1, 1)], 4, NoneFits((1,))),
        ([(1, 2, 0), (2, 2, 0)], 4, NoneFits((1, 2))),
        ([(1, 0, 0), (2, 0, 0)], 0, NoneFits(())),
        ([(1, 0, 1)], 0, Winner(1)),
    ],
)
def test_the_time_at_which_most_can_come_is_taken_if_they_are_enough(tallies, quorum, expected):
    assert result([SlotTally(*one) for one in tallies], quorum) == expected


def counted(slots, said, needed=()):
    """`said`: by (person, slot)."""
    return tally(slots, Counter((slot, suits) for (_person, slot), suits in said.items()), needed, said)


def test_a_time_at_which_somebody_needed_cannot_come_is_never_taken_by_itself():
    said = {
        (AMINA, 1): YES,
        (OMAR, 1): YES,
        (NINO, 1): NO,
        (AMINA, 2): IF_NEED_BE,
        (NINO, 2): IF_NEED_BE,
    }
    found = counted([1, 2], said, needed=[AMINA, NINO])
    assert found == (SlotTally(1, yes=2, no=1, missing=(NINO,), refused=(NINO,)), SlotTally(2, if_need_be=2))
    assert result(found, 1) == Winner(2)


def test_somebody_needed_who_says_nothing_is_missing():
    found = counted([1], {(OMAR, 1): YES}, needed=[NINO, AMINA])
    assert found[0].missing == (AMINA, NINO)
    assert result(found, 1) == NoneFits((1,))


def test_votes_on_a_time_that_is_not_on_offer_any_more_do_not_count():
    assert counted([2], {(AMINA, 1): YES, (AMINA, 2): NO}) == (SlotTally(2, no=1),)


@given(slots_on_offer, answered, st.frozensets(st.integers(1, 6), max_size=2))
def test_taking_one_time_away_leaves_what_was_said_of_the_others(slots, said, needed):
    before = {one.slot: one for one in counted(slots, said, needed)}
    assert counted(slots[1:], said, needed) == tuple(before[slot] for slot in slots[1:])


@given(slots_on_offer, answered, st.integers(0, 5), st.frozensets(st.integers(1, 6), max_size=2))
def test_no_other_time_that_fits_is_better_than_what_is_taken(slots, said, quorum, needed):
    tallies = {one.slot: one for one in counted(slots, said, needed)}
    fitting = [one for one in tallies.values() if one.can >= max(1, quorum) and not one.missing]
    match result(list(tallies.values()), quorum):
        case Winner(slot):
            best = tallies[slot]
            assert best in fitting
            assert all((one.can, one.yes) < (best.can, best.yes) for one in fitting if one is not best)
        case Tie(slots=equal):
            assert len(equal) > 1
            assert len({(tallies[slot].can, tallies[slot].yes) for slot in equal}) == 1
            assert {tallies[slot] for slot in equal} <= set(fitting)
        case NoneFits():
            assert fitting == []
