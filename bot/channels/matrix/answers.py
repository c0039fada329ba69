"""What a homeserver answers: events, a batch of them, keys, an error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Event = Mapping[str, Any]
"""An event as the homeserver tells it; its content is whatever somebody's client has put there."""

_ERRORS_BEGIN = 400
_TOO_MANY = 429
_SERVER_ERRORS_BEGIN = 500


class HomeserverError(Exception):
    """The homeserver said no: the HTTP status, its code, and how long it asks us to wait."""

    def __init__(self, status: int, code: str | None = None, seconds: float | None = None) -> None:
        super().__init__(f"it answered {status} {code or ''}".rstrip())
        self.status = status
        self.code = code
        self.seconds = seconds

    @property
    def is_temporary(self) -> bool:
        """Below 400 stands an answer that nobody can read: a proxy's page, half a JSON."""
        return self.status < _ERRORS_BEGIN or self.status == _TOO_MANY or self.status >= _SERVER_ERRORS_BEGIN


class FileTooLarge(Exception):  # noqa: N818 - says what is the case
    """A person's file is larger than we take."""


@dataclass(frozen=True)
class Keys:
    """What signing in gives: one device, whose transactions the homeserver remembers."""

    user_id: str
    device_id: str
    access_token: str


@dataclass(frozen=True)
class Timeline:
    events: tuple[Event, ...]
    earlier: str | None = None  # from where to read on backwards, if not everything is here


@dataclass(frozen=True)
class Batch:
    """What has happened since a sync token, by room, and the next token."""

    token: str
    invited: tuple[str, ...] = ()
    joined: Mapping[str, Timeline] = field(default_factory=lambda: MappingProxyType({}))
    left: Mapping[str, Timeline] = field(default_factory=lambda: MappingProxyType({}))
