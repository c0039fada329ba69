"""What can be said against an expression before anybody answers: for the lint."""

from dataclasses import dataclass
from enum import StrEnum

from bot.questionnaires.xpath.errors import XPathSyntaxError
from bot.questionnaires.xpath.functions.by_name import FUNCTIONS
from bot.questionnaires.xpath.functions.patterns import pattern_problem
from bot.questionnaires.xpath.grammar import parse
from bot.questionnaires.xpath.tree import Call, Text, Tree, walk


class ProblemKind(StrEnum):
    SYNTAX = "syntax"
    UNKNOWN_FUNCTION = "unknown function"
    ARITY = "wrong number of arguments"
    PATTERN = "pattern refused"
    UNANCHORED = "pattern not anchored"  # Collect matches the whole answer, Enketo any part of it


@dataclass(frozen=True, slots=True)
class Problem:
    kind: ProblemKind
    message: str
    position: int  # characters from 0


def problems(text: str) -> tuple[Problem, ...]:
    try:
        tree = parse(text)
    except XPathSyntaxError as error:
        return (Problem(ProblemKind.SYNTAX, error.message, error.position),)
    return problems_in(tree)


def problems_in(tree: Tree) -> tuple[Problem, ...]:
    return tuple(problem for part, _depth in walk(tree) if (problem := _problem(part)) is not None)


def _problem(part: Tree) -> Problem | None:
    if not isinstance(part, Call):
        return None
    function = FUNCTIONS.get(part.name)
    if function is None:
        return Problem(ProblemKind.UNKNOWN_FUNCTION, f"There is no function {part.name}().", part.position)
    if wrong := function.problem(len(part.arguments)):
        return Problem(ProblemKind.ARITY, wrong, part.position)
    return _pattern_problem(part) if part.name == "regex" else None


def _pattern_problem(call: Call) -> Problem | None:
    pattern = call.arguments[1]
    if not isinstance(pattern, Text):
        return None
    if wrong := pattern_problem(pattern.value):
        return Problem(ProblemKind.PATTERN, f"This pattern cannot be used: {wrong}.", call.position)
    if not is_anchored(pattern.value):
        told = "This pattern is found anywhere in the answer; write ^…$ for the whole answer, as Collect takes it."
        return Problem(ProblemKind.UNANCHORED, told, call.position)
    return None


def is_anchored(pattern: str) -> bool:
    """Whether it means the same for all that look at the whole answer, and for all that look for a part of it."""
    return pattern.startswith(("^", ".*")) and pattern.endswith(("$", ".*"))
