"""What a calendar fetches at its address: one's own sessions, or all of a network or of the programme."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from bot.domain.audiences import Audience
from bot.i18n.phrase import Variants, Words, _
from bot.storage.calendar_feeds import CalendarFeed, FeedKind
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionState
from bot.storage.variants import texts
from bot.usecases.calendar_feeds import fetched
from bot.usecases.session_calendar import about, add_place, address, event_of, in_utc, in_words, new_calendar
from bot.usecases.session_words import KIND_NAMES, SessionFacts, facts_for
from bot.usecases.work import Work

if TYPE_CHECKING:
    from icalendar import Event

STAYS = timedelta(days=90)  # after it was held
CANCELLED_STAYS = timedelta(days=30)  # after it was called off: until the last calendar has looked
MOST = 300  # events
_IN_SIGHT = (RsvpAnswer.YES, RsvpAnswer.MAYBE, RsvpAnswer.WAITING)
LOOKED_AT = 2000  # sessions among which those of a network are looked for
AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class FeedFile:
    data: bytes
    is_shared: bool


def feed_file(work: Work, secret: str) -> FeedFile | None:
    """None: there is no such address, or it works no longer. The same facts give the same bytes."""
    feed = fetched(work, secret)
    if feed is None:
        return None
    if feed.kind is FeedKind.PERSON:
        return FeedFile(_own(work, work.session.get_one(Person, feed.person_id)), is_shared=False)
    return FeedFile(_shared(work, feed), is_shared=True)


def _own(work: Work, person: Person) -> bytes:
    """What they say yes or maybe to or wait for, as they see it in their talks: the link is for who comes."""
    answers = dict(
        work.session.exec(
            select(LearningSession.id, Rsvp.answer)
            .join(Rsvp, col(Rsvp.session_id) == col(LearningSession.id))
            .where(Rsvp.person_id == person.id, col(Rsvp.answer).in_(_IN_SIGHT))
            .where(*_recent(work))
            .order_by(col(LearningSession.starts_at).desc())
            .limit(MOST)
        ).all()
    )
    language = work.translator.spoken(person.language)
    said = in_words(work, language)

    def event(facts: SessionFacts) -> "Event":
        comes = answers[facts.row.id] is RsvpAnswer.YES
        made = event_of(facts.row, said(facts.title), said(about(facts)), language)
        made.add("organizer", address("organiser", facts.organiser))
        if comes:
            add_place(made, facts.row)
        return in_utc(made, facts.row, said, "CONFIRMED" if comes else "TENTATIVE")

    found = facts_for(work, answers)
    return _written(said(_("My peer-learning sessions")), [event(found[number]) for number in sorted(found)])


def _shared(work: Work, feed: CalendarFeed) -> bytes:
    """Of nobody's name and with no link: whoever gets hold of the address reads it."""
    said = in_words(work, feed.language)

    def event(facts: SessionFacts) -> "Event":
        made = event_of(facts.row, said(facts.title), said(_how_to_come(facts)), feed.language)
        made.add("organizer", address("organiser", "Passerelle"))
        return in_utc(made, facts.row, said, "CONFIRMED")

    found = facts_for(work, _of_all(work, feed))
    return _written(said(_name(work, feed)), [event(found[number]) for number in sorted(found)])


def _of_all(work: Work, feed: CalendarFeed) -> list[int]:
    """Sessions for everybody, a country, a network or an area; not those of partners among themselves."""
    rows = work.session.exec(
        select(LearningSession.id, LearningSession.audience)
        .where(*_recent(work))
        .order_by(col(LearningSession.starts_at).desc())
        .limit(LOOKED_AT)
    ).all()
    audiences = [(number, Audience.from_json(data)) for number, data in rows]
    return [number for number, audience in audiences if _belongs(audience, feed.network_id)][:MOST]


def _belongs(audience: Audience, network: int | None) -> bool:
    if audience.centres:
        return False
    return network is None or audience.takes_in_all_centres or network in audience.networks


def _recent(work: Work) -> tuple[ColumnElement[bool], ...]:
    planned = col(LearningSession.state) == SessionState.PLANNED
    just_cancelled = (col(LearningSession.state) == SessionState.CANCELLED) & (
        col(LearningSession.changed_at) > work.now - CANCELLED_STAYS
    )
    return col(LearningSession.starts_at) > work.now - STAYS, or_(planned, just_cancelled)


def _written(name: str, events: "list[Event]") -> bytes:
    calendar = new_calendar("PUBLISH")
    calendar.add("name", name)  # RFC 7986, and what was used before it
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for event in events:
        calendar.add_component(event)
    return calendar.to_ical()  # type: ignore[no-any-return] # the library ships no types


def _name(work: Work, feed: CalendarFeed) -> Words:
    if feed.network_id is None:
        return _("Peer-learning sessions of the programme")
    named = texts(work.session, "network", [feed.network_id], "name").get(feed.network_id, {})
    return _("Peer-learning sessions: {network}", network=Variants(named))


def _how_to_come(facts: SessionFacts) -> Words:
    if facts.row.state is SessionState.CANCELLED:
        return _("Session {number} is cancelled.", number=facts.number)
    kind = KIND_NAMES[facts.row.kind]
    return _("{kind}, session {number}. Whoever is invited answers in Passerelle.", kind=kind, number=facts.number)
