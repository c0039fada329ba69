"""Dates and times: read from ISO texts, counted as days since 1970, written as ODK writes them."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECONDS_A_DAY = 86_400_000

_DATE_TIME = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?(?:(Z)|([+-][0-9]{2})(?::?([0-9]{2}))?)?)?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time in the respondent's zone; at local midnight it is written as a date, unless `with_time`."""

    at: datetime
    with_time: bool = False


class NotADate(str):
    """What date() makes of something else: a text that says so, and is false."""

    __slots__ = ()


INVALID = NotADate("Invalid Date")


class DayNumber(float):
    """Days since 1970 that came from counting on a date: further whole days count calendar days, too."""

    __slots__ = ()


def looks_like_a_date(text: str) -> bool:
    """A cheap first look: nearly everything that is asked is none."""
    return len(text) > 7 and text[4] == "-"  # noqa: PLR2004  the shortest is 2020-1-1


def read(text: str, zone: tzinfo) -> Moment | None:
    if not looks_like_a_date(text):
        return None
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, utc, offset_hours, offset_minutes = match.groups()
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        at = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micros)  # noqa: DTZ001  its zone follows
        return Moment(at.replace(tzinfo=_offset(utc, offset_hours, offset_minutes) or zone).astimezone(zone))
    except (ValueError, OverflowError):
        return None


def _offset(utc: str | None, hours: str | None, minutes: str | None) -> tzinfo | None:
    if utc:
        return UTC
    if hours is None:
        return None
    beyond = timedelta(minutes=int(minutes or 0))
    whole = timedelta(hours=int(hours))
    return timezone(whole - beyond if hours.startswith("-") else whole + beyond)


def from_days(days: float, zone: tzinfo) -> Moment | None:
    if not math.isfinite(days):
        return None
    try:
        return Moment((EPOCH + timedelta(milliseconds=round(days * MILLISECONDS_A_DAY))).astimezone(zone))
    except (ValueError, OverflowError):
        return None


def days(moment: Moment) -> float:
    return (moment.at - EPOCH) / timedelta(milliseconds=1) / MILLISECONDS_A_DAY


def at_midnight(day: date, zone: tzinfo) -> Moment:
    return Moment(datetime.combine(day, time(), zone))


def whole_day(moment: Moment) -> date | None:
    return moment.at.date() if moment.at.time() == time() else None


def days_later(day: date, count: float, zone: tzinfo) -> DayNumber | None:
    """Counted on the calendar, so that a change to summer time does not make a date 23:00 of the day before."""
    try:
        return DayNumber(days(at_midnight(day + timedelta(days=count), zone)))
    except (ValueError, OverflowError):
        return None


def written(moment: Moment) -> str:
    at = moment.at
    if whole_day(moment) and not moment.with_time:
        return at.date().isoformat()
    return at.isoformat(timespec="milliseconds")
