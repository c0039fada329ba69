"""A session with only so many places: who gets one, who waits, and who moves up as soon as one is free."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, literal, null, or_, select, update
from sqlmodel import col

from bot.core.messages import Attachment, Link
from bot.domain.joining import Joiner, Limits, moving_up
from bot.i18n.phrase import Lines, _
from bot.storage.memberships import Membership, MembershipState
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, Rsvp, RsvpAnswer, SessionHost, SessionState
from bot.usecases import audit, reminders
from bot.usecases.notify import Notice, Recipient, tell
from bot.usecases.session_acts import cannot_come
from bot.usecases.session_calendar import calendar_file
from bot.usecases.session_files import google_link
from bot.usecases.session_words import described, facts_of
from bot.usecases.work import Work

SLICE = 20  # who moves up in one transaction, so that no writer job takes over 20 ms
AT_ONCE = 10  # sessions looked at for a place that became free unseen

_rsvp = Rsvp.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_person = Person.__table__  # type: ignore[attr-defined] # see above
_membership = Membership.__table__  # type: ignore[attr-defined] # see above
_host = SessionHost.__table__  # type: ignore[attr-defined] # see above
_session = LearningSession.__table__  # type: ignore[attr-defined] # see above


def limits_of(row: LearningSession) -> Limits:
    return Limits(row.capacity, row.per_centre)


def lock(work: Work, row: LearningSession) -> None:
    """Of two who want the last place at once, the second waits here and sees it taken."""
    work.session.flush()
    work.session.refresh(row, with_for_update=True)


def place_for(work: Work, row: LearningSession, person_id: int) -> RsvpAnswer:
    """What somebody's yes comes to, who has no place yet. The session is locked (`lock`)."""
    if not limits_of(row).are_any or needs_no_place(work, row, person_id):
        return RsvpAnswer.YES
    waiting = [one for one in _waiting(work, row) if one.who != person_id]
    newcomer = Joiner(person_id, _centre_of(work, row, person_id))
    moved = moving_up(limits_of(row), _taken(work, row), [*waiting, newcomer])
    return RsvpAnswer.YES if newcomer in moved else RsvpAnswer.WAITING


def needs_no_place(work: Work, row: LearningSession, person_id: int) -> bool:
    """Who leads a session or interprets there is needed, and takes nobody's place."""
    part = select(_host.c.id).where(_host.c.session_id == row.id, _host.c.person_id == person_id)
    return person_id == row.organiser_id or work.session.connection().execute(part.limit(1)).first() is not None


def standing(work: Work, row: LearningSession, person_id: int) -> tuple[int, bool]:
    """At which place of the waiting list somebody is, and whether it is only their own centre that is full."""
    waiting = _waiting(work, row)
    place = 1 + [one.who for one in waiting].index(person_id)
    is_full = row.capacity is not None and places_taken(work, row) >= row.capacity
    return place, not is_full


def places_taken(work: Work, row: LearningSession) -> int:
    return sum(_taken(work, row).values())


def move_up(work: Work, row: LearningSession) -> bool:
    """Whoever can have a place now gets it and is told at once; True when more than a slice could."""
    if not row.lies_ahead(work.now):
        return False
    moved = moving_up(limits_of(row), _taken(work, row), _waiting(work, row))
    people = [one.who for one in moved[:SLICE]]
    if people:
        _give_places(work, row, people)
    return len(moved) > SLICE


def seat(work: Work, row: LearningSession, said_yes: Mapping[int, datetime]) -> None:
    """Of those who said yes before the session had its time (by person), the first get the places; the others wait.

    Only who has not answered since; and without a word, for whoever calls it has all of them told of the time.
    """
    lock(work, row)
    silent = select(_rsvp.c.person_id, _centre(row), _TAKES_A_PLACE).where(
        _rsvp.c.session_id == row.id, _rsvp.c.answer.is_(None), _rsvp.c.person_id.in_(list(said_yes))
    )
    rows = work.session.connection().execute(silent).all()
    needed = [person for person, _of, takes_a_place in rows if not takes_a_place]
    others = [Joiner(person, of) for person, of, takes_a_place in rows if takes_a_place]
    others.sort(key=lambda one: (said_yes[one.who], one.who))
    moved = moving_up(limits_of(row), _taken(work, row), others) if limits_of(row).are_any else tuple(others)
    come = [*needed, *(one.who for one in moved)]
    work.session.execute(
        update(Rsvp)
        .where(col(Rsvp.session_id) == row.id, col(Rsvp.person_id).in_(come))
        .values(answer=RsvpAnswer.YES, at=work.now, in_calendar=_calendar_of(_text_only(work, come)))
    )
    wait = [{"waits": one.who, "since": said_yes[one.who]} for one in others if one not in moved]
    if wait:
        work.session.connection().execute(
            update(_rsvp)
            .where(_rsvp.c.session_id == row.id, _rsvp.c.person_id == bindparam("waits"))
            .values(answer=RsvpAnswer.WAITING, waiting_since=bindparam("since"), at=work.now),
            wait,
        )


def look_after(work: Work) -> bool:
    """Places that became free unseen: somebody was forgotten, or the session was made larger."""
    for number in work.session.connection().execute(_LEFT_OVER, {"now": work.now}).scalars().all():
        row = work.session.get_one(LearningSession, number)
        lock(work, row)
        if move_up(work, row):
            return True
    return False


def _give_places(work: Work, row: LearningSession, people: Sequence[int]) -> None:
    waited = select(_rsvp.c.person_id, _rsvp.c.waiting_since).where(
        _rsvp.c.session_id == row.id, _rsvp.c.person_id.in_(people)
    )
    since = {person: at for person, at in work.session.connection().execute(waited)}  # noqa: C416 - mypy takes a row for no pair
    text_only = _text_only(work, people)
    work.session.execute(
        update(Rsvp)
        .where(col(Rsvp.session_id) == row.id, col(Rsvp.person_id).in_(people))
        .values(
            answer=RsvpAnswer.YES,
            waiting_since=None,
            at=work.now,
            in_calendar=_calendar_of(text_only),
        )
    )
    reminders.plan(work, row, dict.fromkeys(people, RsvpAnswer.YES))
    tell(work, people, _place_is_free(work, row, since, text_only))
    for person_id in people:
        audit.note(work, "move up", "session", row.id, person=person_id)


def _place_is_free(
    work: Work, row: LearningSession, since: Mapping[int, datetime], text_only: frozenset[int]
) -> Callable[[Recipient], Notice]:
    facts = facts_of(work, row)
    acts = (cannot_come(facts.number),)

    @cache
    def file(language: str) -> Attachment:
        return calendar_file(work, facts, language, stamp=work.now)

    @cache
    def link(language: str, zone: str) -> Link:
        return google_link(work, facts, language, zone)

    def notice(to: Recipient) -> Notice:
        language = work.translator.spoken(to.language)
        lines = (_("A place is free for you: you are coming."), described(facts, to.zone), *facts.link)
        return Notice(
            # Whoever gives the place back and waits once more is told once more.
            f"session:{row.id}:place:{since[to.person_id]:%Y%m%dT%H%M%S.%f}",
            Lines(lines),
            acts=acts,
            links=(link(language, to.zone),),
            attachments=() if to.person_id in text_only else (file(language),),
        )

    return notice


def _calendar_of(text_only: frozenset[int]) -> ColumnElement[Any]:
    """Those who take files get one that puts it there."""
    return case((col(Rsvp.person_id).in_(text_only), Rsvp.in_calendar), else_=True)


def _text_only(work: Work, people: Sequence[int]) -> frozenset[int]:
    found = select(_person.c.id).where(_person.c.id.in_(people), _person.c.text_only)
    return frozenset(work.session.connection().execute(found).scalars())


def _waiting(work: Work, row: LearningSession) -> list[Joiner[int]]:
    """Longest first."""
    rows = work.session.connection().execute(
        select(_rsvp.c.person_id, _centre(row))
        .where(_rsvp.c.session_id == row.id, _rsvp.c.waiting_since.is_not(None))
        .order_by(_rsvp.c.waiting_since, _rsvp.c.id)
    )
    return [Joiner(person, centre) for person, centre in rows]


def _taken(work: Work, row: LearningSession) -> dict[int | None, int]:
    centre = _centre(row).label("centre")
    coming = select(centre).where(_rsvp.c.session_id == row.id, _rsvp.c.answer == RsvpAnswer.YES, _TAKES_A_PLACE)
    places = coming.where(_rsvp.c.person_id != row.organiser_id).subquery()
    counted = select(places.c.centre, func.count()).group_by(places.c.centre)
    return {centre: people for centre, people in work.session.connection().execute(counted)}  # noqa: C416 - see above


def _centre_of(work: Work, row: LearningSession, person_id: int) -> int | None:
    if row.per_centre is None:
        return None
    return work.session.connection().execute(_first_centre(literal(person_id))).scalar()


def _centre(row: LearningSession) -> ColumnElement[Any]:
    """Of a reply's person; asked for only where it matters."""
    return null() if row.per_centre is None else _first_centre(_rsvp.c.person_id).scalar_subquery()


def _first_centre(person: ColumnElement[int]) -> Select[int]:
    """Whoever acts for two centres takes a place of the first."""
    return (
        select(_membership.c.centre_id)
        .where(_membership.c.person_id == person, _membership.c.state == MembershipState.CONFIRMED)
        .order_by(_membership.c.id)
        .limit(1)
    )


_TAKES_A_PLACE = ~exists().where(_host.c.session_id == _rsvp.c.session_id, _host.c.person_id == _rsvp.c.person_id)
_places_taken = (
    select(func.count())
    .where(
        _rsvp.c.session_id == _session.c.id,
        _rsvp.c.answer == RsvpAnswer.YES,
        _rsvp.c.person_id != _session.c.organiser_id,
        _TAKES_A_PLACE,
    )
    .correlate(_session)
    .scalar_subquery()
)
# Sessions ahead with people who wait although there seems to be room.
_LEFT_OVER = (
    select(_session.c.id)
    .where(
        _session.c.id.in_(select(_rsvp.c.session_id).where(_rsvp.c.waiting_since.is_not(None))),
        _session.c.state == SessionState.PLANNED,
        _session.c.starts_at > bindparam("now"),
        or_(_session.c.capacity.is_(None), _session.c.capacity > _places_taken),
    )
    .order_by(_session.c.starts_at, _session.c.id)
    .limit(AT_ONCE)
)
