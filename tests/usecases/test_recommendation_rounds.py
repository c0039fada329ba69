"""What a round shows centres to be weakest at, put to a vote: who may, what is told of it, and in which languages; on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audiences import Audience
from bot.domain.recommendations import BallotMethod, BallotVoter
from bot.storage.variants import texts
from bot.usecases import recommendation_pages, recommendation_rounds, recommendations
from bot.usecases.recommendations import Opening
from tests.transcripts.world import BEGINNING
from tests.usecases.assessing import does, looks
from tests.usecases.rounds_answered import READERS, asked, furnished, signed

LATER = BEGINNING + timedelta(days=60)
LEVELS = {"sorting": 2, "energy": 2, "welcome": 4}
OPENING = Opening(
    title="First?",
    findings=(),
    own=(),
    audience=Audience(),
    method=BallotMethod.RANKING,
    voter=BallotVoter.PERSON,
    closes_at=BEGINNING + timedelta(days=90),
)


@pytest.fixture
def answered(database):
    furnished(database)
    number = asked(database)
    signed(database, number, dict.fromkeys(range(1, 11), LEVELS))
    return database


def weakest(database, reader="programme"):
    return [one.value for one in looks(database, READERS[reader], recommendation_rounds.weakest, now=LATER)]


def test_areas_of_the_latest_round_that_is_closed_are_on_offer_the_weakest_first(answered):
    assert weakest(answered) == ["1:area:green", "1:area:inclusion"]
    signed(answered, asked(answered, is_open=True), dict.fromkeys(range(1, 11), LEVELS))
    assert weakest(answered) == ["1:area:green", "1:area:inclusion"]
    signed(answered, asked(answered), {one: {**LEVELS, "welcome": 1} for one in range(1, 11)})
    assert weakest(answered) == ["3:area:inclusion", "3:area:green"]


def test_whoever_coordinates_no_round_is_offered_none(answered):
    assert weakest(answered, "member") == weakest(answered, "stranger") == []


def test_of_fewer_than_five_centres_nothing_is_told(database):
    furnished(database)
    signed(database, asked(database), dict.fromkeys(range(1, 5), LEVELS))
    assert weakest(database, "centre") == weakest(database, "network") == []


def needs(database, reader="programme"):
    found = looks(database, READERS[reader], recommendation_rounds.needs, now=LATER)
    return [(one["value"], one["centres"], one["of"]) for one in found]


def test_single_points_at_which_many_centres_are_weak_are_on_offer_what_most_share_first(database):
    furnished(database)
    strong = {"sorting": 2, "energy": 5, "welcome": 4}
    signed(
        database,
        asked(database),
        {one: LEVELS if one > 5 else strong for one in range(1, 11)},
        {"sorting": 3, "energy": 3},
    )
    assert needs(database) == [("1:indicator:sorting", 10, 10), ("1:indicator:energy", 5, 10)]
    assert needs(database, "member") == needs(database, "stranger") == []


def test_a_point_is_not_on_offer_where_it_would_tell_of_few_centres(database):
    furnished(database)
    levels = {one: {"sorting": 2 if one < 5 else 5, "energy": 2 if one > 4 else 5} for one in range(1, 12)}
    signed(database, asked(database), levels)
    assert needs(database) == []  # four are weak at the one, all but four at the other


def test_what_does_not_matter_to_centres_is_no_need_of_theirs(database):
    furnished(database)
    signed(database, asked(database), dict.fromkeys(range(1, 11), LEVELS), {"sorting": 0})
    assert needs(database) == [("1:indicator:energy", 10, 10)]


def test_a_point_is_put_to_the_vote_in_every_language_in_which_it_is_asked(answered):
    opening = replace(OPENING, weak=("1:indicator:energy", "1:area:green", "1:indicator:nothing"))
    does(answered, READERS["programme"], recommendations.open_ballot, opening, now=LATER)
    rows = answered.read_now(lambda s: texts(s, "recommendation", [1, 2, 3], "text"))
    assert [one["en"] for _number, one in sorted(rows.items())] == ["Is energy saved?", "Going green"]


def test_what_is_chosen_is_put_to_the_vote_in_every_language_beside_what_is_written(answered):
    opening = replace(OPENING, weak=("1:area:green", "7:area:digital", "1:area:inclusion"), own=("Going green", "Meet"))
    number = does(answered, READERS["programme"], recommendations.open_ballot, opening, now=LATER)
    rows = answered.read_now(lambda s: texts(s, "recommendation", [1, 2, 3], "text"))
    assert rows == {
        1: {"en": "Going green", "fr": "Transition écologique", "ar": "التحول الأخضر"},
        2: {
            "en": "Social inclusion and equity",
            "fr": "Inclusion sociale et équité",
            "ar": "الإدماج الاجتماعي والإنصاف",
        },
        3: {"en": "Meet"},
    }
    shown = looks(answered, READERS["programme"], recommendation_pages.seen, str(number), now=LATER)
    assert len(shown.recommendations) == 3
