"""`[column = …]` on a long table: only the rows that can fit are looked at. The predicate itself still decides."""

from collections.abc import Callable, Iterator, Sequence

from bot.questionnaires.xpath import moments
from bot.questionnaires.xpath.frame import Evaluate, Frame
from bot.questionnaires.xpath.nodes import Node, string_value
from bot.questionnaires.xpath.rows import Table
from bot.questionnaires.xpath.tree import Axis, Call, Chain, Path, Step, Text, Tree, walk

Narrow = Callable[[Node, Frame], Sequence[Node] | None]


def narrowing(step: Step, compiled: Callable[[Tree], Evaluate]) -> Narrow | None:
    """None where the step does not ask for rows by one of their columns, or counts them."""
    if step.axis is not Axis.CHILD or not step.predicates or _counts(step.predicates[0]):
        return None
    for part in _joined_by_and(step.predicates[0]):
        for column, other in _sides(part):
            if (name := _column(column)) and _is_the_same_for_all(other):
                return _by(name, compiled(other))
    return None


def _by(column: str, wanted: Evaluate) -> Narrow:
    def narrowed(node: Node, frame: Frame) -> Sequence[Node] | None:
        if not isinstance(node, Table):
            return None
        value = wanted(frame)
        text = string_value(value[0]) if isinstance(value, tuple) and len(value) == 1 else value
        if not isinstance(text, str) or not text or moments.looks_like_a_date(text):
            return None  # what is blank fits where the column lacks; dates fit dates that are written in another way
        return node.having(column, text)

    return narrowed


def _counts(predicate: Tree) -> bool:
    return any(isinstance(part, Call) and part.name in {"position", "last"} for part, _depth in walk(predicate))


def _joined_by_and(tree: Tree) -> Iterator[Tree]:
    if isinstance(tree, Chain) and tree.rest[0][0] == "and":
        yield tree.first
        yield from (part for _and, part in tree.rest)
    else:
        yield tree


def _sides(tree: Tree) -> tuple[tuple[Tree, Tree], ...]:
    if isinstance(tree, Chain) and len(tree.rest) == 1 and tree.rest[0][0] == "=":
        return (tree.first, tree.rest[0][1]), (tree.rest[0][1], tree.first)
    return ()


def _column(tree: Tree) -> str:
    if not isinstance(tree, Path) or tree.absolute or tree.start is not None or len(tree.steps) != 1:
        return ""
    step = tree.steps[0]
    return step.test if step.axis is Axis.CHILD and isinstance(step.test, str) and not step.predicates else ""


def _is_the_same_for_all(tree: Tree) -> bool:
    """Whatever row it is asked for."""
    if isinstance(tree, Text):
        return True
    begins_elsewhere = isinstance(tree, Path) and (tree.absolute or tree.start == Call("current", ()))
    return begins_elsewhere and isinstance(tree, Path) and not any(step.predicates for step in tree.steps)
