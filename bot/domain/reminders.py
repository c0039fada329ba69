"""When somebody is reminded of a meeting, on their own clock, and when it is too late to."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.i18n.zones import zone_of

QUIET_FROM, QUIET_UNTIL = time(21), time(8)
EVENING = time(20)  # where a reminder goes that no morning has room for
DAY_NEEDS = timedelta(hours=2)  # a reminder of the day before that comes later than this is left out


class ReminderKind(StrEnum):
    DAY = "day"
    HOUR = "hour"


def is_quiet(at: datetime, zone: str) -> bool:
    clock = at.astimezone(zone_of(zone)).time()
    return clock >= QUIET_FROM or clock < QUIET_UNTIL


def due(kind: ReminderKind, starts_at: datetime, zone: str) -> datetime | None:
    """The instant (UTC), always before the start; None where there is none, as on a date that a zone leaves out.

    The day before at the same hour of the wall clock, or an hour before. In quiet hours only where the meeting itself
    begins in them: else it waits for 8:00, or comes at 20:00 of the evening before where 8:00 is too late for it.
    """
    wanted = _wanted(kind, starts_at, zone)
    if is_quiet(starts_at, zone) or not is_quiet(wanted, zone):
        candidates = [wanted]
    else:
        local = wanted.astimezone(zone_of(zone))
        is_late = local.time() >= QUIET_FROM
        morning = _instant(local.date() + timedelta(days=1 if is_late else 0), QUIET_UNTIL, zone)
        evening = _instant(local.date() - timedelta(days=0 if is_late else 1), EVENING, zone)
        candidates = [*([morning] if is_worth_it(kind, starts_at, morning) else []), evening]
    return next((one for one in candidates if one < starts_at), None)


def is_worth_it(kind: ReminderKind, starts_at: datetime, now: datetime) -> bool:
    """Whether a reminder still helps, for instance after the bot was away: later it is left out, never sent late."""
    return starts_at - now >= DAY_NEEDS if kind is ReminderKind.DAY else now < starts_at


def _wanted(kind: ReminderKind, starts_at: datetime, zone: str) -> datetime:
    if kind is ReminderKind.HOUR:
        return starts_at - timedelta(hours=1)
    local = starts_at.astimezone(zone_of(zone))
    return _instant(local.date() - timedelta(days=1), local.time(), zone)


def _instant(day: date, clock: time, zone: str) -> datetime:
    """An hour that a change of clocks leaves out counts by the clock before it; of two the first is meant."""
    return datetime.combine(day, clock.replace(fold=0), zone_of(zone)).astimezone(UTC)
