"""Our markup as Telegram's HTML, in parts that are short enough."""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from bot.i18n.markup import Span, plain, spans
from bot.i18n.translator import is_right_to_left

LONGEST_TEXT = 4096  # UTF-16 units, after the markup
LONGEST_CAPTION = 1024
RIGHT_TO_LEFT_MARK = "\u200f"
_WIDE = {"W", "F"}
_OPENS_ISOLATE, _CLOSES_ISOLATE = {"LRI", "RLI", "FSI"}, "PDI"
_STRONG = {"L", "R", "AL"}
_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?؟։።।。]\s"), re.compile(r"\s"))
_LONGEST_SIGN = 30  # code points of one sign that people see, with all its marks
_ZERO_WIDTH_JOINER = "\u200d"


def parts(marked: str, language: str, first: int = LONGEST_TEXT) -> tuple[str, ...]:
    """HTML of each message: the first of at most `first` units, the others as long as a text may be."""
    pieces = spans(_directed(marked, language))
    text = "".join(piece.text for piece in pieces)
    return tuple(_html(pieces, begin, end) for begin, end in _cuts(text, first))


def fits(marked: str, language: str, units: int) -> bool:
    return utf16_length(plain(_directed(marked, language)).strip()) <= units


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, at_most: int) -> str:
    """A plain text, cut with an ellipsis where it is too long."""
    return text if len(text) <= at_most else text[: at_most - 1].rstrip() + "…"


def width(text: str) -> int:
    """How many columns a label takes: marks and invisible signs take none, wide ones two."""
    return sum(
        2 if unicodedata.east_asian_width(sign) in _WIDE else 1
        for sign in text
        if unicodedata.category(sign) not in {"Mn", "Me", "Cf"}
    )


# -- direction ---------------------------------------------------------------------------------------------------------
def _directed(marked: str, language: str) -> str:
    """Clients take a line's direction from its first strong letter; a mark helps where that one misleads."""
    if not is_right_to_left(language):
        return marked
    return "\n".join(RIGHT_TO_LEFT_MARK + line if _first_strong(line) == "L" else line for line in marked.split("\n"))


def _first_strong(line: str) -> str | None:
    """The direction of the first letter outside of isolates, else of the first inside."""
    depth, inside = 0, None
    for sign in line:
        direction = unicodedata.bidirectional(sign)
        if direction in _OPENS_ISOLATE:
            depth += 1
        elif direction == _CLOSES_ISOLATE:
            depth = max(0, depth - 1)
        elif direction in _STRONG:
            if depth == 0:
                return direction
            inside = inside or direction
    return inside


# -- length ------------------------------------------------------------------------------------------------------------
def _cuts(text: str, first: int) -> Iterator[tuple[int, int]]:
    """(begin, end) of each part: cut at paragraphs, else lines, sentences, words, and inside a word at last."""
    begin, room = 0, first
    while begin < len(text):
        end = begin + _reach(text[begin : begin + room], room)
        if end < len(text):
            end = _break(text, begin, end)
        trimmed = _trimmed(text, begin, end)
        if trimmed is not None:
            yield trimmed
        begin, room = end, LONGEST_TEXT


def _reach(text: str, units: int) -> int:
    """How many of these signs fit."""
    if utf16_length(text) <= units:
        return len(text)
    lengths = list(accumulate(1 if ord(sign) < 0x10000 else 2 for sign in text))  # noqa: PLR2004 - the basic plane
    return bisect_right(lengths, units)


def _break(text: str, begin: int, end: int) -> int:
    """The best place to cut in the second half of what fits."""
    middle = (begin + end) // 2
    for pattern in _BREAKS:
        found = [match.end() for match in pattern.finditer(text, middle, end)]
        if found:
            return found[-1]
    at = end
    while end - at < _LONGEST_SIGN and _joins(text[at - 1], text[at]):
        at -= 1
    return at


def _joins(left: str, right: str) -> bool:
    return _ZERO_WIDTH_JOINER in {left, right} or unicodedata.category(right) in {"Mn", "Me", "Mc"}


def _trimmed(text: str, begin: int, end: int) -> tuple[int, int] | None:
    while begin < end and text[begin].isspace():
        begin += 1
    while end > begin and text[end - 1].isspace():
        end -= 1
    return (begin, end) if begin < end else None


def _html(pieces: tuple[Span, ...], begin: int, end: int) -> str:
    written, at = [], 0
    for piece in pieces:
        said = html.escape(piece.text[max(0, begin - at) : max(0, end - at)], quote=False)
        if said:
            written.append(f"<b>{said}</b>" if piece.bold else said)
        at += len(piece.text)
    return "".join(written)
