"""An expression compiled once and evaluated often."""

from dataclasses import dataclass

from bot.questionnaires.xpath import paths
from bot.questionnaires.xpath.errors import XPathFunctionError, XPathValueError
from bot.questionnaires.xpath.frame import Effort, Evaluate, Frame
from bot.questionnaires.xpath.function import Function
from bot.questionnaires.xpath.functions.by_name import FUNCTIONS
from bot.questionnaires.xpath.grammar import parse
from bot.questionnaires.xpath.nodes import Node, root_of
from bot.questionnaires.xpath.operators import OPERATIONS
from bot.questionnaires.xpath.surroundings import Surroundings
from bot.questionnaires.xpath.tree import Call, Chain, Filtered, Negated, Number, Path, Text, Tree, Union
from bot.questionnaires.xpath.values import Value, to_boolean, to_number, to_string


@dataclass(frozen=True, slots=True)
class Expression:
    text: str
    tree: Tree
    _evaluate: Evaluate

    def value(self, node: Node, surroundings: Surroundings) -> Value:
        """Raises an XPathError where something cannot be worked out."""
        zone = surroundings.zone
        effort = Effort(surroundings.most_visits)
        return self._evaluate(Frame(node, 1, 1, node, surroundings, zone, effort, self.text))

    def string(self, node: Node, surroundings: Surroundings) -> str:
        return to_string(self.value(node, surroundings))

    def number(self, node: Node, surroundings: Surroundings) -> float:
        return to_number(self.value(node, surroundings), surroundings.zone)

    def boolean(self, node: Node, surroundings: Surroundings) -> bool:
        return to_boolean(self.value(node, surroundings))


def compile_expression(text: str) -> Expression:
    """Raises XPathSyntaxError. Unknown functions only fail when they are reached: `problems` finds them beforehand."""
    tree = parse(text)
    return Expression(text, tree, _compiled(tree))


def _compiled(tree: Tree) -> Evaluate:  # noqa: PLR0911  one way for each kind of tree
    match tree:
        case Number(value) | Text(value):
            return _constant(value)
        case Path():
            return paths.path(tree, _compiled)
        case Filtered(base, predicates):
            return paths.filters(_compiled(base), [_compiled(predicate) for predicate in predicates])
        case Union(parts):
            return paths.union([_compiled(part) for part in parts])
        case Negated(signs, operand):
            return _negated(_compiled(operand), -1 if signs % 2 else 1)
        case Chain(first, rest):
            return _chain(_compiled(first), [(operator, _compiled(operand)) for operator, operand in rest])
        case Call():
            return _call(tree)


def _constant(value: str | float) -> Evaluate:
    return lambda _frame: value


def _negated(operand: Evaluate, sign: int) -> Evaluate:
    def negated(frame: Frame) -> float:
        value = operand(frame)
        frame.effort.read(value)
        return sign * to_number(value, frame.zone)

    return negated


def _chain(first: Evaluate, rest: list[tuple[str, Evaluate]]) -> Evaluate:
    operator = rest[0][0]
    if operator in {"and", "or"}:
        return _lazy_chain([first, *(operand for _, operand in rest)], ends_with=operator == "or")
    links = [(OPERATIONS[sign], operand) for sign, operand in rest]

    def chained(frame: Frame) -> Value:
        value = first(frame)
        for operation, operand in links:
            right = operand(frame)
            frame.effort.read(value)
            frame.effort.read(right)
            if isinstance(value, tuple) and isinstance(right, tuple):
                frame.effort.spend(len(value) * len(right))
            if frame.surroundings.as_in_forms:
                value, right = _with_blanks(value, right, frame)
            value = operation(value, right, frame.zone)
        return value

    return chained


def _with_blanks(left: Value, right: Value, frame: Frame) -> tuple[Value, Value]:
    """What is absent is blank; only the empty cell of a list fits no question, be it answered or not."""
    if left != () and right != ():
        return left, right
    both_are_nodes = isinstance(left, tuple) and isinstance(right, tuple)
    if both_are_nodes and root_of(frame.node) is not frame.surroundings.root:
        return left, right
    return "" if left == () else left, "" if right == () else right


def _lazy_chain(operands: list[Evaluate], *, ends_with: bool) -> Evaluate:
    """The first that decides ends it: what comes after is not evaluated."""

    def decided(frame: Frame) -> bool:
        for operand in operands:
            if to_boolean(operand(frame)) is ends_with:
                return ends_with
        return not ends_with

    return decided


def _call(tree: Call) -> Evaluate:
    function = FUNCTIONS.get(tree.name)
    problem = f"There is no function {tree.name}()." if function is None else function.problem(len(tree.arguments))
    if function is None or problem:
        return _fails(problem, tree.position)
    return _bound(function, tuple(_compiled(argument) for argument in tree.arguments), tree.position)


def _fails(message: str, position: int) -> Evaluate:
    def fails(_frame: Frame) -> Value:
        raise XPathFunctionError(message, position)

    return fails


def _bound(function: Function, arguments: tuple[Evaluate, ...], position: int) -> Evaluate:
    run = function.run

    def called(frame: Frame) -> Value:
        try:
            if function.lazy:
                return run(frame, *arguments)
            values = [argument(frame) for argument in arguments]
            if function.reads:
                for value in values or [(frame.node,)]:
                    frame.effort.read(value)
            return run(frame, *values)
        except XPathValueError as error:
            error.position = error.position or position
            raise

    return called
