"""Comparing and reckoning."""

import math
import operator
from collections.abc import Callable
from datetime import date, tzinfo

from bot.questionnaires.xpath import moments
from bot.questionnaires.xpath.moments import DayNumber, Moment
from bot.questionnaires.xpath.nodes import string_value
from bot.questionnaires.xpath.values import Value, to_boolean, to_number, to_string

Operation = Callable[[Value, Value, tzinfo], Value]
_Test = Callable[[float, float], bool]


def _equal(left: Value, right: Value, zone: tzinfo) -> bool:
    return _matches(left, right, zone, differs=False)


def _unequal(left: Value, right: Value, zone: tzinfo) -> bool:
    return _matches(left, right, zone, differs=True)


def _matches(left: Value, right: Value, zone: tzinfo, *, differs: bool) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) != to_boolean(right)) is differs
    if isinstance(left, tuple):
        return any(_matches(string_value(node), right, zone, differs=differs) for node in left)
    if isinstance(right, tuple):
        return any(_matches(left, string_value(node), zone, differs=differs) for node in right)
    return _same(left, right, zone) is not differs


def _same(left: str | float | Moment, right: str | float | Moment, zone: tzinfo) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        if left == right:
            return True
        if not (moments.looks_like_a_date(left) and moments.looks_like_a_date(right)):
            return False
    return to_number(left, zone) == to_number(right, zone)


def _ordered(test: _Test) -> Operation:
    def compared(left: Value, right: Value, zone: tzinfo) -> bool:
        if isinstance(left, tuple):
            return any(compared(string_value(node), right, zone) for node in left)
        if isinstance(right, tuple):
            return any(compared(left, string_value(node), zone) for node in right)
        return test(to_number(left, zone), to_number(right, zone))

    return compared


def _plus(left: Value, right: Value, zone: tzinfo) -> float:
    for day, count in ((_day(left, zone), right), (_day(right, zone), left)):
        if day is not None and (later := _later(day, to_number(count, zone), zone)) is not None:
            return later
    return to_number(left, zone) + to_number(right, zone)


def _minus(left: Value, right: Value, zone: tzinfo) -> float:
    day, other = _day(left, zone), _day(right, zone)
    if day is not None and other is not None:
        return float((day - other).days)
    if day is not None and (earlier := _later(day, -to_number(right, zone), zone)) is not None:
        return earlier
    return to_number(left, zone) - to_number(right, zone)


def _day(value: Value, zone: tzinfo) -> date | None:
    """The date, where the value is one: at local midnight, neither a plain number nor a time of day."""
    if isinstance(value, DayNumber):
        moment = moments.from_days(value, zone)
    elif isinstance(value, bool | float):
        return None
    else:
        moment = value if isinstance(value, Moment) else moments.read(to_string(value), zone)
    return None if moment is None else moments.whole_day(moment)


def _later(day: date, count: float, zone: tzinfo) -> DayNumber | None:
    return moments.days_later(day, count, zone) if math.isfinite(count) and count == int(count) else None


def _times(left: Value, right: Value, zone: tzinfo) -> float:
    return to_number(left, zone) * to_number(right, zone)


def _divided(left: Value, right: Value, zone: tzinfo) -> float:
    above, below = to_number(left, zone), to_number(right, zone)
    if below != 0 or math.isnan(above):
        return above / below if below != 0 else math.nan
    return math.nan if above == 0 else math.copysign(math.inf, above) * math.copysign(1, below)


def _remainder(left: Value, right: Value, zone: tzinfo) -> float:
    """With the sign of what is divided, as in Java and JavaScript."""
    above, below = to_number(left, zone), to_number(right, zone)
    if below == 0 or math.isinf(above) or math.isnan(above) or math.isnan(below):
        return math.nan
    return math.fmod(above, below)


OPERATIONS: dict[str, Operation] = {
    "=": _equal,
    "!=": _unequal,
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "+": _plus,
    "-": _minus,
    "*": _times,
    "div": _divided,
    "mod": _remainder,
}
