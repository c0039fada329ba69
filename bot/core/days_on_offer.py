"""A day as an answer where some are on offer: tapped, typed as its number, or named in whatever words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.answers import chosen
from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.moments import Date, first_read, on_day
from bot.core.typed_dates import misnamed, read_day, tells_all, weekday_of, without_hour
from bot.i18n.phrase import Lines, Listed, Words, _
from bot.i18n.zones import zone_of

CHOOSE = _("Please choose one of these days.")


@dataclass(frozen=True)
class OneDay:
    """
    Gives the day (ISO), or the value of one of `others`, which stand behind the days.

    A day on offer is taken as it is named; another that is `allowed` is echoed in full and confirmed. `allowed` None: any
    from today on or, unless `to_come`, until today. What leaves the week or the year open is the next such day, or the last.
    """

    offered: tuple[date, ...]
    others: tuple[Option, ...] = ()
    allowed: Sequence[date] | None = None
    to_come: bool = True
    why: Words = CHOOSE  # said of one that is not allowed
    name = "one day"

    def options(self) -> Sequence[Option]:
        return (*(Option(day.isoformat(), on_day(day)) for day in self.offered), *self.others)

    def controls(self, draft: Json) -> Sequence[str]:
        return ("yes",) if draft and "day" in draft else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[str]:
        if given.control == "yes" and draft and "day" in draft:
            return Accepted(draft["day"])
        same = self._on_that_weekday(given.text, listener)
        place = chosen(given, self.options(), listener) if len(same) <= 1 else None
        if place is not None:
            return Accepted(self.options()[place].value)
        if len(same) > 1:
            numbers = Listed(tuple(str(self.offered.index(day) + 1) for day in same))
            several = _("Several fit: {numbers}. Please write the number of one of them.", numbers=numbers)
            return Unclear(several, starts_over=True)
        return self._typed(given.text, same[0] if same else self._named(given.text, listener), listener)

    def _typed(self, text: str, day: date | None, listener: Listener) -> Understood[str]:
        if day in self.offered:
            return Accepted(day.isoformat())
        why = self._amiss(text, day, listener)
        if day is None or why is not None:
            return Unclear(why or "", starts_over=True)
        if tells_all(text):
            return Accepted(day.isoformat())
        words = _("That is *{day}*. Right? Write *yes*, or another day.", day=on_day(day))
        return Halfway({"day": day.isoformat()}, words)

    def dump(self, value: str) -> Json:
        return value

    def load(self, data: Json) -> str:
        return str(data)

    def admits(self, data: Json) -> bool:
        if any(option.value == data for option in self.options()):
            return True
        day = _read(data)
        return day is not None and (self.allowed is None or day in self.allowed)

    def show(self, value: str) -> Words:
        known = next((option.label for option in self.options() if option.value == value), None)
        return on_day(date.fromisoformat(value)) if known is None else known

    def _on_that_weekday(self, text: str, listener: Listener) -> Sequence[date]:
        """Of a bare weekday those on offer, else the first allowed: it is not only the next one, there may be weeks before."""
        found = first_read(lambda tag: weekday_of(text, tag), listener)
        if found is None:
            return ()
        offered = [day for day in self.offered if day.weekday() == found[0]]
        return offered or [day for day in self.allowed or () if day.weekday() == found[0]][:1]

    def _named(self, text: str, listener: Listener) -> date | None:
        """An hour beside it may stand there: it is asked for later, or does not matter."""

        zone, now, to_come = listener.zone, listener.now, self.to_come

        def read(tag: str) -> date | None:
            rest = without_hour(text, tag)
            if not rest or misnamed(text, tag, zone, now, to_come=to_come) is not None:
                return None
            days = (read_day(said, tag, zone, now, to_come=to_come) for said in (rest, text))
            return next((day for day in days if day is not None), None)

        return first_read(read, listener)

    def _amiss(self, text: str, day: date | None, listener: Listener) -> Words | None:
        """What is wrong with it, if something is."""
        if day is None:
            return Date(to_come=self.to_come).unread(text, listener)
        if self.allowed is not None:
            return None if day in self.allowed else Lines((_("*{day}* is not possible.", day=on_day(day)), self.why))
        today = listener.now.astimezone(zone_of(listener.zone)).date()
        if self.to_come and day < today:
            return _("That day has passed already. Please give a day to come.")
        if not self.to_come and day > today:
            return _("*{day}* is still to come. Please give a day that has come.", day=on_day(day))
        return None


def _read(data: Json) -> date | None:
    try:
        return date.fromisoformat(data)
    except (TypeError, ValueError):
        return None
