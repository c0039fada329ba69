"""A country changes the rules of its clocks: noticed with the update of our zones, and told to whose local hour moved.

A session stays at its instant, on which people of many countries agreed; a series stays at its hour on its organiser's wall.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, exists, func, or_, select, union
from tzdata import IANA_VERSION

from bot.domain.series import occurrence
from bot.domain.zone_changes import differing, from_json, offset_at, stretches, to_json
from bot.i18n.zones import zone_of
from bot.storage.lookups import look_up_one_by_one
from bot.storage.people import Person
from bot.storage.sessions import LearningSession, RoundKind, Rsvp, SessionRound, SessionState
from bot.storage.zone_rules import ZoneRules
from bot.usecases import audit
from bot.usecases.work import Work

AHEAD = timedelta(days=800)  # how far rules are kept: further than sessions are planned
AGAIN = timedelta(days=400)  # with less than this left they are written anew
REMINDED = timedelta(days=8)  # before a session: its reminders may fall into what has changed


def look_after(work: Work) -> bool:
    """One zone that was not looked at with this version of the rules; True when there may be more."""
    look_up_one_by_one(work.session.connection())
    zone = _next_zone(work)
    if zone is None:
        return False
    start = work.now.replace(second=0, microsecond=0)
    until = start + AHEAD
    now_known = stretches(zone_of(zone), start, until)
    row = work.session.get(ZoneRules, zone)
    if row is not None and row.version != IANA_VERSION:
        _tell_of(work, zone, from_json(row.offsets), now_known, min(row.until, until))
    work.session.merge(ZoneRules(zone=zone, version=IANA_VERSION, offsets=to_json(now_known), until=until))
    return True


def _next_zone(work: Work) -> str | None:
    """Of a person, or of a session to come. Zones of people are looked up one after the other: there are few of them."""
    known = exists().where(col(ZoneRules.version) == IANA_VERSION, col(ZoneRules.until) > work.now + AGAIN)
    lowest = select(func.min(col(Person.zone)).label("zone"))
    zones = lowest.cte("zones", recursive=True)
    higher = lowest.where(col(Person.zone) > zones.c.zone).scalar_subquery()
    zones = zones.union_all(select(higher).where(zones.c.zone.is_not(None)))
    of_people = select(zones.c.zone).where(zones.c.zone.is_not(None), ~known.where(col(ZoneRules.zone) == zones.c.zone))
    of_sessions = select(LearningSession.zone).where(
        LearningSession.state == SessionState.PLANNED,
        col(LearningSession.starts_at) > work.now,
        ~known.where(col(ZoneRules.zone) == col(LearningSession.zone)),
    )
    return work.session.connection().execute(union(of_people, of_sessions).limit(1)).scalar()


def _tell_of(work: Work, zone: str, old: Sequence[Any], new: Sequence[Any], until: datetime) -> None:
    changes = tuple(differing(old, new, until))
    if not changes:
        return
    audit.note(work, "new rules of a zone", "zone", None, zone=zone, version=IANA_VERSION)
    for row in _concerned(work, zone, changes):
        was, is_now = offset_at(old, row.begins), offset_at(new, row.begins)
        if was is not None and was != is_now and row.series_id is not None and row.zone == zone:
            _keep_on_the_wall(work, row, was)
        else:
            moved = None if was == is_now else was
            work.session.add(
                SessionRound(
                    session_id=row.id,
                    kind=RoundKind.ZONE,
                    zone_change={"zone": zone, "was": moved},
                    created_at=work.now,
                )
            )


def _concerned(work: Work, zone: str, changes: Sequence[tuple[datetime, datetime]]) -> Sequence[LearningSession]:
    """What lies in a changed time, or has reminders there, and is somebody's of that zone; a series, its organiser's."""
    begins = col(LearningSession.starts_at)
    times: list[ColumnElement[bool]] = [(begins >= start) & (begins < end + REMINDED) for start, end in changes]
    of_somebody = (
        exists()
        .where(col(Rsvp.session_id) == col(LearningSession.id), col(Person.id) == col(Rsvp.person_id))
        .where(col(Person.zone) == zone)
    )
    is_series = col(LearningSession.series_id).is_not(None) & (col(LearningSession.zone) == zone)
    return work.session.exec(
        select(LearningSession)
        .where(
            LearningSession.state == SessionState.PLANNED, begins > work.now, or_(*times), or_(of_somebody, is_series)
        )
        .order_by(begins, col(LearningSession.id))
    ).all()


def _keep_on_the_wall(work: Work, row: LearningSession, was: int) -> None:
    """For everybody else it is another hour now: they are told as of any move."""
    wall = (row.begins.astimezone(UTC) + timedelta(seconds=was)).replace(tzinfo=None)
    row.starts_at, row.changed_at = occurrence(wall, row.zone).starts_at, work.now
    row.sequence += 1
    work.session.add_all([row, SessionRound(session_id=row.id, kind=RoundKind.MOVE, created_at=work.now)])
