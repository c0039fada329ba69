"""Takes out of photos and videos where they were taken, and leaves what is to be seen as it is; for the helper process.

Nothing is encoded anew: a photo loses the parts that hold no picture (but for which way up it is), a video has the
place overwritten. What is none of the formats below comes out as it went in.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final
from zlib import crc32

_JPEG: Final = b"\xff\xd8"
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SCAN, _END, _APP1, _APP13, _COMMENT = 0xDA, 0xD9, 0xE1, 0xED, 0xFE
_WITHIN_A_SCAN: Final = frozenset({0x00, 0xFF, *range(0xD0, 0xD8)})  # after 0xFF: a plain byte, or a restart
_TOLD_IN_PNG: Final = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt"})
_TOLD_IN_WEBP: Final = frozenset({b"EXIF", b"XMP "})
_EXIF: Final = b"Exif\x00\x00"
_ORIENTATION: Final = 0x0112
_GPS: Final = 0x8825
_ENTRY: Final = 12  # bytes of an entry of a directory in TIFF
# Latitude and longitude as videos write them (ISO 6709): +36.8065+010.1815/
_PLACE: Final = re.compile(rb"[+-]\d{2,6}(?:\.\d+)?[+-]\d{3,7}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?/")
_PLACE_BOXES: Final = re.compile(rb"\xa9xyz|loci")


class NotReadableError(ValueError):
    """It begins as a photo or a video does, and does not go on as one."""


def without_position(*, data: bytes) -> bytes:
    """The same photo or video without its place. Raises NotReadableError."""
    try:
        if data.startswith(_JPEG):
            return b"".join(_jpeg(data))
        if data.startswith(_PNG):
            return b"".join(_png(data))
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[4:8] == b"ftyp":
            return _video(data)
    except (struct.error, IndexError) as error:
        raise NotReadableError from error
    return data


# -- photos ------------------------------------------------------------------------------------------------------------
def _jpeg(data: bytes) -> Iterator[bytes]:
    """Segments up to the picture itself, without those that tell of it."""
    yield _JPEG
    at = len(_JPEG)
    while True:
        marker, kind, length = struct.unpack_from(">BBH", data, at)
        if marker != 0xFF:  # noqa: PLR2004 - with it every segment begins
            raise NotReadableError
        segment = data[at : at + 2 + length]
        if kind == _SCAN:
            yield data[at : _end_of_picture(data, at + 2 + length)]
            return
        if kind == _APP1 and segment[4:10] == _EXIF:
            yield _upright(segment[10:])
        elif kind not in {_APP1, _APP13, _COMMENT}:
            yield segment
        at += 2 + length


def _end_of_picture(data: bytes, at: int) -> int:
    """Behind it some phones put another picture, or a film, with a place of its own."""
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        kind = data[at + 1]
        if kind == _END:
            return at + 2
        if kind in _WITHIN_A_SCAN:
            at += 1
        else:
            at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    return len(data)


def _upright(tiff: bytes) -> bytes:
    """A segment that tells which way up the photo is, and nothing else; empty where nobody knows."""
    order = _order(tiff)
    if order is None:
        return b""
    for tag, _at, value in _entries(tiff, order):
        if tag == _ORIENTATION:
            (turned,) = struct.unpack_from(order + "H", value)
            body = _EXIF + b"MM\x00\x2a\x00\x00\x00\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, turned, 0, 0)
            return struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body
    return b""


def _png(data: bytes) -> Iterator[bytes]:
    yield _PNG
    at = len(_PNG)
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + length]
        if kind == b"eXIf":
            yield _png_upright(chunk[8:-4])
        elif kind not in _TOLD_IN_PNG:
            yield chunk
        at += 12 + length


def _png_upright(tiff: bytes) -> bytes:
    body = _upright(tiff)[10:]
    if not body:
        return b""
    return struct.pack(">I", len(body)) + b"eXIf" + body + struct.pack(">I", crc32(b"eXIf" + body))


def _webp(data: bytes) -> bytes:
    chunks = []
    at = 12
    while at < len(data):
        kind, length = struct.unpack_from("<4sI", data, at)
        whole = 8 + length + length % 2
        chunk = data[at : at + whole]
        if kind == b"VP8X":  # its flags tell which chunks there are
            chunk = chunk[:8] + bytes([chunk[8] & ~0b1100]) + chunk[9:]
        if kind not in _TOLD_IN_WEBP:
            chunks.append(chunk)
        at += whole
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


# -- videos, and photos that are kept like videos (HEIC) ---------------------------------------------------------------
def _video(data: bytes) -> bytes:
    """Boxes that describe have their places overwritten; those that hold pictures and sounds stay."""
    whole = bytearray(data)
    at = 0
    while at < len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, at + 8)
        end = len(data) if length == 0 else at + length
        if end < at + 8:
            raise NotReadableError
        if kind in {b"moov", b"meta", b"udta", b"uuid"}:
            _overwrite_places(whole, at, end)
        at = end
    _overwrite_gps(whole)
    return bytes(whole)


def _overwrite_places(whole: bytearray, start: int, end: int) -> None:
    for found in _PLACE_BOXES.finditer(bytes(whole[start:end])):
        at = start + found.start()
        (length,) = struct.unpack_from(">I", whole, at - 4)
        until = min(at - 4 + max(length, 8), end)
        whole[at : at + 4] = b"free"
        whole[at + 4 : until] = bytes(until - at - 4)
    for found in _PLACE.finditer(bytes(whole[start:end])):
        whole[start + found.start() : start + found.end()] = b" " * len(found[0])


def _overwrite_gps(whole: bytearray) -> None:
    """In what is Exif within a HEIC: the entries of its directory of places."""
    at = whole.find(_EXIF)
    while at >= 0:
        start = at + len(_EXIF)
        tiff = bytes(whole[start : start + 0x10000])  # more than Exif may have
        if (order := _order(tiff)) is not None:
            for tag, _at, value in _entries(tiff, order):
                if tag == _GPS:
                    _forget_directory(whole, start, tiff, order, struct.unpack_from(order + "I", value)[0])
        at = whole.find(_EXIF, start)


def _forget_directory(whole: bytearray, start: int, tiff: bytes, order: str, first: int) -> None:
    """Its values, wherever they stand, and its entries."""
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
    for _tag, at, value in _entries(tiff, order, first):
        kind, count = struct.unpack_from(order + "HI", tiff, at + 2)
        size = sizes.get(kind, 1) * count
        if size > 4:  # noqa: PLR2004 - what fits into the entry stands in it
            (there,) = struct.unpack_from(order + "I", value)
            until = min(start + there + size, len(whole))
            whole[start + there : until] = bytes(max(0, until - start - there))
        whole[start + at : start + at + _ENTRY] = bytes(_ENTRY)


# -- TIFF, in which Exif is written ------------------------------------------------------------------------------------
def _order(tiff: bytes) -> str | None:
    return {b"II": "<", b"MM": ">"}.get(tiff[:2])


def _entries(tiff: bytes, order: str, first: int | None = None) -> Iterator[tuple[int, int, bytes]]:
    """(tag, where it stands, its value or where that is) of a directory, by default of the main one."""
    if first is None:
        (first,) = struct.unpack_from(order + "I", tiff, 4)
    if first + 2 > len(tiff):
        return
    (count,) = struct.unpack_from(order + "H", tiff, first)
    for at in range(first + 2, first + 2 + count * _ENTRY, _ENTRY):
        if at + _ENTRY > len(tiff):
            return
        yield struct.unpack_from(order + "H", tiff, at)[0], at, tiff[at + 8 : at + _ENTRY]
