"""
A session as an .ics file (RFC 5545, RFC 5546): invitation, update, cancellation.

What writes such files takes 3 MiB, and is loaded with the first one.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.messages import Attachment
from bot.domain.areas import AREA_NAMES
from bot.i18n.markup import plain
from bot.i18n.phrase import Listed, Words, _
from bot.i18n.translator import Reader, unisolated
from bot.storage.blobs import CALENDAR, store
from bot.storage.sessions import LearningSession, SessionState
from bot.usecases.session_words import KIND_NAMES, SessionFacts
from bot.usecases.work import Work

if TYPE_CHECKING:
    from icalendar import Calendar, Event, vCalAddress

# Nobody answers by mail: the address is one that can never exist (RFC 2606). One file is for all, so those who come
# stand in it as a group: nobody's name reaches the calendars of others.
_HOST = "passerelle.invalid"
_NOT_IN_CALENDARS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def calendar_file(
    work: Work, facts: SessionFacts, language: str, *, stamp: datetime | None = None, leaves: bool = False
) -> Attachment:
    """The file in that language, stored; the same facts give the same bytes, which are kept once.

    Of two files with one sequence calendars follow the later stamp: so one person's change of mind has a stamp of its own.
    """
    render = work.translator.bound(Reader(language, facts.row.zone))
    data = written(facts, render, work.translator.spoken(language), stamp=stamp, leaves=leaves)
    return stored_file(facts, store(work.session, data, CALENDAR, work.now))


def stored_file(facts: SessionFacts, sha256: str) -> Attachment:
    return Attachment(name=f"session-{facts.number}.ics", media_type=CALENDAR, sha256=sha256)


def written(
    facts: SessionFacts,
    render: Callable[[Words], str],
    language: str,
    *,
    stamp: datetime | None = None,
    leaves: bool = False,
) -> bytes:
    """`leaves`: takes the event out of the calendar of somebody who does not come any more."""

    def said(words: Words) -> str:
        return writable(unisolated(plain(render(words))))

    row = facts.row
    is_cancelled = leaves or row.state is SessionState.CANCELLED
    event = event_of(row, said(facts.title), said(about(facts)), language, stamp=stamp)
    in_utc(event, row, said, "CANCELLED" if is_cancelled else "CONFIRMED")
    add_place(event, row)
    event.add("organizer", address("organiser", facts.organiser))
    event.add("attendee", address("participants", said(_("Participants")), kind="GROUP"))
    calendar = new_calendar("CANCEL" if is_cancelled else "REQUEST")
    calendar.add_component(event)
    return calendar.to_ical()  # type: ignore[no-any-return] # the library ships no types


def new_calendar(method: str) -> "Calendar":
    from icalendar import Calendar  # noqa: PLC0415 - see above

    calendar = Calendar()
    calendar.add("prodid", "-//Passerelle//Peer learning//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def event_of(row: LearningSession, title: str, about: str, language: str, *, stamp: datetime | None = None) -> "Event":
    """What an event says wherever it stands; without its times, its place and who is in it."""
    from icalendar import Event  # noqa: PLC0415 - see above

    event = Event()
    event.add("uid", f"{row.public_id}@{_HOST}")
    event.add("dtstamp", stamp or row.changed_at)
    event.add("created", row.created_at)
    event.add("last-modified", row.changed_at)
    event.add("sequence", row.sequence)
    event.add("summary", title, parameters={"LANGUAGE": language})
    event.add("description", about, parameters={"LANGUAGE": language})
    return event


def in_words(work: Work, language: str, zone: str = "UTC") -> Callable[[Words], str]:
    """Without markup and invisible signs, because programs read it."""
    render = work.translator.bound(Reader(language, zone))
    return lambda words: writable(unisolated(plain(render(words))))


def writable(text: str) -> str:
    """Without what RFC 5545 allows in no text; some calendars refuse a whole file for one such sign."""
    return _NOT_IN_CALENDARS.sub("", text)


def in_utc(event: "Event", row: LearningSession, said: Callable[[Words], str], status: str) -> "Event":
    """An instant, which each calendar shows on its own clock.

    A zone by name would have each work with rules of its own; where these are older or newer than ours, at another hour.
    """
    event.add("status", "CANCELLED" if row.state is SessionState.CANCELLED else status)
    event.add("dtstart", row.begins)
    event.add("dtend", row.begins + timedelta(minutes=row.minutes))
    event.add("categories", [said(AREA_NAMES[row.area])])
    return event


def series_file(
    work: Work, series: Sequence[SessionFacts], language: str, *, stamp: datetime | None = None, leaves: bool = False
) -> Attachment:
    """Several sessions in one file. Each keeps a UID of its own, so METHOD is PUBLISH: others allow for one UID only.

    `stamp` and `leaves` as for one session.
    """
    said = in_words(work, language)
    calendar = new_calendar("PUBLISH")
    for facts in series:
        event = event_of(facts.row, said(facts.title), said(about(facts)), language, stamp=stamp)
        event.add("organizer", address("organiser", facts.organiser))
        add_place(event, facts.row)
        calendar.add_component(in_utc(event, facts.row, said, "CANCELLED" if leaves else "CONFIRMED"))
    sha256 = store(work.session, calendar.to_ical(), CALENDAR, work.now)
    if len(series) == 1:
        return stored_file(series[0], sha256)
    return Attachment(f"sessions-{series[0].number}-{series[-1].number}.ics", CALENDAR, sha256=sha256)


def add_place(event: "Event", row: LearningSession) -> None:
    if place_of(row) is not None:
        event.add("location", place_of(row))
    if row.link is not None:
        event.add("url", row.link)


def place_of(row: LearningSession) -> str | None:
    """Where to go: in a calendar a link does, and beside it no place is needed."""
    return row.link or row.room


def about(facts: SessionFacts) -> Words:
    row = facts.row
    if row.reason is not None:
        return _("Session {number} is cancelled. Reason: {reason}", number=facts.number, reason=row.reason)
    if row.state is SessionState.CANCELLED:
        return _("Session {number} is cancelled.", number=facts.number)
    return _(
        "{kind}, session {number}, organised by {name}. To change your answer, write to Passerelle.",
        kind=KIND_NAMES[row.kind],
        number=facts.number,
        name=facts.organiser,
    )


def about_series(series: Sequence[SessionFacts]) -> Words:
    """Of sessions that are planned and stand in a calendar as one event."""
    first = series[0]
    return _(
        "{kind}, sessions {numbers}, organised by {name}. To change your answer, write to Passerelle.",
        kind=KIND_NAMES[first.row.kind],
        numbers=Listed(tuple(one.number for one in series)),
        name=first.organiser,
    )


def address(mailbox: str, name: str, kind: str | None = None) -> "vCalAddress":
    """`kind`: what it is where it is nobody (RFC 5545, CUTYPE)."""
    from icalendar import vCalAddress, vText  # noqa: PLC0415 - see above

    found = vCalAddress(f"mailto:{mailbox}@{_HOST}")
    # Some read a backslash as the beginning of an escape here, too: behind a name that ends with one they would miss the address.
    found.params["CN"] = vText(writable(name).replace("\\", "/"))
    if kind is not None:
        found.params["CUTYPE"] = vText(kind)
    return found
