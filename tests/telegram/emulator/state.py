"""What the emulated Telegram remembers: users, chats, messages, files, callback queries."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Payload = dict[str, Any]


class Access(Enum):
    """What the bot may do in a chat; each state has its own refusal (chats.py)."""

    UNKNOWN = "unknown"
    OPEN = "open"
    BLOCKED = "blocked"
    DEACTIVATED = "deactivated"
    NOT_STARTED = "not started"
    LEFT = "left"
    KICKED = "kicked"
    MIGRATED = "migrated"


@dataclass(slots=True)
class User:
    id: int
    first_name: str
    language_code: str | None = None
    last_name: str | None = None
    username: str | None = None
    is_bot: bool = False

    def payload(self) -> Payload:
        payload: Payload = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                payload[name] = value
        return payload


@dataclass(slots=True)
class Message:
    """A message in its current state; `history` keeps the keyboards it used to have."""

    id: int
    chat: "Chat" = field(repr=False)
    sender: User
    date: int
    text: str = ""
    caption: str = ""
    entities: list[Payload] = field(default_factory=list)
    markup: Payload | None = None
    media: Payload = field(default_factory=dict)
    service: Payload = field(default_factory=dict)
    reply_to: "Message | None" = None
    edited: int = 0
    album: str = ""
    deleted: bool = False
    topic: int = 0  # message_thread_id; 0 in General and where there are no topics
    edits: int = 0
    history: list[Payload] = field(default_factory=list)

    @property
    def words(self) -> str:
        return self.text or self.caption

    @property
    def rows(self) -> list[list[str]]:
        """The labels under the message, as a person sees them."""
        markup = self.markup or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [[button if isinstance(button, str) else button["text"] for button in row] for row in rows]

    @property
    def labels(self) -> list[str]:
        return [label for row in self.rows for label in row]

    @property
    def of_bot(self) -> bool:
        return self.sender.is_bot

    def payload(self, *, nested: bool = False) -> Payload:
        payload: Payload = {
            "message_id": self.id,
            "from": self.sender.payload(),
            "chat": self.chat.payload(),
            "date": self.date,
        }
        if self.text:
            payload["text"] = self.text
        if self.caption:
            payload["caption"] = self.caption
        if self.entities:
            payload["entities" if self.text else "caption_entities"] = self.entities
        if self.edited:
            payload["edit_date"] = self.edited
        if self.album:
            payload["media_group_id"] = self.album
        if self.markup is not None and "inline_keyboard" in self.markup:
            payload["reply_markup"] = self.markup
        if self.topic:
            payload |= {"message_thread_id": self.topic, "is_topic_message": True}
        reply_to = self.reply_to or (self.chat.messages.get(self.topic) if self.topic != self.id else None)
        if reply_to is not None and not nested:
            payload["reply_to_message"] = reply_to.payload(nested=True)
        payload.update(self.media)
        payload.update(self.service)
        return payload


@dataclass(slots=True)
class Topic:
    """Its number is that of the service message which tells that it was made."""

    id: int
    name: str
    maker: User
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True)
class Chat:
    """`rights` are those of the bot as an administrator, None as a simple member."""

    id: int
    kind: str
    title: str = ""
    person: User | None = None
    access: Access = Access.OPEN
    migrated_to: int = 0
    members: list[User] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict, repr=False)
    last_message_id: int = 0
    is_forum: bool = False
    topics: dict[int, Topic] = field(default_factory=dict)
    rights: frozenset[str] | None = None
    pinned: list[int] = field(default_factory=list)  # numbers of messages, the latest last

    @property
    def private(self) -> bool:
        return self.kind == "private"

    def payload(self) -> Payload:
        if self.person is None:
            forum = {"is_forum": True} if self.is_forum else {}
            return {"id": self.id, "type": self.kind, "title": self.title, **forum}
        payload = self.person.payload()
        kept = {name: payload[name] for name in ("id", "first_name", "last_name", "username") if name in payload}
        return {**kept, "type": self.kind}


@dataclass(slots=True)
class Query:
    """A tapped button that waits for its answer."""

    id: str
    at: float
    person: User
    message: Message
    data: str
    answered: bool = False
    toast: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    unique_id: str
    path: str
    kind: str
    body: bytes
    name: str = ""
    mime: str = ""
    width: int = 0
    height: int = 0

    def payload(self) -> Payload:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.body)}


@dataclass(slots=True)
class World:
    """Everything the emulator knows; `clock` is the only source of dates."""

    token: str
    bot: User
    clock: Callable[[], float]
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    paths: dict[str, StoredFile] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Payload]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)  # by language
    short_descriptions: dict[str, str] = field(default_factory=dict)
    default_rights: dict[bool, Payload] = field(default_factory=dict)  # for channels, and for groups
    profile_photos: list[list[Payload]] = field(default_factory=list)  # each in its sizes; the newest first
    actions: list[tuple[int, str]] = field(default_factory=list)
    last_message_id: int = 0
    last_number: int = 0

    def number(self) -> int:
        self.last_number += 1
        return self.last_number

    def message_id(self, chat: Chat) -> int:
        """Supergroups count their own messages; private chats and basic groups share the bot's counter."""
        if chat.kind == "supergroup":
            chat.last_message_id += 1
            return chat.last_message_id
        self.last_message_id += 1
        return self.last_message_id

    def post(self, chat: Chat, sender: User, **parts: Any) -> Message:
        message = Message(self.message_id(chat), chat, sender, int(self.clock()), **parts)
        chat.messages[message.id] = message
        return message
