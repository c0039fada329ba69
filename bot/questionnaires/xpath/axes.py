"""The twelve axes: from one node to others, nearest first."""

from collections.abc import Callable, Iterable, Sequence

from bot.questionnaires.xpath.nodes import Node, NodeKind, ancestors, descendants, siblings
from bot.questionnaires.xpath.tree import Axis, NodeType

Walk = Callable[[Node], Iterable[Node]]

_KINDS = {
    NodeType.TEXT: NodeKind.TEXT,
    NodeType.COMMENT: NodeKind.COMMENT,
    NodeType.INSTRUCTION: NodeKind.INSTRUCTION,
}
BACKWARDS = {Axis.ANCESTOR, Axis.ANCESTOR_OR_SELF, Axis.PRECEDING, Axis.PRECEDING_SIBLING}
# After these steps from one node, all found are on one level and in order: nothing needs to be sorted.
LEVEL_KEEPING = {Axis.CHILD, Axis.ATTRIBUTE, Axis.SELF, Axis.PARENT}


def walk_of(axis: Axis) -> Walk:
    return _WALKS[axis]


def test_of(axis: Axis, test: str | NodeType) -> Callable[[Node], bool]:
    if isinstance(test, NodeType):
        return _type_test(test)
    kind = NodeKind.ATTRIBUTE if axis is Axis.ATTRIBUTE else NodeKind.ELEMENT
    if test == "*":
        return lambda node: node.kind is kind
    if test.endswith(":*"):
        prefix = test[:-1]
        return lambda node: node.kind is kind and node.name.startswith(prefix)
    return lambda node: node.name == test and node.kind is kind


def _type_test(test: NodeType) -> Callable[[Node], bool]:
    if test is NodeType.NODE:
        return lambda _node: True
    kind = _KINDS[test]
    return lambda node: node.kind is kind


def _following_siblings(node: Node) -> Iterable[Node]:
    beside = siblings(node)
    return _awake(beside[_index(node, beside) + 1 :], node.parent)


def _preceding_siblings(node: Node) -> Iterable[Node]:
    beside = siblings(node)
    return reversed(_awake(beside[: _index(node, beside)], node.parent))


def _index(node: Node, beside: Sequence[Node]) -> int:
    """Behind them all, where it is not one of them yet."""
    return next((index for index, other in enumerate(beside) if other is node), len(beside))


def _awake(nodes: Sequence[Node], parent: Node | None) -> Sequence[Node]:
    if parent is None or len(parent.children) == len(parent.members):
        return nodes
    seen = set(parent.children)
    return [node for node in nodes if node in seen]


def _following(node: Node) -> Iterable[Node]:
    if node.kind is NodeKind.ATTRIBUTE and node.parent is not None:
        yield from descendants(node.parent)
    for line in (node, *ancestors(node)):
        for beside in _following_siblings(line):
            yield beside
            yield from descendants(beside)


def _preceding(node: Node) -> Iterable[Node]:
    for line in (node, *ancestors(node)):
        for beside in _preceding_siblings(line):
            yield from reversed(tuple(descendants(beside)))
            yield beside


def _parent(node: Node) -> Iterable[Node]:
    return () if node.parent is None else (node.parent,)


_WALKS: dict[Axis, Walk] = {
    Axis.ANCESTOR: ancestors,
    Axis.ANCESTOR_OR_SELF: lambda node: (node, *ancestors(node)),
    Axis.ATTRIBUTE: lambda node: node.attributes,
    Axis.CHILD: lambda node: node.children,
    Axis.DESCENDANT: descendants,
    Axis.DESCENDANT_OR_SELF: lambda node: (node, *descendants(node)),
    Axis.FOLLOWING: _following,
    Axis.FOLLOWING_SIBLING: _following_siblings,
    Axis.PARENT: _parent,
    Axis.PRECEDING: _preceding,
    Axis.PRECEDING_SIBLING: _preceding_siblings,
    Axis.SELF: lambda node: (node,),
}
