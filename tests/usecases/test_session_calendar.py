"""Calendar files: read back by the library, and looked at line by line without it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from icalendar import Calendar
from sqlmodel import col, select

from bot.delivery.codec import outgoing_from_json
from bot.domain.areas import PriorityArea
from bot.i18n.phrase import Variants
from bot.i18n.translator import Reader
from bot.storage.blobs import load
from bot.storage.outbox import OutboxRow
from bot.storage.sessions import LearningSession, SessionState
from bot.usecases import people, rsvps, sessions
from bot.usecases.session_calendar import written
from bot.usecases.session_words import SessionFacts
from tests.transcripts.world import Named
from tests.usecases.learning import ORGANISER, TRANSLATOR, Learning

STARTS = datetime(2023, 3, 25, 14, tzinfo=UTC)
TITLE = "Mentors; in companies, \\ with\nbreaks: التلمذة المهنية في المؤسسات والشركات الصغيرة والمتوسطة"


def facts(zone="Africa/Tunis", starts=STARTS, **more):
    row = LearningSession(
        id=31,
        public_id="0186f0a0-0000-7000-8000-000000000001",
        programme_id=1,
        organiser_id=1,
        area=PriorityArea.WBL,
        starts_at=starts,
        zone=zone,
        minutes=90,
        link="https://meet.example.org/a,b;c",
        created_at=STARTS - timedelta(days=9),
        changed_at=STARTS - timedelta(days=8),
        **more,
    )
    return SessionFacts(row, Variants({"en": TITLE}), "Fatou, the organiser")


def bytes_of(these, language="en"):
    return written(these, TRANSLATOR.bound(Reader(language, these.row.zone)), language)


def event_of(data):
    calendar = Calendar.from_ical(data)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_an_invitation_reads_back_as_it_was_meant(language):
    calendar, event = event_of(bytes_of(facts(), language))
    assert (calendar["METHOD"], calendar["VERSION"], event["STATUS"], event["SEQUENCE"]) == (
        *("REQUEST", "2.0", "CONFIRMED"),
        0,
    )
    assert event["UID"] == "0186f0a0-0000-7000-8000-000000000001@passerelle.invalid"
    assert str(event["SUMMARY"]) == TITLE
    assert event["SUMMARY"].params["LANGUAGE"] == language
    assert event.decoded("DTSTART") == STARTS
    assert event.decoded("DTEND") == STARTS + timedelta(minutes=90)
    assert b"DTSTART:20230325T140000Z\r\n" in bytes_of(
        facts(), language
    )  # no rules of zones, which calendars have of their own
    assert str(event["LOCATION"]) == "https://meet.example.org/a,b;c"


def test_a_cancellation_says_so_with_its_reason():
    calendar, event = event_of(bytes_of(facts(state=SessionState.CANCELLED, reason="ill; sorry", sequence=3)))
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert str(event["DESCRIPTION"]) == "Session 31 is cancelled. Reason: ill; sorry"


def test_the_file_follows_the_rules_of_the_format_line_by_line():
    data = bytes_of(facts())
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode("utf-8")  # no sign is torn in two
    unfolded = data.replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    assert unfolded[0] == "BEGIN:VCALENDAR"
    assert [line for line in unfolded if line.startswith(("BEGIN:", "END:"))] == [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR")
    ]
    summary = next(line for line in unfolded if line.startswith("SUMMARY"))
    assert summary.partition(":")[2].startswith("Mentors\\; in companies\\, \\\\ with\\nbreaks: ")


def test_the_same_facts_give_the_same_bytes():
    assert bytes_of(facts()) == bytes_of(facts())


def test_who_says_yes_gets_the_file_from_the_store(database):
    learning = Learning(database)
    learning.joins(ORGANISER, Named("amina", member=True, language="ar", centre="TN-2"))
    learning.proposes("fatou")
    learning.clock_ticks()
    (saying,) = learning.does("amina", rsvps.yes, "1").after
    (file,) = saying.attachments
    assert (file.name, file.media_type) == ("session-1.ics", "text/calendar")
    calendar, event = event_of(database.read_now(lambda session: load(session, file.sha256)))
    assert (calendar["METHOD"], str(event["SUMMARY"])) == ("REQUEST", "Mentors; in companies")


def test_who_had_said_yes_and_says_no_gets_it_taken_out_and_with_a_new_yes_put_back(database):
    learning = Learning(database)
    learning.joins(ORGANISER, Named("amina", member=True, centre="TN-2"))
    learning.proposes("fatou")
    learning.clock_ticks()

    def file_after(verb):
        learning.now += timedelta(minutes=1)
        sayings = learning.does("amina", verb, "1").after
        return [
            (str(calendar["METHOD"]), str(event["STATUS"]), event["UID"], event["SEQUENCE"], event["DTSTAMP"].dt)
            for saying in sayings
            for file in saying.attachments
            for data in [database.read_now(lambda session, sha256=file.sha256: load(session, sha256))]
            for calendar, event in [event_of(data)]
        ]

    assert (file_after(rsvps.no), file_after(rsvps.maybe)) == ([], [])
    ((method, status, uid, sequence, first),) = file_after(rsvps.yes)
    assert (method, status, sequence) == ("REQUEST", "CONFIRMED", 0)
    assert file_after(rsvps.maybe) == []  # it stays, until it is a no
    ((*taken_out, second),) = file_after(rsvps.no)
    assert taken_out == ["CANCEL", "CANCELLED", uid, 0]
    assert file_after(rsvps.no) == []
    ((*put_back, third),) = file_after(rsvps.yes)
    assert put_back == ["REQUEST", "CONFIRMED", uid, 0]
    assert first < second < third
    ((*undone, _stamp),) = file_after(rsvps.take_back)
    assert undone == ["CANCEL", "CANCELLED", uid, 0]


def test_a_cancelled_session_leaves_the_calendar_of_everybody_who_has_it_there(database):
    learning = Learning(database)
    people = ("amina", "omar", "nino", "leila")
    learning.joins(ORGANISER, *(Named(name, member=True, centre="TN-2") for name in people))
    learning.proposes("fatou")
    learning.clock_ticks()
    for name, answers in {"amina": [rsvps.yes], "omar": [rsvps.yes, rsvps.maybe], "nino": [rsvps.maybe]}.items():
        for answer in answers:
            learning.does(name, answer, "1")
    learning.does("fatou", sessions.cancel, 1, None)
    learning.clock_ticks()

    def told(session):
        rows = session.exec(select(OutboxRow).where(col(OutboxRow.dedupe_key).contains(":cancellation:"))).all()
        messages = {row.person_id: outgoing_from_json(row.payload) for row in rows}
        return {
            person: [str(event_of(load(session, file.sha256))[0]["METHOD"]) for file in message.attachments]
            for person, message in messages.items()
        }

    numbers = {name: learning.number_of(name) for name in ("fatou", *people)}
    assert database.read_now(told) == {
        **{numbers[name]: ["CANCEL"] for name in ("fatou", "amina", "omar")},
        **{numbers[name]: [] for name in ("nino", "leila")},
    }


def link_after_yes(database, **more):
    learning = Learning(database)
    learning.joins(ORGANISER, Named("amina", member=True, centre="TN-2"))
    learning.proposes("fatou", title="Mentors & friends; 100 %", **more)
    learning.clock_ticks()
    (saying,) = learning.does("amina", rsvps.yes, "1").after
    (link,) = saying.links
    return link, dict(parse_qsl(urlsplit(link.url).query, strict_parsing=True))


def test_a_link_puts_it_into_google_calendar_without_a_file(database):
    link, values = link_after_yes(database)
    assert link.label == "Google Calendar"
    assert link.url.startswith("https://calendar.google.com/calendar/render?action=TEMPLATE&")
    assert values == {
        "action": "TEMPLATE",
        "text": "Mentors & friends; 100 %",
        "dates": "20230316T130000Z/20230316T140000Z",
        "details": "Peer-learning activity, session 1, organised by Fatou. To change your answer, write to Passerelle.",
        "location": "https://meet.example.org/m",
    }


def test_without_a_place_the_link_names_none(database):
    assert "location" not in link_after_yes(database, link=None)[1]


def test_who_wants_text_only_gets_the_link_and_no_file(database):
    learning = Learning(database)
    learning.joins(ORGANISER, Named("amina", member=True, centre="TN-2"))
    learning.proposes("fatou")
    learning.clock_ticks()
    learning.does("amina", people.choose_text_only, text_only=True)
    (saying,) = learning.does("amina", rsvps.yes, "1").after
    assert (len(saying.links), saying.attachments) == (1, ())
    assert learning.does("amina", rsvps.no, "1").after == ()


def test_where_people_meet_in_a_room_the_calendar_names_it():
    _calendar, event = event_of(bytes_of(facts(room="Kitchen 2; ground floor")))
    assert str(event["LOCATION"]) == "https://meet.example.org/a,b;c"
    here = facts(room="Kitchen 2; ground floor")
    here.row.link = None
    _calendar, event = event_of(bytes_of(here))
    assert (str(event["LOCATION"]), "URL" in event) == ("Kitchen 2; ground floor", False)
