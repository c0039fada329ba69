"""Wishes for sessions: who hears of them, what becomes of them, and what is kept of them."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.domain.sessions import OriginKind
from bot.storage.memberships import Membership, MembershipState
from bot.storage.session_wishes import SessionWish, WishPerson
from bot.storage.sessions import Rsvp
from bot.usecases import (
    erasing,
    retention,
    session_origins,
    session_proposals,
    session_wish_pages,
    session_wish_telling,
    session_wishes,
    sessions,
)
from bot.usecases.session_proposals import Proposal
from bot.usecases.session_wishes import MOST_SAID, Wish
from tests.transcripts.world import Named
from tests.usecases.learning import STARTS, Learning

GIULIA = Named("giulia", member=True, centre="IT-1", role="country_coordinator", scope="country:IT")
FATOU = Named("fatou", member=True, centre="TN-1", role="country_coordinator", scope="country:TN")
PAUL = Named("paul", member=True, role="programme_coordinator")
LUCA, SAMI = Named("luca", member=True, centre="IT-1"), Named("sami", member=True, centre="IT-1")
AMINA, NINO = Named("amina", member=True, centre="TN-2"), Named("nino", member=True, centre="GE-1")
WISH = Wish("How do you assess apprentices?", PriorityArea.WBL, ("fr", "it"))


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(GIULIA, FATOU, PAUL, LUCA, SAMI, AMINA, NINO)
    world.does("luca", session_wishes.say, WISH)
    return world


def tick(learning):
    while learning.does(None, session_wish_telling.look_after):
        pass


def told(learning, key):
    """By name: whom messages with such a key are for."""
    names = {learning.number_of(one.name): one.name for one in (GIULIA, FATOU, PAUL, LUCA, SAMI, AMINA, NINO)}
    return sorted(names[int(found.rpartition(":")[2])] for found, _text in learning.queued(key))


def numbers(learning, name, query):
    return [one.number for one in learning.does(name, query)]


def seen(learning, name):
    return learning.does(name, session_wish_pages.seen, "1")


def proposal(**given):
    origin = (OriginKind.WISH, 1)
    return Proposal("Assessing", PriorityArea.WBL, 60, Audience(countries=("IT",)), STARTS, origin=origin, **given)


def rows(learning, table):
    return learning.database.read_now(lambda session: session.exec(select(table).order_by(col(table.id))).all())


@pytest.mark.parametrize(
    ("who", "hears"),
    [("amina", "fatou"), ("nino", "paul")],  # of the whole programme only where nobody is nearer
)
def test_those_nearest_hear_of_a_wish(learning, who, hears):
    tick(learning)
    assert told(learning, "wishes:") == ["giulia"]
    learning.does(who, session_wishes.say, Wish("Something else"))
    tick(learning)
    assert told(learning, "wishes:") == sorted(["giulia", hears])


def test_of_many_wishes_one_hears_once_a_day_and_of_all(learning):
    tick(learning)
    for number in range(3):
        learning.does("sami", session_wishes.say, Wish(f"Wish {number}"))
        tick(learning)
    assert len(learning.queued("wishes:")) == 1
    learning.now += timedelta(hours=25)
    tick(learning)
    first, second = [text for _key, text in learning.queued("wishes:")]
    assert "How do you assess apprentices?" in first
    assert [f"Wish {number}" in second for number in range(3)] == [True] * 3
    learning.now += timedelta(hours=25)
    tick(learning)
    assert len(learning.queued("wishes:")) == 2


def test_what_was_taken_back_before_anybody_heard_of_it_is_told_to_nobody(learning):
    assert learning.does("luca", session_wishes.take_back, 1) == 0
    tick(learning)
    assert learning.queued("wishes:") == []
    assert (rows(learning, SessionWish), rows(learning, WishPerson)) == ([], [])


def test_each_coordinator_sees_those_of_their_own_scope_and_no_names_of_others(learning):
    learning.does("amina", session_wishes.join, 1)
    assert [one.name for one in seen(learning, "giulia").names] == ["Luca"]
    assert [one.name for one in seen(learning, "fatou").names] == ["Amina"]
    assert [one.name for one in seen(learning, "paul").names] == ["Luca", "Amina"]
    assert seen(learning, "nino").names == ()
    assert seen(learning, "giulia").people == 2


def test_somebody_who_coordinates_elsewhere_sees_and_does_nothing(learning):
    assert numbers(learning, "fatou", session_wish_pages.within_reach) == []
    assert seen(learning, "fatou") is None
    assert isinstance(learning.does("fatou", session_wishes.not_now, 1, None), Refusal)
    assert learning.does("fatou", session_origins.origin, "wish-1").origin is None


def test_whoever_takes_part_answers_nothing(learning):
    assert isinstance(learning.does("sami", session_wishes.not_now, 1, "No"), Refusal)
    assert not seen(learning, "sami").may_answer


def test_the_same_words_are_wished_for_once(learning):
    refusal = learning.does("sami", session_wishes.say, Wish("how do you ASSESS apprentices"))
    assert refusal.key == "text"
    assert learning.does("sami", session_wishes.join, 1) is None
    assert learning.does("sami", session_wishes.join, 1) is None
    assert seen(learning, "sami").people == 2


def test_one_has_so_many_wishes_open_and_room_again_once_one_is_answered(learning):
    for number in range(2, MOST_SAID + 1):
        assert learning.does("luca", session_wishes.say, Wish(f"Wish {number}")) == number
    assert isinstance(learning.does("luca", session_wishes.say, Wish("One more")), Refusal)
    learning.does("giulia", session_wishes.not_now, 1, None)
    assert learning.does("luca", session_wishes.say, Wish("One more")) == MOST_SAID + 1


def test_a_no_reaches_those_of_ones_own_scope_once(learning):
    for name in ("sami", "amina"):
        learning.does(name, session_wishes.join, 1)
    assert learning.does("giulia", session_wishes.not_now, 1, "In the autumn") == 2
    tick(learning)
    assert told(learning, ":answer") == ["luca", "sami"]
    assert all("In the autumn" in text for _key, text in learning.queued(":answer"))
    assert isinstance(learning.does("giulia", session_wishes.not_now, 1, "Again"), Refusal)
    assert numbers(learning, "fatou", session_wish_pages.within_reach) == [1]
    assert seen(learning, "luca").answer == "In the autumn"


def test_a_session_that_comes_of_it_is_told_to_all_who_wish_for_it_in_the_audience_or_not(learning):
    learning.does("amina", session_wishes.join, 1)
    assert learning.does("giulia", session_proposals.propose, proposal()) == 1
    learning.clock_ticks()
    assert told(learning, "session:1:wish") == ["amina", "luca"]
    assert told(learning, "session:1:invitation") == ["sami"]
    invited = {row.person_id for row in rows(learning, Rsvp)}
    assert invited == {learning.number_of(name) for name in ("giulia", "luca", "sami", "amina")}
    assert (seen(learning, "luca").session, seen(learning, "luca").is_planned) == (1, True)


def test_one_session_comes_of_a_wish_unless_the_one_before_was_called_off(learning):
    learning.does("giulia", session_proposals.keep, proposal())
    assert isinstance(learning.does("giulia", session_proposals.propose, proposal()), Refusal)
    assert isinstance(learning.does("giulia", session_wishes.not_now, 1, None), Refusal)
    assert numbers(learning, "giulia", session_wish_pages.within_reach) == []
    learning.does("giulia", sessions.cancel, 1, None)
    assert numbers(learning, "giulia", session_wish_pages.within_reach) == [1]
    assert learning.does("giulia", session_proposals.propose, proposal()) == 2


def test_a_proposal_begins_with_what_the_wish_says(learning):
    origin = learning.does("giulia", session_origins.origin, "wish-1")
    assert (origin.area, origin.languages, origin.origin) == (PriorityArea.WBL, ("fr", "it"), (OriginKind.WISH, 1))
    learning.does("luca", session_wishes.take_back, 1)
    gone = learning.does("giulia", session_origins.origin, "wish-1")
    assert (gone.origin, len(gone.words)) == (None, 1)
    assert learning.does("giulia", session_proposals.propose, proposal()) == 1  # it was begun before


def test_whoever_leaves_the_centre_is_seen_by_nobody_who_coordinates_it(learning):
    learning.database.write_now(lambda session: _leaves(session, learning.number_of("luca"), learning.now))
    assert numbers(learning, "giulia", session_wish_pages.within_reach) == []
    assert isinstance(learning.does("luca", session_wishes.say, Wish("More")), Refusal)
    assert (seen(learning, "luca").is_mine, seen(learning, "luca").is_seen) == (True, False)


def _leaves(session, person, now):
    row = session.exec(select(Membership).where(Membership.person_id == person)).one()
    row.state, row.to_on = MembershipState.ENDED, now.date()
    session.add(row)


@pytest.mark.parametrize("others", [0, 1])
def test_the_words_of_whoever_leaves_or_is_forgotten_stay_only_for_others(learning, others):
    if others:
        learning.does("sami", session_wishes.join, 1)
    person = learning.number_of("luca")
    learning.database.write_now(
        lambda session: [session.connection().execute(one) for one in erasing.statements([person], learning.now)]
    )
    found = rows(learning, SessionWish)
    assert [one.person_id for one in found] == [None] * others
    assert [one.person_id for one in rows(learning, WishPerson)] == [learning.number_of("sami")] * others


def test_a_wish_is_kept_for_a_year(learning):
    def clear():
        while learning.does(None, retention.clear_next):
            pass

    clear()
    assert len(rows(learning, SessionWish)) == 1
    learning.now += timedelta(days=366)
    clear()
    assert (rows(learning, SessionWish), rows(learning, WishPerson)) == ([], [])
