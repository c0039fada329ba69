"""Somebody moves to another zone: their reminders go by the clock there."""

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from bot.i18n.phrase import Moment, MomentStyle
from bot.i18n.translator import Reader, unisolated
from bot.storage.people import Person
from bot.storage.reminders import Reminder, ReminderState
from bot.usecases import clocks, rsvps
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, TRANSLATOR, Learning

STARTS = datetime(2023, 3, 29, 13, tzinfo=UTC)


@pytest.fixture
def learning(database):
    made = Learning(database)
    made.joins(ORGANISER, *(Named(name, member=True, centre="TN-2") for name in ("amina", "omar")))
    made.proposes("fatou", starts_at=STARTS)
    made.clock_ticks()
    for name in ("amina", "omar"):
        made.does(name, rsvps.yes, "1")
    return made


def reminded(learning, name):
    person = learning.number_of(name)
    rows = learning.database.read_now(
        lambda session: session.exec(
            select(Reminder)
            .where(Reminder.person_id == person, Reminder.state == ReminderState.DUE)
            .order_by(col(Reminder.next_due_utc))
        ).all()
    )
    return [(row.kind.value, row.wall_time, f"{row.next_due_utc:%d %H:%M}") for row in rows]


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        # A week and a day before at the same hour of the wall; clocks in Rome go forward on 26 March.
        ("Europe/Rome", [("2023-03-22T15:00", "22 14:00"), ("2023-03-28T15:00", "28 13:00"), ("2023-03-29T14:00", "29 12:00")]),
        # In Ramadan, an hour further from the sun.
        ("Africa/Casablanca", [("2023-03-22T13:00", "22 13:00"), ("2023-03-28T13:00", "28 13:00"), ("2023-03-29T12:00", "29 12:00")]),
        # Zones of three quarters and of half an hour.
        ("Asia/Kathmandu", [("2023-03-22T18:45", "22 13:00"), ("2023-03-28T18:45", "28 13:00"), ("2023-03-29T17:45", "29 12:00")]),
        ("Asia/Kolkata", [("2023-03-22T18:30", "22 13:00"), ("2023-03-28T18:30", "28 13:00"), ("2023-03-29T17:30", "29 12:00")]),
        # Where it begins in the night, by day, but for the last.
        ("Pacific/Auckland", [("2023-03-23T08:00", "22 19:00"), ("2023-03-29T08:00", "28 19:00"), ("2023-03-30T01:00", "29 12:00")]),
    ],
)  # fmt: skip
def test_reminders_go_by_the_clock_where_one_is_now(learning, zone, expected):
    stays = reminded(learning, "omar")
    learning.does("amina", clocks.move, zone)
    assert [(wall, due) for _kind, wall, due in reminded(learning, "amina")] == expected
    assert reminded(learning, "omar") == stays


def test_moving_there_and_back_changes_nothing(learning):
    before = reminded(learning, "amina")
    learning.does("amina", clocks.move, "Asia/Kathmandu")
    learning.does("amina", clocks.move, "Africa/Tunis")
    assert reminded(learning, "amina") == before


def test_what_comes_next_is_told_on_the_new_clock(learning):
    coming = learning.does("amina", clocks.move, "Asia/Kathmandu")
    assert len(coming) == 1
    assert learning.does("amina", clocks.zone) == "Asia/Kathmandu"
    person = learning.database.read_now(lambda session: session.get_one(Person, learning.number_of("amina")))
    assert person.zone == "Asia/Kathmandu"
    assert learning.does("fatou", clocks.move, "Africa/Tunis") != ()


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize(("hour", "shown"), [(5, "08:00"), (11, "14:00"), (20, "23:00"), (21, "00:00")])
def test_hours_in_ethiopia_are_counted_from_midnight_to_24(language, hour, shown):
    moment = Moment(datetime(2023, 3, 16, hour, tzinfo=UTC), MomentStyle.TIME)
    assert unisolated(TRANSLATOR.render(moment, Reader(language, "Africa/Addis_Ababa"))) == shown
