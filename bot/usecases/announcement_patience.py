"""Whom an announcement does not reach yet: at night, and after as many as one gets in a week. Urgent ones know neither."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session

from bot.delivery.broadcasts import NotAtAll, NotNow
from bot.delivery.claims import Claimed
from bot.domain.quiet_hours import QuietHours
from bot.storage.announcements import KIND, Announcement
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxRow, OutboxState
from bot.storage.people import Person
from bot.storage.programmes import Programme

NIGHT = "it is night where they are"
ENOUGH = "they have had as many as one gets in a week"
A_WEEK = timedelta(days=7)

_announcement = Announcement.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_broadcast = Broadcast.__table__  # type: ignore[attr-defined] # see above
_outbox = OutboxRow.__table__  # type: ignore[attr-defined] # see above
_person = Person.__table__  # type: ignore[attr-defined] # see above
_programme = Programme.__table__  # type: ignore[attr-defined] # see above
_RULES = (
    select(
        _broadcast.c.id,
        _announcement.c.current_until,
        _programme.c.weekly_cap,
        _programme.c.quiet_from,
        _programme.c.quiet_until,
    )
    .join(_announcement, _announcement.c.broadcast_id == _broadcast.c.id)
    .join(_programme, _programme.c.id == _announcement.c.programme_id)
    .where(_broadcast.c.id.in_(bindparam("ids", expanding=True)), _announcement.c.urgent.is_(False))
)
_ZONES = select(_person.c.id, _person.c.zone).where(_person.c.id.in_(bindparam("ids", expanding=True)))
_OF_THE_WEEK = (
    select(_broadcast.c.id)
    .join(_announcement, _announcement.c.broadcast_id == _broadcast.c.id)
    .where(
        _broadcast.c.kind == KIND,
        _broadcast.c.started_at.is_not(None),
        (_broadcast.c.closed_at.is_(None))
        | (_broadcast.c.closed_at > bindparam("since", type_=_broadcast.c.closed_at.type)),
        _announcement.c.urgent.is_(False),
    )
    .order_by(_broadcast.c.id.desc())
    .limit(50)  # of which nobody gets more in a week
)
# By their keys: each is one look into an index that is there anyway.
_HAD = select(_outbox.c.person_id, _outbox.c.id, _outbox.c.state, _outbox.c.sent_at, _outbox.c.claimed_at).where(
    _outbox.c.dedupe_key.in_(bindparam("keys", expanding=True)),
    _outbox.c.state.in_([OutboxState.SENT, OutboxState.UNCERTAIN, OutboxState.CLAIMED]),
)


def held_back(session: Session, claimed: Sequence[Claimed], now: datetime) -> dict[int, NotNow | NotAtAll]:
    """Of these copies, those which are not for now, by their rows; two queries for a slice, or four."""
    connection = session.connection()
    broadcasts = sorted({one.broadcast_id for one in claimed if one.broadcast_id is not None})
    rules = {row.id: row for row in connection.execute(_RULES, {"ids": broadcasts})}
    patient = [one for one in claimed if one.broadcast_id in rules and one.person_id is not None]
    if not patient:
        return {}
    zones = {row.id: row.zone for row in connection.execute(_ZONES, {"ids": [one.person_id for one in patient]})}
    had = _had(session, patient, min(rule.weekly_cap for rule in rules.values()), now)
    found: dict[int, NotNow | NotAtAll] = {}
    for one in patient:
        rule = rules[one.broadcast_id]
        awake = QuietHours(rule.quiet_from, rule.quiet_until).next_allowed(now, zones.get(one.person_id or 0, "UTC"))
        if awake > now:
            found[one.id] = NotNow(awake, NIGHT)
        elif until := _has_room_at(had.get(one.person_id or 0, {}), one.id, rule.weekly_cap, now):
            is_over = rule.current_until is not None and until.date() > rule.current_until
            found[one.id] = NotAtAll(ENOUGH) if is_over else NotNow(until, ENOUGH)
    return found


def _had(session: Session, claimed: Sequence[Claimed], cap: int, now: datetime) -> Mapping[int, Mapping[int, datetime]]:
    """Of each of these people, the announcements of the last seven days: when each came, by its row."""
    connection = session.connection()
    recent = connection.execute(_OF_THE_WEEK, {"since": now - A_WEEK}).scalars().all()
    if len(recent) <= cap:  # this one among them
        return {}
    people = sorted({one.person_id for one in claimed if one.person_id is not None})
    keys = [f"b:{broadcast}:{person}" for broadcast in recent for person in people]
    found: dict[int, dict[int, datetime]] = {}
    for row in connection.execute(_HAD, {"keys": keys}):
        at = row.sent_at or row.claimed_at or now
        if at > now - A_WEEK:
            found.setdefault(row.person_id, {})[row.id] = at
    return found


def _has_room_at(had: Mapping[int, datetime], copy: int, cap: int, now: datetime) -> datetime | None:
    """None: now. Of several that are on their way at once, the earlier ones count for the later. 0 is no cap."""
    times = sorted((at for row, at in had.items() if row < copy or (row != copy and at < now)), reverse=True)
    return None if not cap or len(times) < cap else times[cap - 1] + A_WEEK
