"""How far a round is: counted exactly, whatever is added up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.participation import CentreStanding, Stage, Tally, by_country, by_network, silent, tally
from bot.usecases.participation import from_json, to_json

COUNTRIES = ("GE", "IT", "MW", "TN")


@st.composite
def standings(draw):
    number = draw(st.integers(0, 40))
    people = [draw(st.integers(0, 9)) for _one in range(number)]
    return [
        CentreStanding(
            centre,
            draw(st.sampled_from(COUNTRIES)),
            frozenset(draw(st.sets(st.integers(1, 4)))),
            draw(st.sampled_from(Stage)),
            people[centre],
            draw(st.integers(0, people[centre])),
        )
        for centre in range(number)
    ]


@given(standings())
def test_each_number_is_within_the_one_before(centres):
    found = tally(centres)
    assert 0 <= found.signed <= found.complete <= found.begun <= found.invited == len(centres)
    assert 0 <= found.answered <= found.people


@given(standings())
def test_countries_add_up_to_the_whole(centres):
    parts = by_country(centres).values()
    for name in Tally.__dataclass_fields__:
        assert sum(getattr(one, name) for one in parts) == getattr(tally(centres), name)


@given(standings())
def test_a_centre_counts_in_each_of_its_networks(centres):
    found = by_network(centres)
    assert list(found) == sorted(found)
    for network, counted in found.items():
        assert counted == tally([one for one in centres if network in one.networks])
    assert sum(one.invited for one in found.values()) == sum(len(one.networks) for one in centres)


@given(standings())
def test_silent_are_all_that_have_not_signed_and_those_who_have_not_begun_come_first(centres):
    late = silent(centres)
    assert {one.centre for one in late} == {one.centre for one in centres if one.stage is not Stage.SIGNED}
    begun = [one.has_reached(Stage.BEGUN) for one in late]
    assert begun == sorted(begun)


@given(standings())
def test_what_is_kept_at_the_close_says_the_same_later(centres):
    assert list(from_json(to_json(centres))) == centres


def test_more_cannot_have_answered_than_are_asked():
    with pytest.raises(ValueError, match="2 of 1"):
        CentreStanding(1, "TN", frozenset(), Stage.BEGUN, people=1, answered=2)
