"""The day of a session: running late, not coming after all, being there, having missed it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.reminders import ReminderKind
from bot.domain.sessions import HostPart
from bot.i18n.zones import zone_of
from bot.storage.outbox import OutboxRow
from bot.storage.sessions import LearningSession, Rsvp, SessionHost
from bot.usecases import reminders, rsvps, session_attendance, session_day, session_lists, sessions
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, STARTS, Learning

NINO = Named("nino", member=True, centre="GE-1")
AMINA = Named("amina", member=True, centre="TN-2")
ENDS = STARTS + timedelta(minutes=60)


@pytest.fixture
def learning(database):
    """Nino comes, Amina has not answered."""
    world = Learning(database)
    world.joins(ORGANISER, NINO, AMINA)
    world.proposes("fatou")
    world.clock_ticks()
    world.does("nino", rsvps.yes, "1")
    return world


def reply_of(learning, name):
    person = learning.number_of(name)
    return learning.database.read_now(lambda s: s.exec(select(Rsvp).where(Rsvp.person_id == person)).one())


def told(learning, name, containing):
    person = learning.number_of(name)
    return [text for key, text in learning.queued(containing) if key.endswith(f":{person}")]


def reminded_of(learning, number):
    """What the last reminder of a session offers Nino, with the words that do the same."""
    while learning.does(None, reminders.send_due):
        pass
    nino = learning.number_of("nino")
    payload = learning.database.read_now(
        lambda s: s.exec(
            select(OutboxRow.payload).where(
                OutboxRow.person_id == nino,
                col(OutboxRow.dedupe_key).contains(f"reminder:{number}:{ReminderKind.HOUR}:"),
            )
        ).one()
    )
    return [(choice["label"], choice["word"]) for choice in payload["choices"]]


def test_the_reminder_of_the_hour_has_one_tap_for_each_thing_that_may_happen(learning):
    learning.now = STARTS - timedelta(hours=1)
    assert reminded_of(learning, 1) == [
        ("I'm running late", "late 1"),
        ("I can't come", "no 1"),
        ("I'm here", "here 1"),
    ]
    for verb in (session_day.say_late, rsvps.no, session_day.say_here):
        assert not isinstance(learning.does("nino", verb, "1"), Refusal)


def test_one_tap_says_ten_minutes_and_the_next_one_says_how_many(learning):
    learning.now = STARTS - timedelta(minutes=20)
    answer = learning.does("nino", session_day.say_late, "1")
    assert [act.argument for act in answer.acts] == ["1 5", "1 20", "1 30", "1", "1"]
    assert reply_of(learning, "nino").late_minutes == 10
    learning.does("nino", session_day.say_late, "1 20")
    learning.does("nino", session_day.say_late, "1 20")
    assert reply_of(learning, "nino").late_minutes == 20
    assert [text.replace("\u2068", "").replace("\u2069", "") for text in told(learning, "fatou", ":late:")] == [
        "Nino aura environ 10 minutes de retard à la rencontre 1.",
        "Nino aura environ 20 minutes de retard à la rencontre 1.",
    ]


def test_what_is_no_delay_or_no_session_is_refused_kindly(learning, subtests):
    learning.now = STARTS - timedelta(minutes=20)
    for argument in ["1 0", "1 121", "1 999999", "7", "x", "", "1 x"]:
        with subtests.test(argument=argument):
            refused = learning.does("nino", session_day.say_late, argument)
            assert isinstance(refused, Refusal) or argument == "1 x"


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (STARTS - timedelta(hours=24, seconds=1), False),
        (STARTS - timedelta(hours=24), True),
        (ENDS - timedelta(seconds=1), True),
        (ENDS, False),
    ],
)
def test_one_is_late_on_the_day_only(learning, at, works):
    learning.now = at
    assert isinstance(learning.does("nino", session_day.say_late, "1"), Refusal) is not works


def test_whoever_did_not_say_yes_is_not_late(learning):
    learning.now = STARTS - timedelta(minutes=20)
    assert isinstance(learning.does("amina", session_day.say_late, "1"), Refusal)


def test_a_no_of_the_last_hours_is_told_to_who_leads_and_an_earlier_one_is_not(learning):
    learning.does("nino", rsvps.no, "1")
    assert told(learning, "fatou", ":no:") == []
    learning.does("nino", rsvps.yes, "1")
    learning.now = STARTS - timedelta(minutes=50)
    learning.does("nino", rsvps.no, "1")
    assert len(told(learning, "fatou", ":no:")) == 1


def test_hosts_and_co_hosts_are_told_and_interpreters_are_not(learning):
    amina = learning.number_of("amina")
    learning.now = STARTS - timedelta(minutes=50)
    for part, expected in ((HostPart.INTERPRETER, 0), (HostPart.CO_HOST, 1)):
        learning.database.write_now(
            lambda s, part=part: s.merge(SessionHost(id=1, session_id=1, person_id=amina, part=part))
        )
        learning.does("nino", session_day.say_late, f"1 {20 + expected}")
        assert len(told(learning, "amina", ":late:")) == expected


def test_with_very_many_who_come_nobody_is_flooded_and_nobody_is_said_to_know(learning, monkeypatch):
    monkeypatch.setattr(session_day, "MOST_TOLD_OF", 0)
    learning.now = STARTS - timedelta(minutes=20)
    assert "sees on its page" in learning.said(learning.does("nino", session_day.say_late, "1").words)
    assert told(learning, "fatou", ":late:") == []
    seen = learning.does("fatou", session_attendance.attendance, 1)
    assert seen.late == (("Nino", 10),)
    learning.does("amina", rsvps.yes, "1")
    learning.now = STARTS + timedelta(minutes=5)
    assert "sees it on its page" in learning.said(learning.does("nino", rsvps.no, "1").words)
    assert told(learning, "fatou", ":no:") == []


def test_who_was_late_and_is_there_is_late_no_more(learning):
    learning.now = STARTS - timedelta(minutes=20)
    learning.does("nino", session_day.say_late, "1")
    assert learning.does("fatou", session_attendance.attendance, 1).late == (("Nino", 10),)
    learning.does("nino", session_day.say_here, "1")
    assert learning.does("fatou", session_attendance.attendance, 1).late == ()


def test_where_few_come_who_leads_it_knows_of_each_change(learning):
    learning.now = STARTS + timedelta(minutes=5)
    assert "knows that you come" in learning.said(learning.does("nino", session_day.say_late, "1").words)
    assert "Whoever leads the session knows." in learning.said(learning.does("nino", rsvps.no, "1").words)
    assert len(told(learning, "fatou", ":late:")) == len(told(learning, "fatou", ":no:")) == 1


def test_the_reminder_of_an_early_morning_comes_the_evening_before_and_says_from_when_one_can_be_there(learning):
    early = datetime(2023, 3, 17, 8, tzinfo=zone_of("Asia/Tbilisi"))
    learning.proposes("fatou", starts_at=early)
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "2")
    learning.now = early - timedelta(hours=12)
    assert ("I'm here", "here 2") in reminded_of(learning, 2)  # for the morning: it is the last one that comes
    assert "from Friday 17 March 2023, " in learning.said(learning.does("nino", session_day.say_here, "2").why)
    assert [act.name for act in learning.does("nino", session_day.say_late, "2").acts] == [
        *["session.late-by"] * 3,
        "session.no",
    ]


@pytest.mark.parametrize(
    ("at", "works"),
    [
        (STARTS - timedelta(minutes=60, seconds=1), False),
        (STARTS - timedelta(minutes=60), True),
        (ENDS + timedelta(hours=24) - timedelta(seconds=1), True),
        (ENDS + timedelta(hours=24), False),
    ],
)
def test_one_checks_in_from_the_reminder_of_the_last_hour_until_a_day_after(learning, at, works):
    learning.now = at
    assert isinstance(learning.does("amina", session_day.say_here, "1"), Refusal) is not works
    assert reply_of(learning, "amina").attended is (True if works else None)


def test_checking_in_twice_keeps_the_first_time_and_missing_it_takes_it_back(learning):
    learning.now = STARTS
    learning.does("nino", session_day.say_here, "1")
    learning.now += timedelta(minutes=5)
    learning.does("nino", session_day.say_here, "1")
    assert reply_of(learning, "nino").checked_in_at == STARTS
    learning.does("nino", session_day.say_missed, "1")
    assert (reply_of(learning, "nino").checked_in_at, reply_of(learning, "nino").attended) == (None, False)


def test_nobody_has_missed_what_has_not_begun(learning):
    assert isinstance(learning.does("nino", session_day.say_missed, "1"), Refusal)


def test_of_what_was_called_off_nothing_is_noted(learning):
    learning.does("fatou", sessions.cancel, 1, None)
    learning.database.write_now(lambda s: s.get_one(LearningSession, 1))
    learning.now = STARTS
    for verb in (session_day.say_late, session_day.say_here, session_day.say_missed):
        assert isinstance(learning.does("nino", verb, "1"), Refusal)


def page(learning, name):
    """What the page of the session offers somebody: its actions."""
    seen = learning.does(name, session_lists.seen, "1")
    return [act.name.removeprefix("session.") for act in seen.on_the_day]


def test_its_page_offers_from_shortly_before_until_its_end_what_works_then(learning, subtests):
    for at, nino, amina in [
        (STARTS - timedelta(minutes=61), [], []),
        (STARTS - timedelta(minutes=60), ["here", "late", "no"], ["here"]),
        (STARTS + timedelta(minutes=1), ["here", "late", "no"], ["here"]),
        (ENDS - timedelta(seconds=1), ["here", "late", "no"], ["here"]),
        (ENDS, [], []),
    ]:
        with subtests.test(at=f"{at:%H:%M:%S}"):
            learning.now = at
            assert (page(learning, "nino"), page(learning, "amina")) == (nino, amina)


def test_who_is_there_is_not_asked_again_on_its_page(learning):
    learning.now = STARTS + timedelta(minutes=5)
    learning.does("nino", session_day.say_here, "1")
    assert page(learning, "nino") == []


def test_of_what_was_called_off_its_page_offers_nothing(learning):
    learning.now = STARTS - timedelta(minutes=5)
    learning.does("fatou", sessions.cancel, 1, None)
    assert page(learning, "nino") == []


def test_whoever_looks_after_it_without_an_invitation_is_told_that_it_was_called_off(learning):
    learning.joins(Named("camille", member=True, role="programme_coordinator"), Named("zoe", member=True))
    learning.does("fatou", sessions.cancel, 1, None)
    seen = learning.does("camille", session_lists.seen, "1")
    assert [learning.said(one) for one in seen.over] == ["This session is cancelled."]
    assert seen.may_touch is False
    assert learning.does("zoe", session_lists.seen, "1") is None


def test_a_yes_of_the_last_hour_is_told_what_the_reminder_would_have_offered(learning):
    learning.now = STARTS - timedelta(minutes=20)
    told = learning.does("amina", rsvps.yes, "1")
    assert [act.name for act in told.acts] == ["session.here", "session.late", "session.no"]


def test_what_lasts_a_day_is_listed_until_it_ends_and_is_not_over_before(learning):
    learning.proposes("fatou", minutes=480)
    learning.clock_ticks()
    learning.does("nino", rsvps.yes, "2")
    learning.now = STARTS + timedelta(hours=7)
    assert [one.number for one in learning.does("nino", session_lists.coming)] == [2]
    assert [one.number for one in learning.does("fatou", session_lists.led_lately)] == [1]
    learning.now = STARTS + timedelta(hours=8)
    assert learning.does("nino", session_lists.coming) == ()
    assert [one.number for one in learning.does("fatou", session_lists.led_lately)] == [2, 1]
