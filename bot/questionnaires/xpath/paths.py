"""Steps and predicates as closures."""

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from bot.questionnaires.xpath.axes import BACKWARDS, LEVEL_KEEPING, test_of, walk_of
from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Evaluate, Frame
from bot.questionnaires.xpath.narrowing import narrowing
from bot.questionnaires.xpath.nodes import Node, NodeKind, NodeSet, ancestors, in_document_order
from bot.questionnaires.xpath.tree import Axis, NodeType, Path, Step, Tree
from bot.questionnaires.xpath.values import Value, to_boolean

_ANYWHERE_BELOW = Step(Axis.DESCENDANT_OR_SELF, NodeType.NODE)
_COST_OF_SORTING = 20  # visits

Compile = Callable[[Tree], Evaluate]
_Stride = Callable[[Node, Frame], Sequence[Node]]


def path(tree: Path, compiled: Compile) -> Evaluate:
    start = None if tree.start is None else compiled(tree.start)
    steps = _shortened(tree.steps)
    strides = [(_stride(step, compiled), step.axis in LEVEL_KEEPING) for step in steps]
    absolute = tree.absolute
    names = _names_before_the_last(steps)

    def walked(frame: Frame) -> NodeSet:
        done = 0
        level = True
        if start is not None:
            found = node_set(start(frame))
            level = len(found) <= 1
        elif absolute and frame.surroundings.as_in_forms:
            node, done = _along(names, frame)
            found = (node,)
        else:
            found = (frame.surroundings.root if absolute else frame.node,)
        for stride, keeps_level in strides[done:]:
            level = level and keeps_level
            found = _stepped(found, stride, frame, level=level)
        return found

    return walked


def _names_before_the_last(steps: Sequence[Step]) -> list[str]:
    """Of steps that just name a child; the last may mean all rounds."""
    return [
        step.test
        for step in takewhile(lambda step: step.axis is Axis.CHILD and not step.predicates, steps[:-1])
        if isinstance(step.test, str)
    ]


def _along(names: Sequence[str], frame: Frame) -> tuple[Node, int]:
    """How far they lead along the places in which the expression stands: a node, and the number of names used."""
    line = [node for node in (frame.current, *ancestors(frame.current)) if node.kind is NodeKind.ELEMENT]
    reached, done = frame.surroundings.root, 0
    for name, node in zip(names, reversed(line), strict=False):
        if node.name != name:
            break
        reached, done = node, done + 1
    return reached, done


def _shortened(steps: tuple[Step, ...]) -> list[Step]:
    """`//name` is a walk over everything below, once, where no predicate counts the children of each."""
    found: list[Step] = []
    for step in steps:
        if found and found[-1] == _ANYWHERE_BELOW and step.axis is Axis.CHILD and not step.predicates:
            found[-1] = Step(Axis.DESCENDANT, step.test)
        else:
            found.append(step)
    return found


def _stepped(found: NodeSet, stride: _Stride, frame: Frame, *, level: bool) -> NodeSet:
    if len(found) == 1:
        return tuple(stride(found[0], frame))
    reached = [node for before in found for node in stride(before, frame)]
    if level:
        return tuple(dict.fromkeys(reached))
    frame.effort.spend(_COST_OF_SORTING * len(reached))
    return in_document_order(reached)


def _stride(step: Step, compiled: Compile) -> _Stride:
    walk = walk_of(step.axis)
    passes = test_of(step.axis, step.test)
    filters = [compiled(predicate) for predicate in step.predicates]
    backwards = step.axis in BACKWARDS
    if step.test is NodeType.NODE and step.axis in {Axis.SELF, Axis.PARENT} and not filters:
        return lambda node, _frame: tuple(walk(node))

    narrow = narrowing(step, compiled)

    def stride(node: Node, frame: Frame) -> Sequence[Node]:
        narrowed = None if narrow is None else narrow(node, frame)
        reached = walk(node) if narrowed is None else narrowed
        if not isinstance(reached, Sequence):
            reached = tuple(reached)
        frame.effort.spend(len(reached) + 1)
        nodes: Sequence[Node] = [other for other in reached if passes(other)]
        for keeps in filters:
            nodes = filtered(nodes, keeps, frame)
        return nodes[::-1] if backwards else nodes

    return stride


def filtered(nodes: Sequence[Node], keeps: Evaluate, frame: Frame) -> list[Node]:
    size = len(nodes)
    frame.effort.spend(size)
    return [
        node for position, node in enumerate(nodes, start=1) if _kept(keeps(frame.at(node, position, size)), position)
    ]


def _kept(value: Value, position: int) -> bool:
    if isinstance(value, float) and not isinstance(value, bool):
        return value == position
    return to_boolean(value)


def filters(base: Evaluate, predicates: Iterable[Evaluate]) -> Evaluate:
    keepers = tuple(predicates)

    def kept(frame: Frame) -> NodeSet:
        nodes: Sequence[Node] = node_set(base(frame))
        for keeps in keepers:
            nodes = filtered(nodes, keeps, frame)
        return tuple(nodes)

    return kept


def union(parts: Sequence[Evaluate]) -> Evaluate:
    def united(frame: Frame) -> NodeSet:
        return in_document_order(node for part in parts for node in node_set(part(frame)))

    return united


def node_set(value: Value) -> NodeSet:
    if not isinstance(value, tuple):
        raise XPathValueError("Questions of the form are asked for here, not a text, number or date.")
    return value
