"""What stands in an event: everything in it may be missing, of another type, or malicious."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.matrix.answers import Event

MESSAGE = "m.room.message"
REACTION = "m.reaction"
MEMBER = "m.room.member"
ENCRYPTION = "m.room.encryption"
ENCRYPTED = "m.room.encrypted"
_LAST_MOMENT = 253_402_300_799_000  # the end of the year 9999, in milliseconds


def part(found: Any, name: str) -> Mapping[str, Any]:
    inner = found.get(name) if isinstance(found, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def text(found: Any, name: str) -> str:
    """Without what no database takes: NUL, halves of surrogate pairs."""
    inner = found.get(name) if isinstance(found, Mapping) else None
    if not isinstance(inner, str):
        return ""
    return inner.replace("\0", "").encode("utf-8", "ignore").decode()


def whole_number(found: Any, name: str) -> int | None:
    inner = found.get(name) if isinstance(found, Mapping) else None
    return inner if isinstance(inner, int) and not isinstance(inner, bool) and inner >= 0 else None


def content(event: Event) -> Mapping[str, Any]:
    return part(event, "content")


def relation(event: Event) -> Mapping[str, Any]:
    return part(content(event), "m.relates_to")


def moment(event: Event) -> datetime:
    milliseconds = min(whole_number(event, "origin_server_ts") or 0, _LAST_MOMENT)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def is_about(event: Event, user_id: str) -> bool:
    """A membership of this user."""
    return text(event, "type") == MEMBER and text(event, "state_key") == user_id


def membership(event: Event) -> str:
    return text(content(event), "membership")


def is_entrance(event: Event) -> bool:
    """Someone comes in; a change of name or picture is a membership event too."""
    return membership(event) == "join" and text(part(part(event, "unsigned"), "prev_content"), "membership") != "join"
