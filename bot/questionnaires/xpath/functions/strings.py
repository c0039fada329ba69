"""Texts: joining, cutting, comparing."""

import base64
import binascii
import math
import re

from bot.questionnaires.xpath.errors import XPathValueError
from bot.questionnaires.xpath.frame import Frame
from bot.questionnaires.xpath.function import ANY_NUMBER, Function, table
from bot.questionnaires.xpath.nodes import string_value
from bot.questionnaires.xpath.values import Value, to_number, to_string, to_strings

_SPACES = re.compile(r"[ \t\r\n]+")


def _string(frame: Frame, *value: Value) -> str:
    return to_string(value[0]) if value else string_value(frame.node)


def _concat(_frame: Frame, *parts: Value) -> str:
    return "".join(text for part in parts for text in to_strings(part))


def _join(_frame: Frame, between: Value, *parts: Value) -> str:
    return to_string(between).join(text for part in parts for text in to_strings(part))


def _starts_with(_frame: Frame, text: Value, beginning: Value) -> bool:
    return to_string(text).startswith(to_string(beginning))


def _ends_with(_frame: Frame, text: Value, ending: Value) -> bool:
    return to_string(text).endswith(to_string(ending))


def _contains(_frame: Frame, text: Value, part: Value) -> bool:
    return to_string(part) in to_string(text)


def _substring_before(_frame: Frame, text: Value, mark: Value) -> str:
    whole, sought = to_string(text), to_string(mark)
    return whole.partition(sought)[0] if sought and sought in whole else ""


def _substring_after(_frame: Frame, text: Value, mark: Value) -> str:
    whole, sought = to_string(text), to_string(mark)
    return whole.partition(sought)[2] if sought else whole


def _substring(frame: Frame, text: Value, start: Value, *length: Value) -> str:
    """As XPath counts: from 1, both numbers rounded."""
    first = _rounded(to_number(start, frame.zone))
    end = first + _rounded(to_number(length[0], frame.zone)) if length else math.inf
    if math.isnan(first) or math.isnan(end):
        return ""
    whole = to_string(text)
    low, high = max(first, 1), min(end, len(whole) + 1)
    return whole[int(low) - 1 : int(high) - 1] if low < high else ""


def _rounded(number: float) -> float:
    return float(math.floor(number + 0.5)) if math.isfinite(number) else number


def _substr(frame: Frame, text: Value, start: Value, *end: Value) -> str:
    """As ODK counts: from 0, below zero from the end."""
    whole = to_string(text)
    return whole[_place(frame, start, whole) : _place(frame, end[0], whole) if end else len(whole)]


def _place(frame: Frame, value: Value, whole: str) -> int:
    number = to_number(value, frame.zone)
    if math.isnan(number):
        return 0
    return int(max(-len(whole) - 1, min(number, len(whole))))


def _string_length(frame: Frame, *value: Value) -> float:
    return float(len(_string(frame, *value)))


def _normalize_space(frame: Frame, *value: Value) -> str:
    return _SPACES.sub(" ", _string(frame, *value)).strip(" ")


def _translate(_frame: Frame, text: Value, old: Value, new: Value) -> str:
    replacements = to_string(new)
    changes: dict[int, str | None] = {}
    for at, letter in enumerate(to_string(old)):
        changes.setdefault(ord(letter), replacements[at] if at < len(replacements) else None)
    return to_string(text).translate(changes)


def _base64_decode(_frame: Frame, text: Value) -> str:
    try:
        return base64.b64decode(to_string(text), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise XPathValueError("base64-decode() was given something that is not text in Base64.") from None


FUNCTIONS = table(
    Function("string", _string, 0, 1),
    Function("concat", _concat, 0, ANY_NUMBER),
    Function("join", _join, 1, ANY_NUMBER),
    Function("starts-with", _starts_with, 2, 2),
    Function("ends-with", _ends_with, 2, 2),
    Function("contains", _contains, 2, 2),
    Function("substring-before", _substring_before, 2, 2),
    Function("substring-after", _substring_after, 2, 2),
    Function("substring", _substring, 2, 3),
    Function("substr", _substr, 2, 3),
    Function("string-length", _string_length, 0, 1),
    Function("normalize-space", _normalize_space, 0, 1),
    Function("translate", _translate, 3, 3),
    Function("base64-decode", _base64_decode, 1, 1),
)
