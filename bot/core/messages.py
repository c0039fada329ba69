"""What comes in from a person and what goes out to one, the same for every platform."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any


class IncomingKind(StrEnum):
    TEXT = "text"  # a message of words; a command begins with "/" or "!" and is told by `command`
    TAP = "tap"  # a button; `data` is what the button carried
    FILES = "files"  # photos, documents, a voice note: see `files`; `text` is the caption
    PLACE = "place"  # `place` = (latitude, longitude)
    EDIT = "edit"  # the person's own correction of an earlier message (`message_id`)
    BLOCKED = "blocked"  # the bot can no longer write here (blocked, kicked, left)
    JOINED = "joined"  # the bot was let in (unblocked, invited to a room, added to a group)
    MOVED = "moved"  # the chat has a new identifier: `data`
    OTHER = "other"  # a sticker, a poll, a game: nothing that we read; `data` names it


class FileKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"


@dataclass(frozen=True)
class FileReference:
    """A file at the platform: `reference` is what the channel needs to fetch it; sizes in bytes."""

    kind: FileKind
    reference: str
    name: str | None = None
    media_type: str | None = None
    size: int | None = None


@dataclass(frozen=True)
class Incoming:
    """One thing that a person did on a platform. (channel, account, external_id) takes effect exactly once."""

    channel: str
    account: str  # which bot account of ours received it
    external_id: str  # the update's identifier on the platform
    sender: str  # the person's identifier on the platform
    chat: str  # where it was said and where the reply goes
    at: datetime
    kind: IncomingKind = IncomingKind.TEXT
    private: bool = True  # False in groups and rooms of several people
    has_topics: bool = False  # a group with topics, and this is outside of them
    text: str = ""
    data: str = ""
    message_id: str | None = None  # of this message; of the tapped one for a tap; of the corrected one for an edit
    tap_id: str | None = None  # what the channel needs to acknowledge a tap
    reply_to: str | None = None
    continues: str | None = None  # of a text too long for one message: the message with which it begins
    album: str | None = None  # files of one album arrive one by one and share this
    files: tuple[FileReference, ...] = ()
    place: tuple[float, float] | None = None
    language_hint: str | None = None  # the client's language
    name: str | None = None  # as the platform shows it


class Priority(IntEnum):
    REPLY = 0
    REMINDER = 1
    BROADCAST = 2
    COSMETIC = 3  # dropped, not queued, when the pace is short


@dataclass(frozen=True)
class Choice:
    """Something to tap. `data` comes back in a tap; `word` is what one types instead of tapping an action.

    Without a word it is numbered: its place in the list is what one types. `told`: the text says already what one types.
    """

    label: str
    data: str
    word: str | None = None
    chosen: bool = False  # one of several that are ticked already
    told: bool = False


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Attachment:
    """A file to send: stored bytes by their sha256, or a picture that is drawn when it is sent (job and its data).

    A picture without a description is refused (ValueError): not everybody sees it, or loads it.
    """

    name: str
    media_type: str
    description: str = ""  # the same facts in words
    sha256: str | None = None
    job: str | None = None
    arguments: dict[str, Any] = field(default_factory=dict)
    shows: str | None = (
        None  # which file of ours it is: remembered, so that it changes where it stands when it is replaced
    )

    def __post_init__(self) -> None:
        if self.media_type.startswith("image/") and not self.description.strip():
            raise ValueError(f"the picture {self.name} says nothing to those who do not see it")


@dataclass(frozen=True)
class Outgoing:
    """One message in the reader's language, in our markup; a channel renders it and decides nothing."""

    text: str
    language: str = "en"
    choices: tuple[Choice, ...] = ()  # answers to the question (numbered) or actions (with words)
    first_number: int = 1  # number of the first choice, where a list goes over several pages
    listed: bool = False  # the text lists the choices with their numbers: nobody needs to list them again
    controls: tuple[Choice, ...] = ()  # back, skip, done, more: always with words
    links: tuple[Link, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    edits: str | None = None  # dedupe key of the earlier message that this one replaces in place
    removes: bool = False  # with `edits`: take that message away
    pins: bool = False  # with `edits`: keep that message at the top of its chat; its words stay as they are
    unpins: bool = False  # with `edits`: no longer
    acknowledges: str | None = None  # a tap to acknowledge; then `text` is a short toast (may be empty)
    silent: bool = False

    @property
    def only_touches(self) -> bool:
        """It says nothing by itself: without the message that it is about there is nothing to do."""
        return self.removes or self.pins or self.unpins
