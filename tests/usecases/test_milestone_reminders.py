"""Who is reminded of a milestone, and when: a few times, days apart, while people work there, until it is done."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlmodel import col, select

from bot.domain.milestones import APART, DoneBy, Rung
from bot.domain.subscriptions import MILESTONES
from bot.storage.milestones import MilestoneReminder, MilestoneReminderState
from bot.storage.people import Person
from bot.usecases import milestone_reminders, milestones, programme_calendars, subscriptions
from tests.transcripts.rounds import DEEDS
from tests.transcripts.world import BEGINNING
from tests.usecases.planning import DAY, TUNIS, adopted, settled, steps

pytestmark = pytest.mark.slow  # weeks pass, hour by hour


@pytest.fixture
def learning(database):
    return settled(database)


def passes(learning, until, hours=4):
    """The clock, every few hours."""
    while learning.now < until:
        learning.now += timedelta(hours=hours)
        while learning.does(None, milestone_reminders.look_after):
            pass


def told(learning):
    """(name, milestone, rung) → when."""

    def job(session):
        rows = session.exec(
            select(Person.name, MilestoneReminder.milestone_id, MilestoneReminder.rung, MilestoneReminder.sent_at)
            .join(Person, col(Person.id) == col(MilestoneReminder.person_id))
            .where(MilestoneReminder.state == MilestoneReminderState.SENT)
            .order_by(col(MilestoneReminder.sent_at), col(MilestoneReminder.id))
        ).all()
        return {(name.lower(), step, rung): at for name, step, rung, at in rows}

    return learning.database.read_now(job)


def only_one_milestone(learning):
    """From 20 March to 12 April."""
    adopted(learning)
    first, *others = steps(learning)
    for one in others:
        learning.does("paul", milestones.take_out, one.number)
    learning.does("paul", milestones.count_as_done, first.number, DoneBy.SAID)
    learning.does("paul", milestones.place, first.number, "due", date(2023, 4, 12), moves=False)
    learning.does("paul", milestones.place, first.number, "begins", date(2023, 3, 20), moves=False)
    return first.number


def test_who_speaks_for_a_centre_is_told_four_times_while_they_work_there_and_no_more(learning):
    step = only_one_milestone(learning)
    passes(learning, BEGINNING + 90 * DAY)
    found = told(learning)
    assert {name for name, _step, _rung in found} == {"leila", "nino"}
    days = {rung: at.date().isoformat() for (name, _step, rung), at in found.items() if name == "leila"}
    assert days == {
        Rung.BEGINS: "2023-03-20",
        Rung.SOON: "2023-04-05",
        Rung.LATE: "2023-04-17",  # the fifteenth was a Saturday
        Rung.STILL_LATE: "2023-04-26",
    }
    zones = {"leila": 1, "nino": 4}  # hours from UTC
    for (name, _step, _rung), at in found.items():
        assert 9 <= (at + timedelta(hours=zones[name])).hour < 17
        assert at.weekday() < 5
    assert len(learning.queued("milestones:")) == len(found) == 8
    assert step


def test_it_stops_as_soon_as_it_is_done(learning):
    step = only_one_milestone(learning)
    passes(learning, BEGINNING + 10 * DAY)
    learning.does("leila", milestones.say_done, step, TUNIS)
    passes(learning, BEGINNING + 60 * DAY)
    assert {(name, rung) for name, _step, rung in told(learning) if name == "leila"} == {("leila", Rung.BEGINS)}
    assert len([one for one in told(learning) if one[0] == "nino"]) == 4


def test_what_was_done_after_it_was_written_down_is_not_reminded_of(learning):
    step = only_one_milestone(learning)
    learning.now = BEGINNING + 4 * DAY  # a Saturday
    learning.does("paul", milestones.place, step, "begins", date(2023, 3, 14), moves=False)
    passes(learning, learning.now + timedelta(hours=6))
    learning.does("leila", milestones.say_done, step, TUNIS)
    passes(learning, BEGINNING + 7 * DAY)
    assert {name for name, _step, _rung in told(learning)} == {"nino"}


@pytest.mark.parametrize("how", ["quiet", "end", "leaves"])
def test_nobody_is_reminded_where_there_is_no_reason_any_more(learning, how):
    step = only_one_milestone(learning)
    learning.now = BEGINNING + 4 * DAY
    learning.does("paul", milestones.place, step, "begins", date(2023, 3, 14), moves=False)
    passes(learning, learning.now + timedelta(hours=6))
    match how:
        case "quiet":
            learning.does("paul", programme_calendars.remind, 1, wanted=False)
        case "end":
            learning.does("paul", programme_calendars.end, 1)
        case _:
            for code in ("TN-1", "GE-1"):
                learning.database.write_now(lambda session, code=code: DEEDS["ends"](session, learning.now, (code,)))
    passes(learning, BEGINNING + 60 * DAY)
    assert told(learning) == {}


def test_a_milestone_that_is_moved_is_reminded_of_anew(learning):
    step = only_one_milestone(learning)
    passes(learning, BEGINNING + 35 * DAY)
    assert ("leila", step, Rung.LATE) in told(learning)
    learning.does("paul", milestones.place, step, "due", date(2023, 6, 30), moves=False)
    passes(learning, BEGINNING + 130 * DAY)
    rows = learning.database.read_now(
        lambda s: s.exec(
            select(MilestoneReminder.rung)
            .where(
                MilestoneReminder.state == MilestoneReminderState.SENT, MilestoneReminder.due_on == date(2023, 6, 30)
            )
            .order_by(col(MilestoneReminder.id))
        ).all()
    )
    assert rows == [
        Rung.BEGINS,
        Rung.BEGINS,
        Rung.SOON,
        Rung.SOON,
        Rung.LATE,
        Rung.LATE,
        Rung.STILL_LATE,
        Rung.STILL_LATE,
    ]


def test_with_a_whole_programme_messages_to_one_person_are_days_apart_and_each_reminder_goes_out_once(learning):
    adopted(learning, begins_on=date(2023, 3, 10))
    passes(learning, BEGINNING + 100 * DAY)
    keys = [key for key, _text in learning.queued("milestones:")]
    assert len(keys) == len(set(keys))
    whose = learning.number_of("leila")
    times = sorted({at for (name, _step, _rung), at in told(learning).items() if name == "leila"})
    assert all(later - sooner >= APART for sooner, later in pairwise(times))
    assert len([key for key in keys if key.endswith(f":{whose}")]) == len(times)
    assert len(times) <= 100 / APART.days


def test_after_a_long_absence_only_the_reminder_whose_turn_it_is_goes_out(learning):
    step = only_one_milestone(learning)
    learning.now = BEGINNING + 48 * DAY  # 1 May, nineteen days late
    passes(learning, learning.now + 2 * DAY)
    assert {key[1:] for key in told(learning)} == {(step, Rung.STILL_LATE)}


def test_what_is_long_past_is_let_rest(learning):
    only_one_milestone(learning)
    learning.now = BEGINNING + 80 * DAY
    passes(learning, learning.now + 3 * DAY)
    assert told(learning) == {}


def test_who_has_turned_them_off_gets_none_even_if_one_is_written_down(learning):
    only_one_milestone(learning)
    passes(learning, BEGINNING + 10 * DAY)
    learning.does("leila", subscriptions.turn_off, [MILESTONES])
    passes(learning, BEGINNING + 60 * DAY)
    assert [rung for name, _step, rung in told(learning) if name == "leila"] == [Rung.BEGINS]
    assert len([one for one in told(learning) if one[0] == "nino"]) == 4


def test_who_turns_them_off_while_one_waits_for_its_day_is_left_alone(learning):
    adopted(learning)
    leilas = select(MilestoneReminder.rung).join(Person, col(Person.id) == col(MilestoneReminder.person_id))
    waiting = leilas.where(Person.name == "Leila", MilestoneReminder.state == MilestoneReminderState.DUE)
    while not learning.database.read_now(lambda session: session.exec(waiting).all()):
        passes(learning, learning.now + DAY)
    before = told(learning)
    learning.does("leila", subscriptions.turn_off, [MILESTONES])
    passes(learning, learning.now + 30 * DAY)
    assert {one for one in told(learning) if one[0] == "leila"} == {one for one in before if one[0] == "leila"}
    assert len([one for one in told(learning) if one[0] == "nino"]) > len([one for one in before if one[0] == "nino"])
