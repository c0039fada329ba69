"""When reminders are due."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reminders import ReminderKind, due, is_quiet, is_wanted_after, is_worth_it
from bot.domain.web_links import is_web_link

ZONES = (
    *("Europe/Rome", "Africa/Casablanca", "Asia/Gaza", "America/Sao_Paulo", "Asia/Kathmandu", "Africa/Tunis"),
    *("Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "UTC"),
)
starts = st.integers(0, 20 * 365 * 24 * 60).map(
    lambda minutes: datetime(2010, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("kind", "zone", "start", "expected"),
    [
        ("day", "Africa/Tunis", "2023-03-16 14:00", "2023-03-15 14:00"),
        ("hour", "Africa/Tunis", "2023-03-16 14:00", "2023-03-16 13:00"),
        # Clocks go forward on 26 March in Rome and back on 29 October: the same hour of the wall clock, not 24 hours.
        ("day", "Europe/Rome", "2023-03-26 09:00", "2023-03-25 09:00"),
        ("day", "Europe/Rome", "2023-10-29 09:00", "2023-10-28 09:00"),
        # Morocco leaves its daylight time for Ramadan only.
        ("day", "Africa/Casablanca", "2023-03-19 10:00", "2023-03-18 10:00"),
        ("day", "Asia/Kathmandu", "2023-03-16 09:15", "2023-03-15 09:15"),
        ("week", "Europe/Rome", "2023-03-29 09:00", "2023-03-22 09:00"),
        ("week", "Africa/Tunis", "2023-03-16 14:00", "2023-03-09 14:00"),
        # An hour before would be in quiet hours.
        ("hour", "Africa/Tunis", "2023-03-16 08:30", "2023-03-16 08:00"),
        ("hour", "Africa/Tunis", "2023-03-16 08:00", "2023-03-15 20:00"),
        ("hour", "Africa/Tunis", "2023-03-16 09:00", "2023-03-16 08:00"),
        # The session itself is in quiet hours: so may its last reminder be. The others wait for the morning.
        ("hour", "Africa/Tunis", "2023-03-16 07:30", "2023-03-16 06:30"),
        ("day", "Africa/Tunis", "2023-03-16 06:30", "2023-03-15 08:00"),
        ("week", "Africa/Tunis", "2023-03-16 06:30", "2023-03-09 08:00"),
        ("day", "Africa/Tunis", "2023-03-16 22:00", "2023-03-16 08:00"),
        ("week", "Africa/Tunis", "2023-03-16 22:00", "2023-03-10 08:00"),
    ],
)
def test_a_reminder_is_due_on_the_persons_own_clock(kind, zone, start, expected):
    assert due(ReminderKind(kind), local(start, zone), zone) == local(expected, zone)


def test_a_date_that_a_zone_left_out_has_no_reminder_of_the_day_before():
    """Samoa went from 29 to 31 December 2011."""
    assert due(ReminderKind.DAY, local("2011-12-31 10:00", "Pacific/Apia"), "Pacific/Apia") is None


@given(st.sampled_from(ReminderKind), starts, st.sampled_from(ZONES))
def test_a_reminder_comes_before_the_start_and_wakes_only_for_what_begins_within_the_hour(kind, start, zone):
    at = due(kind, start, zone)
    if at is None:
        assert zone == "Pacific/Apia"
        return
    assert at < start
    assert not is_quiet(at, zone) or (kind is ReminderKind.HOUR and is_quiet(start, zone))


@given(st.sampled_from(ReminderKind), starts, st.sampled_from(ZONES))
def test_a_reminder_is_never_earlier_than_the_day_before_allows(kind, start, zone):
    at = due(kind, start, zone)
    # A day has up to 25 hours, and seven of them too, give or take a day left out; an hour before 8:00 is the evening before.
    longest = {
        ReminderKind.WEEK: timedelta(days=7, hours=1),
        ReminderKind.DAY: timedelta(hours=25),
        ReminderKind.HOUR: timedelta(hours=14),
    }
    assert at is None or start - at <= longest[kind]


@given(starts, st.sampled_from(ZONES))
def test_the_rungs_of_the_ladder_come_one_after_the_other(start, zone):
    moments = [at for kind in ReminderKind if (at := due(kind, start, zone)) is not None]
    assert moments == sorted(moments)
    assert len(set(moments)) == len(moments)


@pytest.mark.parametrize(
    ("kind", "left", "expected"),
    [
        *(("week", 2880, True), ("week", 2879, False), ("day", 120, True), ("day", 119, False)),
        *(("hour", 1, True), ("hour", 0, False), ("hour", -5, False)),
    ],
)
def test_what_comes_too_late_is_left_out(kind, left, expected):
    start = datetime(2023, 3, 16, 13, tzinfo=UTC)
    assert is_worth_it(ReminderKind(kind), start, start - timedelta(minutes=left)) is expected


@pytest.mark.parametrize(
    ("kind", "minutes", "expected"),
    [
        *(("week", 1440, True), ("week", 1439, False), ("day", 1, True), ("day", 0, False)),
        *(("hour", 1, True), ("hour", 0, False), ("hour", -1, False)),
    ],
)
def test_whoever_has_just_heard_of_a_session_is_not_reminded_of_it_yet(kind, minutes, expected):
    told_at = datetime(2023, 3, 9, 13, tzinfo=UTC)
    assert is_wanted_after(ReminderKind(kind), told_at + timedelta(minutes=minutes), told_at) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://meet.example.org/room?x=1", True),
        ("http://10.0.0.1:8080/", True),
        ("ftp://example.org", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https:///path", False),
        ("meet.example.org", False),
        ("https://a b.example", False),
        ("https://bank.example@evil.example/", False),
        ("https://[::1", False),
        ("https://example.org/" + "x" * 2000, False),
    ],
)
def test_only_web_addresses_with_a_host_are_links(text, expected):
    assert is_web_link(text) is expected
