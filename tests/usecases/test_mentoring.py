"""Mentors of a centre: who may ask them in, what they see, and what becomes of their comments."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.rights import Role
from bot.storage.audit import AuditLine
from bot.storage.outbox import OutboxRow
from bot.usecases import forgetting, mentoring, rights, role_codes, roles, team_page
from bot.usecases.editions import Editions
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.assessing import does, looks, settled
from tests.usecases.test_signing import GREEN, HOUR, LATER, assessed

PEOPLE = (
    Named("amina", centre="TN-1"),
    Named("leila", centre="TN-1", role="centre_coordinator", scope="centre"),
    Named("tarek", role="country_coordinator", scope="country:TN"),
    Named("nino", role="country_coordinator", scope="country:GE"),
    Named("anna", role="network_animator", scope="network:1"),
    Named("paolo", centre="IT-1", role="centre_coordinator", scope="centre"),
    Named("mara", centre="MW-1"),
    Named("root", role="administrator"),
)


@pytest.fixture
def editions():
    return Editions()


@pytest.fixture
def people(database):
    return settled(database, *PEOPLE)


def mentors(database, people, name="mara"):
    code = does(database, people["leila"], role_codes.offer, Role.MENTOR, "1")
    assert does(database, people[name], role_codes.accept, code).role is Role.MENTOR


def test_whoever_signs_off_at_a_centre_asks_mentors_in_sees_them_and_lets_them_go(database, people, subtests):
    for name, may in [
        ("leila", True),
        ("tarek", True),
        ("root", True),
        ("amina", False),
        ("nino", False),
        ("anna", False),
        ("paolo", False),
    ]:
        with subtests.test(name=name):
            offered = does(database, people[name], role_codes.offer, Role.MENTOR, "1")
            assert isinstance(offered, str) == may
            mentors(database, people)
            seen = looks(database, people[name], roles.list_roles)
            mine = [] if isinstance(seen, Refusal) else [one for one in seen if one.role is Role.MENTOR]
            assert [one.person for one in mine] == (["Mara"] if may else [])
            everything = looks(database, people["root"], roles.list_roles)
            number = next(one.grant_id for one in everything if one.role is Role.MENTOR)
            assert (does(database, people[name], roles.take_away, number) == Refusal(rights.NO_RIGHT)) != may
            if not may:  # for the next, there is no mentor again
                assert not isinstance(does(database, people["root"], roles.take_away, number), Refusal)


def test_nobody_mentors_their_own_centre(database, people):
    code = does(database, people["leila"], role_codes.offer, Role.MENTOR, "1")
    assert isinstance(does(database, people["amina"], role_codes.accept, code), Refusal)
    assert does(database, people["mara"], role_codes.accept, code).role is Role.MENTOR


def test_a_mentor_is_for_a_centre_that_there_is(database, people, subtests):
    for place in ["99", "TN", None, ""]:
        with subtests.test(place=place):
            assert isinstance(does(database, people["root"], role_codes.offer, Role.MENTOR, place), Refusal)


def test_a_mentor_sees_what_counts_but_nobodys_name(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2}, leila={GREEN[0]: 4})
    assert looks(database, people["mara"], team_page.in_sight) == ()
    assert isinstance(looks(database, people["mara"], team_page.page, editions, number), Refusal)
    mentors(database, people)
    assert [one.number for one in looks(database, people["mara"], team_page.in_sight)] == [number]
    page = looks(database, people["mara"], team_page.page, editions, number)
    assert (page.shows_names, page.is_ours, page.may_sign, page.can_settle) == (False, False, False, False)


@pytest.mark.parametrize("part", [None, "green"])
def test_a_comment_comes_to_the_team_and_is_noted_without_its_words(database, people, editions, part):
    number = assessed(database, amina={GREEN[0]: 2}, leila={GREEN[0]: 4})
    mentors(database, people)
    said = "You do more than you say."
    assert does(database, people["mara"], mentoring.comment, editions, number, said, part, now=LATER) == 2

    def kept(session):
        rows = session.exec(select(OutboxRow).where(OutboxRow.dedupe_key.contains(":comment:"))).all()
        lines = session.exec(select(AuditLine).where(AuditLine.verb == "comment")).all()
        return sorted(row.person_id for row in rows), [row.payload["text"] for row in rows], lines

    told, texts, lines = database.read_now(kept)
    assert told == sorted([people["amina"], people["leila"]])
    assert all(said in text and ("Going green" in text) == (part is not None) for text in texts)
    assert said not in str([line.detail for line in lines])
    found = looks(database, people["amina"], mentoring.comments, editions, number).shown
    assert [(one.by, one.text, one.at, one.about is None) for one in found] == [("Mara", said, LATER, part is None)]


def test_others_neither_read_nor_write_comments(database, people, editions, subtests):
    number = assessed(database, amina={GREEN[0]: 2})
    for name in ["paolo", "nino"]:
        with subtests.test(name=name):
            assert isinstance(looks(database, people[name], mentoring.comments, editions, number), Refusal)
            assert isinstance(does(database, people[name], mentoring.comment, editions, number, "Hello"), Refusal)


def test_a_mentor_who_is_forgotten_leaves_the_words_without_a_name(database, people, editions):
    number = assessed(database, amina={GREEN[0]: 2})
    mentors(database, people)
    does(
        database, people["mara"], mentoring.comment, editions, number, "Well done", None, GREEN[0], now=BEGINNING + HOUR
    )
    does(database, people["mara"], forgetting.ask, now=LATER)
    week = LATER + timedelta(days=8)
    does(database, people["leila"], forgetting.erase_due, now=week)
    found = looks(database, people["amina"], mentoring.comments, editions, number).shown
    assert [(one.by, one.text) for one in found] == [(None, "Well done")]
    assert [one for one in looks(database, people["root"], roles.list_roles, now=week) if one.role is Role.MENTOR] == []
