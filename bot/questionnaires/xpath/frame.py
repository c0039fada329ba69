"""Where an evaluation stands: the node, its place among others, and the work done so far."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from itertools import islice

from bot.questionnaires.xpath.errors import XPathTooMuchWorkError
from bot.questionnaires.xpath.nodes import Node, descendants
from bot.questionnaires.xpath.surroundings import Surroundings
from bot.questionnaires.xpath.values import Value


@dataclass(slots=True)
class Effort:
    left: int
    draws: int = 0  # how often chance was asked

    def spend(self, visits: int) -> None:
        self.left -= visits
        if self.left < 0:
            raise XPathTooMuchWorkError("The expression looks at too many nodes.")

    def read(self, value: Value) -> None:
        """The text of a group is that of all in it."""
        if isinstance(value, tuple):
            self.spend(len(value))
            for node in value:
                if node.children:
                    self.spend(sum(1 for _below in islice(descendants(node), self.left + 1)))


@dataclass(slots=True)
class Frame:
    node: Node
    position: int
    size: int
    current: Node  # the node that the whole expression belongs to
    surroundings: Surroundings
    zone: tzinfo
    effort: Effort
    expression: str  # its text: chance differs from expression to expression

    def at(self, node: Node, position: int, size: int) -> "Frame":
        return Frame(
            node,
            position,
            size,
            self.current,
            self.surroundings,
            self.zone,
            self.effort,
            self.expression,
        )


Evaluate = Callable[[Frame], Value]
