"""What decides which of its arguments is evaluated."""

import math

from bot.questionnaires.xpath.frame import Evaluate, Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.nodes import string_value
from bot.questionnaires.xpath.values import Value, to_boolean, to_string


def _if(frame: Frame, condition: Evaluate, then: Evaluate, otherwise: Evaluate) -> Value:
    return then(frame) if to_boolean(condition(frame)) else otherwise(frame)


def _coalesce(frame: Frame, first: Evaluate, second: Evaluate) -> Value:
    value = first(frame)
    frame.effort.read(value)
    missing = (isinstance(value, float) and math.isnan(value)) or to_string(value) == ""
    return second(frame) if missing else value


def _once(frame: Frame, first_value: Evaluate) -> Value:
    """Keeps what the question holds already: the question itself is what remembers."""
    frame.effort.read((frame.current,))
    return string_value(frame.current) or first_value(frame)


FUNCTIONS = table(
    Function("if", _if, 3, 3, lazy=True),
    Function("coalesce", _coalesce, 2, 2, lazy=True),
    Function("once", _once, 1, 1, lazy=True),
)
