"""A session is repeated, and one of a series is changed with all that follow it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from bot.core.ports import Told
from bot.core.refusal import Refusal
from bot.delivery.codec import outgoing_from_json
from bot.domain.reminders import ReminderKind
from bot.domain.series import Every
from bot.domain.subscriptions import SESSIONS
from bot.i18n.translator import Reader, unisolated
from bot.storage.blobs import load
from bot.storage.outbox import OutboxRow
from bot.storage.reminders import Reminder, ReminderState
from bot.storage.sessions import LearningSession, Rsvp, SessionState, titles
from bot.usecases import (
    people,
    rsvps,
    session_series,
    session_series_answers,
    session_series_rounds,
    sessions,
    subscriptions,
)
from bot.usecases.work import Work
from tests.transcripts.world import Named
from tests.usecases.calendar_readers import by_ical, by_ical_js, by_icalendar
from tests.usecases.learning import ORGANISER, Learning

pytestmark = pytest.mark.slow  # a dozen sessions and what hangs on them, on both engines
ROME = ZoneInfo("Europe/Rome")
GIULIA = Named("giulia", member=True, centre="IT-1", role="programme_coordinator")
STARTS = datetime(2023, 3, 16, 14, tzinfo=ROME).astimezone(UTC)


@pytest.fixture
def learning(database):
    made = Learning(database)
    made.joins(GIULIA, ORGANISER, Named("amina", member=True, language="ar", centre="TN-2"))
    made.proposes("giulia", starts_at=STARTS)
    made.clock_ticks()
    return made


def rows(learning):
    return learning.database.read_now(
        lambda session: session.exec(select(LearningSession).order_by(col(LearningSession.id))).all()
    )


def walls(learning):
    return [f"{row.starts_at.astimezone(ROME):%m-%d %H:%M}" for row in rows(learning)]


def answers(learning, name):
    person = learning.number_of(name)
    return learning.database.read_now(
        lambda session: session.exec(
            select(Rsvp.answer).where(Rsvp.person_id == person).order_by(Rsvp.session_id)
        ).all()
    )


def test_the_others_are_as_the_first_at_the_same_hour_of_the_organisers_wall(learning):
    assert learning.does("giulia", session_series.repeat, 1, Every.WEEK, 3) == [2, 3, 4]
    assert walls(learning) == ["03-16 14:00", "03-23 14:00", "03-30 14:00", "04-06 14:00"]
    first, *others = rows(learning)
    for one in others:
        assert (one.link, one.minutes, one.audience, one.zone) == (first.link, first.minutes, {}, "Europe/Rome")
        assert (one.state, one.series_id) == (SessionState.PLANNED, first.series_id)
        assert one.public_id != first.public_id
    assert answers(learning, "giulia") == ["yes"] * 4


def test_everybody_is_told_of_all_in_one_message_once_and_in_slices(learning, monkeypatch):
    monkeypatch.setattr(session_series_rounds, "AT_ONCE", 1)
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)
    learning.clock_ticks()
    learning.clock_ticks()
    told = [key for key, _text in learning.queued("series:")]
    assert sorted(told) == sorted(f"series:2:2:{learning.number_of(name)}" for name in ("fatou", "amina"))
    assert answers(learning, "amina") == [None, None, None]


def test_who_has_turned_sessions_off_is_told_of_no_series_but_may_come_to_each(learning):
    learning.does("amina", subscriptions.turn_off, [SESSIONS])
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)
    learning.clock_ticks()
    assert [key for key, _text in learning.queued("series:")] == [f"series:2:2:{learning.number_of('fatou')}"]
    assert answers(learning, "amina") == [None, None, None]


def test_a_yes_to_all_is_a_yes_to_each_with_its_reminders_and_one_file(learning):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)
    learning.clock_ticks()
    told = learning.does("amina", session_series_answers.yes_to_all, "2")
    assert answers(learning, "amina") == [None, "yes", "yes"]
    (saying,) = told.after
    (file,) = saying.attachments
    data = learning.database.read_now(lambda session: load(session, file.sha256))
    read = by_icalendar(data)
    assert by_ical(data) == read
    assert by_ical_js([data]) == [read]
    assert file.name == "sessions-2-3.ics"
    (link,) = saying.links
    assert dict(parse_qsl(urlsplit(link.url).query, strict_parsing=True)) == {
        "action": "TEMPLATE",
        "text": "Mentors; in companies",
        # On the wall of the organiser's zone, over a change of clocks: in UTC the second would be an hour off.
        "dates": "20230323T140000/20230323T150000",
        "ctz": "Europe/Rome",
        "recur": "RRULE:FREQ=WEEKLY;COUNT=2",
        "details": "نشاط تعلّم بين الأقران، اللقاءات 2 و3، تنظيم: Giulia. لتغيير إجابتكم اكتبوا إلى Passerelle.",
        "location": "https://meet.example.org/m",
    }
    assert [(one.method, one.uid, one.starts) for one in read] == [
        ("PUBLISH", f"{row.public_id}@passerelle.invalid", row.starts_at) for row in rows(learning)[1:]
    ]
    person = learning.number_of("amina")
    due = learning.database.read_now(
        lambda session: session.exec(
            select(Reminder.subject_id, Reminder.kind)
            .where(Reminder.person_id == person, Reminder.state == ReminderState.DUE)
            .order_by(Reminder.subject_id, Reminder.next_due_utc)
        ).all()
    )
    assert {number for number, _kind in due} == {2, 3}
    assert (2, ReminderKind.HOUR) in due


@pytest.mark.parametrize(
    "alone",
    [
        {"starts_at": datetime(2023, 3, 31, 9, tzinfo=ROME).astimezone(UTC)},
        {"title": "Another title"},
        {"link": "https://meet.example.org/other"},
    ],
)
def test_where_one_of_a_series_was_changed_alone_there_is_the_file_and_no_link(learning, alone):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 3)
    learning.clock_ticks()
    learning.does("giulia", sessions.change, 3, **alone)
    (saying,) = learning.does("amina", session_series_answers.yes_to_all, "2").after
    assert (len(saying.links), len(saying.attachments)) == (0, 1)


def test_of_the_last_of_a_series_the_link_is_that_of_any_session(learning):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 1)
    learning.clock_ticks()
    (saying,) = learning.does("amina", session_series_answers.yes_to_all, "2").after
    assert "recur" not in saying.links[0].url
    assert "20230323T130000Z%2F20230323T140000Z" in saying.links[0].url


def test_who_wants_text_only_gets_a_link_and_no_file_for_a_series(learning):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)
    learning.clock_ticks()
    learning.does("amina", people.choose_text_only, text_only=True)
    (saying,) = learning.does("amina", session_series_answers.yes_to_all, "2").after
    assert (len(saying.links), saying.attachments) == (1, ())
    assert learning.does("amina", session_series_answers.no_to_all, "2").after == ()
    learning.does("giulia", session_series.change_following, 2, minutes=30)
    learning.clock_ticks()
    assert files_told(learning, "series_change") == {"giulia": 1, "fatou": 0, "amina": 0}


def files_told(learning, kind):
    found = learning.database.read_now(
        lambda session: {
            row.person_id: len(outgoing_from_json(row.payload).attachments)
            for row in session.exec(select(OutboxRow).where(col(OutboxRow.dedupe_key).contains(f":{kind}:"))).all()
        }
    )
    names = {learning.number_of(name): name for name in ("giulia", "fatou", "amina")}
    return {names[person]: count for person, count in found.items()}


def test_an_answer_for_all_leaves_out_what_one_is_not_invited_to_yet(learning):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)  # the clock has not told anybody yet
    assert isinstance(learning.does("amina", session_series_answers.yes_to_all, "1"), Told)
    assert answers(learning, "amina") == ["yes"]
    assert isinstance(learning.does("amina", session_series_answers.yes_to_all, "2"), Refusal)


def test_what_is_no_series_of_theirs_is_refused_kindly(learning, subtests):
    for argument in ["7", "x", "1"]:
        with subtests.test(argument=argument):
            assert isinstance(learning.does("amina", session_series_answers.no_to_all, argument), Refusal)


def test_this_one_and_all_that_follow_move_as_far_and_to_the_same_hour_over_the_change_of_clocks(learning):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 3)
    learning.does("giulia", sessions.change, 3, starts_at=datetime(2023, 4, 1, 9, tzinfo=ROME).astimezone(UTC))
    to = datetime(2023, 3, 22, 16, 30, tzinfo=ROME).astimezone(UTC)
    assert learning.does("giulia", session_series.change_following, 2, starts_at=to) == 3
    assert walls(learning) == ["03-16 14:00", "03-22 16:30", "03-29 16:30", "04-05 16:30"]
    assert [row.sequence for row in rows(learning)] == [0, 1, 2, 1]
    again = datetime(2023, 3, 28, 8, tzinfo=ROME).astimezone(UTC)
    assert learning.does("giulia", session_series.change_following, 3, starts_at=again) == 2
    assert walls(learning) == ["03-16 14:00", "03-22 16:30", "03-28 08:00", "04-04 08:00"]


def test_reminders_follow_a_series_that_moves(learning):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 1)
    learning.clock_ticks()
    learning.does("amina", rsvps.yes, "2")
    to = datetime(2023, 3, 30, 10, tzinfo=ROME).astimezone(UTC)
    learning.does("giulia", session_series.change_following, 2, starts_at=to)
    learning.clock_ticks()
    person = learning.number_of("amina")
    due = learning.database.read_now(
        lambda session: session.exec(
            select(Reminder.next_due_utc).where(
                Reminder.person_id == person, Reminder.subject_id == 2, Reminder.kind == ReminderKind.HOUR
            )
        ).all()
    )
    assert due == [to - timedelta(hours=1)]


def test_cancelling_from_one_on_keeps_those_before(learning):
    learning.does("giulia", session_series.repeat, 1, Every.TWO_WEEKS, 3)
    learning.clock_ticks()
    learning.does("amina", session_series_answers.yes_to_all, "2")
    assert learning.does("giulia", session_series.cancel_following, 3, "Holidays") == 2
    learning.clock_ticks()
    assert [row.state.value for row in rows(learning)] == ["planned", "planned", "cancelled", "cancelled"]
    assert files_told(learning, "series_cancellation") == {"giulia": 1, "fatou": 0, "amina": 1}
    person = learning.number_of("amina")
    left = learning.database.read_now(
        lambda session: set(
            session.exec(
                select(Reminder.subject_id).where(Reminder.person_id == person, Reminder.state == ReminderState.DUE)
            )
        )
    )
    assert left == {2}


def test_an_hour_that_is_left_out_is_told_before_anybody_is_invited(learning):
    night = datetime(2023, 3, 19, 2, 30, tzinfo=ROME).astimezone(UTC)
    learning.proposes("giulia", starts_at=night)
    said = learning.does("giulia", in_english, 2)
    assert said == [
        "• Sunday 26 March 2023, 03:30 your time (in Rome the clocks leave the usual hour out that day)",
        "• Sunday 2 April 2023, 02:30 your time",
        "I do not know the public holidays of Italy and Tunisia.",
    ]


def in_english(work: Work, number: int) -> list[str]:
    lines = session_series.preview(work, number, Every.WEEK, 2)
    render = work.translator.bound(Reader("en", "Europe/Rome"))
    return [unisolated(render(line)) for line in lines]


def test_only_who_may_touch_a_session_repeats_it_and_only_once(learning):
    assert isinstance(learning.does("amina", session_series.repeat, 1, Every.WEEK, 2), Refusal)
    assert isinstance(learning.does("amina", session_series.cancel_following, 1, None), Refusal)
    assert learning.does("amina", session_series.offered, 1) == ()
    learning.does("fatou", session_series.repeat, 1, Every.WEEK, 2)  # coordinates the whole programme
    assert isinstance(learning.does("giulia", session_series.repeat, 2, Every.WEEK, 2), Refusal)
    assert {row.organiser_id for row in rows(learning)} == {learning.number_of("giulia")}


def test_what_cannot_be_of_a_series_names_the_answer_to_give_anew(learning, subtests):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)
    for given, key in [({"starts_at": STARTS - timedelta(days=30)}, "starts_at"), ({"link": "ftp://x.org"}, "link")]:
        with subtests.test(given=given):
            assert learning.does("giulia", session_series.change_following, 1, **given).key == key
            assert [row.sequence for row in rows(learning)] == [0, 0, 0]


def test_the_title_of_all_that_follow_is_the_new_one(learning):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)
    assert learning.does("giulia", session_series.change_following, 2, title="A blue kitchen") == 2
    found = learning.database.read_now(lambda session: titles(session, [1, 2, 3]))
    assert found == {1: {"en": "Mentors; in companies"}, 2: {"en": "A blue kitchen"}, 3: {"en": "A blue kitchen"}}


def file_of(learning, told):
    (saying,) = told.after
    (file,) = saying.attachments
    return by_ical(learning.database.read_now(lambda session: load(session, file.sha256)))


def test_a_no_to_all_takes_out_of_the_calendar_what_is_in_it_and_a_new_yes_puts_it_back(learning):
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)
    learning.clock_ticks()
    assert learning.does("amina", session_series_answers.no_to_all, "2").after == ()
    learning.does("amina", rsvps.yes, "2")
    learning.now += timedelta(minutes=1)
    taken_out = file_of(learning, learning.does("amina", session_series_answers.no_to_all, "2"))
    learning.now += timedelta(minutes=1)
    put_back = file_of(learning, learning.does("amina", session_series_answers.yes_to_all, "2"))
    assert [one.status for one in taken_out] == ["CANCELLED"]
    assert [one.status for one in put_back] == ["CONFIRMED"] * 2
    assert put_back[0].uid == taken_out[0].uid
    assert put_back[0].stamp > taken_out[0].stamp
    assert answers(learning, "amina") == [None, "yes", "yes"]


def test_where_places_are_few_a_yes_to_all_waits_for_those_that_are_full(learning):
    learning.does("giulia", sessions.change, 1, capacity=1)
    learning.does("giulia", session_series.repeat, 1, Every.WEEK, 2)
    learning.clock_ticks()
    learning.does("fatou", rsvps.yes, "3")  # whoever organises it takes none
    told = learning.does("amina", session_series_answers.yes_to_all, "2")
    assert answers(learning, "amina") == [None, "yes", "waiting"]
    assert [str(line.msgid) for line in told.words.items[-2:]] == [
        "✓ You are coming to {count} of {total}.",
        "For the others you are on the waiting list.",
    ]
    assert [one.status for one in file_of(learning, told)] == ["CONFIRMED"]
