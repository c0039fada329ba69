"""Days and instants as answers: typed freely, echoed in full, and confirmed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.typed_dates import (
    ends_before_it_begins,
    hour_alone,
    lacks_an_hour,
    misnamed,
    on_no_calendar,
    read_day,
    read_moment,
    tells_all,
)
from bot.i18n.phrase import Moment, MomentStyle, Words, _
from bot.i18n.zones import zone_of

T = TypeVar("T")
A_MOMENT = _("Friday 14:30")  # an example
NO_MOMENT = _('Please write a day and an hour, for example "{example}".', example=A_MOMENT)
ENDS_FIRST = _("That would end before it begins. Please write once more when it begins.")
NO_SUCH_DAY = _(
    'The calendar has no such day. Please write the day and then the month, for example "{example}".',
    example=_("1 December"),
)


def first_read(read: Callable[[str], T | None], listener: Listener) -> T | None:
    """What the first of the languages in which they may write makes of it."""
    return next((found for found in map(read, listener.languages) if found is not None), None)


def wall_read(text: str, listener: Listener) -> datetime | None:
    """What clocks would show, labelled as UTC, whether or not they ever do: some hours are left out."""
    now = listener.now.astimezone(zone_of(listener.zone)).replace(tzinfo=UTC)
    return first_read(lambda tag: read_moment(text, tag, "UTC", now), listener)


def is_no_day(text: str, listener: Listener, *, to_come: bool) -> bool:
    """ "31 February"."""
    return any(on_no_calendar(text, tag, listener.zone, listener.now, to_come=to_come) for tag in listener.languages)


def day_alone(text: str, listener: Listener, *, to_come: bool) -> date | None:
    """Of what lacks its hour."""
    zone, now = listener.zone, listener.now
    return first_read(
        lambda tag: (
            read_day(text, tag, zone, now, to_come=to_come)
            if lacks_an_hour(text, tag, zone, now, to_come=to_come)
            else None
        ),
        listener,
    )


def hour_read(text: str, listener: Listener) -> time | None:
    """Alone, where the day was said before."""
    return first_read(lambda tag: hour_alone(text, tag), listener)


def ends_first(text: str, listener: Listener) -> bool:
    return any(ends_before_it_begins(text, tag) for tag in listener.languages)


def left_out(wall: datetime, zone: str) -> Words | None:
    """Said of an hour that clocks leave out when they go forward; None: they show it."""
    at = wall.replace(tzinfo=zone_of(zone)).astimezone(UTC)
    if at.astimezone(zone_of(zone)).replace(tzinfo=UTC) == wall:
        return None
    return _(
        "That hour does not exist: clocks go forward then, and {moment} is what comes instead. "
        "Please give another hour.",
        moment=Moment(at),
    )


@dataclass(frozen=True)
class DateTime:
    """A moment on the person's clock, stored in UTC; one that is still to come, unless it says otherwise."""

    to_come: bool = True
    name = "moment"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("yes",) if draft and "at" in draft else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[datetime]:
        if given.control == "yes" and draft and "at" in draft:
            return Accepted(datetime.fromisoformat(draft["at"]))
        if draft and "day" in draft and (hour := hour_read(given.text, listener)) is not None:
            wall = datetime.combine(date.fromisoformat(draft["day"]), hour, UTC)
            return self._echoed(wall.replace(tzinfo=zone_of(listener.zone)).astimezone(UTC), wall, listener)
        if ends_first(given.text, listener):
            return Unclear(ENDS_FIRST, starts_over=True)
        at = first_read(
            lambda tag: read_moment(given.text, tag, listener.zone, listener.now, to_come=self.to_come), listener
        )
        if at is None:
            return self._lacking(given.text, listener)
        return self._echoed(at, wall_read(given.text, listener) if self.to_come else None, listener)

    def _echoed(self, at: datetime, wall: datetime | None, listener: Listener) -> Understood[datetime]:
        return self.cannot_be(at, wall, listener) or Halfway({"at": at.isoformat()}, self.echoed(at))

    def cannot_be(self, at: datetime, wall: datetime | None, listener: Listener) -> Unclear | None:
        """An hour that clocks leave out, one that has passed."""
        # "Yes" is not to confirm what was read before: whatever is unclear starts over.
        if self.to_come and wall is not None and (why := left_out(wall, listener.zone)) is not None:
            return Unclear(why, starts_over=True)
        if self.to_come and at <= listener.now:
            return Unclear(
                _("That has passed already: {moment}. Please give a day and an hour to come.", moment=Moment(at)),
                starts_over=True,
            )
        return None

    def echoed(self, at: datetime) -> Words:
        return _("That is *{moment}*. Right? Write *yes*, or another day and hour.", moment=Moment(at))

    def _lacking(self, text: str, listener: Listener) -> Understood[datetime]:
        to_come = self.to_come
        called = first_read(lambda tag: misnamed(text, tag, listener.zone, listener.now, to_come=to_come), listener)
        if called is not None:
            return Unclear(_misnamed(called), starts_over=True)
        if is_no_day(text, listener, to_come=to_come):
            return Unclear(NO_SUCH_DAY, starts_over=True)
        day = day_alone(text, listener, to_come=to_come)
        if day is not None:
            asked = _(
                '*{day}*: at what time? Write the hour, for example "{example}".', day=on_day(day), example="14:30"
            )
            return Halfway({"day": day.isoformat()}, asked)
        return Unclear(NO_MOMENT, starts_over=True)

    def dump(self, value: datetime) -> Json:
        return value.isoformat()

    def load(self, data: Json) -> datetime:
        return datetime.fromisoformat(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, str)

    def show(self, value: datetime) -> Words:
        return Moment(value)


@dataclass(frozen=True)
class Date:
    """A day without an hour, confirmed where it may be another. `to_come`: a bare "Friday" or "1 December" is the next one, else the last.

    `from_today`: one that has passed is asked for anew at once.
    """

    to_come: bool = False
    from_today: bool = False
    name = "day"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("yes",) if draft and "day" in draft else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[date]:
        if given.control == "yes" and draft and "day" in draft:
            return Accepted(date.fromisoformat(draft["day"]))
        day = first_read(
            lambda tag: read_day(given.text, tag, listener.zone, listener.now, to_come=self.to_come), listener
        )
        if day is None:
            return Unclear(self.unread(given.text, listener), starts_over=True)
        if self.from_today and day < listener.now.astimezone(zone_of(listener.zone)).date():
            return Unclear(_("That day has passed already. Please give a day to come."), starts_over=True)
        if tells_all(given.text):
            return Accepted(day)
        return Halfway({"day": day.isoformat()}, self.echoed(day))

    def echoed(self, day: date) -> Words:
        return _("That is *{day}*. Right? Write *yes*, or another day.", day=self.show(day))

    def unread(self, text: str, listener: Listener) -> Words:
        """What to say of a text that is no day."""
        called = first_read(
            lambda tag: misnamed(text, tag, listener.zone, listener.now, to_come=self.to_come), listener
        )
        if called is not None:
            return _misnamed(called)
        if is_no_day(text, listener, to_come=self.to_come):
            return NO_SUCH_DAY
        return _('Please write a day, for example "{example}".', example=_("1 December"))

    def dump(self, value: date) -> Json:
        return value.isoformat()

    def load(self, data: Json) -> date:
        return date.fromisoformat(data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, str)

    def show(self, value: date) -> Words:
        return on_day(value)


FROM_TODAY = Date(to_come=True, from_today=True)


def on_day(day: date) -> Moment:
    """With its weekday; the same for every reader, whatever their zone."""
    return Moment(datetime.combine(day, time(12), UTC), MomentStyle.DATE, zone="UTC")


def _misnamed(day: date) -> Words:
    return _("In the calendar that is *{day}*. Please write once more which day you mean.", day=on_day(day))
