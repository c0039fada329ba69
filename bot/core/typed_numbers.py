"""Numbers as people type them: "1 234,5", "1,234.5", "١٬٢٣٤٫٥", "№ 3"."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from bot.core.reading import cleaned

_MOST_DIGITS = 15  # what a JSON number holds exactly
_BEFORE, _BEHIND = '#№ «“"([', ' .,;:!?…،؛؟»”")]'
_SIGNS = {"-": -1, "−": -1, "–": -1, "+": 1}
_ARABIC_MARK = "٫"
_MARKS = ",."  # either is the decimal mark of half the world, and groups thousands in the other half
# "1 234 567", "1'234", "1,234,567": three digits behind each sign, and the same sign everywhere.
_GROUPED = re.compile(r"\d{1,3}(?:([ ',.٬])\d{3})(?:\1\d{3})*")
# One mark alone, and three digits behind it; nobody writes a thousand as "0,123".
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}([.,])\d{3}")


@dataclass(frozen=True)
class TypedNumber:
    value: Decimal
    is_certain: bool = True  # False: "1,234" is one and a bit, or a thousand and more


def read_number(text: str, decimal_mark: str = ".") -> TypedNumber | None:
    """
    The number that the text is, in digits of any script; None: it is none, or has more than 15 digits. The reader's
    `decimal_mark` only tips the scales where both readings are possible.
    """
    sign, digits = _bare(text)
    ambiguous = _AMBIGUOUS.fullmatch(digits)
    if ambiguous is not None and ambiguous[1] != decimal_mark:
        digits = digits.replace(ambiguous[1], "")
    whole, mark, fraction = _parted(digits)
    plain = _ungrouped(whole or "0" * bool(mark), mark)
    if plain is None or bool(mark) != fraction.isdecimal() or len(plain + fraction) > _MOST_DIGITS:
        return None
    value = sign * Decimal(f"{plain}.{fraction or 0}")
    return TypedNumber(value.normalize() + 0, is_certain=ambiguous is None)


def read_whole_number(text: str) -> int | None:
    """As `read_number`; where a whole number is asked for, "1.234" can only be a thousand and more."""
    read = read_number(text, decimal_mark="")
    return None if read is None or read.value != int(read.value) else int(read.value)


def _bare(text: str) -> tuple[int, str]:
    """The sign, and the rest in ASCII digits."""
    ascii_digits = (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in cleaned(text))
    bare = "".join(ascii_digits).replace("’", "'").lstrip(_BEFORE).rstrip(_BEHIND)
    sign = _SIGNS.get(bare[:1])
    return (1, bare) if sign is None else (sign, bare[1:].lstrip())


def _parted(digits: str) -> tuple[str, str, str]:
    """What stands before the decimal mark, the mark, and what stands behind it."""
    marks = [sign for sign in digits if sign in _MARKS]
    if _ARABIC_MARK in digits:
        return digits.partition(_ARABIC_MARK)
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return digits, "", ""
    return digits.rpartition(marks[-1])


def _ungrouped(whole: str, mark: str) -> str | None:
    if whole.isdecimal():
        return whole
    grouped = _GROUPED.fullmatch(whole)
    return None if grouped is None or grouped[1] == mark else whole.replace(grouped[1], "")
