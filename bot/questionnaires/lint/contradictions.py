"""Conditions that cannot hold together: `${age} > 18 and ${age} < 12`."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.questionnaires.lint.book import Book, Question
from bot.questionnaires.lint.expressions import HERE, named, subject
from bot.questionnaires.xpath.tree import Call, Chain, Number, Text, Tree

_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


@dataclass
class _Wanted:
    """What the conditions leave of the answers to one question."""

    equal: set[str] = field(default_factory=set)
    unequal: set[str] = field(default_factory=set)
    above: tuple[float, bool] = (-math.inf, False)  # and whether the number itself is left out
    below: tuple[float, bool] = (math.inf, False)

    def add(self, sign: str, value: str) -> None:
        number = _number(value)
        if sign == "=":
            self.equal.add(value if number is None else f"{number:g}")
        elif sign == "!=":
            self.unequal.add(value if number is None else f"{number:g}")
        elif number is not None and sign.startswith(">"):
            self.above = max(self.above, (number, sign == ">"))
        elif number is not None:
            strict = sign == "<"
            if (number, not strict) < (self.below[0], not self.below[1]):
                self.below = (number, strict)

    @property
    def is_impossible(self) -> bool:
        if len(self.equal) > 1 or self.equal & self.unequal:
            return True
        bounds = [
            (self.above, self.below),
            *(((n, False), self.below) for n in self._numbers()),
            *((self.above, (n, False)) for n in self._numbers()),
        ]
        return any(low > high or (low == high and (low_out or high_out)) for (low, low_out), (high, high_out) in bounds)

    def _numbers(self) -> list[float]:
        return [number for value in self.equal if (number := _number(value)) is not None]


def contradicting(trees: Iterable[Tree], book: Book, asker: Question) -> str:
    """The name of a question about which these conditions, all to be met, contradict each other; empty if there is none."""
    wanted: dict[str, _Wanted] = {}
    for tree in trees:
        for name, sign, value in _conditions(tree, book):
            if name == HERE or _is_one_answer(name, book, asker):
                wanted.setdefault(name, _Wanted()).add(sign, value)
    return next((name for name, one in wanted.items() if one.is_impossible), "")


def _conditions(tree: Tree, book: Book) -> Iterator[tuple[str, str, str]]:
    match tree:
        case Chain(first, rest) if rest[0][0] == "and":
            for part in (first, *(operand for _, operand in rest)):
                yield from _conditions(part, book)
        case Chain(left, ((sign, right),)) if sign in _TURNED:
            for path, value, meant in ((left, right, sign), (right, left, _TURNED[sign])):
                name = subject(path)
                if name and isinstance(value, Text | Number):
                    yield name, meant, value.value if isinstance(value, Text) else f"{value.value:g}"
        case Call("selected", (path, Text(value))):
            question = book.one(named(path))
            if question is not None and question.kind == "select_one":
                yield question.name, "=", value


def _is_one_answer(name: str, book: Book, asker: Question) -> bool:
    """Several rounds have several answers, and one of them may fit each condition."""
    question = book.one(name)
    if question is None:
        return False
    around = set(asker.parents())
    return all(parent in around for parent in question.parents() if parent.kind == "repeat")


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
