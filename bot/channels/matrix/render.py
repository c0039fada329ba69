"""From an Outgoing to the contents of Matrix events."""

import html
import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from bot.channels.matrix.receive import APPROVAL, CHOICES
from bot.core.messages import Choice, Link, Outgoing
from bot.core.numbering import said
from bot.delivery.channel import LoadedFile
from bot.i18n.markup import plain, spans
from bot.i18n.phrase import Marked, Words, _
from bot.i18n.translator import Reader, Translator, is_right_to_left

Content = Mapping[str, Any]
LARGEST = 45_000  # bytes of body and formatted body as JSON; events end at 65,536, and encryption adds a third
NOTICE = "m.notice"
# Whatever somebody typed: "@room" would ring all phones in a room.
CALLING_NOBODY: Mapping[str, Any] = {"m.mentions": {}}
_PRIVATE = "private:"
_MENU = "menu"
_CLICKABLE = ("https://", "http://", "mailto:")
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_MEASURES = slice(16, 24)
_KINDS = {"image": "m.image", "audio": "m.audio", "video": "m.video"}


@dataclass(frozen=True)
class Piece:
    """A run of plain text; with a `url` it is the label of a link."""

    text: str
    bold: bool = False
    url: str = ""


@dataclass(frozen=True)
class Renderer:
    """`account` is whom to write to in private."""

    account: str
    translator: Translator

    def contents(self, message: Outgoing, *, edits: str | None = None, rings: bool = False) -> list[Content]:
        """One, or several where it is long; the first replaces `edits`, the last carries the choices.

        Bots speak in notices, and no phone rings for a notice; so what shall ring is a text.
        """
        blocks = [marked(message.text)] if message.text else []
        blocks += self._offers(message)
        parts = split(joined(blocks, "\n\n"), LARGEST // 2 if edits else LARGEST)
        kind = "m.text" if rings and not message.silent else NOTICE
        contents = [content_of(part, message.language, kind) for part in parts]
        if contents and (choices := reactions(message)):
            contents[-1] |= {CHOICES: choices}
        if contents and edits:
            contents[0] = as_edit(contents[0], edits)
        return list(contents)

    def _offers(self, message: Outgoing) -> list[Sequence[Piece]]:
        links = [self._link(link, message.language) for link in message.links]
        choices = [] if message.listed else [_choice(choice, word) for word, choice in said(message) if not choice.told]
        choices += [_action(control) for control in message.controls if control.word != control.label]
        blocks = [joined(lines, "\n") for lines in (links, choices) if lines]
        words = [control.word for control in message.controls if control.word and control.word == control.label]
        if words:
            listed = Marked(" · ".join(f"*{word}*" for word in words))
            blocks.append(self._said(_("You can also write: {words}", words=listed), message.language))
        return blocks

    def _link(self, link: Link, language: str) -> Sequence[Piece]:
        label = plain(link.label)
        if not link.url.startswith(_PRIVATE):
            return (Piece(label, url=link.url),)
        here = Piece(label, url=f"https://matrix.to/#/{quote(self.account, safe='@:')}")
        name = link.url.removeprefix(_PRIVATE)
        if name in {"", _MENU}:
            return (here,)
        return (
            here,
            Piece("\n"),
            *self._said(_("There, please write: {words}", words=Marked(f"*!{name.replace('-', ' ', 1)}*")), language),
        )

    def _said(self, words: Words, language: str) -> Sequence[Piece]:
        return marked(self.translator.render(words, Reader(language)))


def marked(text: str) -> Sequence[Piece]:
    return tuple(Piece(span.text, span.bold) for span in spans(text))


def joined(lines: Iterable[Sequence[Piece]], separator: str) -> Sequence[Piece]:
    pieces: list[Piece] = []
    for line in lines:
        pieces += ([Piece(separator)] if pieces else []) + list(line)
    return tuple(pieces)


def content_of(pieces: Sequence[Piece], language: str, kind: str) -> dict[str, Any]:
    formatted = "".join(_html(piece) for piece in pieces)
    if is_right_to_left(language):
        formatted = f'<div dir="rtl">{formatted}</div>'
    return {
        "msgtype": kind,
        "body": "".join(_body(piece) for piece in pieces),
        "format": "org.matrix.custom.html",
        "formatted_body": formatted,
        **CALLING_NOBODY,
    }


def as_edit(content: Content, event_id: str) -> dict[str, Any]:
    """What clients show that know no edits begins with a star."""
    shown = {"body": f"* {content['body']}", "formatted_body": f"* {content['formatted_body']}"}
    without_choices = {name: value for name, value in content.items() if name != CHOICES}
    return (
        without_choices
        | shown
        | {
            "m.new_content": content,
            "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
        }
    )


def as_edited_file(content: Content, event_id: str) -> dict[str, Any]:
    """Clients that know no edits show the new file as one more."""
    return {
        **content,
        "body": f"* {content['body']}",
        "m.new_content": content,
        "m.relates_to": {"rel_type": "m.replace", "event_id": event_id},
    }


def file_content(file: LoadedFile, place: Mapping[str, Any]) -> Content:
    """The description is the caption: the same facts in words. `place` is where it lies."""
    info: dict[str, Any] = {"mimetype": file.media_type, "size": len(file.data)}
    if file.data.startswith(_PNG) and len(file.data) >= _PNG_MEASURES.stop:
        info["w"], info["h"] = struct.unpack(">II", file.data[_PNG_MEASURES])
    return {
        "msgtype": _KINDS.get(file.media_type.partition("/")[0], "m.file"),
        "body": plain(file.description) or file.name,
        "filename": file.name,
        "info": info,
        **place,
        **CALLING_NOBODY,
    }


def reactions(message: Outgoing) -> dict[str, str]:
    """What one may react with instead of writing: a number; approval for the first action that the message lists."""
    found = {word: choice.data for word, choice in said(message) if choice.word is None}
    found |= {plain(choice.label): choice.data for choice in message.choices if choice.told}
    action = next((choice for choice in message.choices if choice.word is not None and not choice.told), None)
    return found if action is None else found | {APPROVAL: action.data}


def split(pieces: Sequence[Piece], largest: int) -> list[Sequence[Piece]]:
    """Into as many parts as are needed for each to be small enough: between paragraphs where that is possible."""
    text = "".join(piece.text for piece in pieces)
    if len(text) <= 1 or _size(pieces) <= largest:
        return [pieces] if pieces else []
    before, after = _cut(pieces, _best_cut(text))
    return [*split(before, largest), *split(after, largest)]


def _choice(choice: Choice, word: str) -> Sequence[Piece]:
    if choice.word is not None:
        return _action(choice)
    number = "" if word == plain(choice.label).strip() else f"{word}. "
    return (Piece(f"{number}{'[x] ' if choice.chosen else ''}"), *marked(choice.label))


def _action(choice: Choice) -> Sequence[Piece]:
    word = tuple(replace(piece, bold=True) for piece in marked(choice.word or ""))
    if choice.word == choice.label:
        return word
    return (*word, Piece(" – "), *marked(choice.label))


def _body(piece: Piece) -> str:
    return f"{piece.text}: {piece.url}" if piece.url else piece.text


def _html(piece: Piece) -> str:
    escaped = html.escape(piece.text).replace("\n", "<br>")
    if piece.url.startswith(_CLICKABLE):
        return f'<a href="{html.escape(piece.url)}">{escaped}</a>'
    if piece.url:
        return f"{escaped}: {html.escape(piece.url)}"
    return f"<strong>{escaped}</strong>" if piece.bold else escaped


def _size(pieces: Sequence[Piece]) -> int:
    return len(json.dumps(content_of(pieces, "ar", NOTICE), ensure_ascii=False).encode())


def _best_cut(text: str) -> int:
    """Near the middle: at the end of a paragraph, of a line, of a word, or anywhere."""
    middle, margin = len(text) // 2, len(text) // 3
    for separator in ("\n\n", "\n", " "):
        left, right = text.rfind(separator, 0, middle), text.find(separator, middle)
        near = [at for at in (left, right) if abs(at - middle) <= margin and at > 0]
        if near:
            return min(near, key=lambda at: abs(at - middle)) + len(separator)
    return max(middle, 1)


def _cut(pieces: Sequence[Piece], at: int) -> tuple[Sequence[Piece], Sequence[Piece]]:
    before: list[Piece] = []
    after: list[Piece] = []
    for piece in pieces:
        cut = max(0, min(len(piece.text), at))
        if piece.text[:cut]:
            before.append(replace(piece, text=piece.text[:cut]))
        if piece.text[cut:]:
            after.append(replace(piece, text=piece.text[cut:]))
        at -= len(piece.text)
    return _trimmed(before), _trimmed(after)


def _trimmed(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """Without the empty lines at either end."""
    kept = list(pieces)
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip("\n"))
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip("\n"))
    return tuple(kept)
