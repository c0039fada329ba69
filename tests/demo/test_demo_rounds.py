"""The round that is open in the demo, as its personas see it."""

import pytest
from sqlmodel import select

from bot.demo.making import demo_world
from bot.domain.participation import Stage, by_country
from bot.storage.assessments import Assessment, AssessmentState
from bot.storage.centres import find_centre
from bot.storage.people import Person
from bot.usecases import contributions, round_lists
from bot.usecases.round_lists import Phase
from bot.usecases.team_standing import standing_of
from bot.usecases.work import Actor, ActorKind, Work
from tests.demo.moment import NOW
from tests.usecases.announcing import TRANSLATOR, nobody

pytestmark = pytest.mark.slow  # a whole demonstration is loaded


def _as(session, name):
    person = session.exec(select(Person).where(Person.name == name)).one()
    return Work(session, NOW, Actor(ActorKind.PERSON, person.id), TRANSLATOR, nobody)


def test_the_coordinator_sees_who_takes_part_and_the_participant_has_it_still_to_do(demo):
    world = demo_world(NOW.date())
    participant, coordinator = world.personas[0], world.personas[-1]

    def seen(session):
        work = _as(session, coordinator.name)
        found = [round_lists.standing(work, one.number) for one in round_lists.in_sight(work)]
        place = find_centre(session, participant.centre)
        return found, place.id, contributions.open_for(_as(session, participant.name))

    (third, second, first), centre, waiting = demo.read_now(seen)
    assert [one.phase for one in (third, second, first)] == [Phase.OPEN, Phase.CLOSED, Phase.CLOSED]
    assert (third.whole.invited, third.whole.begun, third.whole.signed) == (243, 48, 0)
    assert 0 < third.whole.complete < third.whole.begun
    assert (second.whole.signed, first.whole.signed) == (96, 120)
    assert len(by_country(third.centres)) == 39
    assert next(one.stage for one in third.centres if one.centre == centre) is Stage.INVITED
    assert len(waiting) == 1


def test_what_has_been_signed_tells_who_answered_each_part(demo):
    def standings(session):
        work = _as(session, demo_world(NOW.date()).personas[-1].name)
        signed = session.exec(select(Assessment.id).where(Assessment.state == AssessmentState.SIGNED)).all()
        return [standing_of(work, number) for number in signed[:: len(signed) // 8]]

    found = demo.read_now(standings)
    assert len(found) >= 8
    assert {(len(one.parts), one.is_complete, len(one.members)) for one in found} == {(8, True, 1)}
