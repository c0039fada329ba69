"""The hours in which nobody is written to who did not ask for it, on each person's own clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.i18n.zones import zone_of


@dataclass(frozen=True)
class QuietHours:
    """From one hour of the wall clock until another, over midnight or not; none where both are the same."""

    begin: time
    end: time

    def is_quiet(self, at: datetime, zone: str) -> bool:
        clock = at.astimezone(zone_of(zone)).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def next_allowed(self, at: datetime, zone: str) -> datetime:
        """That instant, or the end of the quiet hours that it falls into (UTC)."""
        if not self.is_quiet(at, zone):
            return at
        local = at.astimezone(zone_of(zone))
        day = local.date() + timedelta(days=1 if local.time() >= self.end else 0)
        return datetime.combine(day, self.end, zone_of(zone)).astimezone(UTC)
