"""Messages as plain JSON, for the inbox and the outbox."""

from datetime import datetime
from typing import Any

from bot.core.messages import (
    Attachment,
    Choice,
    FileKind,
    FileReference,
    Incoming,
    IncomingKind,
    Link,
    Outgoing,
)

Json = dict[str, Any]


def _bare(fields: Json) -> Json:
    """Without what is empty: most messages are short."""
    return {name: value for name, value in fields.items() if value}


def incoming_to_json(message: Incoming) -> Json:
    return _bare(
        {
            "channel": message.channel,
            "account": message.account,
            "external_id": message.external_id,
            "sender": message.sender,
            "chat": message.chat,
            "at": message.at.isoformat(),
            "kind": message.kind.value,
            "in_group": not message.private,
            "has_topics": message.has_topics,
            "text": message.text,
            "data": message.data,
            "message_id": message.message_id,
            "tap_id": message.tap_id,
            "reply_to": message.reply_to,
            "continues": message.continues,
            "album": message.album,
            "files": [
                {"kind": file.kind.value, "reference": file.reference}
                | _bare(
                    {
                        "name": file.name,
                        "media_type": file.media_type,
                        "size": file.size,
                    }
                )
                for file in message.files
            ],
            "place": list(message.place) if message.place else None,
            "language_hint": message.language_hint,
            "name": message.name,
        }
    )


def incoming_from_json(data: Json) -> Incoming:
    place = data.get("place")
    return Incoming(
        channel=data["channel"],
        account=data["account"],
        external_id=data["external_id"],
        sender=data["sender"],
        chat=data["chat"],
        at=datetime.fromisoformat(data["at"]),
        kind=IncomingKind(data["kind"]),
        private=not data.get("in_group", False),
        has_topics=data.get("has_topics", False),
        text=data.get("text", ""),
        data=data.get("data", ""),
        message_id=data.get("message_id"),
        tap_id=data.get("tap_id"),
        reply_to=data.get("reply_to"),
        continues=data.get("continues"),
        album=data.get("album"),
        files=tuple(FileReference(**{**file, "kind": FileKind(file["kind"])}) for file in data.get("files", ())),
        place=(place[0], place[1]) if place else None,
        language_hint=data.get("language_hint"),
        name=data.get("name"),
    )


def outgoing_to_json(message: Outgoing) -> Json:
    return _bare(
        {
            "text": message.text,
            "language": message.language,
            "choices": [_choice(choice) for choice in message.choices],
            "first_number": message.first_number if message.first_number != 1 else None,
            "listed": message.listed,
            "controls": [_choice(choice) for choice in message.controls],
            "links": [[link.label, link.url] for link in message.links],
            "attachments": [
                {"name": one.name, "media_type": one.media_type}
                | _bare(
                    {
                        "description": one.description,
                        "sha256": one.sha256,
                        "job": one.job,
                        "arguments": one.arguments,
                        "shows": one.shows,
                    }
                )
                for one in message.attachments
            ],
            "edits": message.edits,
            "removes": message.removes,
            "pins": message.pins,
            "unpins": message.unpins,
            "acknowledges": message.acknowledges,
            "silent": message.silent,
        }
    )


def outgoing_from_json(data: Json) -> Outgoing:
    return Outgoing(
        text=data.get("text", ""),
        language=data.get("language", "en"),
        choices=tuple(Choice(**choice) for choice in data.get("choices", ())),
        first_number=data.get("first_number", 1),
        listed=data.get("listed", False),
        controls=tuple(Choice(**choice) for choice in data.get("controls", ())),
        links=tuple(Link(label, url) for label, url in data.get("links", ())),
        attachments=tuple(Attachment(**one) for one in data.get("attachments", ())),
        edits=data.get("edits"),
        removes=data.get("removes", False),
        pins=data.get("pins", False),
        unpins=data.get("unpins", False),
        acknowledges=data.get("acknowledges"),
        silent=data.get("silent", False),
    )


def _choice(choice: Choice) -> Json:
    kept = {"word": choice.word, "chosen": choice.chosen, "told": choice.told}
    return _bare(kept) | {"label": choice.label, "data": choice.data}
