"""Who sees the results of a centre, and when the network's median is told."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.storage.networks import NetworkCentre
from bot.usecases import results
from bot.usecases.editions import Editions
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import ONE_OF_EACH, RATED, everywhere, hands_in, looks, settled

pytestmark = pytest.mark.slow  # fills many centres each time

ROLES = (
    Named("programme", role="programme_coordinator", scope="programme:1"),
    Named("country", role="country_coordinator", scope="country:TN"),
    Named("network", role="network_animator", scope="network:1"),
    Named("centre", role="centre_coordinator", scope="centre:1"),
)
# Who of these may see the results of which centre.
SEEN = {
    "amina": {"TN-1"},
    "programme": {"TN-1", "TN-2", "GE-1", "MW-1", "IT-1"},
    "country": {"TN-1", "TN-2"},
    "network": {"TN-1", "IT-1"},
    "centre": {"TN-1"},
}
CODES = {named.name: named.centre for named in ONE_OF_EACH}


def everybody_answers(database, people, *, but=()):
    """Assessment ids by centre; the first centre says 1 everywhere, the second 2…"""
    return {
        CODES[one.name]: hands_in(database, people[one.name], everywhere(level))
        for level, one in enumerate(ONE_OF_EACH, 1)
        if one.name not in but
    }


def test_the_team_and_those_with_the_right_see_the_results_of_a_centre(database, subtests):
    people = settled(database, *ONE_OF_EACH, *ROLES)
    found = everybody_answers(database, people)
    for name, own in SEEN.items():
        with subtests.test(name=name):
            seen = {
                code
                for code, number in found.items()
                if not isinstance(looks(database, people[name], results.result, Editions(), number), Refusal)
            }
            listed = {
                code
                for number, code in enumerate(CODES.values(), 1)
                if not isinstance(looks(database, people[name], results.finished, number), Refusal)
            }
            assert (seen, listed) == (own, own)


def test_a_network_that_a_centre_has_left_sees_its_results_no_more(database):
    people = settled(database, *ONE_OF_EACH, *ROLES)
    found = everybody_answers(database, people)

    def leaves(session):
        belonging = session.exec(select(NetworkCentre).where(NetworkCentre.centre_id == 1)).one()
        belonging.left_on = date(2023, 1, 1)

    database.write_now(leaves)
    assert isinstance(looks(database, people["network"], results.result, Editions(), found["TN-1"]), Refusal)


@pytest.mark.parametrize("whose", ["amina", "omar", "paolo", None])
def test_the_menu_offers_results_only_where_there_are_some_to_see(database, whose, subtests):
    people = settled(database, *ONE_OF_EACH, *ROLES)
    if whose is not None:
        hands_in(database, people[whose], everywhere(3))
    for name, own in SEEN.items():
        with subtests.test(name=name):
            offered = looks(database, people[name], results.any_to_see)
            assert offered == (whose is not None and CODES[whose] in own)


def test_a_role_in_one_centre_makes_it_one_of_the_own(database):
    people = settled(database, Named("amina", centre="IT-1"), *ROLES)
    own = {name: [key for key, _ in looks(database, people[name], results.centres_of)] for name in people}
    others = {name: looks(database, people[name], results.sees_others) for name in people}
    assert own == {"amina": [5], "programme": [], "country": [], "network": [], "centre": [1]}
    assert others == {"amina": False, "programme": True, "country": True, "network": True, "centre": False}


@pytest.mark.parametrize("but", ["amina", "paolo"])
def test_four_centres_give_no_median(database, but):
    people = settled(database)
    found = everybody_answers(database, people, but=(but,))
    result = looks(database, people["omar"], results.result, Editions(), found["TN-2"])
    assert result.network == {}


def test_five_centres_give_a_median_and_each_counts_once(database):
    people = settled(database)
    found = everybody_answers(database, people)
    hands_in(database, people["amina"], everywhere(5), now=BEGINNING + timedelta(days=1))  # her latest counts
    told = looks(database, people["omar"], results.result, Editions(), found["TN-2"]).network[PriorityArea.WBL]
    assert (told.lower_quartile, told.median, told.upper_quartile, told.centres) == (3.0, 4.0, 5.0, 5)


def test_a_colleague_more_is_not_a_centre_more(database):
    people = settled(database, *ONE_OF_EACH, Named("leila", centre="TN-1"))
    found = everybody_answers(database, people, but=("paolo",))
    hands_in(database, people["leila"], everywhere(5))
    result = looks(database, people["omar"], results.result, Editions(), found["TN-2"])
    assert result.network == {}


def test_the_median_of_an_area_needs_five_centres_that_rated_it(database):
    people = settled(database)
    without_green = {name: level for name, level in everywhere(3).items() if name not in RATED[PriorityArea.GREEN]}
    hands_in(database, people["amina"], without_green | dict.fromkeys(RATED[PriorityArea.GREEN]))
    found = everybody_answers(database, people, but=("amina",))
    network = looks(database, people["omar"], results.result, Editions(), found["TN-2"]).network
    assert set(PriorityArea) - set(network) == {PriorityArea.GREEN}


def test_the_latest_comes_first_and_names_who_made_it(database):
    people = settled(database, Named("amina", centre="TN-1"), Named("leila", centre="TN-1"))
    hands_in(database, people["amina"], everywhere(2))
    later = BEGINNING + timedelta(days=400)
    hands_in(database, people["leila"], everywhere(4), now=later)
    lines = looks(database, people["amina"], results.finished, 1)
    assert [(line.finished_at, line.overall, line.by) for line in lines] == [
        (later, 4.0, "Leila"),
        (BEGINNING, 2.0, "Amina"),
    ]


def test_an_old_result_stays_what_it_was(database):
    people = settled(database)
    first = hands_in(database, people["amina"], everywhere(2))
    hands_in(database, people["amina"], everywhere(4), now=BEGINNING + timedelta(days=400))
    result = looks(database, people["amina"], results.result, Editions(), first)
    assert (result.profile.overall.mean, result.finished_at) == (2.0, BEGINNING)
