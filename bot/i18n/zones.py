"""Time zones by name, read from disk once."""

from functools import lru_cache
from zoneinfo import ZoneInfo


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The library itself keeps eight of them, and people live in forty: it would read a file for every few messages."""
    return ZoneInfo(name)
