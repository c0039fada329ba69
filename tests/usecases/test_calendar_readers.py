"""What three programs read in our calendar files that know nothing of each other: all the same, and as it was meant."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.channel import SITE
from bot.storage.channel_states import remember
from bot.storage.sessions import SessionState
from bot.usecases import calendar_feeds, rsvps, sessions
from bot.usecases.calendar_feed_files import feed_file
from bot.usecases.calendar_feeds import MINE
from tests.usecases.calendar_readers import Event, by_ical, by_ical_js, by_icalendar
from tests.usecases.learning import ORGANISER, STARTS, Learning
from tests.usecases.test_session_calendar import STARTS as GIVEN
from tests.usecases.test_session_calendar import TITLE, bytes_of, facts

pytestmark = pytest.mark.slow  # three other programs read what we write

UID = "0186f0a0-0000-7000-8000-000000000001@passerelle.invalid"


def all_agree(files: list[bytes]) -> list[list[Event]]:
    first = [by_icalendar(data) for data in files]
    assert [by_ical(data) for data in files] == first
    assert by_ical_js(files) == first
    return first


def test_invitation_update_and_cancellation_are_read_alike_by_all():
    moved = {"starts": GIVEN + timedelta(days=1), "sequence": 1}
    called_off = {"state": SessionState.CANCELLED, "reason": "ill; sorry,\nreally", "sequence": 2}
    versions = [facts(), facts(**moved), facts(**called_off)]
    read = all_agree([bytes_of(one, language) for one in versions for language in ("en", "fr", "ar")])
    assert [len(events) for events in read] == [1] * 9
    told = [(one.method, one.uid, one.sequence, one.status) for [one] in read]
    assert told == [
        *[("REQUEST", UID, 0, "CONFIRMED")] * 3,
        *[("REQUEST", UID, 1, "CONFIRMED")] * 3,
        *[("CANCEL", UID, 2, "CANCELLED")] * 3,
    ]
    assert {one.title for [one] in read} == {TITLE}
    assert {one.place for [one] in read} == {"https://meet.example.org/a,b;c"}
    assert {one.organiser for [one] in read} == {"Fatou, the organiser"}
    assert [one.starts for [one] in read] == [*[GIVEN] * 3, *[GIVEN + timedelta(days=1)] * 3, *[GIVEN] * 3]
    assert read[6][0].about == "Session 31 is cancelled. Reason: ill; sorry,\nreally"


@pytest.mark.parametrize("minutes", [30, 90, 1440])
def test_every_zone_gives_all_of_them_the_same_instants(minutes):
    """Zones of whole, half and quarter hours; clocks that change by half an hour; Ramadan; a date that was left out."""
    moments = {
        "Africa/Casablanca": ("2023-03-19T01:30", "2023-04-23T01:30", "2023-06-01T10:00"),
        "Asia/Gaza": ("2023-04-29T01:30", "2023-10-28T00:30"),
        "Africa/Cairo": ("2023-04-27T23:30",),
        "Europe/Rome": ("2023-03-26T01:30", "2023-10-29T01:30"),
        "America/Sao_Paulo": ("2018-11-03T23:30", "2023-11-05T10:00"),
        "Asia/Kathmandu": ("2023-03-16T10:00",),
        "Asia/Kolkata": ("2023-03-16T10:00",),
        "Australia/Eucla": ("2023-03-16T10:00",),
        "Australia/Lord_Howe": ("2023-04-02T01:15", "2023-10-01T01:45"),
        "Pacific/Chatham": ("2023-04-02T03:30", "2023-09-24T02:30"),
        "Pacific/Apia": ("2011-12-29T23:30",),
        "Africa/Addis_Ababa": ("2023-03-16T10:00",),
    }
    starts = [
        datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)) for zone, walls in moments.items() for wall in walls
    ]
    given = [facts(at.tzinfo.key, at.astimezone(UTC)) for at in starts]
    for one in given:
        one.row.minutes = minutes
    read = all_agree([bytes_of(one) for one in given])
    assert [(one.starts, one.ends) for [one] in read] == [
        (at.astimezone(UTC), at.astimezone(UTC) + timedelta(minutes=minutes)) for at in starts
    ]


def test_a_subscribed_calendar_is_read_alike_by_all(sqlite_database):
    learning = Learning(sqlite_database)
    learning.joins(ORGANISER)
    sqlite_database.write_now(lambda session: remember(session, "web", "bot", SITE, "https://bot.example.org"))
    secret = learning.does("fatou", calendar_feeds.make, MINE).https.split("/")[-1].removesuffix(".ics")
    for number, title in enumerate(("One; two, three", "Deux\nlignes", "ثلاثة \\ أربعة"), 1):
        learning.proposes("fatou", title=title, starts_at=STARTS + timedelta(days=number))
    learning.does("fatou", rsvps.maybe, "2")
    learning.does("fatou", sessions.cancel, 3, "nobody; comes")
    (events,) = all_agree([learning.does(None, feed_file, secret).data])
    assert [(one.title, one.status, one.starts, one.method) for one in events] == [
        ("One; two, three", "CONFIRMED", STARTS + timedelta(days=1), "PUBLISH"),
        ("Deux\nlignes", "TENTATIVE", STARTS + timedelta(days=2), "PUBLISH"),
        ("ثلاثة \\ أربعة", "CANCELLED", STARTS + timedelta(days=3), "PUBLISH"),
    ]
