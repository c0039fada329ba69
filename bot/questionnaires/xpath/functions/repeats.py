"""Answers of another round of a repeat."""

import math
from collections.abc import Sequence
from dataclasses import replace

from bot.questionnaires.xpath.frame import Evaluate, Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.nodes import Node, NodeKind, NodeSet, path_of, same_named_position
from bot.questionnaires.xpath.paths import node_set
from bot.questionnaires.xpath.values import to_number

_MOST_LEVELS = 5  # of repeats inside repeats, as in Collect


def _indexed_repeat(frame: Frame, wanted: Evaluate, *repeats_and_numbers: Evaluate) -> NodeSet:
    """The outermost repeat first; a number that no round has finds nothing."""
    inside = frame.surroundings.root
    for repeat, number in zip(repeats_and_numbers[::2], repeats_and_numbers[1::2], strict=True):
        at = to_number(number(frame), frame.zone)
        rounds = _like(repeat, frame, inside) if math.isfinite(at) else ()
        found = next((node for node in rounds if same_named_position(node) == int(at)), None)
        if found is None:
            return ()
        inside = found
    return tuple(_like(wanted, frame, inside))


def _like(evaluate: Evaluate, frame: Frame, inside: Node) -> Sequence[Node]:
    """What has the same path but for the numbers, below a certain round: so `../name` may be asked for, too."""
    examples = node_set(evaluate(replace(frame, current=frame.surroundings.root)))
    if not examples:
        return ()
    names = path_of(examples[0]).split("/")[1:]
    above = path_of(inside).split("/")[1:] if inside.kind is NodeKind.ELEMENT else []
    if names[: len(above)] != above:
        return ()
    found: Sequence[Node] = (inside,)
    for name in names[len(above) :]:
        found = [child for node in found for child in node.children if child.name == name]
        frame.effort.spend(len(found))
    return found


FUNCTIONS = table(Function("indexed-repeat", _indexed_repeat, 3, 1 + 2 * _MOST_LEVELS, lazy=True, multiple=2))
