"""From a Matrix event to an Incoming."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.matrix.answers import Event
from bot.channels.matrix.attachments import address_of, reference_of
from bot.channels.matrix.events import MESSAGE, REACTION, content, moment, part, relation, text, whole_number
from bot.channels.matrix.homeserver import is_media
from bot.core.messages import FileKind, FileReference, Incoming, IncomingKind

CHANNEL = "matrix"
CHOICES = "org.passerelle.choices"
"""Key in the content of our messages: what one may react with → what a tap of it carries."""
APPROVAL = "yes"
"""The name in there of ✅ and 👍."""

_SPOKEN = {"m.text", "m.emote"}
_FILES = {
    "m.image": FileKind.PHOTO,
    "m.video": FileKind.VIDEO,
    "m.audio": FileKind.DOCUMENT,  # a voice note says so beside
    "m.file": FileKind.DOCUMENT,
}
_VOICE = {"m.voice", "org.matrix.msc3245.voice"}
_NAMED = {"m.sticker": "sticker", "m.poll.start": "poll", "org.matrix.msc3381.poll.start": "poll"}
_SILENT = {"m.notice", "m.key.verification.request", ""}  # bots do not answer bots
_GEO = re.compile(r"geo:(-?\d{1,3}(?:\.\d{1,15})?),(-?\d{1,3}(?:\.\d{1,15})?)(?:[,;].*)?", re.DOTALL)
_QUOTE = re.compile(r"> (?:\* )?<@[^>]+>")
_LONGEST_NAME = 200
_KEYCAP = re.compile("([0-9])\ufe0f?\u20e3?")
_DECORATION = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")  # how a sign is drawn, and the colour of a skin
_APPROVING = {"✅", "👍", "✔"}


@dataclass(frozen=True)
class Hearing:
    """Where and by whom it is heard."""

    account: str
    room_id: str
    private: bool
    name: str | None = None


def incoming(event: Event, hearing: Hearing) -> Incoming | None:
    """A message of words, a file, a place, a correction; None for what is not meant for us."""
    if text(event, "sender") == hearing.account:
        return None
    kind = text(event, "type")
    heard = basis(event, hearing)
    if kind in _NAMED:
        return replace(heard, kind=IncomingKind.OTHER, data=_NAMED[kind])
    if kind != MESSAGE:
        return None
    if text(relation(event), "rel_type") == "m.replace":
        return _correction(event, heard)
    return _message(content(event), replace(heard, reply_to=_reply_to(event)))


def tap(event: Event, hearing: Hearing, choices: Mapping[str, str]) -> Incoming | None:
    """A reaction to a message of ours which offered `choices`."""
    data = choices.get(chosen(event) or "")
    if data is None or text(event, "sender") == hearing.account:
        return None
    heard = basis(event, hearing)
    return replace(
        heard,
        kind=IncomingKind.TAP,
        data=data,
        message_id=text(relation(event), "event_id"),
        tap_id=heard.external_id,
    )


def chosen(event: Event) -> str | None:
    """What a reaction chooses: a number, or approval."""
    if text(event, "type") != REACTION or text(relation(event), "rel_type") != "m.annotation":
        return None
    key = text(relation(event), "key")
    number = _KEYCAP.fullmatch(key)
    if number is not None:
        return number[1]
    if key == "🔟":
        return "10"
    return APPROVAL if _DECORATION.sub("", key) in _APPROVING else None


def choices_of(event: Event | None, account: str) -> Mapping[str, str]:
    """What a message of ours offers, as it was last corrected."""
    if event is None or text(event, "sender") != account:
        return {}
    latest = part(part(part(event, "unsigned"), "m.relations"), "m.replace")
    shown = part(content(latest), "m.new_content") if text(latest, "sender") == account else content(event)
    return {name: data for name, data in part(shown, CHOICES).items() if isinstance(data, str)}


def basis(event: Event, hearing: Hearing) -> Incoming:
    event_id = text(event, "event_id")
    return Incoming(
        channel=CHANNEL,
        account=hearing.account,
        external_id=event_id,
        sender=text(event, "sender"),
        chat=hearing.room_id,
        at=moment(event),
        private=hearing.private,
        message_id=event_id,
        name=hearing.name,
    )


def _correction(event: Event, heard: Incoming) -> Incoming | None:
    corrected = part(content(event), "m.new_content")
    message_id = text(relation(event), "event_id")
    if text(corrected, "msgtype") not in _SPOKEN or not message_id:
        return None
    return replace(heard, kind=IncomingKind.EDIT, message_id=message_id, text=text(corrected, "body"))


def _message(said: Mapping[str, Any], heard: Incoming) -> Incoming | None:
    kind = text(said, "msgtype")
    if kind in _SPOKEN:
        body = text(said, "body")
        return replace(heard, text=_without_fallback(body) if heard.reply_to else body)
    if kind in _FILES:
        return _file(said, heard)
    if kind == "m.location":
        return _place(said, heard)
    if kind in _SILENT:
        return None
    return replace(heard, kind=IncomingKind.OTHER, data=kind[:40])


def _file(said: Mapping[str, Any], heard: Incoming) -> Incoming:
    reference = reference_of(said)
    if not is_media(address_of(reference)):
        return replace(heard, kind=IncomingKind.OTHER, data="file")
    body, name = text(said, "body"), text(said, "filename")
    kind = FileKind.VOICE if _VOICE & said.keys() else _FILES[text(said, "msgtype")]
    file = FileReference(
        kind=kind,
        reference=reference,
        name=(name or body)[:_LONGEST_NAME] or None,
        media_type=text(part(said, "info"), "mimetype") or None,
        size=whole_number(part(said, "info"), "size"),
    )
    caption = body if name not in {"", body} else ""
    return replace(heard, kind=IncomingKind.FILES, files=(file,), text=caption)


def _place(said: Mapping[str, Any], heard: Incoming) -> Incoming:
    found = _GEO.fullmatch(text(said, "geo_uri"))
    if found is None:
        return replace(heard, kind=IncomingKind.OTHER, data="place")
    return replace(heard, kind=IncomingKind.PLACE, place=(float(found[1]), float(found[2])))


def _reply_to(event: Event) -> str | None:
    """In a thread, clients that know none are shown a reply that nobody meant."""
    if relation(event).get("is_falling_back") is True:
        return None
    return text(part(relation(event), "m.in_reply_to"), "event_id") or None


def _without_fallback(body: str) -> str:
    """Some clients quote the message they answer: "> <@who:where> words", more such lines, an empty one."""
    if _QUOTE.match(body) is None:
        return body
    lines = body.split("\n")
    quoted = next((number for number, line in enumerate(lines) if not line.startswith("> ")), len(lines))
    if quoted and quoted < len(lines) and not lines[quoted]:
        quoted += 1
    return "\n".join(lines[quoted:]) if quoted < len(lines) else body
