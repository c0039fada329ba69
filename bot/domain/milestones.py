"""When the milestones of a programme begin and are due, and how a centre stands with each: done, late, due soon, open, to come."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.i18n.phrase import Moment, MomentStyle, Words, _, _n

SOON = timedelta(days=7)  # from so long before its last day on, it is due soon
LATE_AFTER, STILL_LATE_AFTER, NO_MORE_AFTER = timedelta(days=3), timedelta(days=14), timedelta(days=45)
APART = timedelta(days=3)  # from one reminder to a person to the next, whatever they are about
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)  # that a calendar may have anything to do with
_WRITTEN = re.compile(r"P(?:(\d{1,3})M)?(?:(\d{1,5})D)?")
_MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Span:
    """So long after the beginning; of a last day it tells up to when, and not beyond: two months from 1 January end on 28 February."""

    months: int = 0
    days: int = 0


When = date | Span
"""A fixed day, or one that moves with the beginning."""


class DoneBy(StrEnum):
    """What makes a milestone done for a centre. Whoever speaks for the centre may always say that it is."""

    SAID = "said"
    PEOPLE = "people"  # somebody of the centre has come in
    ASSESSMENT = "assessment"  # it has signed off a self-assessment
    LED = "led"  # somebody of the centre has led a session that took place
    JOINED = "joined"  # somebody of the centre was to come to a session that took place
    PARTNER = "partner"  # it has found a partner
    VISIT = "visit"  # it has hosted, or been at, a peer visit that took place


class Standing(StrEnum):
    TO_COME = "to come"
    OPEN = "open"
    SOON = "soon"
    LATE = "late"
    DONE = "done"


class Rung(StrEnum):
    """Of the few reminders that a person gets of a milestone of their centre, as long as it is not done."""

    BEGINS = "begins"
    SOON = "soon"
    LATE = "late"
    STILL_LATE = "still late"


@dataclass(frozen=True)
class Window:
    """First and last day, both within it."""

    begins: date
    due: date


def written(when: When) -> str:
    """As it is kept: "2023-04-30", "P2M", "P1M14D"."""
    if isinstance(when, Span):
        return f"P{when.months}M" + (f"{when.days}D" if when.days else "")
    return when.isoformat()


def read(text: str) -> When:
    """Of `written`. Raises ValueError."""
    found = _WRITTEN.fullmatch(text)
    if found is None or text == "P":
        return date.fromisoformat(text)
    return Span(int(found[1] or 0), int(found[2] or 0))


def window(beginning: date, begins: When, due: When) -> Window:
    """On the calendar. Raises ValueError where it would end before it begins, or lie outside of all calendars."""
    first = _after(beginning, begins) if isinstance(begins, Span) else begins
    last = _after(beginning, due) - timedelta(days=1) if isinstance(due, Span) else due
    if last < first:
        raise ValueError(f"{last} is before {first}")
    if first < EARLIEST or last > LATEST:
        raise ValueError(f"{first} to {last} is too far away")
    return Window(first, last)


def standing(when: Window, today: date, done_on: date | None) -> Standing:
    """`today` where the centre is."""
    if done_on is not None:
        return Standing.DONE
    if today > when.due:
        return Standing.LATE
    if today < when.begins:
        return Standing.TO_COME
    return Standing.SOON if when.due - today <= SOON else Standing.OPEN


def rung(when: Window, today: date) -> Rung | None:
    """The reminder whose turn it is; None: not yet, or it is too late to be of use."""
    late_by = today - when.due
    if late_by > NO_MORE_AFTER or today < when.begins:
        return None
    if late_by >= STILL_LATE_AFTER:
        return Rung.STILL_LATE
    if late_by >= LATE_AFTER:
        return Rung.LATE
    return Rung.SOON if -late_by <= SOON else Rung.BEGINS


def explained(when: Window, today: date, done_on: date | None) -> Words:
    """How it stands and why: "due soon, by 30 April 2023 (5 days left)"."""
    due = day(when.due)
    match standing(when, today, done_on):
        case Standing.DONE if done_on is not None:
            return _("done on {day}", day=day(done_on))
        case Standing.TO_COME:
            return _("to come, from {begins} to {due}", begins=day(when.begins), due=due)
        case Standing.OPEN:
            return _("open, due by {due}", due=due)
        case Standing.LATE:
            days = (today - when.due).days
            return _n(
                "late by {count} day, it was due by {due}", "late by {count} days, it was due by {due}", days, due=due
            )
        case _:
            left = (when.due - today).days
            if not left:
                return _("due today")
            return _n("due soon, by {due} ({count} day left)", "due soon, by {due} ({count} days left)", left, due=due)


def day(on: date) -> Moment:
    """The same day for every reader, whatever their zone."""
    return Moment(datetime.combine(on, time(12), UTC), MomentStyle.DAY, zone="UTC")


def days_after(beginning: date, begins: date) -> Span:
    """A first day that is to move with the beginning. Raises ValueError where it lies before that."""
    return _span((begins - beginning).days)


def days_until(beginning: date, due: date) -> Span:
    """A last day, likewise."""
    return _span((due - beginning).days + 1)


def _span(days: int) -> Span:
    if days < 0:
        raise ValueError("before the beginning")
    return Span(days=days)


def _after(beginning: date, span: Span) -> date:
    """The same day of a later month, or its last one: a month after 31 January is 28 February."""
    months = beginning.year * _MONTHS_A_YEAR + beginning.month - 1 + span.months
    year, month = divmod(months, _MONTHS_A_YEAR)
    return date(year, month + 1, min(beginning.day, monthrange(year, month + 1)[1])) + timedelta(days=span.days)
