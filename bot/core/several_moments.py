"""Several moments as one answer: one line each, echoed with numbers, taken away by their number, and closed by "done"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.core.given import Accepted, Given, Halfway, Json, Listener, Option, Unclear, Understood
from bot.core.moments import A_MOMENT, ENDS_FIRST, NO_SUCH_DAY, day_alone, ends_first, is_no_day, left_out, wall_read
from bot.core.reading import cleaned, whole_number
from bot.i18n.phrase import Lines, Listed, Moment, Words, _
from bot.i18n.zones import zone_of

_BETWEEN = re.compile(r"[\n;؛]")
_SHORT = 30  # signs: what somebody typed can be a part of the example
_COMMAS = re.compile(r"[,،]|\s(?:and|et|or|ou|و|أو|и|или)\s")


@dataclass(frozen=True)
class SeveralMoments:
    """Instants to come, stored in UTC and in their order; each at most once."""

    at_most: int
    name = "several moments"

    def options(self) -> Sequence[Option]:
        return ()

    def controls(self, draft: Json) -> Sequence[str]:
        return ("done",) if (draft or {}).get("moments") else ()

    def parse(self, given: Given, listener: Listener, draft: Json) -> Understood[tuple[datetime, ...]]:
        so_far = [datetime.fromisoformat(one) for one in (draft or {}).get("moments", ())]
        if given.control == "done" and so_far:
            return Accepted(tuple(so_far))
        number = whole_number(given.text)
        if number is not None and 1 <= number <= len(so_far):
            return self._so_far([*so_far[: number - 1], *so_far[number:]])
        lines = _lines(given.text, listener)
        if len(lines) > self.at_most:
            return self._too_many(len(lines))
        read = [_read(line, listener, alone=len(lines) <= 1) for line in lines or [""]]
        unclear = next((one for one in read if isinstance(one, Unclear)), None)
        if unclear is not None:
            return unclear
        together = sorted({*so_far, *(one for one in read if isinstance(one, datetime))})
        return self._too_many(len(together)) if len(together) > self.at_most else self._so_far(together)

    def dump(self, value: tuple[datetime, ...]) -> Json:
        return [one.isoformat() for one in value]

    def load(self, data: Json) -> tuple[datetime, ...]:
        return tuple(datetime.fromisoformat(one) for one in data)

    def admits(self, data: Json) -> bool:
        return isinstance(data, list) and 0 < len(data) <= self.at_most

    def show(self, value: tuple[datetime, ...]) -> Words:
        return Listed(tuple(Moment(one) for one in value))

    def _so_far(self, moments: Sequence[datetime]) -> Halfway:
        draft = {"moments": [one.isoformat() for one in moments]}
        if not moments:
            return Halfway(draft, _("There is none left. Please write a day and an hour."))
        lines = [
            _("{number}. {moment}", number=str(number), moment=Moment(one)) for number, one in enumerate(moments, 1)
        ]
        how = _("Right? Write *done*, or another day and hour, or a number to take that one away.")
        return Halfway(draft, Lines((*lines, how)))

    def _too_many(self, count: int) -> Unclear:
        return Unclear(
            _(
                "That is {count} times; at most {at_most} fit on a phone. Please choose the best of them.",
                count=count,
                at_most=self.at_most,
            )
        )


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
    if (why := left_out(wall, listener.zone)) is not None:
        return Unclear(why)
    at = wall.replace(tzinfo=zone_of(listener.zone)).astimezone(UTC)
    if at <= listener.now:
        return Unclear(
            _("That has passed already: {moment}. Please give a day and an hour to come.", moment=Moment(at))
        )
    return at


def _not_read(line: str, listener: Listener, *, alone: bool) -> Words:
    if alone and is_no_day(line, listener, to_come=True):
        return NO_SUCH_DAY
    if len(line) <= _SHORT and day_alone(line, listener, to_come=True) is not None:
        return _('That is a day. At what time? Write both together, for example "{example}".', example=f"{line} 14:30")
    if alone:
        return _('Please write a day and an hour, for example "{example}".', example=A_MOMENT)
    return _(
        'I could not read "{line}". Please write a day and an hour on each line, for example "{example}".',
        line=line,
        example=A_MOMENT,
    )
