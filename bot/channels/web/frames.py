"""What page and server say to each other: small JSON objects over a websocket.

The page says (`id` is made by the page, 8 to 64 letters and digits, and stays the same when it is said again):

    {"type": "text", "id", "text"}                       something written
    {"type": "files", "id", "text", "files": [token]}    files given by POST /upload before, with words
    {"type": "correct", "id", "message", "text"}         other words for an own message that has no files
    {"type": "tap", "id", "message", "data"}             a button of a message
    {"type": "command", "id", "text"}                    as "/text", but not shown: "language", "start" and a payload
    {"type": "earlier", "before"}                        older messages than this one, please
    {"type": "ping"}

The server says:

    {"type": "phone", "person", "language", "direction", "language_name", "words"}   first, and when the language changes
    {"type": "history", "messages": [message], "earlier"}                            after every connect: the newest 30
    {"type": "earlier", "messages": [message], "earlier"}
    {"type": "message", "message"}      a new one; put in the order of ids, shown once
    {"type": "edit", "message"}         in place of the one with the same id
    {"type": "remove", "id"}
    {"type": "toast", "tap", "spans", "language", "direction"}    a tap was seen to; spans may be empty
    {"type": "acknowledged", "id"}      what the page said under this id is on disk
    {"type": "later", "id"}             it could not be stored now: say it again after a while
    {"type": "refused", "id"}           it will never be taken
    {"type": "pong"}

A message: {"id", "mine", "key", "at", "edited", "language", "direction", "spans": [{"text", "bold"}], "choices":
[{"label", "data", "number", "word", "chosen"}], "controls": [{"label", "data"}], "links": [{"label", "url"}], "files":
[{"token", "name", "media_type", "size", "description", "width", "height", "note"}]}; fields that are empty are left out.
Texts are spans and never HTML.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.web.words import direction
from bot.core.messages import Choice, Link, Outgoing
from bot.core.numbering import said
from bot.delivery.codec import outgoing_from_json
from bot.i18n.markup import plain, spans
from bot.storage.web import KeptFile, Said, WebDirection

Json = dict[str, Any]
LONGEST_FRAME = 256 * 1024
MOST_FILES = 10
LONGEST_DATA = 200
LONGEST_COMMAND = 256
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
_NUMBER = re.compile(r"[0-9]{1,18}")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


class BadFrame(ValueError):  # noqa: N818 - it says what came
    """Not a frame of ours; `id` where it has one, so that the page can be told."""

    def __init__(self, frame_id: str | None = None) -> None:
        super().__init__("not a frame of this protocol")
        self.id = frame_id


@dataclass(frozen=True)
class TextFrame:
    id: str
    text: str


@dataclass(frozen=True)
class FilesFrame:
    id: str
    text: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class CorrectFrame:
    id: str
    message: int
    text: str


@dataclass(frozen=True)
class TapFrame:
    id: str
    message: str
    data: str


@dataclass(frozen=True)
class CommandFrame:
    id: str
    text: str


@dataclass(frozen=True)
class EarlierFrame:
    before: int


@dataclass(frozen=True)
class PingFrame:
    pass


Lasting = TextFrame | FilesFrame | CorrectFrame | TapFrame | CommandFrame
"""What the page says until it is acknowledged."""

Frame = Lasting | EarlierFrame | PingFrame


def read_frame(raw: str | None) -> Frame:
    """What the page says; raises BadFrame."""
    if raw is None or len(raw) > LONGEST_FRAME:
        raise BadFrame
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadFrame from error
    if not isinstance(data, dict):
        raise BadFrame
    frame_id = data.get("id")
    known_id = frame_id if isinstance(frame_id, str) and _ID.fullmatch(frame_id) else None
    frame = _frame(data, known_id)
    if frame is None:
        raise BadFrame(known_id)
    return frame


def _frame(data: Json, frame_id: str | None) -> Frame | None:  # noqa: PLR0911 - one line a kind of frame
    match data:
        case {"type": "text", "text": str(text)} if frame_id and text.strip():
            return TextFrame(frame_id, text)
        case {"type": "files", "text": str(text), "files": list(files)} if frame_id and 0 < len(files) <= MOST_FILES:
            tokens = tuple(token for token in files if isinstance(token, str) and _ID.fullmatch(token))
            return FilesFrame(frame_id, text, tokens) if len(tokens) == len(files) else None
        case {"type": "correct", "message": str(message), "text": str(text)} if frame_id and text.strip():
            return CorrectFrame(frame_id, int(message), text) if _NUMBER.fullmatch(message) else None
        case {"type": "tap", "message": str(message), "data": str(tapped)} if frame_id:
            fits = _NUMBER.fullmatch(message) and len(tapped) <= LONGEST_DATA
            return TapFrame(frame_id, message, tapped) if fits else None
        case {"type": "command", "text": str(text)} if frame_id and 0 < len(text) <= LONGEST_COMMAND:
            return CommandFrame(frame_id, text)
        case {"type": "earlier", "before": str(before)} if _NUMBER.fullmatch(before):
            return EarlierFrame(int(before))
        case {"type": "ping"}:
            return PingFrame()
        case _:
            return None


def written(frame: Json) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def acknowledged(frame_id: str) -> Json:
    return {"type": "acknowledged", "id": frame_id}


def toast(message: Outgoing) -> Json:
    return {"type": "toast", "tap": message.acknowledges, **_text(message.text, message.language)}


def shown(said: Said) -> Json:
    """A stored message as the page shows it."""
    assert said.payload is not None, "what was taken away is not shown"
    head = {"id": str(said.id), "at": said.at.isoformat(timespec="seconds")}
    if said.edited_at is not None:
        head["edited"] = said.edited_at.isoformat()
    if said.direction is WebDirection.IN:
        body = {"mine": True, "key": said.key, "spans": [{"text": said.payload["text"]}]}
    else:
        body = _body(outgoing_from_json(dict(said.payload["message"])))
    return {**head, **_bare({**body, "files": said.payload.get("files", [])})}


def history(messages: Sequence[Said], earlier: bool, kind: str = "history") -> Json:
    return {"type": kind, "messages": [shown(said) for said in messages if said.payload], "earlier": earlier}


def file_of_ours(kept: KeptFile, description: str, width_and_height: tuple[int, int] | None) -> Json:
    frame = file_of_theirs(kept) | {"description": plain(description)}
    if width_and_height is not None:
        frame["width"], frame["height"] = width_and_height
    return _bare(frame)


def file_of_theirs(kept: KeptFile) -> Json:
    return {"token": kept.token, "name": kept.name, "media_type": kept.media_type, "size": kept.size}


def _body(message: Outgoing) -> Json:
    return {
        **_text(message.text, message.language),
        "choices": [_choice(choice, word) for word, choice in said(message)],
        "controls": [{"label": plain(choice.label), "data": choice.data} for choice in message.controls],
        "links": [{"label": plain(link.label), "url": link.url} for link in message.links if _is_safe(link)],
    }


def _choice(choice: Choice, word: str) -> Json:
    """A label that is a number itself has none beside it."""
    label = plain(choice.label)
    named: Json = {"word": plain(choice.word)} if choice.word is not None else {"number": int(word)}
    if choice.told or (choice.word is None and word == label.strip()):
        named = {}
    return _bare({"label": label, "data": choice.data, "chosen": choice.chosen}) | named


def _text(marked: str, language: str) -> Json:
    return {
        "language": language,
        "direction": direction(language),
        "spans": [{"text": span.text, "bold": True} if span.bold else {"text": span.text} for span in spans(marked)],
    }


def _is_safe(link: Link) -> bool:
    return _SAFE_LINK.match(link.url) is not None


def _bare(fields: Mapping[str, Any]) -> Json:
    return {name: value for name, value in fields.items() if value not in ("", None, False, [], ())}
