"""Regular expressions, by re2: no pattern takes exponential time."""

import re2

from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import Function, table
from bot.questionnaires.xpath.values import Value, to_string

_LONGEST = 2_000  # characters of a pattern


def pattern_problem(pattern: str) -> str:
    """Why re2 refuses a pattern; empty if it takes it."""
    if len(pattern) > _LONGEST:
        return f"longer than {_LONGEST} characters"
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        told = error.args[0] if error.args else ""
        return told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
    return ""


def _regex(_frame: Frame, text: Value, pattern: Value) -> bool:
    sought = to_string(pattern)
    if problem := pattern_problem(sought):
        raise XPathValueError(f"This pattern cannot be used: {problem}.")
    options = re2.Options()
    options.log_errors = False
    return re2.compile(sought, options).search(to_string(text)) is not None


FUNCTIONS = table(Function("regex", _regex, 2, 2))
