"""What an expression needs to know of the form's instance, and of the lists beside it."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum, auto
from typing import Protocol


class NodeKind(Enum):
    DOCUMENT = auto()
    ELEMENT = auto()
    ATTRIBUTE = auto()
    TEXT = auto()
    COMMENT = auto()
    INSTRUCTION = auto()


class Node(Protocol):
    """One node; equal only to itself, and hashable.

    `text` is the node's own text: of an element, what it holds where it has no children. An instance of a form needs
    documents, elements and attributes only; texts between elements, comments and instructions may be left out.
    `members` are the children and those that sleep: expressions do not see these, but they keep their numbers.
    `holds` is what the node is as a condition of its own: in XPath any node is true, of a question it is the answer.
    """

    @property
    def kind(self) -> NodeKind: ...
    @property
    def name(self) -> str: ...  # as the form writes it, with its prefix; "" where there is none
    @property
    def text(self) -> str: ...
    @property
    def parent(self) -> "Node | None": ...
    @property
    def children(self) -> "Sequence[Node]": ...
    @property
    def members(self) -> "Sequence[Node]": ...
    @property
    def attributes(self) -> "Sequence[Node]": ...
    @property
    def holds(self) -> bool: ...


NodeSet = tuple[Node, ...]  # in document order, none twice

_SILENT = {NodeKind.COMMENT, NodeKind.INSTRUCTION}


def string_value(node: Node) -> str:
    if not node.children:
        return node.text
    return "".join(below.text for below in descendants(node) if not below.children and below.kind not in _SILENT)


def descendants(node: Node) -> Iterator[Node]:
    waiting = list(reversed(node.children))
    while waiting:
        below = waiting.pop()
        yield below
        waiting.extend(reversed(below.children))


def root_of(node: Node) -> Node:
    while node.parent is not None:
        node = node.parent
    return node


def ancestors(node: Node) -> Iterator[Node]:
    """From the parent upwards."""
    above = node.parent
    while above is not None:
        yield above
        above = above.parent


def siblings(node: Node) -> Sequence[Node]:
    """The node and those beside it, sleeping ones included; an attribute stands alone."""
    if node.parent is None or node.kind is NodeKind.ATTRIBUTE:
        return (node,)
    return node.parent.members


def same_named_position(node: Node) -> int:
    """From 1: the number of a repeat among its like."""
    before = 1
    for beside in siblings(node):
        if beside is node:
            break
        before += beside.kind is node.kind and beside.name == node.name
    return before


def path_of(node: Node, *, numbered: bool = False) -> str:
    """`/data/person/name`, or with every element's number `/data[1]/person[2]/name[1]`."""
    line = [step for step in (node, *ancestors(node)) if step.kind is not NodeKind.DOCUMENT]
    return "".join(
        f"/{'@' if step.kind is NodeKind.ATTRIBUTE else ''}{step.name}"
        + (f"[{same_named_position(step)}]" if numbered else "")
        for step in reversed(line)
    )


def in_document_order(nodes: Iterable[Node]) -> NodeSet:
    unique = tuple(dict.fromkeys(nodes))
    if len(unique) < 2:  # noqa: PLR2004  nothing to sort
        return unique
    ranks: dict[Node, dict[Node, int]] = {}
    return tuple(sorted(unique, key=lambda node: _place(node, ranks)))


def _place(node: Node, ranks: dict[Node, dict[Node, int]]) -> tuple[int, ...]:
    """The way from the root, as numbers; attributes stand before the children of their element."""
    place: list[int] = []
    above = node.parent
    while above is not None:
        if above not in ranks:
            members = (*above.attributes, *above.members)
            ranks[above] = {member: rank for rank, member in enumerate(members)}
        place.append(ranks[above][node])
        node, above = above, above.parent
    return tuple(reversed(place))
