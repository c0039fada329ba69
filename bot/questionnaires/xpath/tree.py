"""An expression as a tree: frozen, comparable, and the same for evaluation, lint and printing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, StrEnum


class Axis(StrEnum):
    ANCESTOR = "ancestor"
    ANCESTOR_OR_SELF = "ancestor-or-self"
    ATTRIBUTE = "attribute"
    CHILD = "child"
    DESCENDANT = "descendant"
    DESCENDANT_OR_SELF = "descendant-or-self"
    FOLLOWING = "following"
    FOLLOWING_SIBLING = "following-sibling"
    PARENT = "parent"
    PRECEDING = "preceding"
    PRECEDING_SIBLING = "preceding-sibling"
    SELF = "self"


class NodeType(Enum):  # no StrEnum: text() is not a question named text
    NODE = "node"
    TEXT = "text"
    COMMENT = "comment"
    INSTRUCTION = "processing-instruction"


@dataclass(frozen=True, slots=True)
class Number:
    value: float


@dataclass(frozen=True, slots=True)
class Text:
    value: str


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple["Tree", ...]
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Negated:
    """`signs` minus signs, one after the other."""

    signs: int
    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one precedence, read from left to right: flat, so that a long sum is not a deep tree."""

    first: "Tree"
    rest: tuple[tuple[str, "Tree"], ...]


@dataclass(frozen=True, slots=True)
class Step:
    axis: Axis
    test: str | NodeType  # a name, `*`, `prefix:*`, or a type
    predicates: tuple["Tree", ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """From the root, or from `start` (a call, a bracket), or from the current node."""

    steps: tuple[Step, ...]
    absolute: bool = False
    start: "Tree | None" = None


@dataclass(frozen=True, slots=True)
class Filtered:
    """A bracket or a call with predicates of its own."""

    base: "Tree"
    predicates: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Union:
    parts: tuple["Tree", ...]


Tree = Number | Text | Call | Negated | Chain | Path | Filtered | Union


def branches(tree: Tree) -> tuple[Tree, ...]:
    match tree:
        case Call(arguments=parts) | Union(parts):
            return parts
        case Negated(operand=operand):
            return (operand,)
        case Chain(first, rest):
            return (first, *(operand for _, operand in rest))
        case Filtered(base, predicates):
            return (base, *predicates)
        case Path(steps, start=start):
            inside = tuple(predicate for step in steps for predicate in step.predicates)
            return inside if start is None else (start, *inside)
    return ()


def walk(tree: Tree) -> Iterator[tuple[Tree, int]]:
    """Every part with its depth, the whole first; no recursion, so that it can measure what is too deep."""
    waiting = [(tree, 1)]
    while waiting:
        part, depth = waiting.pop()
        yield part, depth
        waiting.extend((branch, depth + 1) for branch in reversed(branches(part)))
