"""Answers of another round of a repeat."""

import math

from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.nodes import Node, NodeSet, ancestors, same_named_position
from bot.questionnaires.xpath.paths import node_set
from bot.questionnaires.xpath.values import Value, to_number

_MOST_LEVELS = 5  # of repeats inside repeats, as in Collect


def _indexed_repeat(frame: Frame, wanted: Value, *repeats_and_numbers: Value) -> NodeSet:
    """The outermost repeat first; a number that no round has finds nothing."""
    inside: Node | None = None
    for repeat, number in zip(repeats_and_numbers[::2], repeats_and_numbers[1::2], strict=True):
        at = to_number(number, frame.zone)
        if not math.isfinite(at):
            return ()
        rounds = (node for node in node_set(repeat) if inside is None or _is_below(node, inside))
        inside = next((node for node in rounds if same_named_position(node) == int(at)), None)
        if inside is None:
            return ()
    return tuple(node for node in node_set(wanted) if inside is None or _is_below(node, inside))


def _is_below(node: Node, above: Node) -> bool:
    return any(ancestor is above for ancestor in ancestors(node))


FUNCTIONS = table(Function("indexed-repeat", _indexed_repeat, 3, 1 + 2 * _MOST_LEVELS, reads=False, multiple=2))
