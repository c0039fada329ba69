"""A tree as text again; parsing it gives the same tree."""

from decimal import Decimal

from bot.questionnaires.xpath.grammar import LEVEL_OF
from bot.questionnaires.xpath.tree import (
    Axis,
    Call,
    Chain,
    Filtered,
    Negated,
    NodeType,
    Number,
    Path,
    Step,
    Text,
    Tree,
    Union,
)


def printed(tree: Tree) -> str:  # noqa: PLR0911  one way for each kind of tree
    match tree:
        case Number(value):
            return f"{Decimal(value):f}"  # every digit: what is read again is the same number
        case Text(value):
            return f"'{value}'" if '"' in value else f'"{value}"'
        case Call(name, arguments):
            return f"{name}({', '.join(map(printed, arguments))})"
        case Negated(signs, operand):
            return "-" * signs + _operand(operand, bare=not isinstance(operand, Chain | Negated))
        case Chain(first, rest):
            level = LEVEL_OF[rest[0][0]]
            others = (f"{operator} {_linked(operand, level)}" for operator, operand in rest)
            return " ".join([_linked(first, level), *others])
        case Union(parts):
            return " | ".join(_operand(part, bare=not isinstance(part, Chain | Negated | Union)) for part in parts)
        case Filtered(base, predicates):
            return _primary(base) + _predicates(predicates)
        case Path():
            return _path(tree)


def _linked(tree: Tree, level: int) -> str:
    """An operand in a chain: brackets only where they change the meaning, so that nothing is nested deeper than before."""
    return _operand(tree, bare=not isinstance(tree, Chain) or LEVEL_OF[tree.rest[0][0]] > level)


def _operand(tree: Tree, *, bare: bool) -> str:
    return printed(tree) if bare and tree != Path((), absolute=True) else f"({printed(tree)})"


def _primary(tree: Tree) -> str:
    return printed(tree) if isinstance(tree, Number | Text | Call) else f"({printed(tree)})"


def _path(path: Path) -> str:
    steps = "/".join(map(_step, path.steps))
    if path.start is None:
        return f"/{steps}" if path.absolute else steps
    start = printed(path.start) if isinstance(path.start, Filtered) else _primary(path.start)
    return f"{start}/{steps}"


def _step(step: Step) -> str:
    test = f"{step.test.value}()" if isinstance(step.test, NodeType) else step.test
    if not step.predicates and step.test is NodeType.NODE and step.axis in {Axis.SELF, Axis.PARENT}:
        return "." if step.axis is Axis.SELF else ".."
    axis = {Axis.CHILD: "", Axis.ATTRIBUTE: "@"}.get(step.axis, f"{step.axis.value}::")
    return axis + test + _predicates(step.predicates)


def _predicates(predicates: tuple[Tree, ...]) -> str:
    return "".join(f"[{printed(predicate)}]" for predicate in predicates)
