"""Several moments as one answer: days are on offer, and then hours; or written, one line each. All are echoed; "done" closes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from bot.core.answers import chosen
from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.moments import (
    A_MOMENT,
    ENDS_FIRST,
    NO_MOMENT,
    NO_SUCH_DAY,
    day_alone,
    ends_first,
    hour_read,
    is_no_day,
    left_out,
    wall_read,
)
from bot.core.moments_on_offer import ANOTHER_DAY, NO_HOUR, MomentOnOffer
from bot.core.reading import cleaned
from bot.i18n.phrase import Lines, Listed, Moment, Words, _, _p
from bot.i18n.zones import zone_of

_BETWEEN = re.compile(r"[\n;؛]")
_SHORT = 30  # signs: what somebody typed can be a part of the example
_COMMAS = re.compile(r"[,،]|\s(?:and|et|or|ou|و|أو|и|или)\s")


AWAY: Final = Option("away", _p("button", "Take one away"))
KEEP: Final = Option("keep", _p("button", "Keep them all"))


@dataclass(frozen=True)
class SeveralMoments:
    """Instants to come, stored in UTC and in their order; each at most once. `days` are tapped first, then an hour of that day."""

    at_most: int
    days: tuple[date, ...] = ()
    name = "several moments"

    def options(self) -> Sequence[Option]:
        return self._one.options()

    def options_after(self, draft: Json) -> Sequence[Option]:
        so_far = _moments(draft)
        if draft and draft.get("away"):
            return (*(Option(one.isoformat(), Moment(one)) for one in so_far), KEEP)
        if draft and "day" in draft:
            return self._one.options_after(draft)
        days = self.options() if len(so_far) < self.at_most else ()
        return (*days, *([AWAY] if so_far else []))

    def asked_after(self, draft: Json) -> Words | None:
        if draft and draft.get("away"):
            return _("Which one shall go?")
        if draft and "day" in draft:
            return self._one.asked_after(draft)
        return _listed(_moments(draft)) if _moments(draft) else None

    def controls(self, draft: Json) -> Sequence[str]:
        return ("done",) if _moments(draft) and not _is_on_its_way(draft) else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[datetime, ...]]:
        so_far = _moments(draft)
        if given.control == "done" and so_far:
            return Accepted(tuple(so_far))
        if draft and draft.get("away"):
            place = chosen(given, self.options_after(draft), listener)
            if place is not None:
                return self._so_far([*so_far[:place], *so_far[place + 1 :]])
        elif draft and "day" in draft:
            understood = self._on_the_day(given, listener, date.fromisoformat(draft["day"]), so_far)
            if understood is not None:
                return understood
        else:
            place = chosen(given, self.options_after(draft), listener)
            if place is not None:
                value = self.options_after(draft)[place].value
                return self._unfolded(so_far, {"away": True} if value == AWAY.value else {"day": value})
        return self._written(given.text, listener, so_far, draft)

    @property
    def _one(self) -> MomentOnOffer:
        return MomentOnOffer(days=self.days)

    def _on_the_day(
        self, given: Given, listener: Listener, day: date, so_far: Sequence[datetime]
    ) -> Understood[tuple[datetime, ...]] | None:
        """None: what was written is more than an hour."""
        hour = self._one.hour_on_offer(given, listener, day)
        if hour == ANOTHER_DAY.value:
            return self._so_far(so_far)
        at = time.fromisoformat(hour) if hour is not None else hour_read(given.text, listener)
        if at is None:
            return None
        wall = datetime.combine(day, at, UTC)
        return self._with(so_far, [_instant(wall, listener)])

    def _written(
        self, text: str, listener: Listener, so_far: Sequence[datetime], draft: Json
    ) -> Understood[tuple[datetime, ...]]:
        lines = _lines(text, listener)
        if len(lines) > self.at_most:
            return self._too_many(len(lines))
        if len(lines) == 1 and (day := _day_read(lines[0], listener)) is not None:
            return self._unfolded(so_far, {"day": day.isoformat()})
        read = [_read(line, listener, alone=len(lines) <= 1) for line in lines or [""]]
        if len(lines) <= 1 and draft and "day" in draft and read == [Unclear(NO_MOMENT)]:
            return Unclear(NO_HOUR)
        return self._with(so_far, read)

    def _with(self, so_far: Sequence[datetime], more: Sequence[datetime | Unclear]) -> Understood[tuple[datetime, ...]]:
        unclear = next((one for one in more if isinstance(one, Unclear)), None)
        if unclear is not None:
            return unclear
        together = sorted({*so_far, *(one for one in more if isinstance(one, datetime))})
        return self._too_many(len(together)) if len(together) > self.at_most else self._so_far(together)

    def _so_far(self, moments: Sequence[datetime]) -> Halfway:
        return Halfway(_kept(moments), _listed(moments) if moments else _("Which day and hour, on your clock?"))

    def _unfolded(self, moments: Sequence[datetime], more: dict[str, Json]) -> Halfway:
        draft = {**_kept(moments), **more}
        return Halfway(draft, self.asked_after(draft))

    def dump(self, value: tuple[datetime, ...]) -> Json:
        return [one.isoformat() for one in value]

    def load(self, data: Json) -> tuple[datetime, ...]:
        return tuple(datetime.fromisoformat(one) for one in data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, list) and 0 < len(data) <= self.at_most

    def show(self, value: tuple[datetime, ...]) -> Words:
        return Listed(tuple(Moment(one) for one in value))

    def _too_many(self, count: int) -> Unclear:
        return Unclear(
            _(
                "That is {count} times; at most {at_most} fit on a phone. Please choose the best of them.",
                count=count,
                at_most=self.at_most,
            )
        )


def _kept(moments: Sequence[datetime]) -> dict[str, Json]:
    return {"moments": [one.isoformat() for one in moments]}


def _moments(draft: Json) -> list[datetime]:
    return [datetime.fromisoformat(one) for one in (draft or {}).get("moments", ())]


def _is_on_its_way(draft: Json) -> bool:
    return bool(draft and ("day" in draft or draft.get("away")))


def _listed(moments: Sequence[datetime]) -> Words:
    """Without numbers: those are of what is on offer below."""
    lines = [_("• {moment}", moment=Moment(one)) for one in moments]
    return Lines((*lines, _("Right? Choose or write one more, or write *done*.")))


def _lines(text: str, listener: Listener) -> list[str]:
    """One for each moment; commas may stand between them, and within one ("Friday, 4 December")."""
    lines = [line for line in map(cleaned, _BETWEEN.split(text)) if line]
    return [part for line in lines for part in _parts(line, listener)]


def _parts(line: str, listener: Listener) -> list[str]:
    parts = [part for part in map(cleaned, _COMMAS.split(line)) if part]
    if len(parts) > 1 and wall_read(line, listener) is None and all(wall_read(part, listener) for part in parts):
        return parts
    return [line]


def _read(line: str, listener: Listener, *, alone: bool) -> datetime | Unclear:
    """In UTC."""
    wall = wall_read(line, listener)
    if wall is not None and ends_first(line, listener):
        return Unclear(ENDS_FIRST)
    if wall is None:
        return Unclear(_not_read(line, listener, alone=alone))
    return _instant(wall, listener)


def _instant(wall: datetime, listener: Listener) -> datetime | Unclear:
    """In UTC."""
    if (why := left_out(wall, listener.zone)) is not None:
        return Unclear(why)
    at = wall.replace(tzinfo=zone_of(listener.zone)).astimezone(UTC)
    if at <= listener.now:
        return Unclear(
            _("That has passed already: {moment}. Please give a day and an hour to come.", moment=Moment(at))
        )
    return at


def _day_read(line: str, listener: Listener) -> date | None:
    """Of a day without an hour."""
    return day_alone(line, listener, to_come=True)


def _not_read(line: str, listener: Listener, *, alone: bool) -> Words:
    if alone and is_no_day(line, listener, to_come=True):
        return NO_SUCH_DAY
    if len(line) <= _SHORT and _day_read(line, listener) is not None:
        return _('That is a day. At what time? Write both together, for example "{example}".', example=f"{line} 14:30")
    if alone:
        return NO_MOMENT
    return _(
        'I could not read "{line}". Please write a day and an hour on each line, for example "{example}".',
        line=line,
        example=A_MOMENT,
    )
