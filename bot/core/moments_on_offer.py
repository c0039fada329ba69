"""A day or a moment as an answer where days are on offer, and then hours of the day that was chosen; whatever else is typed as ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from bot.core.answers import chosen
from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.moments import NO_MOMENT, Date, DateTime, on_day
from bot.core.reading import folded, whole_number
from bot.i18n.markup import plain
from bot.i18n.phrase import Words, _, _p
from bot.i18n.zones import zone_of

HOURS: Final = tuple(time(hour) for hour in (9, 10, 11, 14, 15, 16))
ANOTHER_DAY: Final = Option("another", _p("button", "Another day"))

NO_HOUR: Final = _('Please choose one of these hours, or write one, for example "{example}".', example="14:30")


@dataclass(frozen=True)
class MomentOnOffer(DateTime):
    """`days` are tapped first, then an hour; what was tapped twice needs no confirmation, what was typed does."""

    days: tuple[date, ...] = ()

    def options(self) -> Sequence[Option]:
        return tuple(Option(day.isoformat(), on_day(day)) for day in self.days)

    def options_after(self, draft: Json) -> Sequence[Option]:
        """Hours, once the day is known; none where all is said and only to be confirmed."""
        if draft and "at" in draft:
            return ()
        if draft and "day" in draft:
            return (*(Option(hour.isoformat("minutes"), hour.isoformat("minutes")) for hour in HOURS), ANOTHER_DAY)
        return self.options()

    def asked_after(self, draft: Json) -> Words | None:
        """What is asked now, instead of the question itself."""
        if draft and "at" in draft:
            return self.echoed(datetime.fromisoformat(draft["at"]))
        if draft and "day" in draft:
            day = date.fromisoformat(draft["day"])
            return _("*{day}*: at what time? Choose one, or write the hour.", day=on_day(day))
        return None

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[datetime]:
        chosen = self._chosen(given, listener, draft)
        if chosen is None:
            return self._on_its_way(super().parse(given, listener, draft), draft)
        if chosen == ANOTHER_DAY.value:
            return Halfway({}, _("Which day and hour, on your clock?"))
        if not draft or "day" not in draft:
            return self._on_its_way(Halfway({"day": chosen}), draft)
        wall = datetime.combine(date.fromisoformat(draft["day"]), time.fromisoformat(chosen), UTC)
        at = wall.replace(tzinfo=zone_of(listener.zone)).astimezone(UTC)
        return self.cannot_be(at, wall, listener) or Accepted(at)

    def _chosen(self, given: Given, listener: Listener, draft: Json) -> str | None:
        """The value of what was tapped, or typed as its number."""
        options = self.options_after(draft)
        number = whole_number(given.text)
        place = number - 1 if given.option is None and number is not None else given.option
        if place is None and draft and "day" in draft:
            said = folded(given.text)
            place = len(HOURS) if said == folded(plain(listener.render(ANOTHER_DAY.label))) else None
        return options[place].value if place is not None and 0 <= place < len(options) else None

    def hour_on_offer(self, given: Given, listener: Listener, day: date) -> str | None:
        """The value of what was chosen once the day is known."""
        return self._chosen(given, listener, {"day": day.isoformat()})

    def _on_its_way(self, understood: Understood[datetime], draft: Json) -> Understood[datetime]:
        """A day that is known is not asked for again because its hour was not understood."""
        if isinstance(understood, Halfway):
            return Halfway(understood.draft, self.asked_after(understood.draft))
        if isinstance(understood, Unclear) and understood.expected is NO_MOMENT and draft and "day" in draft:
            return Unclear(NO_HOUR)
        return understood


@dataclass(frozen=True)
class DateOnOffer(Date):
    """A day to come. `days` are tapped, and need no confirmation."""

    to_come: bool = True
    from_today: bool = True
    days: tuple[date, ...] = ()

    def options(self) -> Sequence[Option]:
        return tuple(Option(day.isoformat(), on_day(day)) for day in self.days)

    def options_after(self, draft: Json) -> Sequence[Option]:
        """None where all is said and only to be confirmed."""
        return () if draft and "day" in draft else self.options()

    def asked_after(self, draft: Json) -> Words | None:
        return self.echoed(date.fromisoformat(draft["day"])) if draft and "day" in draft else None

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[date]:
        place = chosen(given, self.options_after(draft), listener)
        return super().parse(given, listener, draft) if place is None else Accepted(self.days[place])
