"""A session as an .ics file (RFC 5545, RFC 5546): invitation, update, cancellation."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress, vText

from bot.core.messages import Attachment
from bot.domain.areas import AREA_NAMES
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _
from bot.i18n.translator import Reader, unisolated
from bot.storage.blobs import CALENDAR, store
from bot.storage.sessions import LearningSession, SessionState
from bot.usecases.people import person_of
from bot.usecases.session_words import KIND_NAMES, SessionFacts, facts_of
from bot.usecases.work import Work

# Nobody answers by mail: the address is one that can never exist (RFC 2606). One file is for all, so those who come
# stand in it as a group: nobody's name reaches the calendars of others.
_HOST = "passerelle.invalid"


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


def own_file(work: Work, number: int) -> Attachment:
    """For whoever is in the talk, in their language."""
    language = person_of(work).language or work.translator.spoken(None)
    return calendar_file(work, facts_of(work, work.session.get_one(LearningSession, number)), language)


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
        return unisolated(plain(render(words)))

    row = facts.row
    is_cancelled = leaves or row.state is SessionState.CANCELLED
    event = event_of(row, said(facts.title), said(about(facts)), language, stamp=stamp)
    in_utc(event, row, said, "CANCELLED" if is_cancelled else "CONFIRMED")
    add_place(event, row)
    event.add("organizer", address("organiser", facts.organiser))
    participants = address("participants", said(_("Participants")))
    participants.params["CUTYPE"] = vText("GROUP")
    event.add("attendee", participants)
    calendar = new_calendar("CANCEL" if is_cancelled else "REQUEST")
    calendar.add_component(event)
    return calendar.to_ical()  # type: ignore[no-any-return] # the library ships no types


def new_calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Passerelle//Peer learning//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def event_of(row: LearningSession, title: str, about: str, language: str, *, stamp: datetime | None = None) -> Event:
    """What an event says wherever it stands; without its times, its place and who is in it."""
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
    return lambda words: unisolated(plain(render(words)))


def in_utc(event: Event, row: LearningSession, said: Callable[[Words], str], status: str) -> Event:
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


def add_place(event: Event, row: LearningSession) -> None:
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


def address(mailbox: str, name: str) -> vCalAddress:
    found = vCalAddress(f"mailto:{mailbox}@{_HOST}")
    found.params["CN"] = vText(name)
    return found
