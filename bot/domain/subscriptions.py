"""Which news people want, and when: at once, once a week, only what is urgent; and which topics not at all."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from bot.domain.areas import PriorityArea
from bot.domain.audiences import Audience
from bot.i18n.zones import zone_of

SESSIONS, PRACTICES, PROGRAMME = "sessions", "practices", "programme"
OF_ALL = (SESSIONS, PRACTICES, PROGRAMME)
PARTNERS, QUESTIONNAIRES, MILESTONES = "partners", "questionnaires", "milestones"
OF_MINE = (PARTNERS, QUESTIONNAIRES, MILESTONES)
"""What the program writes of by itself; nobody announces anything about them."""
_NETWORK = "network:"
EIGHT = 8 * 60  # minutes after midnight
_DAYS = 7


class NewsPace(StrEnum):
    """Urgent news come at once, whatever was chosen."""

    AT_ONCE = "at once"
    WEEKLY = "weekly"
    URGENT = "urgent"


class ByChoice(StrEnum):
    """Why somebody who is in the audience is not written to: they have chosen so."""

    WAITS = "waits for the weekly digest"
    IN_DIGEST = "was told in the weekly digest"
    URGENT_ONLY = "wants urgent news only"
    TOPIC_OFF = "has turned this topic off"


def of_network(number: int) -> str:
    return f"{_NETWORK}{number}"


def network_in(topic: str) -> int | None:
    """The number of the network that a topic is about."""
    number = topic.removeprefix(_NETWORK)
    return int(number) if topic.startswith(_NETWORK) and number.isascii() and number.isdecimal() else None


def area_in(topic: str) -> PriorityArea | None:
    return PriorityArea(topic) if topic in {area.value for area in PriorityArea} else None


def is_topic(topic: str) -> bool:
    return topic in OF_ALL or network_in(topic) is not None or area_in(topic) is not None


def topic_for(audience: Audience, *, is_event: bool) -> str | None:
    """What an announcement is about where its author does not say: what its readers have in common."""
    if is_event:
        return SESSIONS
    if any((audience.any_of, audience.but_not)):
        return None
    if len(audience.areas) == 1 and is_topic(audience.areas[0]):
        return audience.areas[0]
    return of_network(audience.networks[0]) if len(audience.networks) == 1 else None


def first_day(weekend: Collection[int]) -> int:
    """The first working day after the weekend; days from 0, Monday."""
    return next((day for day in range(_DAYS) if day not in weekend and (day - 1) % _DAYS in weekend), 0)


def next_digest(after: datetime, weekday: int, minute: int, zone: str) -> datetime:
    """
    The next such moment (UTC) on the person's clock that lies behind `after`. An hour that a change of clocks leaves out
    counts by the clock before it; of two the first is meant.
    """
    local = after.astimezone(zone_of(zone))
    day = local.date() + timedelta(days=(weekday - local.weekday()) % _DAYS)
    clock = time(*divmod(minute, 60))
    for on in (day, day + timedelta(days=_DAYS)):
        at = datetime.combine(on, clock, zone_of(zone)).astimezone(UTC)
        if at > after:
            return at
    raise AssertionError("a week later is later")
