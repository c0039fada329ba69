"""When an announcement goes out: at once, at an instant, or at one hour of everybody's own clock; and what is urgent."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.core.refusal import Refusal
from bot.domain.series import wall_of
from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.storage.announcements import Announcement
from bot.usecases.people import person_of
from bot.usecases.work import Work

HOLD, HOLD_URGENT = timedelta(seconds=60), timedelta(seconds=10)
EARLIEST_CLOCK = timedelta(hours=14)  # ahead of UTC: nowhere is it later in the day


class Urgency(StrEnum):
    """Why it may wake people: what stands in the audit."""

    SAFETY = "safety"
    TODAY = "today"
    DEADLINE = "deadline"
    MISTAKE = "mistake"


URGENCY_NAMES: dict[Urgency, Words] = {
    Urgency.SAFETY: _("Somebody may come to harm"),
    Urgency.TODAY: _("Something changes today"),
    Urgency.DEADLINE: _("A deadline is near"),
    Urgency.MISTAKE: _("A mistake must be put right"),
}


@dataclass(frozen=True)
class When:
    """Without anything: at once."""

    at: datetime | None = None
    everywhere: bool = False  # at that hour of each recipient's own clock
    urgent: Urgency | None = None


AT_ONCE = When()


def refused(work: Work, when: When) -> Refusal | None:
    if when.at is not None and when.at <= work.now:
        return Refusal(_("That moment is over. Please choose a later one."), key="at")
    return None


def note(work: Work, announcement: Announcement, when: When) -> None:
    """On its row; nothing is sent yet."""
    announcement.urgent, announcement.silent = when.urgent is not None, when.urgent is None
    announcement.urgent_reason = when.urgent
    announcement.scheduled_for = announcement.local_time = None
    if when.at is None:
        return
    if when.everywhere:
        announcement.local_time = wall_of(when.at, person_of(work).zone).isoformat(timespec="minutes")
    else:
        announcement.scheduled_for = when.at


def begins_at(announcement: Announcement) -> datetime | None:
    """When the first copy may leave; None: as soon as the hold is over."""
    if announcement.local_time is not None:
        return datetime.fromisoformat(announcement.local_time).replace(tzinfo=UTC) - EARLIEST_CLOCK
    return announcement.scheduled_for


def hold_of(announcement: Announcement) -> timedelta:
    return HOLD_URGENT if announcement.urgent else HOLD


def scheduled_words(announcement: Announcement) -> Words:
    """When it will go out."""
    number = announcement.id
    if announcement.local_time is not None:
        wall = datetime.fromisoformat(announcement.local_time).replace(tzinfo=UTC)
        return _(
            "*Announcement {number}* goes out on {date} at {time}, on each person's own clock.",
            number=number,
            date=Moment(wall, MomentStyle.DATE, "UTC"),
            time=Moment(wall, MomentStyle.TIME, "UTC"),
        )
    assert announcement.scheduled_for is not None, "it has one or the other"
    return _("*Announcement {number}* goes out on {when}.", number=number, when=Moment(announcement.scheduled_for))
