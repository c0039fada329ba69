"""Action plans: who reads and writes them, what is refused, and what becomes of an action; on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.core.refusal import Refusal
from bot.domain.action_plans import MOST, ActionOrigin, ActionState, next_reminder
from bot.domain.areas import PriorityArea
from bot.domain.subscriptions import MILESTONES
from bot.storage.action_plans import PlannedAction
from bot.storage.centres import Centre, CentreState
from bot.storage.memberships import Membership, MembershipState
from bot.usecases import (
    action_plan_pages,
    action_plan_places,
    action_plan_reminders,
    action_plans,
    erasing,
    forgetting,
    subscriptions,
)
from bot.usecases.action_plans import NewAction
from tests.transcripts.world import Named
from tests.usecases.learning import Learning

pytestmark = pytest.mark.slow  # a world with results of a round for each test

BREAD = NewAction({"en": "A month without waste"}, "en", area=PriorityArea.GREEN)
MAY = date(2023, 5, 2)


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(
        Named("giulia", member=True, centre="IT-1", function="head"),
        Named("marco", member=True, centre="IT-1"),
        Named("carla", member=True, centre="IT-1"),
        Named("amina", member=True, centre="TN-1"),
        Named("omar", member=True, centre="TN-1"),
        Named("hichem", role="centre_coordinator", scope="centre", centre="TN-2"),
        Named("nino", member=True, centre="GE-1"),
        Named("lia", role="mentor", scope="centre:5"),  # of IT-1
        Named("diana", role="network_animator", scope="network:1"),
        Named("mariam", role="country_coordinator", scope="country:TN"),
        Named("paul", role="programme_coordinator"),
        Named("zola"),  # of no centre
    )
    return world


def centre(learning, code):
    return learning.database.read_now(lambda s: s.exec(select(Centre.id).where(Centre.code == code)).one())


def adds(learning, who, code="IT-1", new=BREAD, **more):
    return learning.does(who, action_plans.add, centre(learning, code), NewAction(**{**vars(new), **more}))


def action_of(learning, number=1):
    return learning.database.read_now(lambda s: s.get_one(PlannedAction, number))


def ends(learning, who):
    def job(session):
        wanted = select(Membership).where(Membership.person_id == learning.number_of(who))
        row = session.exec(wanted.where(Membership.state == MembershipState.CONFIRMED)).one()
        row.state, row.to_on = MembershipState.ENDED, learning.now.date()
        session.add(row)

    learning.database.write_now(job)


def test_a_plan_is_read_by_its_team_and_whoever_looks_after_it_and_written_by_who_speaks_for_it(learning, subtests):
    adds(learning, "giulia")
    for who, reads, writes in [
        ("marco", True, False),
        ("lia", True, False),  # its mentor
        ("diana", True, False),  # of its network
        ("paul", True, False),
        ("mariam", False, False),  # of another country
        ("hichem", False, False),
        ("amina", False, False),
        ("zola", False, False),
        ("giulia", True, True),  # its head, who comes last: she changes it
    ]:
        with subtests.test(who=who):
            plan = learning.does(who, action_plan_pages.plan, centre(learning, "IT-1"))
            assert isinstance(plan, Refusal) is not reads
            assert isinstance(learning.does(who, action_plan_pages.seen, "1"), Refusal) is not reads
            assert isinstance(adds(learning, who), Refusal) is not writes
            verbs = (
                (action_plans.reword, 1, "Less waste"),
                (action_plans.put_in_area, 1, None),
                (action_plans.hand_to, 1, None),
                (action_plans.set_day, 1, MAY),
                (action_plans.begin, "1"),
                (action_plans.done, "1"),
                (action_plans.open_again, "1"),
                (action_plans.give_up, 1, "No time"),
            )
            assert [isinstance(learning.does(who, *verb), Refusal) for verb in verbs] == [not writes] * len(verbs)


def test_where_nobody_speaks_for_a_centre_its_team_writes_the_plan(learning):
    assert adds(learning, "amina", "TN-1") == 1
    assert learning.does("omar", action_plans.reword, 1, "Fewer papers") is None


def test_whoever_is_in_charge_moves_an_action_and_does_not_rewrite_it(learning):
    adds(learning, "giulia", person_id=learning.number_of("marco"))
    assert not isinstance(learning.does("marco", action_plans.begin, "1"), Refusal)
    assert learning.does("marco", action_plans.set_day, 1, MAY) is None
    assert isinstance(learning.does("marco", action_plans.reword, 1, "Less"), Refusal)
    assert isinstance(learning.does("marco", action_plans.hand_to, 1, None), Refusal)
    assert isinstance(learning.does("carla", action_plans.done, "1"), Refusal)
    ends(learning, "marco")
    assert isinstance(learning.does("marco", action_plans.done, "1"), Refusal)


def test_names_are_told_to_the_team_and_to_those_who_sign_off_and_to_no_mentor(learning):
    adds(learning, "giulia", person_id=learning.number_of("marco"))
    seen = {
        who: learning.does(who, action_plan_pages.seen, "1").line.in_charge for who in ("carla", "paul", "lia", "diana")
    }
    assert seen == {"carla": "Marco", "paul": "Marco", "lia": None, "diana": None}
    assert learning.does("lia", action_plan_pages.seen, "1").line.has_owner


def test_who_is_put_in_charge_by_somebody_else_is_told_once_and_nobody_of_another_centre_can_be(learning):
    adds(learning, "giulia", person_id=learning.number_of("giulia"))
    assert learning.queued("in charge") == []
    learning.does("giulia", action_plans.hand_to, 1, learning.number_of("marco"))
    learning.does("giulia", action_plans.hand_to, 1, learning.number_of("marco"))
    [(_key, text)] = learning.queued("in charge")
    assert "A month without waste" in text
    for who in ("amina", "lia"):
        refused = learning.does("giulia", action_plans.hand_to, 1, learning.number_of(who))
        assert isinstance(refused, Refusal)
        assert refused.key == "who"


def test_a_day_that_has_passed_at_the_centre_is_refused(learning):
    refused = adds(learning, "giulia", due_on=learning.now.date() - timedelta(days=1))
    assert isinstance(refused, Refusal)
    assert refused.key == "until"
    assert adds(learning, "giulia", due_on=learning.now.date()) == 1


def test_what_comes_from_the_same_is_put_in_once_until_it_is_over(learning):
    same = {"origin": ActionOrigin.VISIT, "origin_id": 7}
    assert adds(learning, "giulia", **same) == 1
    refused = adds(learning, "giulia", **same)
    assert isinstance(refused, Refusal)
    assert refused.key == "what"
    learning.does("giulia", action_plans.give_up, 1, "Not now")
    assert adds(learning, "giulia", **same) == 2
    heard = {"origin": ActionOrigin.SESSION, "origin_id": 3}
    assert [adds(learning, "giulia", **heard) for _time in range(2)] == [3, 4]


def test_a_plan_takes_no_more_than_can_be_done(learning):
    for _action in range(MOST):
        assert not isinstance(adds(learning, "giulia"), Refusal)
    assert isinstance(adds(learning, "giulia"), Refusal)
    learning.does("giulia", action_plans.done, "1")
    assert not isinstance(adds(learning, "giulia"), Refusal)


def test_an_action_that_is_over_has_no_reminder_and_one_that_is_opened_again_has(learning):
    adds(learning, "giulia", due_on=MAY)
    planned = action_of(learning).remind_at
    assert planned is not None
    learning.does("giulia", action_plans.done, "1")
    assert action_of(learning).remind_at is None
    assert isinstance(learning.does("giulia", action_plans.set_day, 1, MAY), Refusal)
    assert isinstance(learning.does("giulia", action_plans.hand_to, 1, None), Refusal)
    learning.does("giulia", action_plans.open_again, "1")
    assert action_of(learning).remind_at == planned
    learning.does("giulia", action_plans.set_day, 1, None)
    assert action_of(learning).remind_at is None


def test_the_plan_has_the_most_urgent_first_and_tells_what_is_late(learning):
    adds(learning, "giulia")
    adds(learning, "giulia", due_on=MAY)
    adds(learning, "giulia", due_on=date(2023, 3, 20))
    learning.does("giulia", action_plans.give_up, 1, "No time")
    learning.now += timedelta(days=10)
    plan = learning.does("marco", action_plan_pages.plan, centre(learning, "IT-1"))
    assert [(one.number, one.is_late) for one in plan.to_do] == [(3, True), (2, False)]
    [over] = plan.over
    assert (over.state, learning.said(over.why_not)) == (ActionState.GIVEN_UP, "No time")


def test_the_plan_of_a_centre_that_has_left_is_read_and_not_written(learning):
    adds(learning, "giulia")

    def leaves(session):
        row = session.get_one(Centre, centre_id)
        row.state = CentreState.CLOSED
        session.add(row)

    centre_id = centre(learning, "IT-1")
    learning.database.write_now(leaves)
    assert learning.does("paul", action_plan_pages.plan, centre_id).lines
    refused = learning.does("giulia", action_plans.done, "1")
    assert isinstance(refused, Refusal)
    assert refused.why == action_plan_places.GONE


def test_an_action_stays_without_the_people_who_are_forgotten(learning):
    adds(learning, "giulia", person_id=learning.number_of("marco"))
    for who in ("marco", "giulia"):
        learning.does(who, forgetting.ask)
    learning.now += timedelta(days=8)
    while learning.does(None, forgetting.erase_due):
        pass
    row = action_of(learning)
    assert (row.person_id, row.author_id, row.state) == (None, None, ActionState.OPEN)
    assert {rule.column.key for rule in erasing.rules(learning.now) if rule.column.class_ is PlannedAction} == {
        "person_id",
        "author_id",
    }


def clock_ticks(learning, days=0):
    learning.now += timedelta(days=days)
    while learning.does(None, action_plan_reminders.look_after):
        pass


def reminded(learning):
    return [(key.split(":")[-1], text) for key, text in learning.queued(":reminder:")]


def test_whoever_is_in_charge_is_reminded_before_on_and_after_the_day_and_no_more(learning):
    adds(learning, "giulia", person_id=learning.number_of("marco"), due_on=date(2023, 3, 29))
    seen = []
    for _day in range(40):
        clock_ticks(learning, days=1)
        clock_ticks(learning)
        seen.append(len(reminded(learning)))
    assert seen[-1] == 3
    assert {person for person, _text in reminded(learning)} == {str(learning.number_of("marco"))}
    assert action_of(learning).remind_at is None


def test_where_nobody_is_in_charge_or_they_have_left_those_who_write_the_plan_are_reminded(learning):
    adds(learning, "giulia", due_on=date(2023, 3, 29))
    adds(learning, "giulia", person_id=learning.number_of("marco"), due_on=date(2023, 3, 29))
    ends(learning, "marco")
    clock_ticks(learning, days=9)
    [(person, text)] = reminded(learning)  # both in one
    assert person == str(learning.number_of("giulia"))
    assert text.count("A month without waste") == 2


def test_what_is_done_in_time_is_not_reminded_of(learning):
    adds(learning, "giulia", due_on=date(2023, 3, 29))
    learning.does("giulia", action_plans.done, "1")
    clock_ticks(learning, days=60)
    assert reminded(learning) == []


def test_after_a_long_absence_an_action_is_reminded_of_once(learning):
    adds(learning, "giulia", due_on=date(2023, 3, 29))
    clock_ticks(learning, days=90)
    clock_ticks(learning, days=1)
    [(_person, text)] = reminded(learning)
    assert "was to be done" in text


@pytest.mark.parametrize(
    ("due", "after", "country", "expected"),
    [
        # a week before, at nine there; a weekend is brought forward while it helps
        (date(2023, 5, 3), "2023-03-01T00:00", "IT", "2023-04-26T07:00"),
        (date(2023, 5, 6), "2023-03-01T00:00", "IT", "2023-04-28T07:00"),
        # then on the day itself, or the last working day before it
        (date(2023, 5, 3), "2023-04-26T07:00", "IT", "2023-05-03T07:00"),
        (date(2023, 5, 7), "2023-04-28T07:00", "IT", "2023-05-05T07:00"),
        # and a week after, when it is late
        (date(2023, 5, 3), "2023-05-03T07:00", "IT", "2023-05-10T07:00"),
        (date(2023, 5, 6), "2023-05-05T07:00", "IT", "2023-05-15T07:00"),
        (date(2023, 5, 3), "2023-05-10T07:00", "IT", None),
        # over a change of clocks, and where Friday is the weekend
        (date(2023, 3, 29), "2023-03-01T00:00", "IT", "2023-03-22T08:00"),
        (date(2023, 5, 5), "2023-04-29T00:00", "DZ", "2023-05-04T07:00"),
    ],
)
def test_reminders_come_in_the_morning_of_working_days(due, after, country, expected):
    at = next_reminder(due, datetime.fromisoformat(after).replace(tzinfo=UTC), "Europe/Rome", country)
    assert at == (None if expected is None else datetime.fromisoformat(expected).replace(tzinfo=UTC))


def test_whoever_has_turned_reminders_off_gets_none_and_the_action_goes_on(learning):
    adds(learning, "giulia", person_id=learning.number_of("marco"), due_on=date(2023, 3, 29))
    learning.does("marco", subscriptions.turn_off, [MILESTONES])
    for _day in range(40):
        clock_ticks(learning, days=1)
    assert reminded(learning) == []
    assert action_of(learning).remind_at is None
    assert action_of(learning).state is ActionState.OPEN
