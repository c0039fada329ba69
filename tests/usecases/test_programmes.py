"""Programmes: who may plan and change them, whose centres are seen, and what is done."""

from datetime import date

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.milestones import DoneBy, Standing, Window
from bot.storage.audit import AuditLine
from bot.storage.milestones import MilestoneDone
from bot.usecases import forgetting, milestone_lists, milestones, programme_calendars
from bot.usecases.milestones import MOST_STEPS, NewStep
from tests.usecases.planning import SFAX, TBILISI, TUNIS, adopted, plan, settled, steps

pytestmark = pytest.mark.slow  # a whole programme for each test


@pytest.fixture
def learning(database):
    return settled(database)


# -- planning ----------------------------------------------------------------------------------------------------------
def test_a_programme_is_planned_for_centres_that_one_coordinates(learning, subtests):
    for name, audience, may in [
        ("mariam", Audience(), False),
        ("mariam", Audience(countries=("GE",)), False),
        ("anna", Audience(countries=("TN",)), False),
        ("leila", Audience(centres=(TUNIS,)), False),
        ("amina", Audience(centres=(TUNIS,)), False),
        ("mariam", Audience(countries=("TN",)), True),
        ("anna", Audience(networks=(1,)), True),
        ("paul", Audience(), True),
    ]:
        with subtests.test(name=name, audience=audience.to_json()):
            result = learning.does(name, programme_calendars.adopt, plan(audience=audience))
            assert isinstance(result, int) is may
            number = result if may else 1
            assert isinstance(learning.does("paul", milestone_lists.overview, number), Refusal) is not may


def test_what_cannot_be_planned_names_the_answer_to_change(learning, subtests):
    for given, key in [
        ({"name": {"en": "  "}}, "name"),
        ({"name": {"en": "Sharing", "fr": "x" * 81}}, "name"),
        ({"audience": Audience(countries=("ZW",))}, "audience"),
        ({"begins_on": date(1999, 12, 31)}, "day"),
        ({"begins_on": date(2099, 1, 1)}, "day"),
    ]:
        with subtests.test(given=given):
            result = learning.does("paul", programme_calendars.adopt, plan(**given))
            assert isinstance(result, Refusal)
            assert result.key == key
            assert learning.does("paul", milestone_lists.in_sight) == ()


def test_texts_of_the_template_are_there_in_each_of_our_languages(learning):
    adopted(learning)
    first = steps(learning)[0]
    assert set(first.name.texts) == set(first.task.texts) == {"en", "fr", "ar"}


def test_everything_about_a_programme_is_changed_by_who_coordinates_all_of_it_only(learning):
    adopted(learning)
    step = steps(learning)[0].number
    phase = learning.does("paul", milestone_lists.overview, 1).calendar.phases[0].number
    new = NewStep("x", "", "en", date(2023, 2, 1), date(2023, 2, 2), moves=True)
    verbs = (
        lambda work: programme_calendars.begin_on(work, 1, date(2023, 2, 1)),
        lambda work: programme_calendars.remind(work, 1, wanted=False),
        lambda work: programme_calendars.end(work, 1),
        lambda work: milestones.add(work, phase, new),
        lambda work: milestones.place(work, step, "due", date(2023, 6, 1), moves=False),
        lambda work: milestones.word(work, step, "name", {"en": "x"}),
        lambda work: milestones.count_as_done(work, step, DoneBy.PARTNER),
        lambda work: milestones.take_out(work, step),
    )
    before = learning.does("paul", milestone_lists.overview, 1).calendar
    for name in ("mariam", "anna", "leila", "amina"):
        assert all(isinstance(learning.does(name, verb), Refusal) for verb in verbs)
    assert learning.does("paul", milestone_lists.overview, 1).calendar == before
    assert learning.does("paul", programme_calendars.end, 1) == 1
    assert all(isinstance(learning.does("paul", verb), Refusal) for verb in verbs)


def test_days_that_move_along_move_and_fixed_ones_stay(learning):
    adopted(learning)
    first, second, *_rest = steps(learning)
    learning.does("paul", milestones.place, second.number, "begins", date(2023, 3, 20), moves=False)
    learning.does("paul", milestones.place, second.number, "due", date(2023, 5, 15), moves=True)
    assert steps(learning)[1].window == Window(date(2023, 3, 20), date(2023, 5, 15))
    learning.does("paul", programme_calendars.begin_on, 1, date(2023, 2, 1))
    assert steps(learning)[0].window == Window(date(2023, 2, 1), date(2023, 3, 31))
    assert next(one for one in steps(learning) if one.number == second.number).window == Window(
        date(2023, 3, 20), date(2023, 6, 15)
    )
    assert first.number == steps(learning)[0].number


def test_a_beginning_that_would_turn_a_milestone_around_is_refused_and_changes_nothing(learning):
    adopted(learning)
    step = steps(learning)[0].number
    learning.does("paul", milestones.place, step, "due", date(2023, 2, 20), moves=False)
    result = learning.does("paul", programme_calendars.begin_on, 1, date(2023, 3, 1))
    assert isinstance(result, Refusal)
    assert steps(learning)[0].window == Window(date(2023, 1, 1), date(2023, 2, 20))


def test_there_is_room_for_so_many_milestones_and_no_more(learning):
    adopted(learning)
    phase = learning.does("paul", milestone_lists.overview, 1).calendar.phases[0].number
    new = NewStep("x", "", "en", date(2023, 2, 1), date(2023, 2, 2), moves=True)
    results = [learning.does("paul", milestones.add, phase, new) for _each in range(MOST_STEPS - 7)]
    assert [isinstance(one, Refusal) for one in results] == [*[False] * (MOST_STEPS - 8), True]


def test_what_is_taken_out_is_seen_by_nobody_and_what_was_done_is_kept(learning):
    adopted(learning)
    step = steps(learning)[3].number
    learning.does("leila", milestones.say_done, step, TUNIS)
    learning.does("paul", milestones.take_out, step)
    assert step not in {one.number for one in steps(learning)}
    assert isinstance(learning.does("leila", milestones.say_done, step, TUNIS), Refusal)
    assert learning.database.read_now(lambda s: s.exec(select(MilestoneDone.milestone_id)).all()) == [step]


# -- what is seen ------------------------------------------------------------------------------------------------------
def test_an_overview_has_the_centres_that_its_reader_coordinates_and_no_others(learning, subtests):
    adopted(learning)
    for name, seen in [("paul", [TBILISI, 5, 4, TUNIS, SFAX]), ("mariam", [TUNIS, SFAX]), ("anna", [5, TUNIS])]:
        with subtests.test(name=name):
            found = learning.does(name, milestone_lists.overview, 1)
            assert [at.centre for at in found.centres] == seen
            assert {at.centre for _step, late in found.late() for at in late} <= set(seen)
            assert found.manages is (name == "paul")


def test_nobody_else_has_an_overview(learning, subtests):
    adopted(learning)
    for name in ["leila", "amina", "nino"]:
        with subtests.test(name=name):
            assert isinstance(learning.does(name, milestone_lists.overview, 1), Refusal)


def test_a_centre_is_seen_by_its_people_and_spoken_for_by_few(learning, subtests):
    adopted(learning)
    for name, centre, sees, says in [
        ("leila", TUNIS, True, True),
        ("amina", TUNIS, True, False),
        ("nino", TBILISI, True, True),
        ("leila", SFAX, False, False),
        ("nino", TUNIS, False, False),
        ("mariam", SFAX, True, True),
        ("mariam", TBILISI, False, False),
        ("paul", TBILISI, True, True),
    ]:
        with subtests.test(name=name, centre=centre):
            view = learning.does(name, milestone_lists.centre_view, 1, centre)
            assert isinstance(view, Refusal) is not sees
            step = steps(learning)[3].number
            assert isinstance(learning.does(name, milestones.say_done, step, centre), int) is says
            if says:  # for the next, it is to be done again
                assert learning.does(name, milestones.take_back, step, centre) == step


def test_only_centres_that_take_part_have_a_view_of_it(learning):
    adopted(learning, audience=Audience(countries=("TN",)))
    assert isinstance(learning.does("nino", milestone_lists.centre_view, 1, TBILISI), Refusal)
    assert learning.does("nino", milestone_lists.in_sight) == ()


def test_a_number_that_is_none_is_refused_kindly(learning, subtests):
    adopted(learning)
    for number in [0, 2, 2**63 - 1, 2**63, 10**40]:
        with subtests.test(number=number):
            assert isinstance(learning.does("paul", milestone_lists.overview, number), Refusal)
            assert isinstance(learning.does("leila", milestone_lists.centre_view, number, TUNIS), Refusal)
            assert isinstance(learning.does("leila", milestone_lists.centre_view, 1, number + 10), Refusal)


# -- what is done ------------------------------------------------------------------------------------------------------
def test_said_twice_the_first_day_stays_and_taken_back_it_is_open_again(learning):
    adopted(learning)
    step = steps(learning)[1]
    stands = lambda: learning.does("leila", milestone_lists.centre_view, 1, TUNIS).stands(step)  # noqa: E731 - said thrice
    assert stands() is Standing.OPEN
    learning.does("leila", milestones.say_done, step.number, TUNIS, date(2023, 3, 10))
    learning.does("mariam", milestones.say_done, step.number, TUNIS)
    done = learning.does("amina", milestone_lists.centre_view, 1, TUNIS).done[step.number]
    assert (done.on, done.by, done.is_said) == (date(2023, 3, 10), "Leila", True)
    assert stands() is Standing.DONE
    learning.does("leila", milestones.take_back, step.number, TUNIS)
    assert stands() is Standing.OPEN
    lines = select(AuditLine.verb, AuditLine.scope).order_by(col(AuditLine.id))
    verbs = learning.database.read_now(lambda s: s.exec(lines).all())
    assert [one for one in verbs if one[1] == "centre:1"] == [("say done", "centre:1"), ("take back", "centre:1")]


def test_a_day_to_come_is_refused(learning):
    adopted(learning)
    result = learning.does("leila", milestones.say_done, steps(learning)[1].number, TUNIS, date(2023, 3, 15))
    assert isinstance(result, Refusal)
    assert result.key == "on"


def test_who_said_so_is_not_known_any_more_when_they_are_forgotten(learning):
    adopted(learning)
    step = steps(learning)[1].number
    learning.does("leila", milestones.say_done, step, TUNIS)
    learning.does("leila", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    done = learning.does("paul", milestone_lists.centre_view, 1, TUNIS).done[step]
    assert (done.by, done.is_said) == (None, True)
