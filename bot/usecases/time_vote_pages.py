"""What the talk about a session's time has to know: what is there already, what may be chosen, until when one may answer."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlmodel import col, select

from bot.core.refusal import Refusal
from bot.domain.audiences import Audience
from bot.domain.reminders import is_quiet
from bot.domain.slots import Comfort
from bot.domain.slots_in_words import explained
from bot.i18n.phrase import Words, _
from bot.i18n.zones import zone_of
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, SessionState, find_rsvp, find_session, hosts_of
from bot.storage.time_votes import TimeVote, VoteState
from bot.usecases import session_lists, slot_search, time_vote_tally
from bot.usecases.people import person_of
from bot.usecases.session_words import facts_of
from bot.usecases.sessions import cannot_touch
from bot.usecases.time_vote_words import offered, standing_lines, when_it_is
from bot.usecases.work import Work

CLOSES_AT = time(18)  # on the organiser's clock
SOON = timedelta(hours=3)
DAYS = (1, 2, 3, 5, 7, 14)


@dataclass(frozen=True)
class SlotChoice:
    """A time on offer, by its number."""

    number: int
    starts_at: datetime
    label: Words


@dataclass(frozen=True)
class TimePage:
    """A session without a time, as whoever looks after it sees it."""

    number: int
    title: Words
    organiser_id: int
    audience: Audience
    invited: int
    is_draft: bool
    is_open: bool = False
    lines: tuple[Words, ...] = ()
    slots: tuple[SlotChoice, ...] = ()

    @property
    def first_slot(self) -> datetime | None:
        return min((slot.starts_at for slot in self.slots), default=None)


@dataclass(frozen=True)
class Deadline:
    """Until when one may answer: `value` is kept, and means the same moment on the day on which it is chosen."""

    value: str
    at: datetime


def page(work: Work, number: str) -> TimePage | None:
    """None: there is none, it is not theirs to look after, or it has its time."""
    row = find_session(work.session, number)
    if row is None or cannot_touch(work, row) is not None:
        return None
    title = facts_of(work, row).title
    audience = Audience.from_json(row.audience)
    invited = session_lists.people_reached(work, audience)
    if row.state is SessionState.DRAFT:
        return TimePage(row.id, title, row.organiser_id, audience, invited, is_draft=True)
    vote = work.session.get(TimeVote, row.id)
    if row.state is not SessionState.SEEKING or vote is None:
        return None
    of, zone = offered(work, row, vote), person_of(work).zone
    return TimePage(
        row.id,
        title,
        row.organiser_id,
        audience,
        invited,
        is_draft=False,
        is_open=vote.state is VoteState.OPEN,
        lines=standing_lines(time_vote_tally.standing(work, of), zone),
        slots=tuple(
            SlotChoice(slot.number, slot.starts_at, when_it_is(of.facts, slot.starts_at, zone)) for slot in of.slots
        ),
    )


def may_seek(work: Work, number: int) -> bool:
    return page(work, str(number)) is not None


def is_asked(work: Work, number: int) -> bool:
    """Whether the person can say which times suit them."""
    vote = work.session.get(TimeVote, number)
    if vote is None or vote.state is not VoteState.OPEN or vote.closes_at <= work.now:
        return False
    row = work.session.get_one(LearningSession, number)
    return row.state is SessionState.SEEKING and find_rsvp(work.session, number, work.person_id) is not None


def found_slots(work: Work, number: int, days: int) -> dict[str, Any] | Refusal:
    """As plain JSON, for a talk to keep: [ISO instant, work, early, late, off, night] each, and unknown countries."""
    row = work.session.get_one(LearningSession, number)
    if refusal := cannot_touch(work, row):
        return refusal
    found = slot_search.search(work, row, days, [person for person, _name in who_leads(work, number)])
    if isinstance(found, Refusal):
        return found
    slots = [[one.starts_at.isoformat(), *(getattr(one.comfort, name) for name in _COMFORT)] for one in found.found]
    return {"slots": slots, "unknown": list(found.unknown)}


_COMFORT = ("work", "early", "late", "off", "night")


def slots_with_comfort(
    work: Work, number: int, slots: Sequence[Sequence[Any]]
) -> tuple[tuple[str, Words], ...] | Refusal:
    """Each found slot as its value, and as a line that says how it lies in people's days."""
    row = work.session.get_one(LearningSession, number)
    if refusal := cannot_touch(work, row):
        return refusal
    facts, zone = facts_of(work, row), person_of(work).zone
    return tuple(
        (
            at,
            _(
                "{when}: {comfort}",
                when=when_it_is(facts, datetime.fromisoformat(at), zone),
                comfort=explained(Comfort(*comfort)),
            ),
        )
        for at, *comfort in slots
    )


def in_peoples_days(work: Work, number: int, slots: Sequence[datetime]) -> tuple[Words, ...] | Refusal:
    """A line for each, which says for how many it is early, late, a day off or at night."""
    row = work.session.get_one(LearningSession, number)
    if refusal := cannot_touch(work, row):
        return refusal
    facts, zone = facts_of(work, row), person_of(work).zone
    comforts, unknown = slot_search.comfort_of(work, row, slots)
    lines = (
        _("{when}: {comfort}", when=when_it_is(facts, at, zone), comfort=explained(comfort))
        for at, comfort in zip(slots, comforts, strict=True)
    )
    return (*lines, *slot_search.holidays_not_known(unknown))


def who_leads(work: Work, number: int) -> tuple[tuple[int, str], ...]:
    """Who organises, leads or interprets it, by number and name; nobody is told to whom it is not theirs to look after."""
    row = work.session.get_one(LearningSession, number)
    if cannot_touch(work, row):
        return ()
    named = hosts_of(work.session, [number]).get(number, {})
    people = dict.fromkeys((row.organiser_id, *(person for part in named.values() for person in part)))
    names = dict(work.session.exec(select(Person.id, Person.name).where(col(Person.id).in_(list(people)))).all())
    return tuple((person, names.get(person) or "?") for person in people)


def deadlines(work: Work, before: Collection[datetime]) -> tuple[Deadline, ...]:
    """Those that lie before the first of these times; one at night only where there is no other."""
    first = min(before, default=None)
    soon = Deadline("soon", work.now + SOON)
    evenings = tuple(Deadline(str(days), _evening(work, days)) for days in DAYS)
    on_offer = tuple(one for one in (soon, *evenings) if first is None or one.at < first)
    by_day = tuple(one for one in on_offer if not is_quiet(one.at, person_of(work).zone))
    return by_day or on_offer


def deadline(work: Work, value: str) -> datetime:
    return work.now + SOON if value == "soon" else _evening(work, int(value))


def _evening(work: Work, days: int) -> datetime:
    zone = zone_of(person_of(work).zone)
    day = work.now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, CLOSES_AT, zone).astimezone(work.now.tzinfo)
