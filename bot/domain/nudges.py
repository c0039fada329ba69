"""How often, and when on their own clock, people are reminded of what they have not answered; who is next if that helps nothing."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.domain.reminders import QUIET
from bot.i18n.weeks import weekend_of
from bot.i18n.zones import zone_of

MOST = 3  # to one person for one publication, on each rung
APART = timedelta(days=3)
APART_ABOVE = timedelta(days=7)  # to those who coordinate: about all that is silent there, in one message
WORK_FROM, WORK_UNTIL = time(9), time(17)


class Rung(StrEnum):
    """Of the ladder that reminders of a round climb while nobody answers."""

    PERSON = "person"
    CENTRE = "centre"  # whoever coordinates it
    NETWORK = "network"  # whoever animates it; whoever coordinates the country
    PROGRAMME = "programme"


# After how many days of a round each begins; where there is less time, after which part of it.
_BEGINS: Mapping[Rung, tuple[timedelta, float]] = {
    Rung.PERSON: (timedelta(days=3), 0.2),
    Rung.CENTRE: (timedelta(days=7), 0.4),
    Rung.NETWORK: (timedelta(days=14), 0.6),
    Rung.PROGRAMME: (timedelta(days=21), 0.8),
}


def begins(rung: Rung, opens_at: datetime, closes_at: datetime | None) -> datetime:
    """When a round that is silent until then first reaches this rung."""
    days, share = _BEGINS[rung]
    return opens_at + (days if closes_at is None else min(days, (closes_at - opens_at) * share))


def apart(rung: Rung) -> timedelta:
    """At least so long after the last one."""
    return APART if rung is Rung.PERSON else APART_ABOVE


def next_allowed(now: datetime, zone: str) -> datetime:
    """Now, or 8:00 of the next morning there (UTC)."""
    return QUIET.next_allowed(now, zone)


def is_working_time(at: datetime, zone: str, country: str | None) -> bool:
    local = at.astimezone(zone_of(zone))
    return WORK_FROM <= local.time() < WORK_UNTIL and local.weekday() not in weekend_of(country)


def next_working(now: datetime, zone: str, country: str | None) -> datetime:
    """Now, or 9:00 of the next working day there (UTC)."""
    if is_working_time(now, zone, country):
        return now
    local = now.astimezone(zone_of(zone))
    day = local.date() + timedelta(days=1 if local.time() >= WORK_FROM else 0)
    weekend = weekend_of(country)
    while day.weekday() in weekend:
        day += timedelta(days=1)
    return datetime.combine(day, WORK_FROM, zone_of(zone)).astimezone(UTC)
