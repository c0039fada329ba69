"""New identifiers: UUIDv7 for what is exported or linked, UUIDv4 for what must tell nothing."""

import secrets
import time
from collections.abc import Callable
from uuid import UUID, uuid4

_MOST_DIGITS = 18  # of the largest key


def uuid7(milliseconds: int, random_bits: Callable[[int], int] = secrets.randbits) -> UUID:
    """RFC 9562: the time in milliseconds since 1970, then 74 random bits; sorts by time."""
    return UUID(int=milliseconds << 80 | 0x7 << 76 | random_bits(12) << 64 | 0b10 << 62 | random_bits(62))


def new_public_id(
    seconds: Callable[[], float] = time.time, random_bits: Callable[[int], int] = secrets.randbits
) -> str:
    return str(uuid7(int(seconds() * 1000), random_bits))


def row_number(text: str) -> int | None:
    """The number of something, as it was typed or came with a button; None: no database can look for it."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def new_anonymous_id() -> str:
    """For what is said without a name: random only, because a time would tell who it was."""
    return str(uuid4())
