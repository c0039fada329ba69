"""Learning sessions and announcements, some behind us and some ahead."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.demo.sources import document
from bot.demo.world import DemoAnnouncement, DemoCentre, DemoGrant, DemoNetwork, DemoSession
from bot.domain.areas import PriorityArea
from bot.domain.centres import CentreRow
from bot.domain.rights import Role

_FRIDAY = 4
_PROGRAMME_ZONE = "Europe/Rome"


def demo_sessions(
    centres: Sequence[DemoCentre], networks: Iterable[DemoNetwork], today: date
) -> tuple[DemoSession, ...]:
    leads = {network.slug: network.animators[0][0] for network in networks}
    return tuple(
        _session(each, _host(centres, each["network"], each["country"]), leads, today)
        for each in document("sessions.json")
    )


def _session(each: dict[str, Any], host: CentreRow, leads: Mapping[str, str], today: date) -> DemoSession:
    return DemoSession(
        slug=each["slug"],
        title=each["title"],
        area=PriorityArea(each["area"]),
        starts_at=_moment(today, each, host.zone),
        zone=host.zone,
        minutes=each["minutes"],
        link=f"https://meet.example.org/{each['slug']}",
        network=each["network"],
        host=host.code,
        by=leads[each["network"]],
    )


def demo_announcements(
    networks: Iterable[DemoNetwork], grants: Iterable[DemoGrant], today: date
) -> tuple[DemoAnnouncement, ...]:
    leads = {network.slug: network.animators[0][0] for network in networks}
    programme = next(grant.person for grant in grants if grant.role is Role.PROGRAMME_COORDINATOR)
    return tuple(
        DemoAnnouncement(
            slug=each["slug"],
            texts=each["texts"],
            sent_at=_moment(today, each, _PROGRAMME_ZONE),
            network=each["network"],
            by=leads[each["network"]] if each["network"] else programme,
        )
        for each in document("announcements.json")
    )


def _host(centres: Iterable[DemoCentre], network: str, country: str) -> CentreRow:
    there = (centre.row for centre in centres if centre.fictitious and centre.row.country == country)
    return next(row for row in there if network in row.networks)


def _moment(today: date, each: dict[str, Any], zone: str) -> datetime:
    """So many days from today, or on the next working day in the same direction."""
    day = today + timedelta(days=each["days"])
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1 if each["days"] > 0 else -1)
    return datetime.combine(day, time.fromisoformat(each["time"]), ZoneInfo(zone))
