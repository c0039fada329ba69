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
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_TEXT = re.compile(r"\"[^\"]*\"|'[^']*'")
_QNAME = re.compile(rf"{_NAME}(?::(?!:)(?:{_NAME}|\*))?")
_WORD = re.compile(r"(?:and|or|div|mod)(?![^\W\d]|[.\-·:])")
_OPERATOR = re.compile(r"!=|<=|>=|[=<>+\-|]")
_SIGN = re.compile(r"//|::|\.\.|[/()\[\],.@]")
_BEFORE_AN_OPERAND = {"(", "[", ",", "/", "//", "@", "::"}


def tokens(text: str) -> list[Token]:
    if len(text) > LONGEST:
        raise XPathSyntaxError(f"The expression is longer than {LONGEST} characters.", LONGEST)
    found: list[Token] = []
    at = _skip_space(text, 0)
    while at < len(text):
        token = _token(text, at, after_operand=bool(found) and _ends_an_operand(found[-1]))
        found.append(token)
        at = _skip_space(text, at + len(token.text))
    return [*found, Token(Kind.END, "", len(text))]


def _skip_space(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    assert space is not None, "it matches nothing, too"
    return space.end()


def _ends_an_operand(token: Token) -> bool:
    """After an operand `*` multiplies and `div` divides; elsewhere they are names."""
    return token.kind is not Kind.OPERATOR and token.text not in _BEFORE_AN_OPERAND


def _token(text: str, at: int, *, after_operand: bool) -> Token:
    if after_operand:
        word = "*" if text[at] == "*" else _matched(_WORD, text, at)
        if word:
            return Token(Kind.OPERATOR, word, at)
    elif text[at] == "*":
        return Token(Kind.NAME, "*", at)
    for kind, pattern in (
        (Kind.NUMBER, _NUMBER),
        (Kind.TEXT, _TEXT),
        (Kind.NAME, _QNAME),
        (Kind.OPERATOR, _OPERATOR),
        (Kind.SIGN, _SIGN),
    ):
        if found := _matched(pattern, text, at):
            return Token(kind, found, at)
    if text[at] in "\"'":
        raise XPathSyntaxError("This quotation mark is never closed.", at)
    raise XPathSyntaxError(f"This sign means nothing here: {text[at]}", at)


def _matched(pattern: re.Pattern[str], text: str, at: int) -> str:
    match = pattern.match(text, at)
    return match.group() if match else ""
