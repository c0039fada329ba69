"""What a homeserver answers: events, a batch of them, keys, an error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Event = Mapping[str, Any]
"""An event as the homeserver tells it; its content is whatever somebody's client has put there."""

UNAUTHORIZED = 401
_ERRORS_BEGIN = 400
_TOO_MANY = 429
_SERVER_ERRORS_BEGIN = 500


class HomeserverError(Exception):
    """The homeserver said no: the HTTP status, its code, and how long it asks us to wait."""

    def __init__(
        self, status: int, code: str | None = None, seconds: float | None = None, *, stage: str | None = None
    ) -> None:
        super().__init__(f"the homeserver answered {status} {code or ''}".rstrip())
        self.status = status
        self.code = code
        self.seconds = seconds
        self.stage = stage  # it would say yes to whoever names this and shows their password

    @property
    def is_temporary(self) -> bool:
        """Below 400 stands an answer that nobody can read: a proxy's page, half a JSON."""
        return self.status < _ERRORS_BEGIN or self.status == _TOO_MANY or self.status >= _SERVER_ERRORS_BEGIN

    @property
    def is_final(self) -> bool:
        """Asking again brings nothing else; not even signing in again would."""
        return not self.is_temporary and self.status != UNAUTHORIZED


def words_of(error: Exception) -> str:
    """For a log: never what people wrote."""
    return str(error) if isinstance(error, HomeserverError) else type(error).__name__


def seconds_asked(error: Exception) -> float:
    """How long the homeserver asks us to wait; 0 if it does not."""
    return (isinstance(error, HomeserverError) and error.seconds) or 0.0


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
class Receipt:
    """Somebody has read a room as far as this event. `at` tells two of them apart."""

    room_id: str
    user_id: str
    event_id: str
    at: int


@dataclass(frozen=True)
class Batch:
    """What has happened since a sync token, by room, and the next token."""

    token: str
    invited: tuple[str, ...] = ()
    joined: Mapping[str, Timeline] = field(default_factory=lambda: MappingProxyType({}))
    left: Mapping[str, Timeline] = field(default_factory=lambda: MappingProxyType({}))
    receipts: tuple[Receipt, ...] = ()
    to_device: tuple[Event, ...] = ()  # for our device alone
    changed: tuple[str, ...] = ()  # users whose devices are others than before
    key_count: int | None = None  # how many of our keys are left with which others can begin to write to our device

    @property
    def is_receipts_alone(self) -> bool:
        others = (self.invited, self.joined, self.left, self.to_device, self.changed)
        return bool(self.receipts) and not any(others)
