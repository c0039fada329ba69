"""Calendar files as three programs read them that know nothing of each other."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

SCRIPT = Path(__file__).with_name("read_calendar.mjs")


@dataclass(frozen=True)
class Event:
    """What one event says; instants in UTC."""

    method: str
    uid: str
    sequence: int
    stamp: datetime
    status: str
    title: str
    about: str
    place: str | None
    organiser: str
    starts: datetime
    ends: datetime


def by_icalendar(data: bytes) -> list[Event]:
    """The library that writes them."""
    calendar = Calendar.from_ical(data)
    return [
        Event(
            method=str(calendar["METHOD"]),
            uid=str(event["UID"]),
            sequence=event["SEQUENCE"],
            stamp=event.decoded("DTSTAMP"),
            status=str(event["STATUS"]),
            title=str(event["SUMMARY"]),
            about=str(event["DESCRIPTION"]),
            place=str(event["LOCATION"]) if "LOCATION" in event else None,
            organiser=event["ORGANIZER"].params["CN"],
            starts=event.decoded("DTSTART").astimezone(UTC),
            ends=event.decoded("DTEND").astimezone(UTC),
        )
        for event in calendar.walk("VEVENT")
    ]


def by_ical(data: bytes) -> list[Event]:
    """Home Assistant's: refuses what is not in the standard."""
    calendar = IcsCalendarStream.calendar_from_ics(data.decode())
    return [
        Event(
            method=calendar.method,
            uid=event.uid,
            sequence=event.sequence,
            stamp=event.dtstamp.astimezone(UTC),
            status=event.status.value,
            title=event.summary,
            about=event.description,
            place=event.location,
            organiser=event.organizer.common_name,
            starts=event.dtstart.astimezone(UTC),
            ends=event.dtend.astimezone(UTC),
        )
        for event in calendar.events
    ]


def by_ical_js(files: list[bytes]) -> list[list[Event]]:
    """Thunderbird's and Nextcloud's. It knows of no zone."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("calendar files are read by ical.js, too: please run 'apt install npm' first")
    told = subprocess.run(
        [node, str(SCRIPT)],
        input=json.dumps([data.decode() for data in files]),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    moments = ("stamp", "starts", "ends")
    return [
        [Event(**{**event, **{name: datetime.fromisoformat(event[name]) for name in moments}}) for event in events]
        for events in json.loads(told.stdout)
    ]
