"""What passes through the pipes between the worker and its helper process: a word, JSON values and bytes."""

import json
import struct
from collections.abc import Mapping
from typing import Any

LENGTH = struct.Struct(">I")
LARGEST = 64 * 1024 * 1024


class FrameError(ValueError):
    """What came through the pipe is not a frame."""


def packed(word: str, values: Mapping[str, Any]) -> bytes:
    """One frame: its length, the length of its head, the head as JSON, then the bytes that JSON cannot hold."""
    blobs = {name: value for name, value in values.items() if isinstance(value, bytes)}
    head = json.dumps(
        {
            "word": word,
            "values": {name: value for name, value in values.items() if name not in blobs},
            "blobs": {name: len(blob) for name, blob in blobs.items()},
        }
    ).encode()
    body = b"".join((LENGTH.pack(len(head)), head, *blobs.values()))
    if len(body) > LARGEST:
        raise FrameError(f"{len(body)} bytes are too many for one frame")
    return LENGTH.pack(len(body)) + body


def length_of_body(prefix: bytes) -> int:
    (length,) = LENGTH.unpack(prefix)
    if length > LARGEST:
        raise FrameError(f"a frame of {length} bytes is too long")
    return int(length)


def unpacked(body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        start = LENGTH.size + length_of_body(body[: LENGTH.size])
        head = json.loads(body[LENGTH.size : start])
        values = dict(head["values"])
        for name, length in head["blobs"].items():
            values[name] = body[start : start + length]
            start += length
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise FrameError("this is not a frame") from error
    if start != len(body):
        raise FrameError("the lengths in the frame do not add up")
    return str(head["word"]), values
