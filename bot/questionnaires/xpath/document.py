"""A plain tree of nodes: the simplest thing that an expression can be evaluated over."""

from dataclasses import dataclass, field

from bot.questionnaires.xpath.nodes import NodeKind


@dataclass(slots=True, eq=False, repr=False)
class PlainNode:
    kind: NodeKind
    name: str = ""
    text: str = ""
    parent: "PlainNode | None" = None
    children: "list[PlainNode]" = field(default_factory=list)
    attributes: "list[PlainNode]" = field(default_factory=list)

    @property
    def members(self) -> "list[PlainNode]":
        return self.children  # nothing sleeps here

    @property
    def holds(self) -> bool:
        return True

    def add(self, child: "PlainNode") -> "PlainNode":
        """Gives the child back, so that a tree can be written as it is built."""
        child.parent = self
        (self.attributes if child.kind is NodeKind.ATTRIBUTE else self.children).append(child)
        return child


def document() -> PlainNode:
    return PlainNode(NodeKind.DOCUMENT)


def element(name: str, text: str = "", **attributes: str) -> PlainNode:
    made = PlainNode(NodeKind.ELEMENT, name, text)
    for attribute, value in attributes.items():
        made.add(PlainNode(NodeKind.ATTRIBUTE, attribute, value))
    return made
