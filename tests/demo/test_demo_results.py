"""Results and announcements of the demo world, as its personas see them."""

import pytest
from sqlmodel import select

from bot.demo.making import demo_world
from bot.domain.areas import PriorityArea
from bot.domain.scores import profile
from bot.i18n.translator import Reader, Translator
from bot.questionnaires.builtin import eight_areas
from bot.storage.people import Person
from bot.usecases import announcement_lists, results
from bot.usecases.editions import Editions
from bot.usecases.forms import indicators
from bot.usecases.work import Actor, ActorKind, Work
from tests.demo.moment import NOW

pytestmark = pytest.mark.slow  # a whole demonstration is loaded


def test_a_persona_sees_both_rounds_with_the_medians_of_the_network(demo):
    world = demo_world(NOW.date())
    persona = world.personas[2]
    own = [one for one in world.assessments if one.centre == persona.centre]

    def seen(session):
        work = _as(session, persona.name)
        ((centre, _names),) = results.centres_of(work)
        lines = results.finished(work, centre)
        return lines, results.result(work, Editions(), lines[0].id)

    lines, latest = demo.read_now(seen)
    assert [line.finished_at.date() for line in lines] == [own[1].finished_on, own[0].finished_on]
    assert latest.profile == profile(indicators(eight_areas()), own[1].levels)
    assert set(latest.network) == set(PriorityArea)
    assert {comparison.centres for comparison in latest.network.values()} <= set(range(90, 100))  # those of its round


def test_the_ledger_of_an_old_announcement_stands_without_its_copies(demo):
    def seen(session):
        work = _as(session, "Miriam Kellner")
        listed = announcement_lists.of_author(work)
        return [announcement_lists.ledger_of(work, one.number) for one in listed]

    found = demo.read_now(seen)
    english = Translator({}).bound(Reader("en"))
    assert [english(one.tally) for one in found] == [
        "Recipients: 588. Delivered: 585 · failed: 0 · left out: 3 · uncertain: 0."
    ] * 2
    assert [one.acts for one in found] == [(), ()]


def _as(session, name):
    person = session.exec(select(Person).where(Person.name == name)).one()
    return Work(session, NOW, Actor(ActorKind.PERSON, person.id), Translator({}), lambda channel, account: None)
