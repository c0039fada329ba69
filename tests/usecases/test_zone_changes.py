"""An update of the zones' rules: who is told another hour, whose reminders move, and what stays."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from bot.domain.reminders import ReminderKind
from bot.domain.series import Every
from bot.domain.zone_changes import Stretch, to_json
from bot.storage.reminders import Reminder, ReminderState
from bot.storage.sessions import LearningSession
from bot.storage.zone_rules import ZoneRules
from bot.usecases import rsvps, session_series, zone_changes
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, Learning

CASABLANCA, KATHMANDU = "Africa/Casablanca", "Asia/Kathmandu"
STARTS = datetime(2023, 3, 22, 9, 30, tzinfo=UTC)  # in Ramadan: 9:30 in Casablanca; by the rules before, 10:30
PEOPLE = (
    Named("amina", member=True, language="fr", centre="TN-2", zone=CASABLANCA),
    Named("omar", member=True, language="fr", centre="TN-2", zone=CASABLANCA),
    Named("nino", member=True, centre="GE-1", zone=KATHMANDU),
)


@pytest.fixture
def learning(database):
    made = Learning(database)
    made.joins(ORGANISER, *PEOPLE)
    made.proposes("fatou", starts_at=STARTS)
    made.clock_ticks()
    looks(made)
    return made


def looks(learning):
    while learning.does(None, zone_changes.look_after):
        pass


def was_otherwise(learning, zone, *offsets):
    """As if the rules of the version before had said something else of that zone."""
    known = [Stretch(learning.now + timedelta(days=day), offset) for day, offset in offsets]

    def change(session):
        row = session.get_one(ZoneRules, zone)
        row.version, row.offsets = "2022a", to_json(known)
        session.add(row)

    learning.database.write_now(change)


def reminder(learning, name, kind=ReminderKind.DAY):
    person = learning.number_of(name)
    return learning.database.read_now(
        lambda session: session.exec(
            select(Reminder).where(
                Reminder.person_id == person, Reminder.kind == kind, Reminder.state == ReminderState.DUE
            )
        ).one()
    )


def believed(learning, name, at, wall):
    """Its instant and its hour on the wall, as the rules before would have given them."""

    def change(session):
        row = session.get_one(Reminder, reminder(learning, name).id)
        row.next_due_utc, row.wall_time = at, wall
        session.add(row)

    learning.database.write_now(change)


def test_every_zone_in_use_is_looked_at_once(learning):
    rows = learning.database.read_now(lambda session: session.exec(select(ZoneRules).order_by(ZoneRules.zone)).all())
    assert [row.zone for row in rows] == ["Africa/Casablanca", "Africa/Tunis", "Asia/Kathmandu"]
    learning.now += timedelta(days=30)
    assert learning.does(None, zone_changes.look_after) is False
    learning.now += zone_changes.AHEAD - zone_changes.AGAIN
    assert learning.does(None, zone_changes.look_after) is True  # further ahead


def test_whose_local_hour_moved_is_told_and_nobody_else(learning):
    for name in ("amina", "nino"):
        learning.does(name, rsvps.yes, "1")
    was_otherwise(learning, CASABLANCA, (0, 3600))
    looks(learning)
    learning.clock_ticks()
    learning.clock_ticks()
    [(key, text)] = learning.queued(":zone:")  # omar has not said that he comes
    assert key.endswith(f":{learning.number_of('amina')}")
    plain = text.translate(dict.fromkeys(range(0x2066, 0x206A)))
    assert "09:30 à votre heure" in plain
    assert "Avant, il y aurait été 10:30." in plain
    looks(learning)
    learning.clock_ticks()
    assert len(learning.queued(":zone:")) == 1


def test_the_instant_stays_and_reminders_follow_the_clock_of_whoever_is_reminded(learning):
    learning.does("amina", rsvps.yes, "1")
    right = reminder(learning, "amina")
    believed(learning, "amina", datetime(2023, 3, 21, 7, 30, tzinfo=UTC), "2023-03-21T08:30")
    was_otherwise(learning, CASABLANCA, (0, 3600))
    looks(learning)
    learning.clock_ticks()
    found = reminder(learning, "amina")
    assert (found.next_due_utc, found.wall_time) == (right.next_due_utc, right.wall_time)
    assert found.next_due_utc == datetime(2023, 3, 21, 9, 30, tzinfo=UTC)
    [row] = learning.database.read_now(lambda session: session.exec(select(LearningSession)).all())
    assert (row.starts_at, row.sequence) == (STARTS, 0)


def test_a_reminder_in_the_changed_time_moves_where_the_session_does_not(learning):
    """Clocks differ until the evening before: the session's hour is the same, the day before was another."""
    learning.does("amina", rsvps.yes, "1")
    believed(learning, "amina", datetime(2023, 3, 21, 8, 30, tzinfo=UTC), "2023-03-21T09:30")
    was_otherwise(learning, CASABLANCA, (0, 3600), (7.75, 0))  # the clock goes back on 22 March at 3:00
    looks(learning)
    learning.clock_ticks()
    assert learning.queued(":zone:") == []
    assert reminder(learning, "amina").next_due_utc == datetime(2023, 3, 21, 9, 30, tzinfo=UTC)


def test_the_same_rules_in_a_new_version_tell_nobody_anything(learning):
    learning.does("amina", rsvps.yes, "1")

    def older(session):
        for row in session.exec(select(ZoneRules)):
            row.version = "2022a"
            session.add(row)

    learning.database.write_now(older)
    looks(learning)
    learning.clock_ticks()
    assert learning.queued(":zone:") == []


def test_a_series_stays_on_its_organisers_wall_and_the_others_are_told_that_it_moves(learning):
    learning.joins(
        Named("karim", member=True, centre="TN-1", zone=CASABLANCA, role="programme_coordinator", language="fr")
    )
    begins = datetime(2023, 3, 15, 10, tzinfo=ZoneInfo(CASABLANCA)).astimezone(UTC)
    number = learning.proposes("karim", starts_at=begins)
    learning.does("karim", session_series.repeat, number, Every.WEEK, 6)
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, str(number + 1))
    was_otherwise(learning, CASABLANCA, (0, 0))  # as if it had been decided to stay at winter time for good

    def planned_by_the_old_rules(session):
        for row in session.exec(select(LearningSession).where(col(LearningSession.series_id).is_not(None))):
            row.starts_at = datetime.combine(row.occurrence, datetime.min.time(), UTC) + timedelta(hours=10)
            session.add(row)

    learning.database.write_now(planned_by_the_old_rules)
    looks(learning)
    learning.clock_ticks()
    rows = learning.database.read_now(
        lambda session: session.exec(
            select(LearningSession).where(col(LearningSession.series_id).is_not(None)).order_by(LearningSession.id)
        ).all()
    )
    walls = {f"{row.starts_at.astimezone(ZoneInfo(CASABLANCA)):%H:%M}" for row in rows}
    assert walls == {"10:00"}
    # In Ramadan the old rules and the new agree: those five stay at their instant, and nobody hears of them.
    assert [row.sequence for row in rows] == [1, 0, 0, 0, 0, 0, 1]
    assert {key.split(":")[1] for key, _text in learning.queued(":move:")} == {str(rows[0].id), str(rows[-1].id)}
