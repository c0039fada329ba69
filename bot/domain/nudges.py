"""How often, and when on their own clock, people are reminded of what they have not answered."""

from datetime import UTC, datetime, timedelta

from bot.domain.reminders import QUIET_FROM, QUIET_UNTIL, is_quiet
from bot.i18n.zones import zone_of

MOST = 3  # to one person for one publication
APART = timedelta(days=3)


def next_allowed(now: datetime, zone: str) -> datetime:
    """Now, or 8:00 of the next morning there (UTC)."""
    if not is_quiet(now, zone):
        return now
    local = now.astimezone(zone_of(zone))
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return datetime.combine(day, QUIET_UNTIL, zone_of(zone)).astimezone(UTC)
