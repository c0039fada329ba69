"""When copies of a broadcast are due: all at one instant, or each at the same hour of its recipient's own clock."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, String, bindparam, case, func, select

from bot.i18n.zones import zone_of
from bot.storage.broadcasts import Broadcast
from bot.storage.outbox import OutboxRow
from bot.storage.people import Person

_person = Person.__table__  # type: ignore[attr-defined] # SQLModel does not tell mypy of its tables
_due_at = OutboxRow.__table__.c.due_at.type  # type: ignore[attr-defined] # see above
_first = select(func.min(_person.c.zone).label("zone")).cte("zones", recursive=True)
# One look into the index for each zone, however many people live in it.
_following = select(func.min(_person.c.zone)).where(_person.c.zone > _first.c.zone).scalar_subquery()
_zones = _first.union_all(select(_following).where(_first.c.zone.is_not(None)))
_ZONES = select(_zones.c.zone).where(_zones.c.zone.is_not(None))


def times(connection: Connection, broadcast: Broadcast, now: datetime) -> Mapping[str, datetime]:
    """By zone, where copies follow the clocks of their recipients; empty where all are due at one instant."""
    if broadcast.local_time is None:
        return {}
    wall, first = datetime.fromisoformat(broadcast.local_time), first_due(broadcast, now)
    return {zone: max(first, instant(wall, zone)) for zone in connection.execute(_ZONES).scalars()}


def first_due(broadcast: Broadcast, now: datetime) -> datetime:
    return max(now, broadcast.begins_at or now)


def instant(wall: datetime, zone: str) -> datetime:
    """In UTC. An hour that a change of clocks leaves out counts by the clock before it; of two the first is meant."""
    return wall.replace(tzinfo=zone_of(zone), fold=0).astimezone(UTC)


def due_column(zones: int) -> ColumnElement[Any]:
    """What is due when, of so many zones; `values` fills it."""
    otherwise = bindparam("now", type_=_due_at)
    if not zones:
        return otherwise
    of_zones = [
        (_person.c.zone == bindparam(f"zone_{number}", type_=String), bindparam(f"due_{number}", type_=_due_at))
        for number in range(zones)
    ]
    return case(*of_zones, else_=otherwise)


def values(by_zone: Mapping[str, datetime]) -> dict[str, object]:
    found: dict[str, object] = {}
    for number, (zone, due) in enumerate(by_zone.items()):
        found |= {f"zone_{number}": zone, f"due_{number}": due}
    return found
