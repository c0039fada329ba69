"""Votes on recommendations: who opens one, who has a vote, what is counted, and what nobody can find out; on both engines."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, func, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.recommendations import POINTS, BallotMethod, BallotVoter, counted, is_fair, of_ranking
from bot.domain.visit_findings import FindingKind
from bot.storage.recommendations import Ballot, BallotState, BallotVote
from bot.storage.visit_reports import VisitFinding
from bot.storage.visits import Visit
from bot.usecases import forgetting, recommendation_pages, recommendation_telling, recommendations
from bot.usecases.recommendations import Opening
from tests.transcripts.visited import visit
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

CLOSES = BEGINNING + timedelta(days=7)
OPENING = Opening(
    title="First?",
    findings=(),
    own=("Weigh bread", "Train mentors", "Open the kitchen"),
    audience=Audience(),
    method=BallotMethod.RANKING,
    voter=BallotVoter.PERSON,
    closes_at=CLOSES,
)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("giulia", member=True, centre="IT-1", role="programme_coordinator"),
        Named("leila", member=True, centre="TN-2", role="country_coordinator", scope="country:TN"),
        Named("amina", member=True, centre="TN-1"),
        Named("omar", member=True, centre="TN-1", function="head"),
        Named("nino", member=True, centre="GE-1", function="head"),
    )
    return world


def opened(learning, **more):
    return learning.does("giulia", recommendations.open_ballot, replace(OPENING, **more))


def ticks(learning):
    for job in (recommendations.close_due, recommendation_telling.tell_next):
        while learning.does(None, job):
            pass


def shown(learning, who, number=1):
    return learning.does(who, recommendation_pages.seen, str(number))


def votes(learning):
    return learning.database.read_now(lambda s: s.exec(select(func.count()).select_from(BallotVote)).one())


def test_only_who_coordinates_all_of_an_audience_puts_something_to_its_vote(learning):
    for who in ("amina", "omar", "leila"):
        assert isinstance(learning.does(who, recommendations.open_ballot, OPENING), Refusal)
    assert (
        learning.does("leila", recommendations.open_ballot, replace(OPENING, audience=Audience(countries=("TN",)))) == 1
    )
    for who in ("amina", "omar", "nino"):
        assert isinstance(learning.does(who, recommendations.close, 1), Refusal)
        assert isinstance(learning.does(who, recommendations.drop, 1), Refusal)


def test_a_vote_needs_several_recommendations_and_a_day_to_come(learning, subtests):
    for more, key in [
        ({"own": ("One",)}, "own"),
        ({"own": ("One", " one ")}, "own"),  # the same twice
        ({"own": tuple(f"Number {one}" for one in range(11))}, "own"),
        ({"closes_at": BEGINNING}, "closes"),
    ]:
        with subtests.test(more=more):
            refusal = opened(learning, **more)
            assert isinstance(refusal, Refusal)
            assert refusal.key == key


def test_those_who_are_asked_hear_of_it_once_and_nobody_else(learning):
    opened(learning, audience=Audience(countries=("TN",)))
    ticks(learning)
    ticks(learning)
    told = sorted(key for key, _text in learning.queued("ballot:1:opened"))
    assert told == sorted(f"ballot:1:opened:{learning.number_of(one)}" for one in ("amina", "omar", "leila"))
    assert shown(learning, "nino") is None
    assert isinstance(learning.does("nino", recommendations.rank, 1, [1, 2, 3], None), Refusal)


def test_where_centres_vote_only_who_speaks_for_one_hears_of_it_and_votes_and_the_later_vote_counts(learning):
    opened(learning, voter=BallotVoter.CENTRE)
    ticks(learning)
    told = sorted(key for key, _text in learning.queued("ballot:1:opened"))
    assert told == sorted(f"ballot:1:opened:{learning.number_of(one)}" for one in ("omar", "nino"))
    [(centre, _name)] = shown(learning, "omar").votes_as
    assert isinstance(learning.does("amina", recommendations.rank, 1, [1, 2, 3], centre), Refusal)
    assert isinstance(learning.does("nino", recommendations.rank, 1, [1, 2, 3], centre), Refusal)
    assert isinstance(learning.does("omar", recommendations.rank, 1, [1, 2, 3], None), Refusal)
    for order in ([1, 2, 3], [3, 2, 1]):
        assert learning.does("omar", recommendations.rank, 1, order, centre) is None
    assert votes(learning) == 1
    learning.does("giulia", recommendations.close, 1)
    assert [one.number for one in shown(learning, "omar").recommendations] == [3, 1, 2]


def test_all_of_them_are_put_in_order_and_nothing_else(learning, subtests):
    opened(learning)
    for order in [[1, 2], [1, 2, 2], [1, 2, 4], []]:
        with subtests.test(order=order):
            refusal = learning.does("amina", recommendations.rank, 1, order, None)
            assert isinstance(refusal, Refusal)
            assert refusal.key == "order"


def test_ten_points_are_given_away_to_what_is_there(learning, subtests):
    opened(learning, method=BallotMethod.POINTS)
    for points in [{1: 11}, {1: 5}, {1: 11, 2: -1}, {9: 10}, {}]:
        with subtests.test(points=points):
            assert isinstance(learning.does("amina", recommendations.give_points, 1, points, None), Refusal)
    assert learning.does("amina", recommendations.give_points, 1, {1: 7, 3: 3}, None) is None


def test_at_the_end_of_its_day_it_is_counted_told_and_who_voted_for_what_is_gone(learning):
    opened(learning)
    learning.does("amina", recommendations.rank, 1, [2, 1, 3], None)
    learning.does("omar", recommendations.rank, 1, [2, 3, 1], None)
    learning.now = CLOSES
    assert isinstance(learning.does("nino", recommendations.rank, 1, [1, 2, 3], None), Refusal)
    ticks(learning)
    assert votes(learning) == 0
    found = shown(learning, "nino")
    assert [(one.number, one.points, one.first) for one in found.recommendations] == [(2, 0, 0), (1, 0, 0), (3, 0, 0)]
    told = {key for key, _text in learning.queued("ballot:1:result")}
    assert told == {
        f"ballot:1:result:{learning.number_of(one)}" for one in ("giulia", "leila", "amina", "omar", "nino")
    }
    text = learning.queued("ballot:1:result")[0][1]
    assert "2 have voted.\nFirst came: Train mentors\nPoints are shown from five votes on" in text


def test_points_and_order_are_told_from_five_votes_on(learning):
    opened(learning)
    for name in ("giulia", "leila", "amina", "omar", "nino"):
        learning.does(name, recommendations.rank, 1, [2, 1, 3], None)
    learning.now = CLOSES
    ticks(learning)
    found = shown(learning, "nino")
    assert [(one.number, one.points, one.first) for one in found.recommendations] == [(2, 10, 5), (1, 5, 0), (3, 0, 0)]
    assert "5 have voted.\n1. Train mentors: 10 points" in learning.queued("ballot:1:result")[0][1]


def test_coordinators_get_the_list_also_where_they_are_not_asked(learning):
    opened(learning, audience=Audience(countries=("GE",)))
    learning.does("giulia", recommendations.close, 1)
    ticks(learning)
    told = {key for key, _text in learning.queued("ballot:1:result")}
    assert told == {f"ballot:1:result:{learning.number_of(one)}" for one in ("giulia", "nino")}


def test_what_is_dropped_is_not_told_and_not_seen(learning):
    opened(learning)
    learning.does("amina", recommendations.rank, 1, [2, 1, 3], None)
    assert learning.does("giulia", recommendations.drop, 1) is None
    ticks(learning)
    assert (votes(learning), learning.queued("ballot:1"), shown(learning, "amina")) == (0, [], None)


def test_the_vote_of_a_person_goes_with_them_that_of_a_centre_stays(learning):
    opened(learning)
    opened(learning, voter=BallotVoter.CENTRE)
    learning.does("omar", recommendations.rank, 1, [2, 1, 3], None)
    [(centre, _name)] = shown(learning, "omar", 2).votes_as
    learning.does("omar", recommendations.rank, 2, [5, 4, 6], centre)
    learning.does(None, forgetting.erase, [learning.number_of("omar"), learning.number_of("giulia")])
    left = learning.database.read_now(
        lambda s: [(one.ballot_id, one.person_id, one.centre_id) for one in s.exec(select(BallotVote))]
    )
    assert left == [(2, None, centre)]
    states = learning.database.read_now(lambda s: [(one.author_id, one.state) for one in s.exec(select(Ballot))])
    assert states == [(None, BallotState.OPEN), (None, BallotState.OPEN)]


@given(st.permutations(range(1, 7)))
def test_in_a_ranking_each_place_is_worth_one_point_less(order):
    points = of_ranking(order)
    assert [points[one] for one in order] == [5, 4, 3, 2, 1, 0]


@given(st.lists(st.permutations([1, 2, 3, 4]), max_size=8))
def test_the_count_does_not_depend_on_who_voted_first(orders):
    given_ = [of_ranking(order) for order in orders]
    assert counted([1, 2, 3, 4], given_) == counted([1, 2, 3, 4], list(reversed(given_)))
    assert sum(one.points for one in counted([1, 2, 3, 4], given_)) == 6 * len(orders)


@given(st.lists(st.integers(0, POINTS), min_size=3, max_size=3))
def test_points_are_fair_only_where_all_ten_are_given(points):
    assert is_fair(dict(enumerate(points)), range(3)) is (sum(points) == POINTS)


def recommends(learning, host, guest, text):
    """What the report of a visit found."""

    def job(session):
        visit(session, BEGINNING, ("diary", host, guest, "green"))
        session.flush()
        row = session.exec(select(Visit).order_by(col(Visit.id).desc())).first()
        finding = VisitFinding(
            kind=FindingKind.RECOMMENDATION,
            text=text,
            language="en",
            visit_id=row.id,
            centre_id=row.host_centre_id,
            area=PriorityArea.GREEN,
        )
        session.add(finding)
        session.flush()
        return finding.id

    return learning.database.write_now(job)


def test_what_visits_recommend_is_put_to_a_vote_by_those_who_coordinate_the_host_and_seen_by_nobody_else(learning):
    tunis = recommends(learning, "TN-1", "GE-1", "Sell the bread")
    tbilisi = recommends(learning, "GE-1", "TN-1", "Mend the roof")
    found = {who: [one.number for one in learning.does(who, recommendation_pages.found)] for who in ("giulia", "leila")}
    assert found == {"giulia": [tbilisi, tunis], "leila": [tunis]}
    assert learning.does("omar", recommendation_pages.found) == ()
    of_tunisia = replace(OPENING, findings=(tunis, tbilisi), audience=Audience(countries=("TN",)))
    number = learning.does("leila", recommendations.open_ballot, of_tunisia)
    told = [learning.said(one.words) for one in shown(learning, "leila", number).recommendations]
    assert "Sell the bread" in told
    assert "Mend the roof" not in told
