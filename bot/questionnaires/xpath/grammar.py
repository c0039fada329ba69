"""From tokens to a tree."""

import math
from dataclasses import dataclass

from bot.questionnaires.xpath.errors import XPathSyntaxError
from bot.questionnaires.xpath.tokens import Kind, Token, tokens
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
    walk,
)

DEEPEST = 100  # levels of brackets, calls and operators: well within Python's own stack

# Loosest first; each level reads from left to right.
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
LEVEL_OF = {operator: level for level, operators in enumerate(_LEVELS) for operator in operators}
_AXES = frozenset(axis.value for axis in Axis)
_TYPES = frozenset(kind.value for kind in NodeType)
_ANYWHERE_BELOW = Step(Axis.DESCENDANT_OR_SELF, NodeType.NODE)


def parse(text: str) -> Tree:
    """Raises XPathSyntaxError, with the position of what is wrong, for everything that is no expression."""
    reader = _Reader(tokens(text))
    tree = _expression(reader, 0)
    if reader.next.kind is not Kind.END:
        raise _unexpected(reader.next)
    if max(depth for _, depth in walk(tree)) > DEEPEST:
        raise XPathSyntaxError(f"The expression is nested more than {DEEPEST} levels deep.")
    return tree


@dataclass(slots=True)
class _Reader:
    tokens: list[Token]
    at: int = 0
    depth: int = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def takes(self, *texts: str) -> bool:
        """Whether the next token is one of these; if so it is taken."""
        token = self.next
        if token.text in texts and token.kind in {Kind.SIGN, Kind.OPERATOR}:
            self.at += 1
            return True
        return False

    def must(self, text: str) -> None:
        if not self.takes(text):
            raise _unexpected(self.next, text)

    def follows(self, text: str) -> bool:
        return self.next.kind is not Kind.END and self.tokens[self.at + 1].text == text


def _unexpected(token: Token, wanted: str = "") -> XPathSyntaxError:
    found = f"“{token.text}”" if token.text else "the end"
    hint = f" instead of “{wanted}”" if wanted else ""
    return XPathSyntaxError(f"Here stands {found}{hint}, where the expression cannot go on like that.", token.position)


def _expression(reader: _Reader, loosest: int) -> Tree:
    reader.depth += 1
    if reader.depth > DEEPEST:
        raise XPathSyntaxError(f"The expression is nested more than {DEEPEST} levels deep.", reader.next.position)
    left = _operand(reader)
    while (level := _level(reader.next)) >= loosest:
        rest: list[tuple[str, Tree]] = []
        while _level(reader.next) == level:
            operator = reader.take().text
            rest.append((operator, _expression(reader, level + 1)))
        left = Chain(left, tuple(rest))
    reader.depth -= 1
    return left


def _level(token: Token) -> int:
    return LEVEL_OF.get(token.text, -1) if token.kind is Kind.OPERATOR else -1


def _operand(reader: _Reader) -> Tree:
    signs = 0
    while reader.takes("-"):
        signs += 1
    parts = [_path(reader)]
    while reader.takes("|"):
        parts.append(_path(reader))
    tree = parts[0] if len(parts) == 1 else Union(tuple(parts))
    return Negated(signs, tree) if signs else tree


def _path(reader: _Reader) -> Tree:
    if not _begins_a_step(reader) and not _is(reader.next, "/", "//"):
        base = _filtered(reader)
        return Path(tuple(_further_steps(reader)), start=base) if _is(reader.next, "/", "//") else base
    steps: list[Step] = []
    absolute = _is(reader.next, "/", "//")
    if reader.takes("//"):
        steps.append(_ANYWHERE_BELOW)
        steps.append(_step(reader))
    elif reader.takes("/"):
        if not _begins_a_step(reader):
            return Path((), absolute=True)
        steps.append(_step(reader))
    else:
        steps.append(_step(reader))
    return Path((*steps, *_further_steps(reader)), absolute=absolute)


def _is(token: Token, *texts: str) -> bool:
    return token.kind is Kind.SIGN and token.text in texts


def _further_steps(reader: _Reader) -> list[Step]:
    steps: list[Step] = []
    while _is(reader.next, "/", "//"):
        if reader.take().text == "//":
            steps.append(_ANYWHERE_BELOW)
        steps.append(_step(reader))
    return steps


def _begins_a_step(reader: _Reader) -> bool:
    token = reader.next
    if token.kind is Kind.NAME:
        return not reader.follows("(") or token.text in _TYPES or token.text.endswith("*")
    return _is(token, ".", "..", "@")


def _step(reader: _Reader) -> Step:
    if reader.takes("."):
        return Step(Axis.SELF, NodeType.NODE, _predicates(reader))
    if reader.takes(".."):
        return Step(Axis.PARENT, NodeType.NODE, _predicates(reader))
    axis = Axis.ATTRIBUTE if reader.takes("@") else Axis.CHILD
    if axis is Axis.CHILD and reader.next.text in _AXES and reader.follows("::"):
        axis = Axis(reader.take().text)
        reader.must("::")
    token = reader.take()
    if token.kind is not Kind.NAME:
        raise _unexpected(token)
    test: str | NodeType = token.text
    if token.text in _TYPES and reader.takes("("):
        test = NodeType(token.text)
        if test is NodeType.INSTRUCTION and reader.next.kind is Kind.TEXT:
            reader.take()
        reader.must(")")
    return Step(axis, test, _predicates(reader))


def _predicates(reader: _Reader) -> tuple[Tree, ...]:
    found: list[Tree] = []
    while reader.takes("["):
        found.append(_expression(reader, 0))
        reader.must("]")
    return tuple(found)


def _filtered(reader: _Reader) -> Tree:
    base = _primary(reader)
    predicates = _predicates(reader)
    return Filtered(base, predicates) if predicates else base


def _primary(reader: _Reader) -> Tree:
    token = reader.take()
    if token.kind is Kind.NUMBER:
        return _number(token)
    if token.kind is Kind.TEXT:
        return Text(token.text[1:-1])
    if token.kind is Kind.NAME and reader.takes("("):
        return Call(token.text, _arguments(reader), token.position)
    if _is(token, "("):
        inside = _expression(reader, 0)
        reader.must(")")
        return inside
    raise _unexpected(token)


def _number(token: Token) -> Number:
    value = float(token.text)
    if math.isinf(value):
        raise XPathSyntaxError("This number is too big.", token.position)
    return Number(value)


def _arguments(reader: _Reader) -> tuple[Tree, ...]:
    if reader.takes(")"):
        return ()
    found = [_expression(reader, 0)]
    while reader.takes(","):
        found.append(_expression(reader, 0))
    reader.must(")")
    return tuple(found)
