"""Which characters our fonts can draw: a PDF for everybody (PDF/UA) may hold no character without its sign."""

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
STAND_IN = "\N{REPLACEMENT CHARACTER}"
NEVER_DRAWN = frozenset(
    "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2066\u2067\u2068\u2069"
)  # say how others are drawn
PLATFORM_WINDOWS = 3
SEGMENTS, GROUPS = 4, 12  # the two formats of tables that fonts of our kind have


def with_known_signs(text: str) -> str:
    """What no font has is replaced by a sign that says so; marks that would stand on one fall away, and so do those that
    no font has together with the letter below them.
    """
    known = coverage()
    kept = []
    below = 0  # the fonts that have the letter, and every mark on it so far
    for sign in text:
        if sign in NEVER_DRAWN:
            kept.append(sign)
            continue
        category, having = unicodedata.category(sign), known.get(ord(sign), 0)
        is_mark = category.startswith("M")
        if category == "Cf" or (is_mark and not below & having):
            continue
        below = below & having if is_mark else having
        kept.append(sign if having else STAND_IN)
    return "".join(kept)


@cache
def coverage() -> Mapping[int, int]:
    """By code: which fonts have it, one bit each."""
    having: dict[int, int] = {}
    for number, path in enumerate(sorted(FONTS.glob("*-Regular.ttf"))):
        for code in _codes(path.read_bytes()):
            having[code] = having.get(code, 0) | 1 << number
    return having


def _codes(font: bytes) -> Iterator[int]:
    start = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for number in range(count):
        platform, _encoding, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * number)
        if platform == PLATFORM_WINDOWS:
            yield from _mapped(font, start + offset)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for number in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")


def _mapped(font: bytes, at: int) -> Iterator[int]:
    (kind,) = struct.unpack_from(">H", font, at)
    if kind == GROUPS:
        (count,) = struct.unpack_from(">I", font, at + 12)
        for number in range(count):
            first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * number)
            yield from range(first, last + 1)
    elif kind == SEGMENTS:
        yield from _of_segments(font, at)


def _of_segments(font: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, at + 14)
    starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
    shifts = struct.unpack_from(f">{count}h", font, at + 16 + 4 * count)
    offsets_at = at + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", font, offsets_at)
    for number, (first, last, shift, offset) in enumerate(zip(starts, ends, shifts, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = (code + shift) & 0xFFFF
            if offset:
                (glyph,) = struct.unpack_from(">H", font, offsets_at + 2 * number + offset + 2 * (code - first))
            if glyph:
                yield code
