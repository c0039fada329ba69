"""What delivery asks of a channel: a small interface, one folder per channel that fulfils it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from sqlmodel import Session

from bot.core.messages import Incoming, Outgoing

# What a channel may note beside how far it has read, so that others can be told how to come here:
LINK = "link"  # the beginning of a link; what it is to begin, such as a code, follows
CONTACT = "contact"  # whom to write to, where there are no such links
SITE = "site"  # the public address of the web server, without a slash at its end
GROUP_LINK = "group link"  # likewise, of one that takes us along into a group of people
OPENS_ROOMS = "opens rooms"  # whether it can open a room by itself


@dataclass(frozen=True)
class Rate:
    """How much a platform takes: messages a second overall and per chat (each with a burst), a minute per group."""

    per_second: float = 26
    burst: float = 4
    per_chat: float = 1
    chat_burst: int = 5
    per_group_minute: float = 20
    in_flight: int = 64


@dataclass(frozen=True)
class LoadedFile:
    """An attachment with its bytes."""

    name: str
    media_type: str
    data: bytes
    description: str = ""
    place: int = 0  # among the attachments of its message
    sha256: str | None = None  # of one that is stored


@dataclass(frozen=True)
class Delivery:
    """One message to one chat. `key` is the same at every attempt; `edits` is the platform's id of the message to edit."""

    key: str
    chat: str
    message: Outgoing
    files: tuple[LoadedFile, ...] = ()
    edits: str | None = None
    rings: bool = False  # nobody is waiting for it at their phone: a reminder, an announcement
    replaces_file: bool = False  # `edits` is the id of a file (see `Arrived`); the words are said with it


@dataclass(frozen=True)
class Arrived:
    """
    Where a message that is several there stands: the platform's ids of the one that stands for all, of each file (None: none that
    can be edited), and of whatever else belongs to it, such as the beginning of a text that was too long for one.
    """

    message: str | None
    files: tuple[str | None, ...] = ()
    others: tuple[str, ...] = ()


class Accept(Protocol):
    """Stores what came in, with the channel's own state (name → value) and what `also` writes; returns when it is on disk."""

    def __call__(
        self, messages: Sequence[Incoming], state: dict[str, str], also: Callable[[Session], None] | None = None
    ) -> Awaitable[None]: ...


@dataclass(frozen=True)
class WantedRoom:
    """`key` is the same at every attempt; `chat` is the group in which it shall stand, None for a room of its own."""

    key: str
    name: str
    about: str
    chat: str | None = None
    guests: tuple[str, ...] = ()  # who will be invited first


class Channel(Protocol):
    """A platform, or one account on it. It translates and nothing else."""

    name: str
    account: str
    rate: Rate  # as far as is known: a channel may learn of its platform's limits by meeting them
    idempotent: bool  # the same key sent twice appears once

    async def receive(self, accept: Accept, state: dict[str, str]) -> None:
        """Run until cancelled: fetch, translate, `accept`, and only then confirm to the platform."""
        ...

    async def send(self, delivery: Delivery) -> str | Arrived | None:
        """Send or edit; the platform's message id, with those of its files. Raises a SendFailure."""
        ...

    async def fetch(self, reference: str) -> bytes:
        """The bytes of a file that a person sent (at most 20 MB)."""
        ...

    async def close(self) -> None: ...


@runtime_checkable
class KeepsRooms(Protocol):
    """A channel on whose platform several people talk in rooms. All of it raises a SendFailure; NotAllowed is told to people."""

    name: str
    account: str
    idempotent: bool  # what was done already is found, and not done again

    async def open_room(self, wanted: WantedRoom) -> str:
        """The chat."""
        ...

    async def invite(self, chat: str, guest: str) -> None: ...

    async def pin(self, chat: str, message: str) -> None: ...

    async def rename_room(self, chat: str, wanted: WantedRoom) -> None:
        """Of a room that we opened: its name, and what it is about."""
        ...

    async def close_room(self, chat: str, *, is_ours: bool) -> None:
        """What was said stays to be read; nobody is put out."""
        ...
