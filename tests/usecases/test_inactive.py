"""Whoever is silent for a year is asked; anything they write keeps all, thirty days more of silence erase it."""

from datetime import timedelta

import pytest
from sqlmodel import select, update

from bot.domain.rights import HeldRole, Role, ScopeKind
from bot.storage.grants import Grant
from bot.storage.inactivity import Inactivity
from bot.storage.people import Person, PersonState
from bot.usecases import inactive, rights
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import Learning

AMINA, LEILA = Named("amina", language="en", centre="TN-1"), Named("leila", language="ar", centre="TN-2")
NINO = Named("nino", language="en", centre="GE-1", role="centre_coordinator", scope="centre")
A_DAY = timedelta(days=1)


@pytest.fixture
def world(database):
    learning = Learning(database)
    learning.joins(AMINA, LEILA, NINO)
    become(learning, "leila", seen_at=BEGINNING + A_DAY)
    learning.now = BEGINNING + inactive.SILENT_FOR
    return learning


def become(learning, name, **values):
    job = update(Person).where(Person.name == name.title()).values(values)
    learning.database.write_now(lambda session: session.connection().execute(job))


def states(learning):
    rows = select(Person.name, Person.state).order_by(Person.id)
    return [(name, state.value) for name, state in learning.database.read_now(lambda s: s.exec(rows).all())]


def test_who_is_silent_is_asked_once_who_wrote_lately_or_has_a_role_is_not(world):
    for _twice in range(2):
        assert world.does(None, inactive.look_after) is False
    ((key, text),) = world.queued("inactive")
    assert key.endswith(f":{world.number_of('amina')}")
    assert text == (
        "You have not written to me for a year. Write anything to me, and all stays as it is. If I hear nothing until "
        "Friday 12 April 2024, I erase your name, your addresses and our talks; what your centre has finished stays, without "
        "your name."
    )


def test_who_writes_within_thirty_days_stays_and_may_be_asked_again_a_year_later(world):
    world.does(None, inactive.look_after)
    become(world, "amina", seen_at=world.now + A_DAY)
    world.now += inactive.ANSWER_WITHIN
    world.does(None, inactive.look_after)
    assert states(world)[0] == ("Amina", "active")
    world.now += inactive.SILENT_FOR
    world.does(None, inactive.look_after)
    asked = select(Inactivity.person_id)
    assert world.number_of("amina") in world.database.read_now(lambda session: session.exec(asked).all())


def test_who_is_given_a_role_within_thirty_days_stays_without_a_word(world):
    world.does(None, inactive.look_after)
    world.does(None, rights.give, world.number_of("amina"), HeldRole(Role.CENTRE_COORDINATOR, ScopeKind.CENTRE, "1"))
    world.now += inactive.ANSWER_WITHIN
    world.does(None, inactive.look_after)
    assert states(world)[0] == ("Amina", "active")


def test_who_does_not_is_forgotten_and_only_then(world):
    world.does(None, inactive.look_after)
    world.now += inactive.ANSWER_WITHIN - A_DAY
    world.does(None, inactive.look_after)
    assert states(world)[0] == ("Amina", "active")
    world.now += A_DAY
    world.does(None, inactive.look_after)
    assert states(world) == [(None, "erased"), ("Leila", "active"), ("Nino", "active")]
    assert [one.person_id for one in world.database.read_now(lambda s: s.exec(select(Inactivity)).all())] == [
        world.number_of("leila")
    ]


def test_who_has_stopped_all_messages_is_not_written_to_and_has_the_same_time(world):
    become(world, "amina", state=PersonState.STOPPED)
    world.does(None, inactive.look_after)
    assert world.queued("inactive") == []
    world.now += inactive.ANSWER_WITHIN
    world.does(None, inactive.look_after)
    assert states(world)[0] == (None, "erased")


def test_who_never_agreed_to_anything_is_not_written_to_and_goes_after_the_year(world):
    become(world, "amina", state=PersonState.NEW)
    world.does(None, inactive.look_after)
    assert (states(world)[0], world.queued("inactive")) == ((None, "erased"), [])


def test_very_many_are_asked_and_forgotten_in_slices(world, monkeypatch):
    monkeypatch.setattr(inactive, "AT_ONCE", 1)
    world.now += A_DAY
    assert [world.does(None, inactive.look_after) for _slice in range(3)] == [True, True, False]
    assert len(world.queued("inactive")) == 2
    world.now += inactive.ANSWER_WITHIN
    assert [world.does(None, inactive.look_after) for _slice in range(3)] == [True, True, False]


def test_whose_role_ends_is_asked_although_others_who_wrote_later_were_asked_before(world):
    world.now += A_DAY
    assert world.does(None, inactive.look_after) is False
    asked = select(Inactivity.person_id).order_by(Inactivity.id)
    names = ("amina", "leila", "nino")
    expected = [world.number_of(name) for name in names]
    assert world.database.read_now(lambda session: session.exec(asked).all()) == expected[:2]
    ended = update(Grant).where(Grant.person_id == world.number_of("nino")).values(to_at=world.now)
    world.database.write_now(lambda session: session.connection().execute(ended))
    assert world.does(None, inactive.look_after) is False
    assert world.database.read_now(lambda session: session.exec(asked).all()) == expected
