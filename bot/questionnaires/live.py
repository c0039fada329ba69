"""The answers of one interview as a tree of nodes, the same shape as the form with each repeat's rounds side by side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from bot.questionnaires.form import Kind, Part
from bot.questionnaires.xpath.nodes import NodeKind

_NUMBERS = {"int", "decimal"}
_NOTHING = re.compile(r"-?0+(\.0*)?|false|")
_STEP = re.compile(r"([^\[\]]+)(?:\[([0-9]{1,9})\])?")


@dataclass(slots=True, eq=False, repr=False)
class LiveNode:
    """What expressions see of it are the `children` that count; `members` are all, those that sleep included.

    A node sleeps where it is not relevant, where a repeat has fewer rounds than it had, or where it is a part that was
    passed over: nothing of it is lost.
    """

    part: Part
    parent: "LiveNode | LiveDocument"
    text: str = ""
    relevant: bool = True
    surplus: bool = False  # a round beyond the present number of rounds
    passed_over: bool = False  # a part of the form that is left to others
    settled: bool = False  # answered or skipped by the respondent, not only filled in beforehand; a round: wanted
    closed: set[str] = field(default_factory=set)  # names of repeats in it to which nothing is to be added
    children: "list[LiveNode]" = field(default_factory=list)
    members: "list[LiveNode]" = field(default_factory=list)
    kind: NodeKind = NodeKind.ELEMENT
    attributes: "tuple[LiveNode, ...]" = ()
    name: str = field(init=False)
    _named: "dict[str, list[LiveNode]]" = field(default_factory=dict)  # the members

    def __post_init__(self) -> None:
        self.name = self.part.name

    @property
    def counts(self) -> bool:
        return self.relevant and not self.surplus and not self.passed_over

    @property
    def holds(self) -> bool:
        """Whether it is answered, and not with nothing: 0, or a calculation that says no."""
        if self.part.kind is not Kind.LEAF:
            return True
        if self.part.calculate or self.part.type in _NUMBERS:
            return _NOTHING.fullmatch(self.text) is None
        return self.text != ""

    def wake(self) -> None:
        """After a member has fallen asleep or woken."""
        self.children = [member for member in self.members if member.counts]

    def rounds_of(self, name: str) -> "list[LiveNode]":
        return list(self._named.get(name, ()))

    def add(self, node: "LiveNode") -> None:
        """Behind all that are there."""
        self.members.append(node)
        self._named.setdefault(node.part.name, []).append(node)

    def put(self, node: "LiveNode") -> None:
        """Behind those of its like, or where the form has it."""
        beside = self._named.setdefault(node.part.name, [])
        if beside:
            self.members.insert(self.members.index(beside[-1]) + 1, node)
        else:
            earlier = {part.name for part in takewhile(lambda part: part is not node.part, self.part.children)}
            self.members.insert(sum(member.part.name in earlier for member in self.members), node)
        beside.append(node)

    def take(self, node: "LiveNode") -> None:
        self.members.remove(node)
        self._named[node.part.name].remove(node)

    def member(self, name: str, number: int) -> "LiveNode | None":
        """Of its like, from 1."""
        beside = self._named.get(name, ())
        return beside[number - 1] if 1 <= number <= len(beside) else None

    def walk(self) -> "Iterator[LiveNode]":
        """This node and all below, sleeping ones included."""
        yield self
        for member in self.members:
            yield from member.walk()

    def awake(self) -> "Iterator[LiveNode]":
        """This node and all below that count."""
        yield self
        for child in self.children:
            yield from child.awake()


@dataclass(slots=True, eq=False, repr=False)
class LiveDocument:
    children: list[LiveNode] = field(default_factory=list)
    name: str = ""
    text: str = ""
    parent: None = None
    kind: NodeKind = NodeKind.DOCUMENT
    attributes: tuple[LiveNode, ...] = ()
    holds: bool = True

    @property
    def members(self) -> list[LiveNode]:
        return self.children


def grown(part: Part, parent: LiveNode | LiveDocument) -> LiveNode:
    """A node with all below it, as they are at the beginning."""
    node = LiveNode(part, parent, text=part.default)
    for below in part.children:
        for _round in range(below.rounds if below.kind is Kind.REPEAT else 1):
            node.add(grown(below, node))
    node.wake()
    return node


def number_of(node: LiveNode) -> int:
    """From 1, among the rounds of its repeat."""
    assert isinstance(node.parent, LiveNode), "a repeat stands in something"
    return node.parent.rounds_of(node.part.name).index(node) + 1


def path_of(node: LiveNode) -> str:
    """`/data/person[2]/name`: numbers on repeats and on nothing else."""
    above = path_of(node.parent) if isinstance(node.parent, LiveNode) else ""
    number = f"[{number_of(node)}]" if node.part.kind is Kind.REPEAT else ""
    return f"{above}/{node.part.name}{number}"


def is_awake(node: LiveNode) -> bool:
    """It counts, and so does everything that it stands in."""
    line: LiveNode | LiveDocument = node
    while isinstance(line, LiveNode):
        if not line.counts:
            return False
        line = line.parent
    return True


def find(root: LiveNode, path: str) -> LiveNode | None:
    """By its path; without a number it is the first round, and the number 1 may stand on anything."""
    node = root
    steps = path.removeprefix("/").split("/")
    if steps[:1] != [root.part.name]:
        return None
    for step in steps[1:]:
        found = _STEP.fullmatch(step)
        below = None if found is None else node.member(found[1], int(found[2] or "1"))
        if below is None:
            return None
        node = below
    return node
