"""Answers with one or several choices, which are kept as names with spaces between them."""

import math

from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.values import Value, to_number, to_string


def _selected(_frame: Frame, chosen: Value, choice: Value) -> bool:
    return to_string(choice).strip() in (to_string(chosen).split() or [""])


def _selected_at(frame: Frame, chosen: Value, index: Value) -> str:
    names = to_string(chosen).split()
    at = to_number(index, frame.zone)
    return "" if math.isnan(at) or not 0 <= at < len(names) else names[int(at)]


def _count_selected(_frame: Frame, chosen: Value) -> float:
    return float(len(to_string(chosen).split()))


FUNCTIONS = table(
    Function("selected", _selected, 2, 2),
    Function("is-selected", _selected, 2, 2),  # an old name that JavaRosa still takes
    Function("selected-at", _selected_at, 2, 2),
    Function("count-selected", _count_selected, 1, 1),
)
