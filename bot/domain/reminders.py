"""When somebody is reminded of a meeting, on their own clock, and when it is too late to."""

from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.quiet_hours import QuietHours
from bot.i18n.zones import zone_of

QUIET = QuietHours(time(21), time(8))
EVENING = time(20)  # where a reminder goes that no morning has room for


class ReminderKind(StrEnum):
    """The rungs of the ladder, in the order in which they come."""

    WEEK = "week"
    DAY = "day"
    HOUR = "hour"


_DAYS_BEFORE = {ReminderKind.WEEK: 7, ReminderKind.DAY: 1}
# With less time than this to the start a reminder that is late is left out: the next rung says the same better.
_HELPS_BEFORE = {ReminderKind.WEEK: timedelta(days=2), ReminderKind.DAY: timedelta(hours=2)}
# Whoever has heard of the session so recently is not reminded of it yet.
_IS_NEWS_FOR = {ReminderKind.WEEK: timedelta(days=1)}


def is_quiet(at: datetime, zone: str) -> bool:
    return QUIET.is_quiet(at, zone)


def due(kind: ReminderKind, starts_at: datetime, zone: str) -> datetime | None:
    """The instant (UTC), always before the start; None where there is none, as on a date that a zone leaves out.

    A week or a day before at the same hour of the wall clock, or an hour before. In quiet hours only the last, and only
    where the meeting itself begins in them: else it waits for 8:00, or comes at 20:00 of the evening before where 8:00 is
    too late for it.
    """
    wanted = _wanted(kind, starts_at, zone)
    may_wake = kind is ReminderKind.HOUR and is_quiet(starts_at, zone)
    if may_wake or not is_quiet(wanted, zone):
        candidates = [wanted]
    else:
        local = wanted.astimezone(zone_of(zone))
        is_late = local.time() >= QUIET.begin
        morning = _instant(local.date() + timedelta(days=1 if is_late else 0), QUIET.end, zone)
        evening = _instant(local.date() - timedelta(days=0 if is_late else 1), EVENING, zone)
        candidates = [*([morning] if is_worth_it(kind, starts_at, morning) else []), evening]
    return next((one for one in candidates if one < starts_at), None)


def is_worth_it(kind: ReminderKind, starts_at: datetime, now: datetime) -> bool:
    """Whether a reminder still helps, for instance after the bot was away: later it is left out, never sent late."""
    left = starts_at - now
    return left >= _HELPS_BEFORE[kind] if kind in _HELPS_BEFORE else left > timedelta()


def is_wanted_after(kind: ReminderKind, at: datetime, told_at: datetime) -> bool:
    """Whether somebody who hears of the session now, or answers now, still gets the reminder that is due then."""
    return at > told_at and at - told_at >= _IS_NEWS_FOR.get(kind, timedelta())


def _wanted(kind: ReminderKind, starts_at: datetime, zone: str) -> datetime:
    if kind is ReminderKind.HOUR:
        return starts_at - timedelta(hours=1)
    local = starts_at.astimezone(zone_of(zone))
    return _instant(local.date() - timedelta(days=_DAYS_BEFORE[kind]), local.time(), zone)


def _instant(day: date, clock: time, zone: str) -> datetime:
    """An hour that a change of clocks leaves out counts by the clock before it; of two the first is meant."""
    return datetime.combine(day, clock.replace(fold=0), zone_of(zone)).astimezone(UTC)
