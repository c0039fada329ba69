"""True and false, and counting what is true."""

import math

from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import ANY_NUMBER, Function, table
from bot.questionnaires.xpath.values import Value, to_boolean, to_number, to_string, to_strings


def _true(_frame: Frame) -> bool:
    return True


def _false(_frame: Frame) -> bool:
    return False


def _boolean(_frame: Frame, value: Value) -> bool:
    return to_boolean(value)


def _not(_frame: Frame, value: Value) -> bool:
    return not to_boolean(value)


def _boolean_from_string(_frame: Frame, value: Value) -> bool:
    return to_string(value) in {"1", "true"}


def _checklist(frame: Frame, least: Value, most: Value, *items: Value) -> bool:
    return _within(frame, least, most, sum(held for item in items for held in _each_holds(item)))


def _weighted_checklist(frame: Frame, least: Value, most: Value, *pairs: Value) -> bool:
    items = [held for item in pairs[::2] for held in _each_holds(item)]
    weights = [to_number(text, frame.zone) for weight in pairs[1::2] for text in to_strings(weight)]
    if len(items) != len(weights):
        raise XPathValueError("weighted-checklist() needs a weight for each item.")
    return _within(frame, least, most, sum(weight for held, weight in zip(items, weights, strict=True) if held))


def _each_holds(item: Value) -> list[bool]:
    """Of questions: whether each is answered."""
    return [text != "" for text in to_strings(item)] if isinstance(item, tuple) else [to_boolean(item)]


def _within(frame: Frame, least: Value, most: Value, count: float) -> bool:
    """A limit below zero is no limit."""
    low, high = to_number(least, frame.zone), to_number(most, frame.zone)
    if math.isnan(low) or math.isnan(high):
        return False
    return (low < 0 or count >= low) and (high < 0 or count <= high)


FUNCTIONS = table(
    Function("true", _true, 0, 0, reads=False),
    Function("false", _false, 0, 0, reads=False),
    Function("boolean", _boolean, 1, 1, reads=False),
    Function("not", _not, 1, 1, reads=False),
    Function("boolean-from-string", _boolean_from_string, 1, 1),
    Function("checklist", _checklist, 2, ANY_NUMBER),
    Function("weighted-checklist", _weighted_checklist, 2, ANY_NUMBER, multiple=2),
)
