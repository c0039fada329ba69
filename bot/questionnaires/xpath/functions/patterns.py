"""Regular expressions, by re2: no pattern takes exponential time."""

from typing import Any

from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.values import Value, to_string

_LONGEST = 2_000  # characters of a pattern


class _UnusableError(ValueError):
    """Why re2 refuses a pattern."""


def pattern_problem(pattern: str) -> str:
    """Why re2 refuses a pattern; empty if it takes it."""
    try:
        _compiled(pattern)
    except _UnusableError as problem:
        return str(problem)
    return ""


def _compiled(pattern: str) -> Any:
    import re2  # noqa: PLC0415 - 2 MiB for the few forms that have patterns

    if len(pattern) > _LONGEST:
        raise _UnusableError(f"longer than {_LONGEST} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        told = error.args[0] if error.args else ""
        raise _UnusableError(told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)) from error


def _regex(_frame: Frame, text: Value, pattern: Value) -> bool:
    try:
        sought = _compiled(to_string(pattern))
    except _UnusableError as problem:
        raise XPathValueError(f"This pattern cannot be used: {problem}.") from problem
    return sought.search(to_string(text)) is not None


FUNCTIONS = table(Function("regex", _regex, 2, 2))
