"""Sessions: who may, who is told, who is reminded, on both engines."""

from datetime import timedelta

import pytest
from sqlmodel import func, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.reminders import ReminderKind
from bot.domain.subscriptions import SESSIONS
from bot.storage.people import Person
from bot.storage.reminders import Reminder, ReminderState
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer
from bot.usecases import (
    forgetting,
    reminders,
    rsvps,
    session_attendance,
    session_lists,
    session_rounds,
    sessions,
    subscriptions,
)
from tests.transcripts.world import BEGINNING, Named
from tests.usecases.learning import ORGANISER, STARTS, Learning

AMINA = Named("amina", member=True, language="ar", centre="TN-2")
NINO = Named("nino", member=True, centre="GE-1")
LEILA = Named("leila", member=True, centre="TN-1", role="country_coordinator", scope="country:TN")


@pytest.fixture
def learning(database):
    world = Learning(database)
    world.joins(ORGANISER, AMINA, NINO, LEILA)
    return world


def reminders_of(learning, name):
    person = learning.number_of(name)
    return learning.database.read_now(
        lambda s: {
            row.kind: (row.state, row.next_due_utc, row.wall_time)
            for row in s.exec(select(Reminder).where(Reminder.person_id == person))
        }
    )


def answer_of(learning, name):
    person = learning.number_of(name)
    return learning.database.read_now(lambda s: s.exec(select(Rsvp.answer).where(Rsvp.person_id == person)).one())


def test_what_cannot_be_names_the_answer_to_give_anew(learning, subtests):
    for given, key in [
        ({"starts_at": BEGINNING}, "starts_at"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"audience": Audience(countries=("FR",))}, "audience"),
        ({"audience": Audience(areas=("autonomy",))}, "priority"),
    ]:
        with subtests.test(given=given):
            refusal = learning.proposes("fatou", **given)
            assert isinstance(refusal, Refusal)
            assert refusal.key == key


def test_a_coordinator_of_a_country_does_not_reach_beyond_it(learning, subtests):
    for audience in [Audience(), Audience(countries=("GE",)), Audience(networks=(1,))]:
        with subtests.test(audience=audience.to_json()):
            refusal = learning.proposes("leila", audience=audience)
            assert isinstance(refusal, Refusal)
            assert refusal.key == "audience"
    assert learning.proposes("leila", audience=Audience(countries=("TN",))) == 1


def test_somebody_without_a_role_proposes_nothing(learning):
    assert isinstance(learning.proposes("amina", audience=Audience(countries=("TN",))), Refusal)
    assert learning.does("amina", session_lists.may_propose) is False


def test_a_kill_in_the_middle_of_the_invitations_invites_nobody_twice_and_forgets_nobody(learning, monkeypatch):
    """What dies with its transaction is done again from where the round stood."""

    def killed(work):
        session_rounds.tell_next(work)
        raise Killed

    monkeypatch.setattr(session_rounds, "SLICE", 1)
    learning.proposes("fatou")
    for _time in range(3):
        with pytest.raises(Killed):
            learning.does(None, killed)
        learning.does(None, session_rounds.tell_next)
    learning.clock_ticks()
    people = {learning.number_of(name) for name in ("amina", "nino", "leila")}
    keys = sorted(key for key, _text in learning.queued("invitation"))
    assert keys == sorted(f"session:1:invitation:{person}" for person in people)
    invited = learning.database.read_now(lambda s: s.exec(select(Rsvp.person_id)).all())
    assert sorted(invited) == sorted({*people, learning.number_of("fatou")})


class Killed(Exception):  # noqa: N818 - what happens to the worker
    pass


def test_everybody_is_invited_once_in_slices(learning, monkeypatch):
    monkeypatch.setattr(session_rounds, "SLICE", 2)
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.clock_ticks()
    expected = {learning.number_of(name) for name in ("amina", "nino", "leila")}
    keys = [key for key, _text in learning.queued("invitation")]
    assert sorted(keys) == sorted(f"session:1:invitation:{person}" for person in expected)


def test_saying_yes_twice_is_saying_it_once(learning):
    learning.proposes("fatou")
    learning.clock_ticks()
    first = learning.does("amina", rsvps.yes, "1")
    again = learning.does("amina", rsvps.yes, "1")
    assert first.undo == "a:session.open:1"
    assert len(first.after) == 1
    assert (again.words, again.undo, again.after) == (first.words, None, ())


def test_an_answer_makes_moves_and_cancels_reminders(learning):
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    assert reminders_of(learning, "nino") == {
        ReminderKind.DAY: (ReminderState.DUE, STARTS - timedelta(days=1), "2023-03-15T17:00"),
        ReminderKind.HOUR: (ReminderState.DUE, STARTS - timedelta(hours=1), "2023-03-16T16:00"),
    }
    learning.does("nino", rsvps.maybe, "1")
    states = {kind: state for kind, (state, *_rest) in reminders_of(learning, "nino").items()}
    assert states == {ReminderKind.DAY: ReminderState.DUE, ReminderKind.HOUR: ReminderState.CANCELLED}
    learning.does("nino", rsvps.no, "1")
    assert {state for state, *_rest in reminders_of(learning, "nino").values()} == {ReminderState.CANCELLED}


def test_a_reminder_is_neither_early_nor_twice(learning):
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    learning.now = STARTS - timedelta(days=1, seconds=1)
    learning.clock_ticks()
    assert learning.queued("reminder") == []
    learning.now = STARTS - timedelta(days=1)
    learning.clock_ticks()
    learning.clock_ticks()
    assert len(learning.queued("reminder")) == 2  # nino and the organiser


@pytest.mark.parametrize(
    ("back", "kinds"),
    [
        (timedelta(hours=3), 2),  # the day's reminder still helps both who come
        (timedelta(minutes=90), 0),  # too late for the day's, too early for the hour's
        (timedelta(minutes=10), 2),  # the hour's, late but before the start
        (timedelta(0), 0),
        (-timedelta(minutes=5), 0),
    ],
)
def test_after_an_absence_of_the_bot_only_what_still_helps_is_sent(learning, back, kinds):
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    learning.now = STARTS - back
    learning.clock_ticks()
    assert len(learning.queued("reminder")) == kinds


def test_nobody_is_reminded_at_the_hour_that_was_changed_a_moment_ago(learning):
    """The clock may look at reminders before everybody's has been moved."""
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    learning.now = STARTS - timedelta(days=1)
    learning.does("fatou", sessions.change, 1, starts_at=STARTS + timedelta(days=7))
    assert learning.does(None, reminders.send_due) is False
    assert learning.queued("reminder") == []
    assert reminders_of(learning, "nino")[ReminderKind.DAY][1] == STARTS + timedelta(days=6)


def test_a_change_keeps_the_answers_and_is_told_to_everybody_invited(learning):
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    learning.does("amina", rsvps.no, "1")
    learning.does("fatou", sessions.change, 1, minutes=90, title="Mentors, once more")
    learning.clock_ticks()
    told = {key.rpartition(":")[2] for key, _text in learning.queued(":change:")}
    assert told == {str(learning.number_of(name)) for name in ("fatou", "nino", "leila", "amina")}
    assert answer_of(learning, "nino") is RsvpAnswer.YES
    row = learning.database.read_now(lambda s: s.get_one(LearningSession, 1))
    assert (row.sequence, row.minutes) == (1, 90)


def test_another_time_is_asked_of_everybody_and_a_new_link_told_to_those_who_come(learning):
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    learning.does("amina", rsvps.no, "1")
    learning.does("leila", rsvps.maybe, "1")
    learning.does(
        "fatou", sessions.change, 1, starts_at=STARTS + timedelta(days=1), link="https://meet.example.org/new"
    )
    learning.clock_ticks()
    numbers = {str(learning.number_of(name)): name for name in ("fatou", "nino", "leila", "amina")}
    told = {numbers[key.rpartition(":")[2]]: text for key, text in learning.queued(":move:")}
    assert sorted(told) == ["amina", "fatou", "leila", "nino"]
    assert {name for name, text in told.items() if "https://meet.example.org/new" in text} == {"fatou", "nino"}
    assert answer_of(learning, "amina") is RsvpAnswer.NO


def test_a_cancellation_reaches_everybody_whatever_they_answered(learning):
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    learning.does("amina", rsvps.no, "1")
    learning.does("leila", rsvps.maybe, "1")
    learning.does("fatou", sessions.cancel, 1, "illness")
    learning.clock_ticks()
    told = {key.rpartition(":")[2] for key, _text in learning.queued(":cancellation:")}
    assert told == {str(learning.number_of(name)) for name in ("fatou", "nino", "leila", "amina")}


def test_only_the_organiser_or_a_coordinator_of_all_who_are_invited_touches_a_session(learning):
    learning.proposes("fatou")
    for name in ("amina", "leila"):
        assert isinstance(learning.does(name, sessions.cancel, 1, None), Refusal)
    assert learning.does("fatou", sessions.cancel, 1, None) is None
    assert isinstance(learning.does("fatou", sessions.cancel, 1, None), Refusal)


def test_nobody_is_invited_to_what_was_cancelled_before_they_were_reached(learning):
    learning.proposes("fatou")
    learning.does("fatou", sessions.cancel, 1, "ill")
    learning.clock_ticks()
    assert learning.queued("invitation") == []
    assert [key for key, _text in learning.queued("cancellation")] == [
        f"session:1:cancellation:2:{learning.number_of('fatou')}"
    ]


def test_names_of_those_who_come_are_for_the_organiser_alone(learning):
    learning.joins(Named("omar", member=True, centre="MW-1", role="programme_coordinator"))
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    own, others = (learning.does(name, session_attendance.attendance, 1) for name in ("fatou", "omar"))
    assert (own.yes, own.maybe, own.no, own.silent, own.names) == (2, 0, 0, 3, ("Fatou", "Nino"))
    assert (others.yes, others.names) == (2, ())


def test_being_forgotten_takes_answers_and_reminders_along(learning):
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "1")
    person = learning.number_of("nino")
    learning.does("nino", forgetting.ask)
    learning.now += forgetting.AFTER
    learning.does(None, forgetting.erase_due)
    left = learning.database.read_now(
        lambda s: [
            s.exec(select(func.count()).select_from(table).where(table.person_id == person)).one()
            for table in (Rsvp, Reminder)
        ]
    )
    assert left == [0, 0]
    assert learning.database.read_now(lambda s: s.get_one(Person, person).name) is None


def test_a_number_that_is_no_session_is_refused_kindly(learning, subtests):
    for typed in ["", "0", "31", "abc", "9" * 30]:
        with subtests.test(typed=typed):
            assert isinstance(learning.does("amina", rsvps.yes, typed), Refusal)


def told(learning, containing):
    """Ids of those who were told."""
    return {int(key.split(":")[-1]) for key, _text in learning.queued(containing)}


def test_who_has_turned_sessions_off_is_told_of_none_but_finds_them_and_may_come(learning):
    learning.does("amina", subscriptions.turn_off, [SESSIONS])
    amina = learning.number_of("amina")
    learning.proposes("fatou")
    learning.clock_ticks()
    assert told(learning, "invitation") == {learning.number_of("nino"), learning.number_of("leila")}
    learning.does("fatou", sessions.change, 1, starts_at=STARTS + timedelta(hours=1))
    learning.clock_ticks()
    assert amina not in told(learning, "session:1:")
    assert len(learning.does("amina", session_lists.coming)) == 1
    learning.does("amina", rsvps.yes, "1")
    learning.does("fatou", sessions.cancel, 1, None)
    learning.clock_ticks()
    assert amina in told(learning, "session:1:cancel"), "whoever comes has to know"
