"""What is proposed of a session: kept as a draft or sent, with whoever leads it, on both engines."""

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.sessions import HostPart, SessionKind
from bot.storage.sessions import LearningSession, Rsvp, SessionState, hosts_of
from bot.usecases import session_hosts, session_lists, session_origins, session_proposals, sessions
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import ORGANISER, STARTS, Learning

LEILA = Named("leila", member=True, centre="TN-1", role="country_coordinator", scope="country:TN")


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        ORGANISER,
        LEILA,
        Named("amina", member=True, language="ar", centre="TN-2", function="head"),
        Named("nino", member=True, centre="GE-1"),
    )
    return world


def row_of(learning, number):
    return learning.database.read_now(lambda s: s.get_one(LearningSession, number))


def invited_to(learning, number):
    return learning.database.read_now(
        lambda s: list(s.exec(select(Rsvp.person_id).where(Rsvp.session_id == number).order_by(col(Rsvp.person_id))))
    )


def test_a_draft_is_told_to_nobody_until_it_is_sent(learning):
    number = learning.keeps("fatou", starts_at=STARTS)
    learning.clock_ticks()
    assert (learning.queued(), invited_to(learning, number)) == ([], [])
    assert learning.does("fatou", session_proposals.invite, number) is None
    learning.clock_ticks()
    assert row_of(learning, number).state is SessionState.PLANNED
    assert len(learning.queued(":invitation:")) == 3


def test_a_draft_without_a_time_is_not_sent_and_one_whose_time_has_passed_neither(learning):
    without, late = learning.keeps("fatou"), learning.keeps("fatou", starts_at=STARTS)
    learning.now = STARTS
    for number in (without, late):
        assert isinstance(learning.does("fatou", session_proposals.invite, number), Refusal)
        assert row_of(learning, number).state is SessionState.DRAFT


def test_a_draft_that_is_sent_twice_invites_once(learning):
    number = learning.keeps("fatou", starts_at=STARTS)
    assert learning.does("fatou", session_proposals.invite, number) is None
    assert isinstance(learning.does("fatou", session_proposals.invite, number), Refusal)
    learning.clock_ticks()
    assert len(learning.queued(":invitation:")) == 3


def test_a_draft_is_seen_by_who_looks_after_it_only(learning):
    number = learning.keeps("fatou", hosts={HostPart.CO_HOST: (learning.number_of("amina"),)})
    seen = {name: learning.does(name, session_lists.in_preparation) for name in ("fatou", "amina", "nino")}
    assert {name: [one.number for one in found] for name, found in seen.items()} == {
        "fatou": [number],
        "amina": [number],
        "nino": [],
    }
    assert learning.does("nino", session_lists.seen, str(number)) is None


def test_a_draft_changes_without_a_word_to_anybody(learning):
    number = learning.keeps("fatou", starts_at=STARTS, link="https://meet.example.org/m", aim="One measure")
    learning.does("fatou", sessions.change, number, link=None, room="Kitchen 2", aim=None, kind=SessionKind.COACHING)
    row = row_of(learning, number)
    assert (row.link, row.room, row.kind, row.sequence) == (None, "Kitchen 2", SessionKind.COACHING, 0)
    learning.clock_ticks()
    assert learning.queued() == []


def test_how_many_can_come_is_told_to_nobody_whatever_else_changes_is(learning):
    number = learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("fatou", sessions.change, number, capacity=30, per_centre=2)
    learning.clock_ticks()
    assert learning.queued(":change:") == []
    learning.does("fatou", sessions.change, number, languages=["fr"])
    learning.clock_ticks()
    assert len(learning.queued(":change:")) == 4


def test_a_draft_cannot_hold_what_cannot_be(learning, subtests):
    for given, key in [
        ({"capacity": 10, "per_centre": 11}, "per_centre"),
        ({"starts_at": BEGINNING}, "starts_at"),
        ({"link": "ftp://meet.example.org"}, "link"),
    ]:
        with subtests.test(given=given):
            refusal = learning.keeps("fatou", **given)
            assert isinstance(refusal, Refusal)
            assert refusal.key == key
            assert learning.database.read_now(lambda s: s.exec(select(LearningSession)).all()) == []


def test_whoever_is_named_is_asked_once_and_not_invited_beside_that(learning):
    amina, nino = learning.number_of("amina"), learning.number_of("nino")
    number = learning.proposes("fatou", hosts={HostPart.HOST: (amina,), HostPart.INTERPRETER: (nino,)})
    learning.clock_ticks()
    assert {key for key, _text in learning.queued(":part:")} == {
        f"session:{number}:part:host:{amina}",
        f"session:{number}:part:interpreter:{nino}",
    }
    assert [key.rpartition(":")[2] for key, _text in learning.queued(":invitation:")] == [
        str(learning.number_of("leila"))
    ]


def test_somebody_from_outside_of_the_audience_may_lead_and_is_invited_for_that(learning):
    nino = learning.number_of("nino")
    number = learning.proposes("fatou", audience=Audience(countries=("TN",)), hosts={HostPart.HOST: (nino,)})
    assert nino in invited_to(learning, number)


def test_a_part_that_is_given_to_others_leaves_the_rest_as_it_was(learning):
    amina, nino, leila = (learning.number_of(name) for name in ("amina", "nino", "leila"))
    number = learning.proposes("fatou", hosts={HostPart.HOST: (amina,), HostPart.INTERPRETER: (nino,)})
    assert learning.does("fatou", sessions.give_part, number, HostPart.HOST, [leila]) is None
    named = learning.database.read_now(lambda s: hosts_of(s, [number])[number])
    assert named == {HostPart.HOST: [leila], HostPart.INTERPRETER: [nino]}


def test_nobody_unknown_and_nobody_twice_is_named(learning, subtests):
    for hosts in [{HostPart.HOST: (999,)}, {HostPart.HOST: ("amina",), HostPart.CO_HOST: ("amina",)}]:
        with subtests.test(hosts=hosts):
            known = {
                part: tuple(learning.number_of(one) if isinstance(one, str) else one for one in people)
                for part, people in hosts.items()
            }
            refusal = learning.proposes("fatou", hosts=known)
            assert isinstance(refusal, Refusal)
            assert refusal.key == "host 1"


def test_people_are_found_by_a_part_of_their_name_where_one_coordinates(learning, subtests):
    for who, typed, found in [
        ("fatou", "nin", ["Nino"]),
        ("fatou", "AMINA", ["Amina"]),
        ("leila", "nin", []),  # of a country that she does not coordinate
        ("leila", "ami", ["Amina"]),
        ("amina", "ami", []),  # who coordinates nothing and leads nothing looks for nobody
        ("fatou", "%", []),
        ("fatou", "  ", []),
    ]:
        with subtests.test(who=who, typed=typed):
            people = learning.does(who, session_hosts.find_people, Audience(countries=("TN",)), typed)
            assert [one.name for one in people] == found


def test_people_whose_name_is_of_another_script_are_found_by_their_centre(learning, subtests):
    for typed, found in [
        ("talga", ["Nino"]),  # a word of the centre's name
        ("nino talga", ["Nino"]),
        ("amina talga", []),
        ("ta", []),
        ("%%%", []),
    ]:
        with subtests.test(typed=typed):
            people = learning.does("fatou", session_hosts.find_people, Audience(), typed)
            assert [one.name for one in people] == found


@pytest.mark.parametrize("part", HostPart)
def test_who_leads_a_session_or_helps_to_finds_the_people_whom_it_invites(learning, part):
    invited = Audience(countries=("TN", "GE"))
    assert isinstance(learning.proposes("fatou", audience=invited, hosts={part: (learning.number_of("amina"),)}), int)
    leads = part is not HostPart.INTERPRETER
    found = learning.does("amina", session_hosts.find_people, invited, "nin")
    assert [one.name for one in found] == (["Nino"] if leads else [])
    assert learning.does("amina", session_hosts.find_people, Audience(countries=("GE",)), "nin") == ()


def test_what_is_not_there_or_not_theirs_leads_to_the_usual_questions(learning, subtests):
    for argument in [
        "",
        "need-",
        "need-0",
        "need-1",
        "need-99",
        "need-x",
        "need-" + "9" * 30,
        "partner-1",
        "topic-1",
        "x",
    ]:
        for who in ["fatou", "amina"]:
            with subtests.test(who=who, argument=argument):
                assert learning.does(who, session_origins.origin, argument) is None
