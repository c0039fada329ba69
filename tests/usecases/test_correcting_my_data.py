"""What is kept about oneself is put right, one's own only; and an agreement is taken back."""

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.storage.centres import Centre
from bot.storage.memberships import CentreFunction, Membership, MembershipState
from bot.storage.people import Person
from bot.usecases import agreements, correcting, memberships, rights, room_consents
from bot.usecases.room_consents import Shown
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

AMINA = Named("amina", language="en", centre="TN-1", role="centre_coordinator", scope="centre")
OMAR = Named("omar", language="en", centre="TN-1")


@pytest.fixture
def world(database):
    learning = Learning(database)
    learning.joins(AMINA, OMAR)
    return learning


def place_of(world, name):
    ((number, _centre, _function),) = world.does(name, correcting.places)
    return number


def row_of(world, number):
    return world.database.read_now(lambda session: session.get_one(Membership, number))


def test_a_name_is_put_right_without_the_spaces_around_it_and_is_never_empty(world):
    number = world.number_of("amina")
    for wrong in ("", "   ", "x" * 101):
        assert isinstance(world.does("amina", correcting.rename, wrong), Refusal)
    world.does("amina", correcting.rename, "  Amina   Ben Salah ")
    names = select(Person.name).where(Person.id == number)
    assert world.database.read_now(lambda session: session.exec(names).one()) == "Amina Ben Salah"


def test_nobody_makes_themselves_coordinator_or_head_or_changes_a_place_of_somebody_else(world):
    own, others = place_of(world, "omar"), place_of(world, "amina")
    assert isinstance(world.does("omar", correcting.change_function, own, "coordinator"), Refusal)
    assert isinstance(world.does("omar", correcting.change_function, own, "head"), Refusal)
    assert isinstance(world.does("omar", correcting.change_function, others, "staff"), Refusal)
    assert isinstance(world.does("omar", correcting.leave_centre, others), Refusal)
    assert world.does("omar", correcting.change_function, own, "staff") is None
    assert row_of(world, own).function is CentreFunction.STAFF
    assert row_of(world, others).state.value == "confirmed"


def test_an_invitation_gives_what_it_says_and_nothing_that_was_only_asked_for(world, subtests):
    number = place_of(world, "omar")

    def let_in(work, was, state, invited):
        row = work.session.get_one(Membership, number)
        row.function, row.state = CentreFunction(was), MembershipState(state)
        work.session.add(row)
        work.session.flush()
        person, centre = (
            work.session.get_one(one, key) for one, key in ((Person, row.person_id), (Centre, row.centre_id))
        )
        return memberships.add_confirmed(work, person, centre, CentreFunction(invited)).id

    for was, state, invited, becomes in [
        ("teacher", "confirmed", "head", "head"),
        ("teacher", "confirmed", "coordinator", "coordinator"),
        ("head", "confirmed", "teacher", "head"),  # by a poster for all
        ("head", "confirmed", "coordinator", "head"),  # and coordinates it, by the role
        ("staff", "confirmed", "teacher", "staff"),
        ("head", "pending", "teacher", "teacher"),  # what they only say of themselves
    ]:
        with subtests.test(was=was, state=state, invited=invited):
            assert world.does("amina", let_in, was, state, invited) == number
            assert (row_of(world, number).function.value, row_of(world, number).state.value) == (becomes, "confirmed")


def test_who_leaves_a_centre_belongs_nowhere_and_coordinates_it_no_more(world):
    number = place_of(world, "amina")
    assert world.does("amina", lambda work: len(rights.roles_of(work, work.person_id))) == 1
    assert world.does("amina", correcting.leave_centre, number) is None
    left = row_of(world, number)
    assert (left.state.value, left.to_on) == ("ended", world.now.date())
    assert world.does("amina", lambda work: rights.roles_of(work, work.person_id)) == ()
    assert isinstance(world.does("amina", correcting.leave_centre, number), Refusal)


def test_an_agreement_about_rooms_is_taken_back_by_itself_that_to_taking_part_only_with_everything(world):
    world.does("omar", room_consents.choose, Shown.NAMED)
    taking_part, rooms = world.does("omar", agreements.standing)
    assert (taking_part.may_end, rooms.may_end) == (False, True)
    assert isinstance(world.does("omar", agreements.withdraw, taking_part.id), Refusal)
    assert isinstance(world.does("amina", agreements.withdraw, rooms.id), Refusal)
    assert world.does("omar", agreements.withdraw, rooms.id) is None
    assert world.does("omar", room_consents.shown) is None
    assert isinstance(world.does("omar", agreements.withdraw, rooms.id), Refusal)
