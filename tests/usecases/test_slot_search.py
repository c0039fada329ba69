"""Times that suit most of those who would be invited, as the registry knows them."""

from datetime import date, timedelta

import pytest

from bot.domain.slots import Comfort
from bot.i18n.public_holidays import edition
from bot.i18n.translator import Reader, unisolated
from bot.storage.public_holidays import HolidayYear
from bot.storage.sessions import LearningSession, SessionState
from bot.usecases import slot_search, time_vote_pages
from tests.transcripts.holidays import rest
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import ORGANISER, TRANSLATOR, Learning
from tests.usecases.test_session_planning import stands

pytestmark = pytest.mark.slow  # each with its own registry, on both engines

PEOPLE = (
    Named("amina", centre="TN-2"),
    Named("nino", centre="GE-1"),
    Named("grace", centre="MW-1"),
    Named("paolo", centre="IT-1"),
)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(ORGANISER, *PEOPLE)
    return world


def searched(learning, days=14, needed=(), **more):
    number = stands(learning, SessionState.DRAFT, **more)
    return learning.does(
        "fatou",
        lambda work: slot_search.search(work, work.session.get_one(LearningSession, number), days, needed),
    )


def test_the_best_times_are_working_hours_for_everybody_and_leave_time_to_answer(learning):
    found = searched(learning)
    assert len(found.found) == slot_search.MOST_FOUND
    assert found.found[0].comfort == Comfort(work=5)
    assert all(one.starts_at > BEGINNING + timedelta(days=2) for one in found.found)


def test_only_those_in_the_audience_count(learning):
    found = searched(learning, audience={"countries": ["TN"]})
    assert {one.comfort.people for one in found.found} == {2}


def test_a_public_holiday_of_one_country_is_a_day_off_for_its_people(learning):
    """20 March is the day of independence in Tunisia, where two of five live."""
    learning.database.write_now(lambda s: rest(s, BEGINNING, ("TN", "GE", "MW", "IT")))
    found = searched(learning)
    assert found.unknown == ()
    assert date(2023, 3, 20) not in {one.starts_at.date() for one in found.found if not one.comfort.off}
    slot = [BEGINNING.replace(day=20)]
    number = stands(learning, SessionState.DRAFT)
    comfort = learning.does(
        "fatou", lambda work: slot_search.comfort_of(work, work.session.get_one(LearningSession, number), slot)
    )
    assert comfort == ([Comfort(work=3, off=2)], ())


def test_countries_whose_holidays_nobody_knows_are_told(learning):
    learning.database.write_now(lambda s: rest(s, BEGINNING, ("TN", "MW", "IT")))
    unknown = HolidayYear(country="GE", year=2023, edition=edition(), days=None)
    learning.database.write_now(lambda s: s.add(unknown))
    assert searched(learning).unknown == ("GE",)


def test_whoever_leads_it_is_counted_as_needed(learning):
    nino = learning.number_of("nino")
    found = searched(learning, needed=[nino], audience={"countries": ["GE", "TN"]})
    assert found.found[0].comfort == Comfort(work=3)


def test_what_no_day_is_long_enough_for_is_refused_in_words(learning):
    number = stands(learning, SessionState.DRAFT)
    learning.database.write_now(lambda s: setattr(s.get_one(LearningSession, number), "minutes", 1000))
    refusal = learning.does("fatou", time_vote_pages.found_slots, number, 7)
    assert refusal.why.msgid.startswith("There is no time within the day")


def test_a_line_says_how_a_time_of_ones_own_lies_in_peoples_days(learning):
    learning.database.write_now(lambda s: rest(s, BEGINNING, ("TN", "GE", "MW")))
    number = stands(learning, SessionState.DRAFT)
    at = BEGINNING + timedelta(days=3, hours=6)  # 16:00 in Tunis, 19:00 in Tbilisi
    lines = learning.does("fatou", time_vote_pages.in_peoples_days, number, (at,))
    assert [unisolated(TRANSLATOR.render(line, Reader("en", "Africa/Tunis"))) for line in lines] == [
        "Friday 17 March 2023, 16:00 your time: within working hours for 3 of 5 people and late for 2",
        "I do not know the public holidays of Italy.",
    ]
