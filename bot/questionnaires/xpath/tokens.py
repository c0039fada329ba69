"""From the text of an expression to its tokens."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from bot.questionnaires.xpath.errors import XPathSyntaxError

LONGEST = 200_000  # characters; a cell of a spreadsheet holds 32,767, and `${name}` grows into a path


class Kind(Enum):
    NUMBER = auto()
    TEXT = auto()
    NAME = auto()
    OPERATOR = auto()  # and or div mod * = != < <= > >= + - |
    SIGN = auto()  # everything else: / // ( ) [ ] , . .. @ ::
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    position: int


_NAME = r"[^\W\d][\w.\-·]*"
_COMMON = rf"""
    (?P<NUMBER>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<TEXT>"[^"]*"|'[^']*')
  | (?P<NAME>{_NAME}(?::(?!:)(?:{_NAME}|\*))?)
  | (?P<OPERATOR>!=|<=|>=|[=<>+\-|])
  | (?P<SIGN>//|::|\.\.|[/()\[\],.@])
"""
_SPACE = re.compile(r"[ \t\r\n]*")
_AN_OPERAND_IS_DUE = re.compile(rf"(?P<STAR>\*) | {_COMMON}", re.VERBOSE)
# Where an operand has just ended, `*` multiplies and `div` divides.
_AN_OPERATOR_IS_DUE = re.compile(rf"(?P<WORD>\*|(?:and|or|div|mod)(?![^\W\d]|[.\-·:])) | {_COMMON}", re.VERBOSE)
_KINDS = {kind.name: kind for kind in Kind} | {"STAR": Kind.NAME, "WORD": Kind.OPERATOR}
_BEFORE_AN_OPERAND = {"(", "[", ",", "/", "//", "@", "::"}


def tokens(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise XPathSyntaxError(f"The expression is longer than {LONGEST} characters.", LONGEST)
    found: list[Token] = []
    at = _skip_space(text, 0)
    pattern = _AN_OPERAND_IS_DUE
    while at < len(text):
        match = pattern.match(text, at)
        if match is None or match.lastgroup is None:
            raise _unreadable(text, at)
        token = Token(_KINDS[match.lastgroup], match.group(), at)
        found.append(token)
        at = _skip_space(text, match.end())
        pattern = _AN_OPERATOR_IS_DUE if _ends_an_operand(token) else _AN_OPERAND_IS_DUE
    return [*found, Token(Kind.END, "", len(text))]


def _skip_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    assert space is not None, "it matches nothing, too"
    return space.end()


def _ends_an_operand(token: Token) -> bool:
    return token.kind is not Kind.OPERATOR and token.text not in _BEFORE_AN_OPERAND


def _unreadable(text: str, at: int) -> XPathSyntaxError:
    if text[at] in "\"'":
        return XPathSyntaxError("This quotation mark is never closed.", at)
    return XPathSyntaxError(f"This sign means nothing here: {text[at]}", at)
