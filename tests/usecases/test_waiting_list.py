"""Sessions with few places: who gets one, who waits, who moves up and hears of it, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import col, select

from bot.domain.sessions import HostPart
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person
from bot.storage.reminders import Reminder, ReminderState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionHost
from bot.usecases import forgetting, rsvps, session_attendance, session_lists, sessions, waiting_list
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, STARTS, Learning

pytestmark = pytest.mark.slow  # full sessions, filled by one after the other

AMINA = Named("amina", member=True, language="ar", centre="TN-2")
OMAR = Named("omar", member=True, centre="TN-2")
NINO = Named("nino", member=True, centre="GE-1")
GIULIA = Named("giulia", member=True, centre="IT-1")
EVERYBODY = ("amina", "omar", "nino", "giulia")


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(ORGANISER, AMINA, OMAR, NINO, GIULIA)
    return world


def planned(learning, **limits):
    """A session with these limits, to which everybody is invited."""
    learning.proposes("fatou")
    limit(learning, **limits)
    learning.clock_ticks()


def limit(learning, **limits):
    def change(session):
        row = session.get_one(LearningSession, 1)
        for name, value in limits.items():
            setattr(row, name, value)
        session.add(row)

    learning.database.write_now(change)


def say(learning, name, verb):
    """A minute later than whoever spoke before."""
    learning.now += timedelta(minutes=1)
    return learning.does(name, verb, "1")


def answers(learning):
    """Of those invited, by name."""
    rows = learning.database.read_now(
        lambda s: s.exec(
            select(Person.name, Rsvp.answer).join(Rsvp, col(Rsvp.person_id) == col(Person.id)).order_by(Person.name)
        ).all()
    )
    return {name.lower(): answer for name, answer in rows if name != "Fatou" and answer is not None}


def due(learning, name):
    person = learning.number_of(name)
    return learning.database.read_now(
        lambda s: {
            row.kind.value
            for row in s.exec(select(Reminder).where(Reminder.person_id == person))
            if row.state is ReminderState.DUE
        }
    )


def told_of_a_place(learning):
    rows = learning.database.read_now(lambda s: s.exec(select(Person.id, Person.name)).all())
    people = {str(number): name.lower() for number, name in rows if name is not None}
    keys = learning.database.read_now(lambda s: s.exec(select(OutboxRow.dedupe_key).order_by(col(OutboxRow.id))).all())
    return [people[key.rpartition(":")[2]] for key in keys if ":place:" in key]


def test_whoever_organises_takes_no_place_and_who_comes_too_late_waits(learning):
    planned(learning, capacity=2)
    for name in ("amina", "nino", "giulia"):
        say(learning, name, rsvps.yes)
    assert answers(learning) == {"amina": "yes", "nino": "yes", "giulia": "waiting"}
    assert (due(learning, "nino"), due(learning, "giulia")) == ({"day", "hour"}, set())
    found = learning.does("fatou", session_attendance.attendance, 1)
    assert (found.yes, found.taken, found.places) == (3, 2, 2)


def test_who_waits_gets_neither_the_link_nor_a_file_and_hears_at_which_place(learning):
    planned(learning, capacity=1)
    say(learning, "amina", rsvps.yes)
    say(learning, "nino", rsvps.yes)
    told = say(learning, "giulia", rsvps.yes)
    assert told.after == ()
    words = learning.said(told.words)
    assert "https://" not in words
    assert "All places are taken." in words
    assert "number 2 on the waiting list" in words


@pytest.mark.parametrize(
    ("limits", "seen"),
    [
        ({}, {"amina", "nino", "giulia", "omar", "fatou"}),
        ({"capacity": 1}, {"amina", "fatou"}),
        ({"per_centre": 5}, {"amina", "nino", "fatou"}),
    ],
)
def test_where_places_are_counted_the_page_shows_its_link_to_who_has_one(learning, limits, seen):
    planned(learning, **limits)
    say(learning, "amina", rsvps.yes)
    say(learning, "giulia", rsvps.maybe)
    if "capacity" not in limits:
        say(learning, "nino", rsvps.yes)
    everybody = (*EVERYBODY, "fatou")
    assert {one for one in everybody if learning.does(one, session_lists.seen, "1").link} == seen


@pytest.mark.parametrize("verb", [rsvps.no, rsvps.maybe, rsvps.take_back])
def test_a_place_given_back_goes_at_once_to_who_has_waited_longest(learning, verb):
    planned(learning, capacity=1)
    for name in ("amina", "nino", "giulia"):
        say(learning, name, rsvps.yes)
    say(learning, "amina", verb)
    assert answers(learning)["nino"] is RsvpAnswer.YES
    assert answers(learning)["giulia"] is RsvpAnswer.WAITING
    assert told_of_a_place(learning) == ["nino"]
    assert due(learning, "nino") == {"day", "hour"}


def test_who_moved_up_has_it_in_the_calendar_and_can_give_it_back(learning):
    planned(learning, capacity=1)
    for name in ("amina", "nino", "giulia"):
        say(learning, name, rsvps.yes)
    say(learning, "amina", rsvps.no)
    told = say(learning, "nino", rsvps.no)
    assert [saying.attachments[0].name for saying in told.after] == ["session-1.ics"]
    assert answers(learning) == {"amina": "no", "nino": "no", "giulia": "yes"}


def test_saying_yes_again_keeps_ones_turn(learning):
    planned(learning, capacity=1)
    for name in ("amina", "nino", "giulia", "nino"):
        say(learning, name, rsvps.yes)
    say(learning, "amina", rsvps.no)
    assert answers(learning)["nino"] is RsvpAnswer.YES


def test_who_gives_up_waiting_is_passed_over(learning):
    planned(learning, capacity=1)
    for name in ("amina", "nino", "giulia"):
        say(learning, name, rsvps.yes)
    say(learning, "nino", rsvps.no)
    say(learning, "amina", rsvps.no)
    assert answers(learning) == {"amina": "no", "nino": "no", "giulia": "yes"}


def test_whoever_waits_twice_is_told_twice_of_a_place(learning):
    planned(learning, capacity=1)
    say(learning, "amina", rsvps.yes)
    for _time in range(2):
        say(learning, "nino", rsvps.yes)
        say(learning, "amina", rsvps.no)
        say(learning, "amina", rsvps.yes)
        say(learning, "nino", rsvps.no)
    assert told_of_a_place(learning) == ["nino", "amina", "nino", "amina"]


def test_a_full_centre_waits_while_others_come(learning):
    planned(learning, capacity=3, per_centre=1)
    say(learning, "amina", rsvps.yes)
    told = say(learning, "omar", rsvps.yes)
    say(learning, "nino", rsvps.yes)
    assert "All places of your centre are taken." in learning.said(told.words)
    assert answers(learning) == {"amina": "yes", "omar": "waiting", "nino": "yes"}
    say(learning, "nino", rsvps.no)
    assert answers(learning)["omar"] is RsvpAnswer.WAITING
    say(learning, "amina", rsvps.no)
    assert answers(learning)["omar"] is RsvpAnswer.YES


@pytest.mark.parametrize("part", list(HostPart))
def test_who_leads_or_interprets_takes_nobodys_place(learning, part):
    planned(learning, capacity=1)
    nino = learning.number_of("nino")
    learning.database.write_now(lambda s: s.add(SessionHost(session_id=1, person_id=nino, part=part)))
    for name in ("nino", "amina", "giulia"):
        say(learning, name, rsvps.yes)
    assert answers(learning) == {"nino": "yes", "amina": "yes", "giulia": "waiting"}


def test_what_became_free_unseen_is_given_by_the_clock(learning, monkeypatch):
    """A session made larger, and somebody forgotten; in slices."""
    monkeypatch.setattr(waiting_list, "SLICE", 1)
    planned(learning, capacity=1)
    for name in EVERYBODY:
        say(learning, name, rsvps.yes)
    assert learning.does(None, waiting_list.look_after) is False
    learning.does("amina", forgetting.ask)
    limit(learning, starts_at=STARTS + timedelta(days=9))
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    learning.does(None, waiting_list.look_after)
    assert told_of_a_place(learning) == ["omar"]
    limit(learning, capacity=3)
    while learning.does(None, waiting_list.look_after):
        pass
    assert told_of_a_place(learning) == ["omar", "nino", "giulia"]
    assert set(answers(learning).values()) == {RsvpAnswer.YES}


def test_a_session_made_smaller_takes_nobodys_place_away(learning):
    planned(learning, capacity=2)
    for name in ("amina", "nino", "giulia"):
        say(learning, name, rsvps.yes)
    limit(learning, capacity=1)
    say(learning, "amina", rsvps.no)
    learning.does(None, waiting_list.look_after)
    assert answers(learning) == {"amina": "no", "nino": "yes", "giulia": "waiting"}


def test_nobody_moves_up_once_it_has_begun_or_was_called_off(learning):
    planned(learning, capacity=1)
    for name in ("amina", "nino"):
        say(learning, name, rsvps.yes)
    learning.does("fatou", sessions.cancel, 1, None)
    limit(learning, capacity=5)
    learning.does(None, waiting_list.look_after)
    assert answers(learning)["nino"] is RsvpAnswer.WAITING


@pytest.mark.parametrize("time", range(3))
def test_of_all_who_want_the_last_places_at_once_as_many_as_there_are_get_one(learning, time):
    planned(learning, capacity=2)
    together = Barrier(len(EVERYBODY))

    def says_yes(name):
        together.wait(60)
        return learning.does(name, rsvps.yes, "1")

    with ThreadPoolExecutor(len(EVERYBODY)) as threads:
        list(threads.map(says_yes, EVERYBODY))
    assert sorted(answers(learning).values()) == ["waiting", "waiting", "yes", "yes"]


def test_a_place_given_back_while_somebody_asks_for_it_goes_to_who_waits(learning):
    planned(learning, capacity=1)
    say(learning, "amina", rsvps.yes)
    say(learning, "nino", rsvps.yes)
    together = Barrier(2)

    def acts(deed):
        together.wait(60)
        return learning.does(deed[0], deed[1], "1")

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(acts, [("amina", rsvps.no), ("giulia", rsvps.yes)]))
    assert answers(learning) == {"amina": "no", "nino": "yes", "giulia": "waiting"}
