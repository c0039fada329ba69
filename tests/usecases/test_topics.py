"""Days of networks: who may propose and vote, what is counted, and who chooses where the votes do not; on both engines."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import func, select

from bot.core.refusal import Refusal
from bot.domain.topics import MOST_TOPICS, TOPICS_EACH, counted, leading
from bot.storage.topics import DayState, NetworkDay, Topic, TopicVote
from bot.usecases import forgetting, session_origins, session_proposals, topic_pages, topic_telling, topics
from bot.usecases.session_proposals import Proposal
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import STARTS, Learning

CLOSES = BEGINNING + timedelta(days=7)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("luca", member=True, centre="TN-1", role="network_animator", scope="network:1"),
        Named("amina", member=True, centre="IT-1"),
        Named("omar", member=True, centre="TN-1"),
        Named("nino", member=True, centre="GE-1"),  # of no network
        Named("leila", member=True, centre="TN-1", role="country_coordinator", scope="country:TN"),
    )
    assert world.does("luca", topics.open_vote, 1, CLOSES) == 1
    return world


def ticks(learning):
    for job in (topics.close_due, topic_telling.tell_next):
        while learning.does(None, job):
            pass


def day_of(learning):
    return learning.database.read_now(lambda s: s.get_one(NetworkDay, 1))


def test_all_members_hear_once_of_a_vote_and_nobody_else(learning):
    ticks(learning)
    ticks(learning)
    told = sorted(key for key, _text in learning.queued("network_day:1:opened"))
    assert told == sorted(f"network_day:1:opened:{learning.number_of(one)}" for one in ("amina", "omar", "leila"))


def test_only_who_coordinates_all_of_a_network_opens_a_vote_closes_it_and_drops_it(learning, subtests):
    for who in ["amina", "leila", "nino"]:
        with subtests.test(who=who):
            assert isinstance(learning.does(who, topics.open_vote, 1, CLOSES), Refusal)
            assert isinstance(learning.does(who, topics.close, 1), Refusal)
            assert isinstance(learning.does(who, topics.drop, 1), Refusal)


def test_a_network_has_two_days_a_year_and_what_was_dropped_is_none(learning):
    assert learning.does("luca", topics.open_vote, 1, CLOSES) == 2
    third = learning.does("luca", topics.open_vote, 1, CLOSES)
    assert isinstance(third, Refusal)
    assert third.key == "closes"
    assert learning.does("luca", topics.open_vote, 1, CLOSES.replace(year=CLOSES.year + 1)) == 3
    learning.does("luca", topics.drop, 2)
    assert learning.does("luca", topics.open_vote, 1, CLOSES) == 4


def test_a_day_that_has_passed_opens_no_vote(learning):
    refusal = learning.does("luca", topics.open_vote, 1, BEGINNING)
    assert isinstance(refusal, Refusal)
    assert refusal.key == "closes"


def test_who_proposes_a_topic_is_for_it_and_a_later_vote_replaces_all_before(learning):
    first, second = (learning.does("amina", topics.propose, 1, words) for words in ("Waste", "Deaf learners"))
    assert [one.is_mine for one in learning.does("amina", topic_pages.seen, "1").topics] == [True, True]
    assert learning.does("amina", topics.vote, 1, [second]) is None
    assert [one.is_mine for one in learning.does("amina", topic_pages.seen, "1").topics] == [False, True]
    assert (first, second) == (1, 2)


def test_the_same_topic_is_not_proposed_twice(learning, subtests):
    learning.does("amina", topics.propose, 1, "Waste in kitchens")
    for words in ["waste in kitchens", "  Waste, in KITCHENS! "]:
        with subtests.test(words=words):
            refusal = learning.does("omar", topics.propose, 1, words)
            assert isinstance(refusal, Refusal)
            assert refusal.key == "topic"


def test_nobody_floods_a_vote(learning):
    for number in range(TOPICS_EACH):
        assert isinstance(learning.does("amina", topics.propose, 1, f"Topic {number}"), int)
    assert isinstance(learning.does("amina", topics.propose, 1, "One more"), Refusal)
    learning.database.write_now(
        lambda s: s.add_all(Topic(day_id=1, at=BEGINNING) for _ in range(MOST_TOPICS - TOPICS_EACH))
    )
    assert isinstance(learning.does("omar", topics.propose, 1, "Too many"), Refusal)


def test_only_topics_that_are_there_and_three_at_most_are_voted_for(learning, subtests):
    for who in ("amina", "omar"):
        for number in range(2):
            learning.does(who, topics.propose, 1, f"{who} {number}")
    for chosen in [[99], [1, 2, 3, 4]]:
        with subtests.test(chosen=chosen):
            refusal = learning.does("leila", topics.vote, 1, chosen)
            assert isinstance(refusal, Refusal)
            assert refusal.key == "votes"


def test_who_is_of_no_centre_of_the_network_sees_and_does_nothing(learning):
    assert isinstance(learning.does("nino", topics.propose, 1, "Mine"), Refusal)
    assert isinstance(learning.does("nino", topics.vote, 1, []), Refusal)
    assert learning.does("nino", topic_pages.seen, "1") is None
    assert learning.does("nino", topic_pages.any_in_sight) is False


def test_at_the_end_of_its_day_the_votes_are_counted_told_and_forgotten(learning):
    waste = learning.does("amina", topics.propose, 1, "Waste")
    learning.does("omar", topics.propose, 1, "Deaf learners")
    learning.does("leila", topics.vote, 1, [waste])
    learning.now = CLOSES - timedelta(seconds=1)
    ticks(learning)
    assert day_of(learning).state is DayState.OPEN
    learning.now = CLOSES
    ticks(learning)
    assert (day_of(learning).state, day_of(learning).topic_id) == (DayState.CLOSED, waste)
    left = learning.database.read_now(lambda s: s.exec(select(func.count()).select_from(TopicVote)).one())
    assert left == 0
    results = learning.queued("network_day:1:result")
    assert len(results) == 4
    assert "Waste" in results[0][1]
    assert "How many were for each is shown where five or more were for one" in results[0][1]
    assert isinstance(learning.does("amina", topics.vote, 1, [waste]), Refusal)


@pytest.mark.parametrize("proposed", [(), ("Waste", "Deaf learners")])
def test_where_the_votes_do_not_say_it_whoever_animates_the_network_chooses_and_only_then_all_are_told(
    learning, proposed
):
    ids = [learning.does(who, topics.propose, 1, one) for who, one in zip(("amina", "omar"), proposed, strict=False)]
    learning.now = CLOSES
    ticks(learning)
    assert day_of(learning).topic_id is None
    assert [key for key, _text in learning.queued("network_day:1:choose")] == [
        f"network_day:1:choose:{learning.number_of('luca')}"
    ]
    assert learning.queued("network_day:1:result") == []
    if ids:
        assert isinstance(learning.does("amina", topics.choose, 1, ids[1]), Refusal)
        assert learning.does("luca", topics.choose, 1, ids[1]) is None
        assert isinstance(learning.does("luca", topics.choose, 1, ids[0]), Refusal)
        ticks(learning)
        assert len(learning.queued("network_day:1:result")) == 4


def test_a_day_has_one_session_however_often_it_is_proposed(learning):
    learning.does("amina", topics.propose, 1, "Waste")
    learning.does("luca", topics.close, 1)
    origin = learning.does("luca", session_origins.origin, "topic-1")
    assert (origin.title, origin.audience.networks) == ("Waste", (1,))
    assert learning.does("amina", session_origins.origin, "topic-1") is None
    what = Proposal(origin.title, "wbl", 240, origin.audience, STARTS, kind=origin.kind, origin=origin.origin)
    number = learning.does("luca", session_proposals.propose, what)
    assert day_of(learning).session_id == number
    assert isinstance(learning.does("luca", session_proposals.propose, what), Refusal)
    assert learning.does("luca", session_origins.origin, "topic-1") is None
    assert isinstance(learning.does("luca", topics.drop, 1), Refusal)


def test_whoever_is_forgotten_leaves_topics_without_a_name_and_no_votes(learning):
    learning.does("amina", topics.propose, 1, "Waste")
    learning.does("amina", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    rows = learning.database.read_now(lambda s: (s.get_one(Topic, 1).author_id, s.exec(select(TopicVote)).all()))
    assert rows == (None, [])


@given(st.dictionaries(st.integers(1, 50), st.integers(0, 9)))
def test_who_leads_has_as_many_votes_as_anybody_and_at_least_one(votes):
    first = leading(counted(votes))
    most = max(votes.values(), default=0)
    assert set(first) == ({one for one, count in votes.items() if count == most} if most else set())
