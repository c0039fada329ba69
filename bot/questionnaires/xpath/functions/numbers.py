"""Numbers: rounding, extremes, and what a pocket calculator knows."""

import math
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import ANY_NUMBER, Function, table
from bot.questionnaires.xpath.nodes import NodeSet, string_value
from bot.questionnaires.xpath.paths import node_set
from bot.questionnaires.xpath.values import Value, to_number

_MOST_PLACES = 30


def _number(frame: Frame, *value: Value) -> float:
    return to_number(value[0] if value else string_value(frame.node), frame.zone)


def _int(frame: Frame, value: Value) -> float:
    number = to_number(value, frame.zone)
    return float(math.trunc(number)) if math.isfinite(number) else number


def _round(frame: Frame, value: Value, *places: Value) -> float:
    """Half goes away from zero; places below zero round to tens, hundreds …"""
    number = to_number(value, frame.zone)
    wanted = to_number(places[0], frame.zone) if places else 0.0
    if not math.isfinite(number):
        return number
    if not abs(wanted) <= _MOST_PLACES:
        return math.nan
    exact = Decimal(repr(float(number)))
    unit = Decimal(1).scaleb(-int(wanted))
    return float((exact / unit).to_integral_value(ROUND_HALF_UP) * unit)


def _floor(frame: Frame, value: Value) -> float:
    number = to_number(value, frame.zone)
    return float(math.floor(number)) if math.isfinite(number) else number


def _ceiling(frame: Frame, value: Value) -> float:
    number = to_number(value, frame.zone)
    return float(math.ceil(number)) if math.isfinite(number) else number


def _sum(frame: Frame, nodes: Value) -> float:
    return sum(_of_nodes(frame, node_set(nodes)), 0.0)


def _max(frame: Frame, *values: Value) -> float:
    numbers = _all_numbers(frame, values)
    return math.nan if not numbers or any(map(math.isnan, numbers)) else max(numbers)


def _min(frame: Frame, *values: Value) -> float:
    numbers = _all_numbers(frame, values)
    return math.nan if not numbers or any(map(math.isnan, numbers)) else min(numbers)


def _all_numbers(frame: Frame, values: tuple[Value, ...]) -> list[float]:
    numbers: list[float] = []
    for value in values:
        if isinstance(value, tuple):
            numbers += _of_nodes(frame, value)
        else:
            numbers.append(to_number(value, frame.zone))
    return numbers


def _of_nodes(frame: Frame, nodes: NodeSet) -> list[float]:
    """In forms, questions without an answer are left out."""
    texts = map(string_value, nodes)
    return [to_number(text, frame.zone) for text in texts if text or not frame.surroundings.as_in_forms]


def _pow(frame: Frame, base: Value, exponent: Value) -> float:
    return _computed(math.pow, to_number(base, frame.zone), to_number(exponent, frame.zone))


def _atan2(frame: Frame, y: Value, x: Value) -> float:
    return math.atan2(to_number(y, frame.zone), to_number(x, frame.zone))


def _pi(_frame: Frame) -> float:
    return math.pi


def _computed(compute: Callable[..., float], *numbers: float) -> float:
    """Where mathematics has no answer there is NaN, as everywhere else in an expression."""
    if any(map(math.isnan, numbers)):
        return math.nan
    try:
        return compute(*numbers)
    except ValueError:
        return math.nan
    except OverflowError:
        return math.inf


def _logarithm(compute: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else compute(number)


def _of_one(name: str, compute: Callable[[float], float]) -> Function:
    def run(frame: Frame, value: Value) -> float:
        return _computed(compute, to_number(value, frame.zone))

    return Function(name, run, 1, 1)


FUNCTIONS = table(
    Function("number", _number, 0, 1),
    Function("int", _int, 1, 1),
    Function("round", _round, 1, 2),
    Function("floor", _floor, 1, 1),
    Function("ceiling", _ceiling, 1, 1),
    Function("sum", _sum, 1, 1),
    Function("max", _max, 1, ANY_NUMBER),
    Function("min", _min, 1, ANY_NUMBER),
    Function("pow", _pow, 2, 2),
    Function("atan2", _atan2, 2, 2),
    Function("pi", _pi, 0, 0),
    _of_one("abs", abs),
    _of_one("sqrt", math.sqrt),
    _of_one("exp", math.exp),
    _of_one("exp10", lambda number: math.pow(10, number)),
    _of_one("log", _logarithm(math.log)),
    _of_one("log10", _logarithm(math.log10)),
    _of_one("sin", math.sin),
    _of_one("cos", math.cos),
    _of_one("tan", math.tan),
    _of_one("asin", math.asin),
    _of_one("acos", math.acos),
    _of_one("atan", math.atan),
)
