"""The values of expressions, and how one kind becomes another."""

import math
import re
from datetime import tzinfo
from decimal import Decimal

from bot.questionnaires.xpath import moments
from bot.questionnaires.xpath.moments import Moment, NotADate
from bot.questionnaires.xpath.nodes import NodeSet, string_value

Value = str | float | bool | Moment | NodeSet

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPACE = " \t\r\n"
_WHOLE_BELOW = 1e15  # where a float still tells every whole number apart, with its point


def to_string(value: Value) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case float():
            return _number_written(value)
        case Moment():
            return moments.written(value)
    return string_value(value[0]) if value else ""


def _number_written(number: float) -> str:
    """Never with an exponent, which is no number in a form."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < _WHOLE_BELOW:
        return str(int(number))
    written = float.__repr__(float(number))
    return f"{Decimal(written):f}" if "e" in written else written


def to_number(value: Value, zone: tzinfo) -> float:
    match value:
        case str():
            return _number_read(value, zone)
        case bool():
            return float(value)
        case float():
            return value
        case Moment():
            return moments.days(value)
    return _number_read(string_value(value[0]), zone) if value else math.nan


def _number_read(text: str, zone: tzinfo) -> float:
    stripped = text.strip(_SPACE)
    if _NUMBER.fullmatch(stripped):
        return float(stripped)
    moment = moments.read(stripped, zone)
    return math.nan if moment is None else moments.days(moment)


def to_boolean(value: Value) -> bool:
    match value:
        case bool():
            return value
        case float():
            return not (value == 0 or math.isnan(value))
        case Moment():
            return True
        case NotADate():
            return False
        case str():
            return value != ""
    return any(node.holds for node in value)


def to_moment(value: Value, zone: tzinfo) -> Moment | None:
    match value:
        case Moment():
            return value
        case bool():
            return None
        case float():
            return moments.from_days(value, zone)
    text = to_string(value).strip(_SPACE)
    if _NUMBER.fullmatch(text):
        return moments.from_days(float(text), zone)
    return moments.read(text, zone)


def to_strings(value: Value) -> list[str]:
    """Every node of a set on its own; anything else is one text."""
    return [string_value(node) for node in value] if isinstance(value, tuple) else [to_string(value)]
